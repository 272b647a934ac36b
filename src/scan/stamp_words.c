#include "scan/stamp_words.h"

#include "base/ascii.h"

size_t
wl_stamp_blank_at(struct wl_span text)
{
    static const char *const wide[] = {"\xC2\xA0", "\xE2\x80\xAF"};

    if (text.len > 0 && wl_ascii_blank(text.ptr[0]))
        return 1;
    for (size_t i = 0; i < 2; i++) {
        size_t len = strlen(wide[i]);
        if (text.len >= len && memcmp(text.ptr, wide[i], len) == 0)
            return len;
    }
    return 0;
}

static struct wl_span
from(struct wl_span text, size_t at)
{
    return (struct wl_span){text.ptr + at, text.len - at};
}

/* Bytes above ASCII are letters, but for the blanks among them. */
static bool
goes_on(struct wl_span text)
{
    if (text.len == 0 || wl_stamp_blank_at(text) > 0)
        return false;
    return wl_ascii_alnum((unsigned char)text.ptr[0]) || (unsigned char)text.ptr[0] >= 0x80;
}

static size_t
match(struct wl_span text, const struct wl_stamp_word *word)
{
    size_t at = 0;

    for (size_t i = 0; i < word->len; i++) {
        char c = word->text[i];
        size_t len = 1;
        if (c == ' ')
            len = wl_stamp_blank_at(from(text, at));
        else if (at >= text.len ||
                 (word->kind == WL_WORD_ZONE ? text.ptr[at] != c
                                             : wl_ascii_lower((unsigned char)text.ptr[at]) !=
                                                   wl_ascii_lower((unsigned char)c)))
            return 0;
        if (len == 0)
            return 0;
        at += len;
    }
    return goes_on(from(text, at)) ? 0 : at;
}

size_t
wl_stamp_word_at(struct wl_span text, enum wl_stamp_word_kind kind,
                 const struct wl_stamp_word **word)
{
    unsigned first = text.len > 0 ? (unsigned char)text.ptr[0] : 0;

    if (!(wl_stamp_word_begins[first] >> kind & 1))
        return 0;
    for (size_t i = wl_stamp_words_from[kind]; i < wl_stamp_words_from[kind + 1]; i++) {
        size_t len = ((unsigned char)wl_stamp_words[i].text[0] ^ first) & ~0x20u
                         ? 0
                         : match(text, &wl_stamp_words[i]);
        if (len > 0) {
            *word = &wl_stamp_words[i];
            return len;
        }
    }
    return 0;
}
