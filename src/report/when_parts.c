/*
 * Words and numbers of the time grammar, and the message for a word that is none of them.
 */
#include "report/when_parts.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "base/distance.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What a misspelt word may have meant. */
static const char *const vocabulary[] = {
    "now",     "today",    "yesterday", "tomorrow", "monday",  "tuesday", "wednesday", "thursday",
    "friday",  "saturday", "sunday",    "this",     "last",    "next",    "day",       "week",
    "month",   "year",     "ago",       "seconds",  "minutes", "hours",   "days",      "weeks",
    "months",  "years",    "second",    "minute",   "hour",    "noon",    "midnight",  "left",
    "january", "february", "march",     "april",    "june",    "july",    "august",    "september",
    "october", "november", "december",
};

#define WORD_MAX 15
#define TEXT_MAX 200      /* of a message */
#define CARET_TEXT_MAX 70 /* longer ones are not shown again */

static const char *
nearest_word(struct wl_span word)
{
    const char *best = NULL;
    unsigned best_distance = word.len > 4 ? 3 : 2; /* this much is another word */

    if (word.len < 3 || word.len > WORD_MAX)
        return NULL;
    for (size_t i = 0; i < sizeof vocabulary / sizeof *vocabulary; i++) {
        unsigned d = wl_distance(word, wl_span_of(vocabulary[i]));

        if (d > 0 && d < best_distance) {
            best = vocabulary[i];
            best_distance = d;
        }
    }
    return best;
}

/* The text again with a mark under the word, unless that is all of it or all is too long. */
static void
add_caret(struct wl_buf *out, const struct wl_when *w, struct wl_span word)
{
    struct wl_span all = wl_span_of(w->text);
    struct wl_span before = {w->text, (size_t)(word.ptr - w->text)};
    size_t columns = wl_utf8_columns(word);

    if (word.len == all.len || all.len > CARET_TEXT_MAX)
        return;
    wl_buf_addf(out, "\n  %s\n  %*s^", w->text, (int)wl_utf8_columns(before), "");
    for (size_t i = 1; i < columns; i++)
        wl_buf_add_char(out, '~');
}

/* The message, which is given back empty, and the text with its word marked. */
static int
set_error(const struct wl_when *w, struct wl_span word, struct wl_buf *message)
{
    int rc;

    add_caret(message, w, word);
    if (message->failed)
        rc = wl_error_set(w->err, WL_ENOMEM, "out of memory");
    else
        rc = wl_error_set(w->err, WL_EPARSE, "%s", wl_buf_text(message));
    wl_buf_done(message);
    return rc;
}

int
wl_when_fail(const struct wl_when *w, struct wl_span word)
{
    const char *near = nearest_word(word);
    struct wl_buf message;

    wl_buf_init(&message);
    if (word.len == 0)
        wl_buf_addf(&message, "'%.*s' is not complete as a time;", TEXT_MAX, w->text);
    else
        wl_buf_addf(&message, "cannot understand '%.*s' as a time;",
                    (int)(word.len < TEXT_MAX ? word.len : TEXT_MAX), word.ptr);
    if (near)
        wl_buf_addf(&message, " did you mean '%s'?", near);
    else
        wl_buf_addf(&message, " examples: %s", WL_WHEN_EXAMPLES);
    if (word.len == 0)
        word = wl_span_of(w->text);
    return set_error(w, word, &message);
}

int
wl_when_refuse(const struct wl_when *w, struct wl_span word, const char *format, ...)
{
    struct wl_buf message;
    char text[TEXT_MAX];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    wl_buf_init(&message);
    wl_buf_add_text(&message, text);
    return set_error(w, word, &message);
}

void
wl_when_skip_blanks(struct wl_when *w)
{
    while (w->at < w->end && wl_ascii_blank(*w->at))
        w->at++;
}

struct wl_span
wl_when_word(const struct wl_when *w)
{
    const char *p = w->at;

    while (p < w->end && !wl_ascii_blank(*p))
        p++;
    return (struct wl_span){w->at, (size_t)(p - w->at)};
}

bool
wl_when_take(struct wl_when *w, const char *word)
{
    struct wl_span here = wl_when_word(w);

    if (here.len != strlen(word) || !wl_ascii_equal(here.ptr, word, here.len))
        return false;
    w->at += here.len;
    wl_when_skip_blanks(w);
    return true;
}

bool
wl_when_digits(struct wl_when *w, int min, int max, int *value)
{
    const char *p = w->at;
    int sum = 0;

    while (p < w->end && wl_ascii_digit(*p) && p - w->at <= max)
        sum = sum * 10 + (*p++ - '0');
    if (p - w->at < min || p - w->at > max)
        return false;
    w->at = p;
    *value = sum;
    return true;
}

bool
wl_when_decimal(struct wl_when *w, int64_t unit_us, int64_t *value_us)
{
    const char *p = w->at;
    int64_t whole = 0, part = unit_us;

    while (p < w->end && wl_ascii_digit(*p)) {
        if (__builtin_mul_overflow(whole, 10, &whole) ||
            __builtin_add_overflow(whole, *p++ - '0', &whole))
            return false;
    }
    if (p == w->at && !(p + 1 < w->end && *p == '.' && wl_ascii_digit(p[1])))
        return false;
    if (__builtin_mul_overflow(whole, unit_us, value_us))
        return false;
    if (p + 1 < w->end && (*p == '.' || *p == ',') && wl_ascii_digit(p[1])) {
        for (p++; p < w->end && wl_ascii_digit(*p); p++) {
            part /= 10;
            if (__builtin_add_overflow(*value_us, part * (*p - '0'), value_us))
                return false;
        }
    }
    w->at = p;
    return true;
}
