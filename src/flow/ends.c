/*
 * Only copies are made while the source goes by; they are looked at once, when it ends. A line that
 * an end cuts is left out, so a stamp is never read by half.
 */
#include "flow/ends.h"

#include <string.h>

void
wl_ends_reset(struct wl_ends *ends)
{
    ends->head_len = ends->tail_len = 0;
    ends->len = 0;
}

void
wl_ends_feed(struct wl_ends *ends, struct wl_span bytes)
{
    size_t room = WL_ENDS_SIZE - ends->head_len;
    size_t keep;

    if (bytes.len == 0)
        return;
    memcpy(ends->head + ends->head_len, bytes.ptr, bytes.len < room ? bytes.len : room);
    ends->head_len += bytes.len < room ? bytes.len : room;
    ends->len += bytes.len;
    if (bytes.len > WL_ENDS_SIZE) {
        bytes.ptr += bytes.len - WL_ENDS_SIZE;
        bytes.len = WL_ENDS_SIZE;
    }
    keep = WL_ENDS_SIZE - bytes.len;
    if (keep > ends->tail_len)
        keep = ends->tail_len;
    memmove(ends->tail, ends->tail + ends->tail_len - keep, keep);
    memcpy(ends->tail + keep, bytes.ptr, bytes.len);
    ends->tail_len = keep + bytes.len;
}

static bool
date_line(struct wl_span line, const struct wl_stamp_context *context, int64_t *time_us)
{
    struct wl_stamp stamp;
    unsigned assumed;

    return wl_stamp_find(line, &stamp) && wl_stamp_resolve(&stamp, context, time_us, &assumed);
}

static bool
read_first(const struct wl_ends *ends, const struct wl_stamp_context *context, int64_t *time_us)
{
    const char *at = ends->head, *end = ends->head + ends->head_len;

    while (at < end) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));

        if (!lf && ends->len > ends->head_len)
            return false;
        if (date_line((struct wl_span){at, (size_t)((lf ? lf : end) - at)}, context, time_us))
            return true;
        at = lf ? lf + 1 : end;
    }
    return false;
}

static bool
read_last(const struct wl_ends *ends, const struct wl_stamp_context *context, int64_t *time_us)
{
    const char *start = ends->tail, *end = ends->tail + ends->tail_len;

    if (end > start && end[-1] == '\n')
        end--;
    while (end > start) {
        const char *lf = memrchr(start, '\n', (size_t)(end - start));
        const char *line = lf ? lf + 1 : start;

        if (!lf && ends->len > ends->tail_len)
            return false;
        if (date_line((struct wl_span){line, (size_t)(end - line)}, context, time_us))
            return true;
        end = lf ? lf : start;
    }
    return false;
}

bool
wl_ends_read(const struct wl_ends *ends, const struct wl_stamp_context *context, int64_t *first_us,
             int64_t *last_us)
{
    return read_first(ends, context, first_us) && read_last(ends, context, last_us) &&
           *first_us <= *last_us;
}
