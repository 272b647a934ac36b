#include "flow/readable.h"

#include "input/encoding.h"
#include "scan/hit.h"

#include <strings.h>

#define GROWTH 4 /* bytes of UTF-8 that one byte can become, at most */

void
wl_readable_init(struct wl_readable *r, const char *encoding)
{
    *r = (struct wl_readable){.encoding = encoding};
    if (!encoding || strcasecmp(encoding, "auto") == 0)
        r->encoding = NULL;
    else
        r->off = wl_encoding_by_name(encoding) != WL_ENCODING_AUTO;
    wl_buf_init(&r->text);
}

void
wl_readable_done(struct wl_readable *r)
{
    wl_charset_free(r->charset);
    wl_buf_done(&r->text);
}

void
wl_readable_reset(struct wl_readable *r)
{
    if (r->charset)
        wl_charset_reset(r->charset);
}

/* "text.zh-CN.10054.2": the language of a recognised message. */
static struct wl_span
language_of(const struct wl_occurrence *o)
{
    static const char text[] = "text.";
    const char *from = o->pattern, *dot;

    if (o->form != WL_FORM_LOCALIZED || !from || strncmp(from, text, sizeof text - 1) != 0)
        return (struct wl_span){NULL, 0};
    from += sizeof text - 1;
    dot = strchr(from, '.');
    return (struct wl_span){from, dot ? (size_t)(dot - from) : strlen(from)};
}

/* The buffer has room for all that is to come: nothing moves. */
static void
decode(struct wl_readable *r, struct wl_span *text)
{
    size_t at = r->text.len;

    if (text->len == 0)
        return;
    wl_charset_decode(r->charset, *text, &r->text);
    *text = (struct wl_span){r->text.ptr + at, r->text.len - at};
}

enum { TEXTS = 7 };

static void
texts_of(struct wl_occurrence *o, struct wl_span *out[TEXTS])
{
    out[0] = &o->text;
    out[1] = &o->matched;
    out[2] = &o->time_text;
    out[3] = &o->call;
    out[4] = &o->process;
    out[5] = &o->level;
    out[6] = &o->host;
}

static int
make_room(struct wl_readable *r, struct wl_occurrence *list, size_t count, struct wl_error *err)
{
    size_t need = 1;

    for (size_t i = 0; i < count; i++) {
        struct wl_span *texts[TEXTS];
        texts_of(list + i, texts);
        for (size_t k = i > 0 && list[i].text.ptr == list[i - 1].text.ptr; k < TEXTS; k++)
            need += texts[k]->len * GROWTH;
    }
    wl_buf_clear(&r->text);
    return wl_buf_reserve(&r->text, need) < 0 ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
}

int
wl_readable_make(struct wl_readable *r, struct wl_occurrence *list, size_t count,
                 struct wl_error *err)
{
    struct wl_span before = {NULL, 0}, done = {NULL, 0};
    int rc = 0;

    if (r->off || count == 0 || !list[0].legacy)
        return 0;
    if (!r->charset)
        rc = wl_charset_new(&r->charset, r->encoding, err);
    if (rc == 0)
        rc = make_room(r, list, count, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; i < count; i++)
        wl_charset_hint(r->charset, language_of(list + i));
    if (!wl_charset_judge(r->charset, list[0].text))
        return 0;
    for (size_t i = 0; i < count; i++) {
        struct wl_span *texts[TEXTS];
        bool same = before.ptr && list[i].text.ptr == before.ptr && list[i].text.len == before.len;
        texts_of(list + i, texts);
        before = list[i].bytes = list[i].text;
        for (size_t k = same; k < TEXTS; k++)
            decode(r, texts[k]);
        if (same)
            list[i].text = done;
        done = list[i].text;
    }
    return 0;
}
