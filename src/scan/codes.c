/*
 * Look-ups in the generated table of codes. Says what exactly a number or spelling is; what a word
 * from a user might mean is lookup.c.
 */
#include "scan/codes.h"

#include "base/ascii.h"
#include "scan/codes_table.h"

const struct wl_code *
wl_codes(size_t *count)
{
    *count = wl_code_table_count;
    return wl_code_table;
}

const struct wl_code *
wl_code_by_number(uint32_t number)
{
    unsigned place = number <= wl_code_last ? wl_code_places[number] : 0;

    return place ? wl_code_table + place - 1 : NULL;
}

static bool
is_name(const struct wl_code_name *name, struct wl_span word, bool fold)
{
    if (name->len != word.len)
        return false;
    return fold ? wl_ascii_equal(name->name, word.ptr, word.len)
                : memcmp(name->name, word.ptr, word.len) == 0;
}

static const struct wl_code *
find(const struct wl_code_names *names, struct wl_span word, bool fold)
{
    unsigned slot = wl_code_slot(word), place;

    for (; (place = names->slots[slot]) > 0; slot = (slot + 1) % WL_NAME_SLOTS)
        if (is_name(names->list + place - 1, word, fold))
            return wl_code_table + names->list[place - 1].index;
    return NULL;
}

const struct wl_code *
wl_code_by_name(struct wl_span name)
{
    return find(&wl_code_names, name, true);
}

const struct wl_code *
wl_code_by_dotnet(struct wl_span name)
{
    return find(&wl_code_dotnet, name, false);
}

/* The bare function in what was written: "WSAConnectEx()" is "connect". */
static struct wl_span
bare_call(struct wl_span call)
{
    const char *end = call.ptr + call.len;

    for (const char *at = call.ptr; at < end; at++)
        if (*at == '(') {
            end = at;
            break;
        }
    for (const char *at = call.ptr; at < end; at++)
        if (*at == '.' || *at == ':' || *at == '!') /* of a module or class */
            call.ptr = at + 1;
    call.len = (size_t)(end - call.ptr);
    if (call.len > 3 && wl_ascii_equal(call.ptr, "wsa", 3))
        call = (struct wl_span){call.ptr + 3, call.len - 3};
    if (call.len > 2 && wl_ascii_equal(call.ptr + call.len - 2, "ex", 2))
        call.len -= 2;
    return call;
}

static bool
lists_call(const char *const *calls, struct wl_span call)
{
    struct wl_span wanted = bare_call(call);

    for (; wanted.len > 0 && *calls; calls++) {
        struct wl_span bare = bare_call(wl_span_of(*calls));

        if (bare.len == wanted.len && wl_ascii_equal(bare.ptr, wanted.ptr, bare.len))
            return true;
    }
    return false;
}

const struct wl_code_call *
wl_code_by_call(const struct wl_code *code, struct wl_span call)
{
    for (const struct wl_code_call *one = code->by_call; one && one->calls; one++)
        if (lists_call(one->calls, call))
            return one;
    return NULL;
}

bool
wl_code_is_typical(const struct wl_code *code, struct wl_span call)
{
    return lists_call(code->calls, call);
}
