/*
 * Only what was counted is said; numbers are those of the rows that bear the diagnosis out.
 */
#include "report/diagnose_say.h"

#include "report/phrase.h"

enum { NAMED = 3 };

static void
keep(struct wl_diagnoses *out, struct wl_diagnosis *found, struct wl_buf *text)
{
    char *copy;

    if (found->remark_count == WL_DIAGNOSIS_REMARKS || text->failed || text->len == 0)
        return;
    copy = wl_arena_copy(&out->arena, text->ptr, text->len);
    if (copy)
        found->remarks[found->remark_count++] = (struct wl_span){copy, text->len};
    text->failed = !copy;
    wl_buf_clear(text);
}

void
wl_diagnosis_duration_text(struct wl_buf *out, int64_t us)
{
    double seconds = (double)us / 1e6;

    if (seconds < 1)
        wl_buf_addf(out, "%lld ms", (long long)(us / 1000));
    else if (seconds < 600)
        wl_buf_addf(out, "%.0f s", seconds);
    else if (seconds < 7200)
        wl_buf_addf(out, "%.0f min", seconds / 60);
    else if (seconds < 172800)
        wl_buf_addf(out, "%.0f h", seconds / 3600);
    else
        wl_buf_addf(out, "%.0f days", seconds / 86400);
}

static void
count_codes(struct wl_diagnosis *found, const struct wl_group *group)
{
    for (size_t i = 0; i < group->count; i++) {
        uint16_t code = wl_group_event(group, i)->code;
        size_t at = 0;
        while (at < WL_DIAGNOSIS_CODES && found->codes[at].count && found->codes[at].code != code)
            at++;
        if (at == WL_DIAGNOSIS_CODES)
            continue;
        found->codes[at].code = code;
        found->codes[at].count++;
    }
    for (size_t i = 1; i < WL_DIAGNOSIS_CODES; i++)
        for (size_t j = i; j > 0 && found->codes[j].count > found->codes[j - 1].count; j--) {
            struct wl_code_count swap = found->codes[j];
            found->codes[j] = found->codes[j - 1];
            found->codes[j - 1] = swap;
        }
}

/* "12 within 60 s from 08:14:02 on" */
static void
say_window(struct wl_diagnoses *out, struct wl_diagnosis *found, const struct wl_group *group,
           struct wl_buf *text)
{
    size_t count = group->to - group->from;
    const struct wl_event *first = wl_group_event(group, group->from),
                          *last = wl_group_event(group, group->to - 1);

    if (count < 2 || count == group->count || !found->timed)
        return;
    wl_buf_addf(text, "most at once: %zu within ", count);
    wl_diagnosis_duration_text(text, last->at_us - first->at_us);
    wl_buf_add_text(text, " from ");
    wl_phrase_local(text, first->at_us);
    wl_buf_add_text(text, " on");
    keep(out, found, text);
}

/* "5 peers, among them a, b, c" */
static void
say_values(struct wl_diagnoses *out, struct wl_diagnosis *found, const struct wl_group *group,
           enum wl_trait trait, const char *singular, struct wl_buf *text)
{
    const struct wl_events *events = group->field->events;
    int64_t count = wl_group_distinct(group, trait, 0, group->count);
    uint32_t named[NAMED];
    size_t names = 0;

    if (count == 0 || (count == 1 && group->rule->by == trait))
        return;
    wl_phrase_count(text, count, singular, trait == WL_TRAIT_PROCESS ? "processes" : NULL);
    wl_buf_add_text(text, count > NAMED ? ", among them " : ": ");
    for (size_t i = 0; i < group->count && names < NAMED; i++) {
        uint32_t value = wl_event_trait(wl_group_event(group, i), trait);
        bool known = value == 0;
        for (size_t n = 0; n < names; n++)
            known = known || named[n] == value;
        if (known)
            continue;
        wl_buf_add_text(text, names ? ", " : "");
        wl_buf_add_span(text, events->texts[value]);
        named[names++] = value;
    }
    keep(out, found, text);
}

static bool
speaks_of(const struct wl_diagnosis_case *rule, unsigned measure)
{
    for (size_t i = 0; i < rule->needs.count; i++)
        if (rule->needs.list[i].measure == measure)
            return true;
    return false;
}

static void
say_range(struct wl_buf *text, int64_t low_us, int64_t high_us)
{
    wl_diagnosis_duration_text(text, low_us);
    if (high_us / 1000000 > low_us / 1000000) {
        wl_buf_add_text(text, " to ");
        wl_diagnosis_duration_text(text, high_us);
    }
}

static void
say_timer(struct wl_diagnoses *out, struct wl_diagnosis *found, struct wl_group *group,
          struct wl_buf *text)
{
    bool idle = speaks_of(group->rule, WL_MEASURE_IDLE_AGREE);
    bool regular = speaks_of(group->rule, WL_MEASURE_REGULAR);
    int64_t known = 0;

    if (!idle && !regular)
        return;
    if (idle) {
        int64_t agree = wl_group_idle(group, &known);
        wl_buf_add_text(text, "no traffic for ");
        say_range(text, group->idle_low_us, group->idle_high_us);
        wl_buf_addf(text, " before %lld of the %lld whose pause is known",
                    (long long)(agree * known / 100), (long long)known);
    } else {
        (void)wl_group_regular(group);
        wl_buf_add_text(text, "comes back about every ");
        wl_diagnosis_duration_text(text, group->regular_us);
    }
    keep(out, found, text);
    if (group->timer) {
        wl_buf_addf(text, "that is the timer of: %s", group->timer->name);
        keep(out, found, text);
    }
}

static void
say_signs(struct wl_diagnoses *out, struct wl_diagnosis *found, struct wl_group *group,
          struct wl_buf *text)
{
    for (size_t i = 0; i < found->rule->sign_count; i++) {
        const struct wl_sign *sign = found->rule->signs + i;
        if (!sign->say || !wl_group_meets(group, &sign->when))
            continue;
        wl_buf_add_text(text, sign->say);
        keep(out, found, text);
    }
}

static void
take_samples(struct wl_diagnosis *found, const struct wl_group *group)
{
    size_t count = group->to - group->from;
    size_t places[WL_DIAGNOSIS_SAMPLES] = {0, count / 2, count - 1};

    for (size_t i = 0; i < WL_DIAGNOSIS_SAMPLES; i++) {
        const struct wl_event *event = wl_group_event(group, group->from + places[i]);
        if (i > 0 && places[i] == places[i - 1])
            continue;
        found->samples[found->sample_count++] = (struct wl_diagnosis_sample){
            .source = group->field->events->texts[event->source],
            .text = event->text,
            .line = event->line,
            .at_us = event->at_us,
            .code = event->code,
            .timed = event->flags & WL_EVENT_TIMED,
        };
    }
}

static int
set_subject(struct wl_diagnoses *out, struct wl_diagnosis *found, const struct wl_group *group)
{
    enum wl_trait by = (enum wl_trait)group->rule->by;
    uint32_t value = wl_event_trait(wl_group_event(group, 0), by);
    struct wl_buf text;
    char *copy = NULL;

    if (value == 0 || by == WL_TRAIT_NONE || by == WL_TRAIT_CODE)
        return 0;
    wl_buf_init(&text);
    if (by == WL_TRAIT_PORT)
        wl_buf_addf(&text, "port %u", (unsigned)value);
    else
        wl_buf_add_span(&text, group->field->events->texts[value]);
    if (!text.failed)
        copy = wl_arena_copy(&out->arena, text.ptr, text.len);
    found->subject = (struct wl_span){copy, copy ? text.len : 0};
    wl_buf_done(&text);
    return copy ? 0 : WL_ENOMEM;
}

int
wl_diagnosis_say(struct wl_diagnoses *out, struct wl_diagnosis *found, struct wl_group *group)
{
    struct wl_buf text;
    int rc;

    wl_buf_init(&text);
    found->count = (int64_t)group->count;
    found->first_us = wl_group_event(group, 0)->at_us;
    found->last_us = wl_group_event(group, group->count - 1)->at_us;
    for (size_t i = 0; i < group->count && !found->timed; i++)
        found->timed = wl_group_event(group, i)->flags & WL_EVENT_TIMED;
    count_codes(found, group);
    say_window(out, found, group, &text);
    say_timer(out, found, group, &text);
    say_values(out, found, group, WL_TRAIT_ENDPOINT, "peer", &text);
    say_values(out, found, group, WL_TRAIT_PROCESS, "process", &text);
    say_values(out, found, group, WL_TRAIT_HOST, "host", &text);
    say_signs(out, found, group, &text);
    take_samples(found, group);
    rc = set_subject(out, found, group);
    if (rc == 0)
        rc = wl_diagnosis_check(out, found, group);
    if (text.failed)
        rc = WL_ENOMEM;
    wl_buf_done(&text);
    return rc;
}
