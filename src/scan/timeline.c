#include "scan/timeline.h"

#include "base/ascii.h"
#include "base/civil.h"
#include "scan/heading.h"
#include "scan/stamp_format.h"
#include "scan/timeline_cycle.h"

#define HEAD_LINES 40u
#define TAIL_LINES 50
#define IDLE_LINES 1000u /* none with a time of day only: not each line is looked at */

/* One line of so many bytes is looked at: more of them near the start, for small files, and where
 * it is not known which number is the day. */
#define STRIDE (64u << 10)
#define STRIDE_SMALL 1024u
#define SMALL (32u << 10)

void
wl_timeline_init(struct wl_timeline *t)
{
    *t = (struct wl_timeline){0};
    wl_buf_init(&t->years.steps);
    wl_buf_init(&t->days.steps);
}

void
wl_timeline_done(struct wl_timeline *t)
{
    wl_buf_done(&t->years.steps);
    wl_buf_done(&t->days.steps);
}

static void
expect_day(struct wl_timeline *t, int64_t day)
{
    t->years.due = t->days.due = true;
    t->years.due_day = t->days.due_day = day;
}

void
wl_timeline_begin(struct wl_timeline *t, const struct wl_timeline_setup *setup)
{
    struct wl_timeline_cycle years = t->years, days = t->days;
    int64_t day;

    wl_timeline_cycle_clear(&years);
    wl_timeline_cycle_clear(&days);
    *t = (struct wl_timeline){
        .reference_us = setup->reference_us,
        .order = setup->order,
        .zone_told = setup->zone_told,
        .years = years,
        .days = days,
        .head_left = HEAD_LINES,
    };
    if (wl_heading_day_in_name(setup->name, &day))
        expect_day(t, day);
}

/* Certain, or the best guess. */
static enum wl_day_order
decide_order(const struct wl_timeline *t, bool *certain)
{
    const unsigned *shown = t->shown, *backward = t->backward;

    *certain = true;
    if (t->order != WL_ORDER_OPEN)
        return t->order;
    if (!shown[WL_MONTH_FIRST] != !shown[WL_DAY_FIRST])
        return shown[WL_DAY_FIRST] ? WL_DAY_FIRST : WL_MONTH_FIRST;
    if (!shown[WL_DAY_FIRST] && !backward[WL_MONTH_FIRST] != !backward[WL_DAY_FIRST])
        return backward[WL_DAY_FIRST] ? WL_MONTH_FIRST : WL_DAY_FIRST;
    *certain = false;
    if (shown[WL_DAY_FIRST] != shown[WL_MONTH_FIRST])
        return shown[WL_DAY_FIRST] > shown[WL_MONTH_FIRST] ? WL_DAY_FIRST : WL_MONTH_FIRST;
    return t->last_day[WL_DAY_FIRST] - t->first_day[WL_DAY_FIRST] <
                   t->last_day[WL_MONTH_FIRST] - t->first_day[WL_MONTH_FIRST]
               ? WL_DAY_FIRST
               : WL_MONTH_FIRST;
}

static bool
is_curious(const struct wl_timeline *t)
{
    return t->any_pair && t->order == WL_ORDER_OPEN && !t->shown[WL_MONTH_FIRST] &&
           !t->shown[WL_DAY_FIRST];
}

static int64_t
day_number(int year, int month, int day)
{
    return wl_civil_year_start(year) + wl_civil_month_start(year, month) + day - 1;
}

static void
note_order(struct wl_timeline *t, const struct wl_stamp *stamp)
{
    bool open = stamp->open & WL_STAMP_DAY_ORDER;
    int64_t days[3];

    if (!open && stamp->order == WL_ORDER_OPEN)
        return;
    t->shown[stamp->order]++;
    days[WL_MONTH_FIRST] = days[WL_DAY_FIRST] = day_number(stamp->year, stamp->month, stamp->day);
    if (open)
        days[WL_DAY_FIRST] = day_number(stamp->year, stamp->day, stamp->month);
    for (int i = WL_MONTH_FIRST; i <= WL_DAY_FIRST; i++) {
        if (!t->any_pair)
            t->first_day[i] = t->last_day[i] = days[i];
        /* a straggler from before midnight is no step back */
        t->backward[i] += days[i] < t->last_day[i] - 1;
        t->last_day[i] = days[i];
    }
    t->any_pair = true;
}

static int
second_of_day(const struct wl_stamp *stamp)
{
    return stamp->hour * 3600 + stamp->minute * 60 + stamp->second;
}

static int
day_of_year(int month, int day)
{
    return wl_civil_month_start(2000, month) + day;
}

/* The year of a stamp near the day that a heading or a name tells. */
static int64_t
year_near(int64_t day, int place)
{
    struct wl_civil date;
    int apart;

    wl_civil_from_utc(day * WL_US_DAY, &date);
    apart = place - day_of_year(date.month, date.day);
    return date.year + (apart < -WL_TIMELINE_YEAR.fall) - (apart > WL_TIMELINE_YEAR.fall);
}

static void
note_time_of_day(struct wl_timeline *t, const struct wl_stamp *stamp, uint64_t offset)
{
    struct wl_timeline_cycle *c = &t->days;
    bool late;

    if (!wl_timeline_cycle_note(c, WL_TIMELINE_DAY, second_of_day(stamp), offset,
                                c->due ? &c->due_day : NULL, &late))
        t->failed = true;
    if (!late)
        t->latest_day = *stamp;
    t->dense = true;
    t->idle = 0;
}

static void
note_day_of_year(struct wl_timeline *t, const struct wl_stamp *stamp, uint64_t offset)
{
    struct wl_timeline_cycle *c = &t->years;
    int place = day_of_year(stamp->month, stamp->day);
    int64_t year = c->due ? year_near(c->due_day, place) : 0;
    bool late;

    if (!wl_timeline_cycle_note(c, WL_TIMELINE_YEAR, place, offset, c->due ? &year : NULL, &late))
        t->failed = true;
    if (!late)
        t->latest_year = *stamp;
}

static void
note_date(struct wl_timeline *t, const struct wl_stamp *stamp)
{
    struct wl_civil at = {.year = stamp->year,
                          .month = stamp->month,
                          .day = stamp->day,
                          .hour = stamp->hour,
                          .minute = stamp->minute,
                          .second = stamp->second};

    if (stamp->epoch)
        wl_civil_local_of_instant(stamp->instant_us, &at);
    if (!wl_civil_valid(&at))
        return;
    wl_timeline_cycle_anchor(&t->years, WL_TIMELINE_YEAR, day_of_year(at.month, at.day), at.year);
    wl_timeline_cycle_anchor(&t->days, WL_TIMELINE_DAY, at.hour * 3600 + at.minute * 60 + at.second,
                             day_number(at.year, at.month, at.day));
}

static void
note(struct wl_timeline *t, const struct wl_stamp *stamp, uint64_t offset)
{
    t->latest_at = offset;
    t->stamped = true;
    note_order(t, stamp);
    if (stamp->open & WL_STAMP_DATE)
        note_time_of_day(t, stamp, offset);
    else if (stamp->open & WL_STAMP_YEAR)
        note_day_of_year(t, stamp, offset);
    else if (!(stamp->open & WL_STAMP_DAY_ORDER))
        note_date(t, stamp);
}

static bool
begins_with(struct wl_span line, const char *text)
{
    size_t len = strlen(text);

    return line.len >= len && wl_ascii_equal(line.ptr, text, len);
}

/* Between stamped lines, what says that it is one. */
static bool
is_strong_heading(struct wl_span line)
{
    static const char *const words[] = {"log ", "day ", "date", "session", "start"};

    if (line.len > 0 && memchr("#-=*;+~", line.ptr[0], 7))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins_with(line, words[i]))
            return true;
    return false;
}

/* The extended log format of the W3C is in UTC, unless it says otherwise. */
static void
read_directive(struct wl_timeline *t, struct wl_span line)
{
    if (begins_with(line, "#time format: local"))
        t->zone_told = true;
    if (begins_with(line, "#fields:") && memmem(line.ptr, line.len, "time", 4))
        t->utc = true;
    if (t->zone_told)
        t->utc = false;
}

static void
look_at(struct wl_timeline *t, struct wl_span line, uint64_t offset)
{
    struct wl_stamp stamp;
    int64_t day;

    if (t->head_left > 0)
        t->head_left--;
    t->dense = t->dense && ++t->idle <= IDLE_LINES && !t->failed;
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (line.len > 0 && line.ptr[0] == '#')
        read_directive(t, line);
    if (wl_stamp_find(line, &stamp))
        note(t, &stamp, offset);
    else if ((!t->stamped || is_strong_heading(line)) && wl_heading_day(line, &day))
        expect_day(t, day);
}

static uint64_t
look_after(const struct wl_timeline *t, uint64_t offset)
{
    uint64_t stride = offset < SMALL || is_curious(t) ? STRIDE_SMALL : STRIDE;

    return (offset + stride - 1) / stride * stride;
}

void
wl_timeline_feed(struct wl_timeline *t, struct wl_span text, uint64_t offset, bool starts_line)
{
    const char *at = text.ptr, *end = at + text.len;

    if (!at) /* nothing */
        return;
    if (!starts_line) {
        const char *lf = memchr(at, '\n', text.len);
        at = lf ? lf + 1 : end;
    }
    while (at < end) {
        bool each = t->dense || t->head_left > 0;
        const char *lf;
        if (!each && t->next_look >= offset + text.len)
            return;
        if (!each && t->next_look > offset + (uint64_t)(at - text.ptr)) {
            const char *aim = text.ptr + (t->next_look - offset);
            lf = memrchr(at, '\n', (size_t)(aim - at));
            at = lf ? lf + 1 : at;
        }
        lf = memchr(at, '\n', (size_t)(end - at));
        if (!lf)
            lf = end;
        look_at(t, (struct wl_span){at, (size_t)(lf - at)}, offset + (uint64_t)(at - text.ptr));
        at = lf < end ? lf + 1 : end;
        t->next_look = look_after(t, offset + (uint64_t)(at - text.ptr));
    }
}

void
wl_timeline_feed_tail(struct wl_timeline *t, struct wl_span text, uint64_t offset)
{
    const char *end = text.ptr + text.len;

    if (t->dense)
        return;
    for (int i = 0; i < TAIL_LINES && end > text.ptr; i++) {
        const char *stop = end[-1] == '\n' ? end - 1 : end;
        const char *lf = memrchr(text.ptr, '\n', (size_t)(stop - text.ptr));
        const char *start = lf ? lf + 1 : text.ptr;
        uint64_t at = offset + (uint64_t)(start - text.ptr);
        struct wl_stamp stamp;
        if ((!lf && offset > 0) || (at <= t->latest_at && t->stamped))
            return;
        if (wl_stamp_find((struct wl_span){start, (size_t)(stop - start)}, &stamp)) {
            note(t, &stamp, at);
            return;
        }
        end = start;
    }
}

static bool
resolve(const struct wl_timeline *t, const struct wl_stamp *stamp, uint64_t offset,
        int64_t *instant_us, unsigned *assumed)
{
    struct wl_stamp_context context = {.reference_us = t->reference_us, .utc = t->utc};
    const struct wl_timeline_cycle *c = stamp->open & WL_STAMP_DATE ? &t->days : &t->years;
    int64_t value = c->base + wl_timeline_cycle_count(c, offset);
    bool certain;

    context.day_first = decide_order(t, &certain) == WL_DAY_FIRST;
    context.told =
        (certain ? (unsigned)WL_STAMP_DAY_ORDER : 0u) | (t->utc ? (unsigned)WL_STAMP_ZONE : 0u);
    if (c->anchored || (t->ended && c->begun)) {
        context.told |= c->anchored ? WL_STAMP_DATE | WL_STAMP_YEAR : 0u;
        context.has_day = true;
        context.day = value;
        context.year = value > 0 && value < 10000 ? (int32_t)value : 0;
    }
    return wl_stamp_resolve(stamp, &context, instant_us, assumed);
}

/* The year, or the day, in which the clock of the stamp showed it. */
static int64_t
cycle_of(const struct wl_timeline *t, const struct wl_stamp *stamp, int64_t instant_us)
{
    struct wl_civil at;

    if ((stamp->open & WL_STAMP_ZONE) && !t->utc)
        wl_civil_local_of_instant(instant_us, &at);
    else
        wl_civil_from_utc(instant_us + stamp->zone_minutes * WL_US_MINUTE, &at);
    return stamp->open & WL_STAMP_DATE ? day_number(at.year, at.month, at.day) : at.year;
}

static void
keep_answer(struct wl_timeline *t, const struct wl_stamp *stamp, uint64_t offset,
            int64_t instant_us)
{
    if (stamp->open & WL_STAMP_DAY_ORDER) {
        bool certain;
        t->read_as[decide_order(t, &certain)]++;
        t->read_sure |= certain;
        t->read_unsure |= !certain;
    }
    if (stamp->open & (WL_STAMP_DATE | WL_STAMP_YEAR)) {
        struct wl_timeline_cycle *c = stamp->open & WL_STAMP_DATE ? &t->days : &t->years;
        wl_timeline_cycle_asked(c, cycle_of(t, stamp, instant_us) -
                                       wl_timeline_cycle_count(c, offset));
    }
}

bool
wl_timeline_resolve(struct wl_timeline *t, const struct wl_stamp *stamp, uint64_t offset,
                    int64_t *instant_us, unsigned *assumed)
{
    note(t, stamp, offset);
    if (!resolve(t, stamp, offset, instant_us, assumed))
        return false;
    keep_answer(t, stamp, offset, *instant_us);
    return true;
}

/* Nothing in the source tells: the stamp met last is the one that the reference is near. */
static void
end_cycle(const struct wl_timeline *t, struct wl_timeline_cycle *c, const struct wl_stamp *latest)
{
    const struct wl_stamp_context context = {.reference_us = t->reference_us, .utc = t->utc};
    int64_t instant_us;
    unsigned assumed;

    if (c->begun && !c->anchored && wl_stamp_resolve(latest, &context, &instant_us, &assumed))
        c->base = cycle_of(t, latest, instant_us) - c->count;
}

void
wl_timeline_end(struct wl_timeline *t)
{
    end_cycle(t, &t->years, &t->latest_year);
    end_cycle(t, &t->days, &t->latest_day);
    t->ended = true;
}

bool
wl_timeline_has_changed(const struct wl_timeline *t)
{
    bool certain;
    enum wl_day_order order = decide_order(t, &certain);

    if (t->read_as[order == WL_DAY_FIRST ? WL_MONTH_FIRST : WL_DAY_FIRST] > 0 ||
        (certain ? t->read_unsure : t->read_sure))
        return true;
    return wl_timeline_cycle_changed(&t->years) || wl_timeline_cycle_changed(&t->days);
}

bool
wl_timeline_settle(const struct wl_timeline *t, const struct wl_stamp *stamp, uint64_t offset,
                   int64_t *instant_us, unsigned *assumed)
{
    return resolve(t, stamp, offset, instant_us, assumed);
}
