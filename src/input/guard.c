#include "input/guard.h"

#include <stdlib.h>
#include <string.h>

#define PASSING_RATIO 2u                  /* times the ratio for all that is only passed over, */
#define PASSING_FREE (UINT64_C(16) << 30) /* and that only when it has been so much */
#define BRANCH_AFTER 2u /* times ratio_after, for all that lies in one member of the outermost */
#define TOTAL_AFTER 4u  /* and for all in all */
#define PEEK_COST \
    (32u << 10) /* bytes that a member counts as at least, if it has more than a head */

static uint64_t
now(const struct wl_meter *meter)
{
    return meter->now_us();
}

void
wl_meter_step(struct wl_meter *meter)
{
    meter->since_us = now(meter);
    meter->spent_us = meter->waited_us = 0;
}

/* @return whether it is to be given back to leave() */
static bool
enter(struct wl_meter *meter)
{
    if (meter->running)
        return false;
    meter->running = true;
    meter->since_us = now(meter);
    return true;
}

static void
leave(struct wl_meter *meter, bool entered)
{
    if (!entered)
        return;
    meter->spent_us += now(meter) - meter->since_us;
    meter->running = false;
}

static bool
is_late(const struct wl_meter *meter)
{
    uint64_t spent = meter->spent_us + (now(meter) - meter->since_us);

    return spent > meter->waited_us &&
           spent - meter->waited_us > (uint64_t)meter->limits->member_seconds * 1000000;
}

/* More than ratio bytes for each of those taken, once so many came out. */
static bool
is_much(uint64_t out, uint64_t after, uint64_t in, uint64_t ratio)
{
    return out > after && out / ratio > in;
}

bool
wl_meter_is_over(const struct wl_meter *meter)
{
    const struct wl_limits *limits = meter->limits;

    return is_much(meter->handed, limits->ratio_after * TOTAL_AFTER, *meter->taken, limits->ratio);
}

bool
wl_meter_branch_is_over(const struct wl_meter *meter)
{
    const struct wl_limits *limits = meter->limits;

    return meter->has_branches && is_much(meter->branch_handed, limits->ratio_after * BRANCH_AFTER,
                                          *meter->taken - meter->branch_taken, limits->ratio);
}

static int
refuse_ratio(struct wl_guard *g)
{
    return wl_error_set(&g->error, WL_ELIMIT, "unpacks to more than %u times its size",
                        g->meter->limits->ratio);
}

static int
check(struct wl_guard *g)
{
    struct wl_meter *m = g->meter;
    const struct wl_limits *limits = m->limits;
    uint64_t after = limits->ratio_after, ratio = limits->ratio;
    uint64_t in = *g->measure > g->start ? *g->measure - g->start : 0;

    if (g->out >= limits->member_bytes)
        return wl_error_set(&g->error, WL_ELIMIT, "unpacks to more than %llu bytes",
                            (unsigned long long)limits->member_bytes);
    if (g->passing ? is_much(m->passed, PASSING_FREE, *m->taken, ratio * PASSING_RATIO)
                   : is_much(g->out, after, in, ratio))
        return refuse_ratio(g);
    if (!g->passing && (wl_meter_is_over(m) || (!g->bottom && wl_meter_branch_is_over(m))))
        return refuse_ratio(g);
    if (is_late(m))
        return wl_error_set(&g->error, WL_ELIMIT, "takes longer than %u seconds to unpack",
                            limits->member_seconds);
    return 0;
}

static void
account(struct wl_guard *g, uint64_t n)
{
    if (g->passing) {
        g->meter->passed += n;
        return;
    }
    g->meter->handed += n;
    g->meter->branch_handed += n;
}

static ptrdiff_t
pull(struct wl_guard *g, char *ptr, size_t cap)
{
    bool entered = enter(g->meter);
    ptrdiff_t n = 0;

    if (g->rc == 0)
        g->rc = check(g);
    if (g->rc == 0) {
        g->mark = *g->measure;
        n = g->filter ? g->filter->stream.ops->read(&g->filter->stream, ptr, cap, &g->error)
                      : wl_archive_read(g->archive, ptr, cap, &g->error);
        *g->taken = g->filter ? g->filter->taken : wl_archive_taken(g->archive);
    }
    leave(g->meter, entered);
    if (n < 0)
        g->rc = (int)n;
    if (g->rc < 0)
        return g->rc;
    g->ended = n == 0;
    g->out += (uint64_t)n;
    account(g, (uint64_t)n);
    return n;
}

static ptrdiff_t
guard_read(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct wl_guard *g = (struct wl_guard *)stream;
    size_t left = g->head_len - g->head_at;
    ptrdiff_t n;

    if (left > 0) {
        n = (ptrdiff_t)(left < cap ? left : cap);
        memcpy(ptr, g->head + g->head_at, (size_t)n);
        g->head_at += (size_t)n;
        return n;
    }
    if (g->ended)
        return 0;
    n = pull(g, ptr, cap);
    return n < 0 ? wl_error_set(err, (int)n, "%s", g->error.text) : n;
}

static void
guard_close(struct wl_stream *stream)
{
    (void)stream; /* its container's */
}

static const struct wl_stream_ops guard_ops = {guard_read, NULL, guard_close};

void
wl_guard_begin(struct wl_guard *guard, uint64_t start)
{
    guard->stream = (struct wl_stream){&guard_ops, UINT64_MAX};
    guard->start = guard->mark = start;
    guard->out = 0;
    guard->rc = 0;
    guard->head_len = guard->head_at = 0;
    guard->ended = false;
}

void
wl_guard_peek(struct wl_guard *guard)
{
    size_t *len = &guard->head_len;

    while (!guard->ended && guard->rc == 0 && *len < sizeof guard->head) {
        ptrdiff_t n = pull(guard, guard->head + *len, sizeof guard->head - *len);
        *len += n > 0 ? (size_t)n : 0;
    }
    if (!guard->ended)
        account(guard, PEEK_COST - *len);
}

int
wl_guard_pass_over(struct wl_guard *guard, uint64_t most)
{
    char bytes[16384];
    uint64_t end = most < UINT64_MAX - guard->out ? guard->out + most : UINT64_MAX;
    ptrdiff_t n = guard->rc;

    if (guard->rc == WL_ELIMIT && !guard->passing)
        n = guard->rc = 0;
    guard->passing = true;
    while (n >= 0 && !guard->ended && guard->out < end)
        n = pull(guard, bytes, sizeof bytes);
    return n < 0 ? (int)n : 0;
}

static ptrdiff_t
root_read(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct wl_root *root = (struct wl_root *)stream;
    size_t left = root->head_len - root->head_at;
    uint64_t before;
    ptrdiff_t n;

    if (left > 0) {
        n = (ptrdiff_t)(left < cap ? left : cap);
        memcpy(ptr, root->head + root->head_at, (size_t)n);
        root->head_at += (size_t)n;
        return n;
    }
    before = now(root->meter);
    n = root->under->ops->read(root->under, ptr, cap, err);
    root->meter->waited_us += now(root->meter) - before;
    return n;
}

static int
root_seek(struct wl_stream *stream, uint64_t offset, struct wl_error *err)
{
    struct wl_root *root = (struct wl_root *)stream;

    root->head_at = root->head_len = 0;
    return root->under->ops->seek(root->under, offset, err);
}

static void
root_close(struct wl_stream *stream)
{
    struct wl_root *root = (struct wl_root *)stream;

    wl_stream_close(root->under);
    free(root);
}

static const struct wl_stream_ops root_ops = {root_read, NULL, root_close};
static const struct wl_stream_ops seekable_ops = {root_read, root_seek, root_close};

int
wl_root_open(struct wl_root **out, struct wl_stream *under, struct wl_meter *meter,
             struct wl_error *err)
{
    struct wl_root *root = calloc(1, sizeof *root);
    ptrdiff_t n = 1;

    if (!root) {
        wl_stream_close(under);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    root->stream = (struct wl_stream){under->ops->seek ? &seekable_ops : &root_ops, under->size};
    root->under = under;
    root->meter = meter;
    while (n > 0 && root->head_len < sizeof root->head) {
        n = under->ops->read(under, root->head + root->head_len, sizeof root->head - root->head_len,
                             err);
        root->head_len += n > 0 ? (size_t)n : 0;
    }
    if (n < 0) {
        root_close(&root->stream);
        return (int)n;
    }
    *out = root;
    return 0;
}
