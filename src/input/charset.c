/*
 * Opening a converter is slow (glibc loads a module), so each is opened once and kept. What a line
 * reads like is judged in input/charset_score.c.
 */
#include "input/charset.h"

#include "base/utf8.h"
#include "input/charset_score.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define PRIOR 16           /* bytes' worth of what earlier lines say, against the line at hand */
#define NONE ((iconv_t)-1) /* NOLINT(performance-no-int-to-ptr): iconv's own convention */

struct wl_charset {
    bool given;            /* by the user */
    iconv_t given_to_utf8; /* ... that page */
    char name[WL_CHARSET_NAME];
    bool opened[WL_PAGES];
    iconv_t to_utf8[WL_PAGES];
    struct wl_page_map maps[WL_PAGES];

    /* of the source */
    unsigned allowed;    /* bits of pages, by the languages met; 0: all */
    long sums[WL_PAGES]; /* scores of the lines so far */
    long bytes;          /* that they are of */
    int settled;         /* a page, or -1 */
};

/* Windows means more than the standard by these names. */
static const struct {
    const char *name, *page;
} wider[] = {
    {"shift_jis", "CP932"}, {"shift-jis", "CP932"},   {"sjis", "CP932"},
    {"gb2312", "CP936"},    {"gbk", "CP936"},         {"euc-kr", "CP949"},
    {"big5", "CP950"},      {"ks_c_5601", "CP949"},   {"latin1", "CP1252"},
    {"latin-1", "CP1252"},  {"latin2", "ISO-8859-2"},
};

static bool
all_digits(const char *name)
{
    return *name && strspn(name, "0123456789") == strlen(name);
}

static bool
keeps_ascii(const char *name)
{
    static const char ascii[] = "0123456789 ABCXYZ abcxyz [#:=]()-+/.,\t\n";
    char in[sizeof ascii], room[4 * sizeof ascii], *from = in, *to = room;
    size_t left = sizeof ascii - 1, space = sizeof room;
    iconv_t cd = iconv_open("UTF-8", name);
    bool same;

    if (cd == NONE)
        return false;
    memcpy(in, ascii, sizeof ascii);
    same = iconv(cd, &from, &left, &to, &space) == 0 && sizeof room - space == sizeof ascii - 1 &&
           memcmp(room, ascii, sizeof ascii - 1) == 0;
    (void)iconv_close(cd);
    return same;
}

bool
wl_charset_find(const char *name, char found[WL_CHARSET_NAME])
{
    const char *page = name;

    for (size_t i = 0; i < sizeof wider / sizeof *wider; i++)
        if (strcasecmp(name, wider[i].name) == 0)
            page = wider[i].page;
    if (strlen(page) > WL_CHARSET_NAME - 3 || strchr(page, '/'))
        return false;
    (void)snprintf(found, WL_CHARSET_NAME, "%s%s", all_digits(page) ? "CP" : "", page);
    for (char *p = found; *p; p++)
        *p = (char)toupper((unsigned char)*p);
    return *found && keeps_ascii(found);
}

int
wl_charset_new(struct wl_charset **out, const char *name, struct wl_error *err)
{
    struct wl_charset *c = calloc(1, sizeof *c);

    if (!c)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    c->given_to_utf8 = NONE;
    for (unsigned i = 0; i < WL_PAGES; i++)
        c->to_utf8[i] = NONE;
    if (name && wl_charset_find(name, c->name)) {
        c->given = true;
        c->given_to_utf8 = iconv_open("UTF-8", c->name);
    }
    wl_charset_reset(c);
    *out = c;
    return 0;
}

static void
close_one(iconv_t cd)
{
    if (cd != NONE)
        (void)iconv_close(cd);
}

void
wl_charset_free(struct wl_charset *c)
{
    if (!c)
        return;
    close_one(c->given_to_utf8);
    for (unsigned i = 0; i < WL_PAGES; i++)
        close_one(c->to_utf8[i]);
    free(c);
}

void
wl_charset_reset(struct wl_charset *c)
{
    c->allowed = 0;
    c->bytes = 0;
    c->settled = -1;
    memset(c->sums, 0, sizeof c->sums);
}

void
wl_charset_hint(struct wl_charset *c, struct wl_span language)
{
    c->allowed |= wl_pages_of_language(language);
}

/* One byte or one pair of them at a time is slow, and done 128 times a page and run. */
static void
learn_page(struct wl_charset *c, unsigned page)
{
    iconv_t cd = iconv_open("UTF-8", wl_page_name(page));

    c->opened[page] = true;
    c->to_utf8[page] = cd;
    if (cd == NONE || wl_page_is_double(page))
        return;
    for (unsigned i = 0; i < 128; i++) {
        char in = (char)(128 + i), room[8], *from = &in, *to = room;
        size_t left = 1, space = sizeof room;
        unsigned size;
        (void)iconv(cd, NULL, NULL, NULL, NULL);
        if (iconv(cd, &from, &left, &to, &space) == 0 && space < sizeof room)
            c->maps[page].points[i] = wl_utf8_decode(room, sizeof room - space, &size);
    }
}

static bool
can_use(struct wl_charset *c, unsigned page)
{
    if (c->allowed && !(c->allowed & 1u << page))
        return false;
    if (!c->opened[page])
        learn_page(c, page);
    return c->to_utf8[page] != NONE;
}

/* Bytes outside ASCII that make whole characters of UTF-8, against those that do not. */
static bool
is_damaged_utf8(struct wl_span line)
{
    size_t whole = 0, bad = 0;
    unsigned size;

    for (size_t i = 0; i < line.len; i += size) {
        (void)wl_utf8_decode(line.ptr + i, line.len - i, &size);
        whole += size > 1;
        bad += size == 1 && (unsigned char)line.ptr[i] >= 0x80;
    }
    return whole >= bad;
}

bool
wl_charset_judge(struct wl_charset *c, struct wl_span line)
{
    long best = 0, bytes = 0;

    c->settled = -1;
    if (c->given)
        return true;
    if (is_damaged_utf8(line))
        return false;
    for (size_t i = 0; i < line.len; i++)
        bytes += (unsigned char)line.ptr[i] >= 0x80;
    for (unsigned page = 0; page < WL_PAGES; page++) {
        long score, all;
        if (!can_use(c, page))
            continue;
        score = wl_page_score(page, &c->maps[page], line);
        all = score + (c->bytes > 0 ? c->sums[page] * PRIOR / c->bytes : 0);
        c->sums[page] += score;
        if (c->settled < 0 ? all > 0 || c->allowed : all > best) {
            c->settled = (int)page;
            best = all;
        }
    }
    c->bytes += bytes;
    return c->settled >= 0;
}

const char *
wl_charset_settled(const struct wl_charset *c)
{
    return c->given ? c->name : c->settled >= 0 ? wl_page_name((unsigned)c->settled) : "";
}

void
wl_charset_decode(struct wl_charset *c, struct wl_span text, struct wl_buf *out)
{
    iconv_t cd = c->given ? c->given_to_utf8 : c->settled >= 0 ? c->to_utf8[c->settled] : NONE;
    char *from = (char *)text.ptr; /* iconv's prototype; it does not write there */
    size_t left = text.len;

    if (cd == NONE) {
        wl_utf8_add_valid(out, text);
        return;
    }
    (void)iconv(cd, NULL, NULL, NULL, NULL);
    while (left > 0) {
        char room[1024], *to = room;
        size_t space = sizeof room, rc = iconv(cd, &from, &left, &to, &space);
        bool bad = rc == (size_t)-1 && errno != E2BIG;
        wl_buf_add(out, room, sizeof room - space);
        if (bad && left > 0) {
            wl_buf_add(out, "\xEF\xBF\xBD", 3);
            from++;
            left--;
        }
    }
}
