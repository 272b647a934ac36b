#include "cli/explain_text.h"

#include "scan/lookup.h"

/* Only what cannot be anything else: names, and HRESULTs that hold a Winsock code. */
static const struct wl_code *
code_of_word(struct wl_span word)
{
    struct wl_lookup found;

    if (wl_lookup(word, &found, 1) == 0)
        return NULL;
    return found.how == WL_LOOKUP_NAME ||
                   (found.how >= WL_LOOKUP_HRESULT && found.how <= WL_LOOKUP_HRESULT_UNSIGNED)
               ? found.code
               : NULL;
}

static bool
is_known(const struct wl_code *code, const struct wl_code *const *codes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (codes[i] == code)
            return true;
    return false;
}

static bool
is_word_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-';
}

size_t
wl_explain_text(struct wl_span text, const struct wl_code **out, size_t max)
{
    size_t count = 0, end;

    for (size_t start = 0; start < text.len && count < max; start = end + 1) {
        const struct wl_code *code;

        for (end = start; end < text.len && is_word_char(text.ptr[end]);)
            end++;
        if (end == start)
            continue;
        code = code_of_word((struct wl_span){text.ptr + start, end - start});
        if (code && !is_known(code, out, count))
            out[count++] = code;
    }
    return count;
}
