/*
 * One member after the other from the top of the layers: a container becomes a layer itself, all
 * else is handed out or told. What goes wrong in a layer is told once, as news about the layer,
 * which is then dropped.
 */
#include "input/container.h"

#include "input/layer.h"

#include <stdlib.h>
#include <time.h>

#define MIB (UINT64_C(1) << 20)
#define DOUBT_MAX MIB /* bytes that are read of what may be a damaged text */

const struct wl_limits wl_limits_default = {
    .depth = 8,
    .ratio = 1000,
    .ratio_after = 64 * MIB,
    .members = 1000000,
    .member_bytes = UINT64_C(256) << 30,
    .member_seconds = 300,
    .spool_bytes = 32 * MIB,
    .dictionary_bytes = 128 * MIB,
};

struct wl_container {
    struct wl_container_setup setup;
    struct wl_layers layers;
    struct wl_root *root;
    struct wl_buf locator; /* of the member at hand; each layer's own is the beginning of it */
    struct wl_error error; /* holds a reason */
    bool ended;
};

static uint64_t
machine_now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

bool
wl_container_is(const char *head, size_t len)
{
    return wl_format_of(head, len) != WL_FORMAT_NONE;
}

/* @return as wl_layers_push(), with the reason in c->error */
static int
push(struct wl_container *c, enum wl_format format, struct wl_stream *under, struct wl_span head,
     int64_t mtime_us)
{
    int rc = wl_layers_push(&c->layers, format, under, head, &c->error);

    if (rc == 0) {
        c->layers.top->locator_len = c->locator.len;
        c->layers.top->mtime_us = mtime_us;
    }
    return rc;
}

int
wl_container_open(struct wl_container **out, struct wl_stream *stream, const char *locator,
                  const struct wl_container_setup *setup, struct wl_error *err)
{
    struct wl_container *c = calloc(1, sizeof *c);
    enum wl_format format;
    int rc;

    if (!c) {
        wl_stream_close(stream);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    c->setup = *setup;
    c->layers.setup = &c->setup;
    c->layers.meter.limits = &c->setup.limits;
    c->layers.meter.now_us = setup->now_us ? setup->now_us : machine_now;
    wl_buf_add_text(&c->locator, locator);
    wl_meter_step(&c->layers.meter);
    rc = wl_root_open(&c->root, stream, &c->layers.meter, err);
    if (rc == 0 && c->locator.failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    if (rc < 0)
        goto out;
    format = wl_format_of(c->root->head, c->root->head_len);
    if (format == WL_FORMAT_NONE) {
        rc = wl_error_set(err, WL_EIO, "is no archive that can be read");
        goto out;
    }
    rc = push(c, format, &c->root->stream, (struct wl_span){c->root->head, c->root->head_len}, 0);
    if (rc < 0) {
        (void)wl_error_set(err, rc, "%s", c->error.text);
        goto out;
    }
    *out = c;
    c = NULL;
out:
    wl_container_close(c);
    return rc;
}

void
wl_container_close(struct wl_container *container)
{
    if (!container)
        return;
    while (container->layers.top)
        wl_layers_pop(&container->layers);
    if (container->root)
        wl_stream_close(&container->root->stream);
    wl_buf_done(&container->locator);
    free(container);
}

/* News: a member, or a layer, that is not to be read, or only so far. */
static int
tell(struct wl_container *c, struct wl_member *member, enum wl_verdict verdict, const char *reason)
{
    *member = (struct wl_member){.verdict = verdict, .reason = reason};
    member->locator = wl_buf_text(&c->locator);
    return 1;
}

static enum wl_verdict
verdict_of(int rc, bool begun)
{
    return rc == WL_ELIMIT ? WL_VERDICT_REFUSED : begun ? WL_VERDICT_PARTIAL : WL_VERDICT_FAILED;
}

/* The top layer cannot be read any further. @return as wl_container_next() */
static int
drop(struct wl_container *c, int rc, struct wl_member *member, struct wl_error *err)
{
    bool outermost = wl_layer_is_outermost(c->layers.top), begun = c->layers.top->count > 0;

    c->locator.len = c->layers.top->locator_len;
    wl_layers_pop(&c->layers);
    if (!outermost && rc != WL_ENOMEM)
        return tell(c, member, verdict_of(rc, begun), c->error.text);
    c->ended = true;
    return wl_error_set(err, rc, "%s", c->error.text);
}

static int
tell_unreadable(struct wl_container *c, struct wl_member *member, bool encrypted)
{
    struct wl_guard *guard = &c->layers.top->guard;

    if (encrypted && guard->rc == WL_EIO && strncmp(guard->error.text, "encrypted", 9) != 0)
        return tell(c, member, WL_VERDICT_FAILED, "encrypted: no password fits");
    return tell(c, member, verdict_of(guard->rc, false), guard->error.text);
}

/* It is not text; or is it what damage or a wrong password made of text? A signature speaks for
 * itself, else the checksum at the end tells, if that is near. */
static int
tell_no_log(struct wl_container *c, struct wl_member *member, const char *name, bool encrypted)
{
    struct wl_guard *guard = &c->layers.top->guard;
    bool unknown = strcmp(name, "binary") == 0;

    if (encrypted && wl_guard_pass_over(guard, UINT64_MAX) == WL_EIO)
        return tell(c, member, WL_VERDICT_FAILED, "encrypted: no password fits");
    if (unknown && wl_guard_pass_over(guard, DOUBT_MAX) == WL_EIO)
        return tell(c, member, WL_VERDICT_FAILED, guard->error.text);
    return tell(c, member, WL_VERDICT_SKIPPED, name);
}

/* A file, by its first bytes. @return 1 news, 0 a container to go into, WL_ENOMEM */
static int
take_file(struct wl_container *c, struct wl_member *member, int64_t mtime_us, bool encrypted)
{
    struct wl_guard *guard = &c->layers.top->guard;
    enum wl_format format;
    struct wl_magic magic;
    int rc;

    wl_layers_begin(&c->layers);
    wl_guard_peek(guard);
    if (guard->rc == WL_ENOMEM)
        return WL_ENOMEM;
    if (guard->rc < 0 && guard->head_len == 0)
        return tell_unreadable(c, member, encrypted);
    if (mtime_us == 0 && c->layers.top->filter)
        mtime_us = c->layers.top->filter->mtime_us;
    format = wl_format_of(guard->head, guard->head_len);
    if (format != WL_FORMAT_NONE) {
        guard->passing = true;
        rc = push(c, format, &guard->stream, (struct wl_span){guard->head, guard->head_len},
                  mtime_us);
        if (rc < 0 && rc != WL_ENOMEM)
            return tell(c, member, verdict_of(rc, false), c->error.text);
        return rc;
    }
    magic = wl_magic_judge(guard->head, guard->head_len, guard->head_len < sizeof guard->head,
                           c->setup.encoding);
    if (magic.kind == WL_MAGIC_NO_LOG)
        return tell_no_log(c, member, magic.name, encrypted);
    if (magic.kind == WL_MAGIC_CONTAINER) {
        (void)wl_error_set(&c->error, WL_EIO, "%s, not read yet", magic.name);
        return tell(c, member, WL_VERDICT_FAILED, c->error.text);
    }
    (void)tell(c, member, WL_VERDICT_READ, NULL);
    member->stream = &guard->stream;
    member->magic = magic;
    member->mtime_us = mtime_us;
    return 1;
}

/* @return 1 news, 0 nothing to tell, WL_ENOMEM */
static int
take_entry(struct wl_container *c, const struct wl_entry *entry, struct wl_member *member)
{
    struct wl_layer *layer = c->layers.top;

    if (entry->kind == WL_ENTRY_DIRECTORY)
        return 0;
    c->locator.len = layer->locator_len;
    wl_buf_add_char(&c->locator, '!');
    wl_buf_add_text(&c->locator, entry->name);
    if (c->locator.failed || wl_names_add(&layer->names, &c->locator, layer->locator_len + 1) < 0)
        return WL_ENOMEM;
    if (entry->kind == WL_ENTRY_LINK)
        return tell(c, member, WL_VERDICT_SKIPPED, "link");
    if (entry->kind == WL_ENTRY_OTHER)
        return tell(c, member, WL_VERDICT_SKIPPED, "device");
    return take_file(c, member, entry->mtime_us, entry->encrypted);
}

/* To leave an entry unread, libarchive unpacks it, and nothing would watch over that. */
static bool
unpacks_to_skip(enum wl_format format)
{
    return format == WL_FORMAT_7ZIP || format == WL_FORMAT_CAB || format == WL_FORMAT_RAR;
}

/* Too much came out of it: the member of the outermost container that all of it lies in. */
static int
drop_branch(struct wl_container *c, struct wl_member *member, struct wl_error *err)
{
    while (c->layers.top->below && c->layers.top->below->below)
        wl_layers_pop(&c->layers);
    (void)wl_error_set(&c->error, WL_ELIMIT, "unpacks to more than %u times its size",
                       c->setup.limits.ratio);
    return drop(c, WL_ELIMIT, member, err);
}

/* Before one more member of the top layer: what holds for all of them together.
 * @return 0, or as wl_container_next() */
static int
check_total(struct wl_container *c, struct wl_member *member, struct wl_error *err)
{
    const struct wl_limits *limits = &c->setup.limits;

    if (c->layers.top->below && wl_meter_branch_is_over(&c->layers.meter))
        return drop_branch(c, member, err);
    c->ended = true;
    if (wl_meter_is_over(&c->layers.meter))
        return wl_error_set(err, WL_ELIMIT, "unpacks to more than %u times its size",
                            limits->ratio);
    if (++c->layers.meter.members > limits->members)
        return wl_error_set(err, WL_ELIMIT, "has more than %llu members",
                            (unsigned long long)limits->members);
    c->ended = false;
    return 0;
}

/* The next member of the top layer. @return as wl_container_next(), but 0: nothing to tell yet */
static int
step(struct wl_container *c, struct wl_member *member, struct wl_error *err)
{
    struct wl_layer *layer = c->layers.top;
    struct wl_entry entry = {.kind = WL_ENTRY_FILE};
    int rc;

    if (layer->guard.archive && unpacks_to_skip(layer->format) &&
        wl_guard_pass_over(&layer->guard, UINT64_MAX) == WL_ELIMIT) {
        c->error = layer->guard.error;
        return drop(c, WL_ELIMIT, member, err);
    }
    layer->guard.archive = NULL;
    if (layer->filter)
        rc = layer->count == 0;
    else
        rc = wl_archive_next(layer->archive, &entry, &c->error);
    if (layer->archive)
        layer->taken = wl_archive_taken(layer->archive);
    if (rc < 0)
        return drop(c, rc, member, err);
    if (rc == 0) {
        wl_layers_pop(&c->layers);
        return 0;
    }
    rc = check_total(c, member, err);
    if (rc != 0)
        return rc;
    layer->count++;
    if (layer->filter) {
        c->locator.len = layer->locator_len;
        rc = take_file(c, member, layer->mtime_us, false);
    } else {
        rc = take_entry(c, &entry, member);
    }
    return rc == WL_ENOMEM ? wl_error_set(err, rc, "out of memory") : rc;
}

int
wl_container_next(struct wl_container *container, struct wl_member *member, struct wl_error *err)
{
    struct wl_container *c = container;
    int rc = 0;

    wl_meter_step(&c->layers.meter);
    c->layers.meter.running = true;
    while (rc == 0 && c->layers.top && !c->ended)
        rc = step(c, member, err);
    wl_meter_step(&c->layers.meter);
    c->layers.meter.running = false;
    return rc;
}

uint64_t
wl_container_taken(const struct wl_container *c)
{
    return c->layers.meter.taken ? *c->layers.meter.taken : 0;
}
