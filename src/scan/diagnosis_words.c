/*
 * Words of diagnoses in a line: one pass, a look at few words where one of the line begins. Letters
 * beyond ASCII have no borders here, as many scripts do not part their words.
 */
#include "base/ascii.h"
#include "scan/diagnosis.h"

static bool
upper(int c)
{
    return c >= 'A' && c <= 'Z';
}

/* Also inside of names such as TcpListener. */
static bool
begins(const char *text, size_t at)
{
    int c = (unsigned char)text[at], before = at ? (unsigned char)text[at - 1] : ' ';

    if (c >= 0x80 || !wl_ascii_alnum(before))
        return true;
    return wl_ascii_letter(c) && (wl_ascii_digit(before) || (upper(c) && !upper(before)));
}

static bool
ends(struct wl_span text, size_t at)
{
    int c, before;

    if (at >= text.len)
        return true;
    c = (unsigned char)text.ptr[at];
    before = (unsigned char)text.ptr[at - 1];
    return !wl_ascii_alnum(c) || (upper(c) && !upper(before)) || before >= 0x80;
}

void
wl_words_find(const struct wl_diagnosis_rules *rules, struct wl_span text, struct wl_words *found)
{
    for (size_t at = 0; at < text.len; at++) {
        unsigned char c = (unsigned char)wl_ascii_lower((unsigned char)text.ptr[at]);
        size_t number = rules->first_word[c];
        if (number == 0 || !begins(text.ptr, at))
            continue;
        for (; number; number = rules->words[number - 1].next) {
            const struct wl_word *word = rules->words + number - 1;
            if (word->len <= text.len - at &&
                wl_ascii_equal(word->text, text.ptr + at, word->len) &&
                (word->open || ends(text, at + word->len)))
                found->bits[(number - 1) / 64] |= UINT64_C(1) << (number - 1) % 64;
        }
    }
}
