#include "gen/encodings.h"

#include <iconv.h>
#include <stdbool.h>
#include <string.h>

/* Language -> ANSI and OEM code pages of its Windows. */
static const struct pages {
    const char *language, *ansi, *oem;
} pages[] = {
    {"de", "CP1252", "CP850"}, {"fr", "CP1252", "CP850"},    {"es", "CP1252", "CP850"},
    {"it", "CP1252", "CP850"}, {"pt-BR", "CP1252", "CP850"}, {"pt-PT", "CP1252", "CP850"},
    {"nl", "CP1252", "CP850"}, {"sv", "CP1252", "CP850"},    {"da", "CP1252", "CP850"},
    {"nb", "CP1252", "CP850"}, {"fi", "CP1252", "CP850"},    {"pl", "CP1250", "CP852"},
    {"cs", "CP1250", "CP852"}, {"hu", "CP1250", "CP852"},    {"ru", "CP1251", "CP866"},
    {"uk", "CP1251", "CP866"}, {"el", "CP1253", "CP737"},    {"tr", "CP1254", "CP857"},
    {"ja", "CP932", NULL},     {"zh-CN", "CP936", NULL},     {"ko", "CP949", NULL},
    {"zh-TW", "CP950", NULL},
};

/* false when a character has no place in the target, or the bytes are no text of the source */
static bool
convert(struct wl_span in, const char *from, const char *to, struct wl_buf *out)
{
    iconv_t cd = iconv_open(to, from);
    char *src = (char *)in.ptr, room[4096], *dst = room;
    size_t left = in.len, space = sizeof room, rc;

    if (cd == (iconv_t)-1) /* NOLINT(performance-no-int-to-ptr): iconv's own convention */
        return false;
    rc = iconv(cd, &src, &left, &dst, &space);
    (void)iconv_close(cd);
    if (rc == (size_t)-1 || rc > 0)
        return false;
    wl_buf_clear(out);
    wl_buf_add(out, room, (size_t)(dst - room));
    return true;
}

static bool
is_ascii(struct wl_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    return true;
}

/* bytes of one page shown as if they were of another, then stored as UTF-8 */
static int
mangled(struct wl_span bytes, const char *read_as, wl_encoding_fn *fn, void *arg)
{
    struct wl_buf out;
    int rc = 0;

    wl_buf_init(&out);
    if (convert(bytes, read_as, "UTF-8", &out))
        rc = fn(arg, wl_buf_span(&out), "mangled");
    wl_buf_done(&out);
    return rc;
}

int
wl_encodings(struct wl_span text, const char *language, wl_encoding_fn *fn, void *arg)
{
    const struct pages *p = pages, *end = pages + sizeof pages / sizeof *pages;
    struct wl_buf ansi, oem;
    int rc = fn(arg, text, "UTF-8");

    while (p < end && strcmp(p->language, language) != 0)
        p++;
    if (rc < 0 || p == end || is_ascii(text))
        return rc;
    wl_buf_init(&ansi);
    wl_buf_init(&oem);
    if (convert(text, "UTF-8", p->ansi, &ansi))
        rc = fn(arg, wl_buf_span(&ansi), p->ansi);
    if (rc >= 0 && p->oem && convert(text, "UTF-8", p->oem, &oem))
        rc = fn(arg, wl_buf_span(&oem), p->oem);
    /* UTF-8 is mostly misread as the western page, whatever the language of the text */
    if (rc >= 0)
        rc = mangled(text, p->ansi, fn, arg);
    if (rc >= 0 && strcmp(p->ansi, "CP1252") != 0)
        rc = mangled(text, "CP1252", fn, arg);
    if (rc >= 0 && ansi.len && p->oem)
        rc = mangled(wl_buf_span(&ansi), p->oem, fn, arg);
    if (rc >= 0 && oem.len)
        rc = mangled(wl_buf_span(&oem), p->ansi, fn, arg);
    if (rc >= 0 && ansi.len && strcmp(p->ansi, "CP1252") != 0)
        rc = mangled(wl_buf_span(&ansi), "CP1252", fn, arg);
    wl_buf_done(&ansi);
    wl_buf_done(&oem);
    return rc;
}

static const char *const legacy[] = {"CP1250", "CP1251", "CP1252", "CP1254", "CP850", "CP852",
                                     "CP866",  "CP932",  "CP936",  "CP949",  "CP950"};

int
wl_encodings_word(struct wl_span word, wl_encoding_fn *fn, void *arg)
{
    struct wl_buf bytes, before[sizeof legacy / sizeof *legacy];
    size_t count = 0;
    int rc = 0;

    if (is_ascii(word))
        return 0;
    wl_buf_init(&bytes);
    for (size_t i = 0; i < sizeof legacy / sizeof *legacy && rc >= 0; i++) {
        bool known = false;
        if (!convert(word, "UTF-8", legacy[i], &bytes))
            continue;
        for (size_t k = 0; k < count && !known; k++)
            known = wl_span_equal(wl_buf_span(&before[k]), wl_buf_span(&bytes));
        if (known)
            continue;
        rc = fn(arg, wl_buf_span(&bytes), legacy[i]);
        before[count++] = bytes;
        wl_buf_init(&bytes);
    }
    for (size_t k = 0; k < count; k++)
        wl_buf_done(&before[k]);
    wl_buf_done(&bytes);
    return rc;
}

static int
add_alternative(void *arg, struct wl_span bytes, const char *how)
{
    struct wl_buf *out = arg;

    (void)how;
    wl_buf_add_char(out, '|');
    for (size_t i = 0; i < bytes.len; i++)
        wl_buf_addf(out, "\\x%02x", (unsigned)(unsigned char)bytes.ptr[i]);
    return 0;
}

void
wl_encodings_regex(struct wl_buf *out, struct wl_span regex)
{
    for (size_t i = 0; i < regex.len;) {
        struct wl_span word = {regex.ptr + i, 0};
        while (i + word.len < regex.len && (unsigned char)word.ptr[word.len] >= 0x80)
            word.len++;
        if (word.len == 0) {
            wl_buf_add_char(out, regex.ptr[i++]);
            continue;
        }
        wl_buf_add_text(out, "(?:");
        wl_buf_add_span(out, word);
        (void)wl_encodings_word(word, add_alternative, out);
        wl_buf_add_char(out, ')');
        i += word.len;
    }
}
