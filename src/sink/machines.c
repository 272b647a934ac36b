#include "sink/machines.h"

#include <stdlib.h>

static bool
is_border(char c)
{
    return c == '/' || c == '!';
}

/* Bytes up to and with the last border before len. */
static size_t
directory_of(const char *locator, size_t len)
{
    while (len > 0 && !is_border(locator[len - 1]))
        len--;
    return len;
}

static int
no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

static int
keep(struct wl_machines_sink *s, const char *locator, size_t directory, struct wl_span name,
     struct wl_error *err)
{
    struct wl_machine_told *told = s->told + s->count;

    for (size_t i = 0; i < s->count; i++)
        if (wl_span_equal(wl_span_of(s->told[i].directory), (struct wl_span){locator, directory}) &&
            wl_span_equal(wl_span_of(s->told[i].name), name))
            return 0;
    if (s->count == WL_MACHINES_MAX)
        return 0;
    told->directory = strndup(locator, directory);
    told->name = strndup(name.ptr, name.len);
    if (told->directory && told->name) {
        s->count++;
        return 0;
    }
    free(told->directory);
    free(told->name);
    return no_memory(err);
}

static int
begin(struct wl_sink *base, const struct wl_origin *origin, struct wl_error *err)
{
    struct wl_machines_sink *s = (struct wl_machines_sink *)base;
    size_t directory;
    struct wl_span name = wl_machine_of_path(origin->locator, &directory);

    wl_buf_clear(&s->head);
    free(s->locator);
    s->locator = strdup(origin->locator);
    if (!s->locator)
        return no_memory(err);
    return name.len > 0 ? keep(s, origin->locator, directory, name, err) : 0;
}

static int
take_bytes(struct wl_sink *base, struct wl_span bytes, struct wl_error *err)
{
    struct wl_machines_sink *s = (struct wl_machines_sink *)base;
    size_t room = WL_MACHINE_HEAD - s->head.len;

    if (room == 0)
        return 0;
    wl_buf_add(&s->head, bytes.ptr, bytes.len < room ? bytes.len : room);
    return s->head.failed ? no_memory(err) : 0;
}

static int
end(struct wl_sink *base, const struct wl_ending *ending, struct wl_error *err)
{
    struct wl_machines_sink *s = (struct wl_machines_sink *)base;
    struct wl_span head = wl_buf_span(&s->head), name;

    if (head.len == 0)
        return 0;
    name = wl_machine_told(head, ending->complete && ending->bytes == head.len, s->locator);
    if (name.len == 0)
        return 0;
    return keep(s, s->locator, directory_of(s->locator, strlen(s->locator)), name, err);
}

/* All names in one place: one, or a quarrel. */
struct verdict {
    const char *name;
    bool several;
};

static void
hear(struct verdict *v, const char *name)
{
    if (!v->name)
        v->name = name;
    else if (!wl_machine_same(wl_span_of(v->name), wl_span_of(name)))
        v->several = true;
}

/* What is told in the directory itself, else in all of it, if it is (part of) a bundle. What lies
 * in an archive says nothing of what lies beside that. */
static struct verdict
ask(const struct wl_machines_sink *s, const char *directory, size_t len, bool bundled)
{
    bool inside = memchr(directory, '!', len) != NULL;
    struct verdict here = {0}, below = {0};

    for (size_t i = 0; i < s->count; i++) {
        const struct wl_machine_told *told = s->told + i;
        if (strncmp(told->directory, directory, len) != 0)
            continue;
        if (told->directory[len] == '\0')
            hear(&here, told->name);
        else if (inside || (bundled && !strchr(told->directory, '!')))
            hear(&below, told->name);
    }
    return here.name ? here : below;
}

/* Where the operand begins that a locator lies below: bytes of locator; 0 if it is named itself. */
static size_t
bundle_of(const struct wl_machines_sink *s, const char *locator)
{
    for (const char *const *operand = s->operands; *operand; operand++) {
        size_t len = strlen(*operand);
        while (len > 1 && (*operand)[len - 1] == '/')
            len--;
        if (strncmp(locator, *operand, len) == 0 && locator[len] == '/')
            return len + 1;
    }
    return 0;
}

const char *
wl_machines_of(const struct wl_machines_sink *s, const char *locator)
{
    const char *archive = strchr(locator, '!');
    size_t bundle = bundle_of(s, locator), last = bundle, at;

    if (s->count == 0)
        return NULL;
    if (!bundle)
        last = directory_of(locator, archive ? (size_t)(archive - locator) : strlen(locator));
    at = directory_of(locator, strlen(locator));
    for (;;) {
        struct verdict v = ask(s, locator, at, bundle > 0);
        if (v.name || at <= last)
            return v.several ? NULL : v.name;
        at = directory_of(locator, at - 1);
    }
}

static const struct wl_sink_ops ops = {.begin = begin, .bytes = take_bytes, .end = end};

void
wl_machines_init(struct wl_machines_sink *sink, const char *const *operands)
{
    *sink = (struct wl_machines_sink){.base = {.ops = &ops}, .operands = operands};
}

void
wl_machines_done(struct wl_machines_sink *sink)
{
    for (size_t i = 0; i < sink->count; i++) {
        free(sink->told[i].directory);
        free(sink->told[i].name);
    }
    wl_buf_done(&sink->head);
    free(sink->locator);
    sink->count = 0;
    sink->locator = NULL;
}
