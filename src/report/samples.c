#include "report/samples.h"

#include "base/ascii.h"
#include "report/reports.h"
#include "report/scope.h"

#include <stdlib.h>

#define SLOTS 65536u /* a power of two, some times WL_SAMPLE_SHAPES */

static bool
is_word(char c)
{
    return wl_ascii_alnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

uint64_t
wl_sample_shape(struct wl_span line)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a, 64 bits */

    for (size_t i = 0; i < line.len;) {
        size_t end = i;
        bool digit = false;

        while (end < line.len && is_word(line.ptr[end]))
            digit = wl_ascii_digit((unsigned char)line.ptr[end++]) || digit;
        if (end == i) {
            end++;
        } else if (digit) {
            hash = (hash ^ '0') * UINT64_C(0x100000001b3);
            i = end;
        }
        for (; i < end; i++)
            hash = (hash ^ (unsigned char)line.ptr[i]) * UINT64_C(0x100000001b3);
    }
    return hash ? hash : 1;
}

/* The place of a shape, or a free one; NULL: none is left. */
static struct wl_sample *
place_of(struct wl_samples *samples, uint16_t code, uint64_t shape)
{
    size_t at = (size_t)(shape ^ code * UINT64_C(0x9e3779b97f4a7c15)) % SLOTS;

    while (samples->slots[at].shape &&
           (samples->slots[at].shape != shape || samples->slots[at].code != code))
        at = (at + 1) % SLOTS;
    if (!samples->slots[at].shape && samples->used == WL_SAMPLE_SHAPES)
        return NULL;
    return samples->slots + at;
}

/* Not within a character. */
static char *
cut_copy(struct wl_span text)
{
    size_t len = text.len < WL_SAMPLE_TEXT ? text.len : WL_SAMPLE_TEXT;

    while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    return strndup(text.len ? text.ptr : "", len);
}

static bool
is_later(const struct wl_sample *sample, int64_t at_us, struct wl_span id)
{
    if (sample->count == 0 || at_us != sample->at_us)
        return sample->count == 0 || at_us > sample->at_us;
    return id.len == WL_ID_SIZE && memcmp(id.ptr, sample->id, WL_ID_SIZE) < 0;
}

static int
take_row(struct wl_samples *samples, struct wl_stmt *stmt)
{
    uint16_t code = (uint16_t)wl_stmt_int(stmt, 0);
    uint64_t shape = wl_sample_shape(wl_stmt_text(stmt, 1));
    struct wl_sample *sample = place_of(samples, code, shape);
    struct wl_span id = wl_stmt_text(stmt, 5);
    int64_t at_us = wl_stmt_int(stmt, 4);

    if (!sample)
        return 0;
    samples->used += sample->shape == 0;
    sample->shape = shape;
    sample->code = code;
    if (is_later(sample, at_us, id)) {
        free(sample->text);
        free(sample->locator);
        sample->text = cut_copy(wl_stmt_text(stmt, 1));
        sample->locator = strndup(wl_stmt_text(stmt, 2).ptr, wl_stmt_text(stmt, 2).len);
        sample->line = (uint64_t)wl_stmt_int(stmt, 3);
        sample->at_us = at_us;
        if (id.len == WL_ID_SIZE)
            memcpy(sample->id, id.ptr, WL_ID_SIZE);
        if (!sample->text || !sample->locator)
            return WL_ENOMEM;
    }
    sample->count++;
    return 0;
}

/* By code, the commonest first; free places last. */
static int
compare(const void *a, const void *b)
{
    const struct wl_sample *x = a, *y = b;

    if (!x->shape || !y->shape)
        return !x->shape - !y->shape;
    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    if (x->at_us != y->at_us)
        return x->at_us > y->at_us ? -1 : 1;
    return memcmp(x->id, y->id, WL_ID_SIZE);
}

/* The first few of each code. */
static int
keep_few(struct wl_samples *samples, size_t few, struct wl_error *err)
{
    size_t of_code = 0;

    samples->list = calloc(samples->used + 1, sizeof *samples->list);
    if (!samples->list)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    qsort(samples->slots, SLOTS, sizeof *samples->slots, compare);
    for (size_t i = 0; i < samples->used; i++) {
        const struct wl_sample *sample = samples->slots + i;

        of_code = i > 0 && sample[-1].code == sample->code ? of_code + 1 : 0;
        if (of_code < few)
            samples->list[samples->count++] = sample;
    }
    return 0;
}

int
wl_samples_load(struct wl_samples *samples, struct wl_store *store,
                const struct wl_report_request *request, struct wl_error *err)
{
    struct wl_stmt *stmt = NULL;
    struct wl_scope scope;
    int rc = wl_scope_init(&scope, store, request, err);

    samples->slots = calloc(SLOTS, sizeof *samples->slots);
    if (rc == 0 && !samples->slots)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    if (rc == 0)
        rc = wl_scope_prepare(&stmt, &scope, wl_report_samples, true, err);
    while (rc == 0 && (rc = wl_stmt_step(stmt, err)) == 1) {
        rc = take_row(samples, stmt);
        if (rc < 0)
            (void)wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    if (rc == 0)
        rc = keep_few(samples, request->samples, err);
    wl_stmt_free(stmt);
    wl_scope_done(&scope);
    return rc;
}

void
wl_samples_done(struct wl_samples *samples)
{
    for (size_t i = 0; samples->slots && i < SLOTS; i++) {
        free(samples->slots[i].text);
        free(samples->slots[i].locator);
    }
    free(samples->slots);
    free(samples->list);
}
