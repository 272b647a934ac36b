/*
 * When the lines of a source were written, as far as the whole of it tells: which number of
 * 03/04/2026 is the day, the year of lines that have none, the date of those with a time of day
 * only. It is fed the source in order, looks at some of its lines (at all of them, as long as they
 * bear a time of day only), and keeps what it finds out by place, so that at the end every stamp
 * can be read rightly. The same content, name and reference give the same answers, however the
 * bytes came in. It never looks at a clock.
 *
 * What tells the year or the date, the best first: other lines with a full date and headings, each
 * for what is behind it, the first one also for what is before; the name of the file, for its
 * first line; else the reference, which is about when the last line was written. In between,
 * times of day that fall back begin a new day, and months that do a new year.
 *
 * What tells the order of day and month: an option; else a number over 12; else dates that would
 * run backwards the other way round. Without any of these the order that spans less time is
 * assumed, and of equals the month first.
 */
#pragma once

#include "base/buf.h"
#include "scan/stamp.h"

struct wl_timeline_setup {
    int64_t reference_us;    /* modification time; of a pipe, when it was read */
    enum wl_day_order order; /* WL_ORDER_OPEN: find out */
    bool zone_told;          /* an open zone is the local one, whatever the file says */
    struct wl_span name;     /* its locator; borrowed for the call */
};

/* Years or days, counted along the source. */
struct wl_timeline_cycle {
    bool begun;          /* a stamp was met */
    bool anchored;       /* base is known, not assumed */
    bool due;            /* the next stamp is of the day `due_day` */
    int64_t due_day;     /* since 1970-01-01 */
    int64_t base;        /* the year, or day, of count 0 */
    int64_t count;       /* of the stamp met last */
    int last;            /* where in its year (days) or day (seconds) that lies; -1: at its start */
    struct wl_buf steps; /* of struct step: where the count changes */
    bool asked;          /* a stamp was resolved ... */
    bool asked_open;     /* ... some while the base was not known */
    int64_t low, high;   /* ... with these bases, as they came out */
};

struct wl_timeline {
    int64_t reference_us;
    enum wl_day_order order;
    bool zone_told;
    bool utc; /* W3C: an open zone is UTC */

    unsigned shown[4];    /* stamps that show an order, by enum wl_day_order */
    unsigned backward[3]; /* steps back in time, if read in that order */
    int64_t first_day[3], last_day[3];
    bool any_pair;       /* they are set */
    unsigned read_as[3]; /* ambiguous stamps that were resolved so, by enum wl_day_order ... */
    bool read_unsure;    /* ... some of them not for certain ... */
    bool read_sure;      /* ... some for certain */

    struct wl_timeline_cycle years, days;
    struct wl_stamp latest_year, latest_day; /* the stamps met last, their text not valid */
    uint64_t latest_at;                      /* the line noted last */

    uint64_t next_look; /* the line with this byte is looked at */
    unsigned head_left; /* lines of the head, which all are */
    bool stamped;       /* a line with a stamp was met */
    bool dense;         /* every line is looked at */
    bool ended;
    unsigned idle; /* lines since the last one with a time of day only */
    bool failed;   /* no memory: what is behind is dated by what is before */
};

void wl_timeline_init(struct wl_timeline *timeline);
void wl_timeline_done(struct wl_timeline *timeline);

/** A source begins. */
void wl_timeline_begin(struct wl_timeline *timeline, const struct wl_timeline_setup *setup);

/**
 * The next bytes of the source, all of them in order, in pieces that end with a line or with the
 * part of a long line that is in memory.
 * @param offset       of text in the source
 * @param starts_line  text is the start of a line
 */
void wl_timeline_feed(struct wl_timeline *timeline, struct wl_span text, uint64_t offset,
                      bool starts_line);

/**
 * The last bytes of the source, as far as they are in memory, which have been fed; empty lines or
 * a part of one may come first. Call it once, at the end.
 */
void wl_timeline_feed_tail(struct wl_timeline *timeline, struct wl_span text, uint64_t offset);

/** Whether more than the line itself must be asked what this stamp means. */
static inline bool
wl_timeline_concerns(const struct wl_timeline *timeline, const struct wl_stamp *stamp)
{
    return (stamp->open & ~(unsigned)WL_STAMP_ZONE) || (timeline->utc && stamp->open);
}

/**
 * As wl_stamp_resolve(), by what is known so far, for the stamp of the line fed last.
 * @param offset  of that line
 */
bool wl_timeline_resolve(struct wl_timeline *timeline, const struct wl_stamp *stamp,
                         uint64_t offset, int64_t *instant_us, unsigned *assumed);

/** The source has ended: make up our mind. */
void wl_timeline_end(struct wl_timeline *timeline);

/** After the end: some stamp means something else than wl_timeline_resolve() has said. */
bool wl_timeline_has_changed(const struct wl_timeline *timeline);

/** After the end: as wl_timeline_resolve(), for any stamp that it was asked for. */
bool wl_timeline_settle(const struct wl_timeline *timeline, const struct wl_stamp *stamp,
                        uint64_t offset, int64_t *instant_us, unsigned *assumed);
