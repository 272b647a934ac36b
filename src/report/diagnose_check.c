/*
 * What to check next, with the peer and the port of the evidence in place of HOST and PORT, where
 * all of it is about one. Names come from logs and end up in a shell: what is more than a plain
 * name or address is not put in.
 */
#include "base/ascii.h"
#include "report/diagnose_say.h"

#include <string.h>

#define NAME_MAX_LEN 253 /* of a DNS name */

/* A word of a check that stands for something of the log, and that; empty: it stays. */
struct blank {
    const char *word;
    struct wl_span value;
};

/* The only value of a trait that the group has; 0: none, or several. */
static uint32_t
only_value(const struct wl_group *group, enum wl_trait trait)
{
    uint32_t found = 0;

    for (size_t i = 0; i < group->count; i++) {
        uint32_t value = wl_event_trait(wl_group_event(group, i), trait);
        if (value == 0 || value == found)
            continue;
        if (found != 0)
            return 0;
        found = value;
    }
    return found;
}

static bool
is_plain(struct wl_span name)
{
    if (name.len == 0 || name.len > NAME_MAX_LEN || !wl_ascii_alnum(name.ptr[0]))
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!wl_ascii_alnum(name.ptr[i]) && !strchr(".:-_", name.ptr[i]))
            return false;
    return true;
}

/* To listen on 0.0.0.0 is to listen anywhere: no other end has that address. */
static bool
is_other_end(const struct wl_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (wl_group_event(group, i)->flags & WL_EVENT_LOCAL)
            return false;
    return true;
}

static void
fill_in(struct wl_buf *out, const char *check, const struct blank *blanks)
{
    const char *at = check;

    while (*at) {
        bool starts = at == check || !wl_ascii_alnum(at[-1]), filled = false;
        for (const struct blank *blank = blanks; starts && blank->word && !filled; blank++) {
            size_t len = strlen(blank->word);
            if (blank->value.len == 0 || strncmp(at, blank->word, len) != 0 ||
                wl_ascii_alnum(at[len]))
                continue;
            wl_buf_add_span(out, blank->value);
            at += len;
            filled = true;
        }
        if (!filled)
            wl_buf_add_char(out, *at++);
    }
}

int
wl_diagnosis_check(struct wl_diagnoses *out, struct wl_diagnosis *found,
                   const struct wl_group *group)
{
    const char *const *checks = found->rule->checks;
    uint32_t port = only_value(group, WL_TRAIT_PORT), peer = only_value(group, WL_TRAIT_PEER);
    struct wl_span name = group->field->events->texts[peer];
    struct blank blanks[] = {{"HOST", {0}}, {"PORT", {0}}, {0}};
    struct wl_buf number, text;
    size_t count = 0;

    while (checks[count])
        count++;
    found->checks = wl_arena_alloc(&out->arena, (count + 1) * sizeof *found->checks);
    if (!found->checks)
        return WL_ENOMEM;
    wl_buf_init(&number);
    wl_buf_init(&text);
    if (port != 0)
        wl_buf_addf(&number, "%u", (unsigned)port);
    blanks[1].value = wl_buf_span(&number);
    if (is_plain(name) && is_other_end(group))
        blanks[0].value = name;
    for (size_t i = 0; i < count; i++) {
        fill_in(&text, checks[i], blanks);
        found->checks[i] = text.failed ? NULL : wl_arena_copy(&out->arena, text.ptr, text.len);
        wl_buf_clear(&text);
    }
    found->checks[count] = NULL;
    for (size_t i = 0; i < count; i++)
        number.failed |= !found->checks[i];
    wl_buf_done(&text);
    wl_buf_done(&number);
    return number.failed ? WL_ENOMEM : 0;
}
