#include "scan/prefilter_shape.h"

static void
set_byte(struct wl_prefilter *filter, int at, unsigned char byte, unsigned bucket)
{
    filter->low[at][byte & 15] |= (uint8_t)bucket;
    filter->high[at][byte >> 4] |= (uint8_t)bucket;
}

static void
set(struct wl_prefilter *filter, unsigned bucket, int at, const char *bytes)
{
    for (; *bytes; bytes++)
        set_byte(filter, at, (unsigned char)*bytes, bucket);
}

static void
set_all(struct wl_prefilter *filter, unsigned bucket, int at)
{
    for (int i = 0; i < 256; i++)
        set_byte(filter, at, (unsigned char)i, bucket);
}

void
wl_prefilter_init(struct wl_prefilter *filter)
{
    static const char digits[] = "0123456789", hex[] = "0123456789abcdefABCDEF";

    *filter = (struct wl_prefilter){0};
    set(filter, WL_BUCKET_NUMBER, 0, "1");
    set(filter, WL_BUCKET_NUMBER, 1, "01");
    set(filter, WL_BUCKET_NUMBER, 2, digits);
    set(filter, WL_BUCKET_NUMBER, 3, digits);

    set(filter, WL_BUCKET_PREFIXED, 0, "0");
    set(filter, WL_BUCKET_PREFIXED, 1, "xX");
    set(filter, WL_BUCKET_PREFIXED, 2, hex);
    set(filter, WL_BUCKET_PREFIXED, 3, hex);

    set(filter, WL_BUCKET_BARE, 0, "2");
    set(filter, WL_BUCKET_BARE, 1, "7aAbB");
    set(filter, WL_BUCKET_BARE, 2, hex);
    set(filter, WL_BUCKET_BARE, 3, hex);

    /* 8007, 2147, 4294, 0000 */
    set(filter, WL_BUCKET_LONG, 0, "8240");
    set(filter, WL_BUCKET_LONG, 1, "012");
    set(filter, WL_BUCKET_LONG, 2, "049");
    set(filter, WL_BUCKET_LONG, 3, "740");

    /* WSAE..., the old misprint WSEACCES; ffffffff8007.... */
    set(filter, WL_BUCKET_NAME, 0, "wWfF");
    set(filter, WL_BUCKET_NAME, 1, "sSfF");
    set(filter, WL_BUCKET_NAME, 2, "aAeEfF");
    set_all(filter, WL_BUCKET_NAME, 3);
}

static void
set_shape(struct wl_prefilter *filter, struct wl_span literal, unsigned bucket)
{
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)((size_t)i < literal.len ? literal.ptr[i] : 0);
        if ((size_t)i >= literal.len) {
            set_all(filter, bucket, i);
            continue;
        }
        set_byte(filter, i, c, bucket);
        if (wl_ascii_letter(c))
            set_byte(filter, i, c ^ 0x20, bucket);
    }
}

/* Words in eight buckets by their first letters. */
static void
set_word(struct wl_prefilter *filter, const char anchor[4])
{
    uint8_t bucket = (uint8_t)(1u << ((unsigned char)anchor[0] & 15) / 2);

    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)anchor[i] & 0xDF;
        filter->word_low[i][c & 15] |= bucket;
        filter->word_high[i][c >> 4] |= bucket;
        filter->word_high[i][(c | 0x20) >> 4] |= bucket;
    }
}

static void
set_gram(uint64_t *bitmap, const char *bytes)
{
    bitmap[wl_gram(bytes) / 64] |= UINT64_C(1) << (wl_gram(bytes) % 64);
}

/* Literals that begin alike share a bucket, others take turns: the less buckets mix, the less they
 * let through. */
static void
add_anywhere(struct wl_prefilter *filter, struct wl_span literal)
{
    unsigned bucket = memcmp(literal.ptr, "wsa", 3) == 0
                          ? WL_BUCKET_NAME
                          : (unsigned)WL_BUCKET_KEYWORD << ((unsigned char)literal.ptr[0] >> 1) % 3;
    char gram[4];

    set_shape(filter, literal, bucket);
    memcpy(gram, literal.ptr, literal.len < 4 ? literal.len : 4);
    if (literal.len >= 4) {
        set_gram(filter->anywhere, gram);
        return;
    }
    for (int c = 0; c < 256; c++) {
        gram[3] = (char)c;
        set_gram(filter->anywhere, gram);
    }
}

void
wl_prefilter_add_keyword(struct wl_prefilter *filter, struct wl_span literal)
{
    add_anywhere(filter, literal);
}

void
wl_prefilter_add_anchor(struct wl_prefilter *filter, const char anchor[4], bool inside)
{
    bool word = !inside;

    set_gram(filter->texts, anchor);
    for (int i = 0; i < 4; i++)
        word = word && wl_ascii_letter((unsigned char)anchor[i]);
    if (word)
        set_word(filter, anchor);
    if (inside)
        add_anywhere(filter, (struct wl_span){anchor, 4});
}

unsigned
wl_prefilter_classes(const struct wl_prefilter *filter, const char *low, const char *p,
                     const char *end)
{
    return wl_classes_of_tokens(low, p, end) | wl_classes_of_keywords(filter, p) |
           wl_classes_of_texts(filter, low, p);
}

size_t
wl_prefilter_run_portable(const struct wl_prefilter *filter, const char *low, const char *p,
                          const char *end, struct wl_candidate *out, size_t max, const char **stop)
{
    const char *start = p;
    size_t count = 0;

    for (; end - p >= 4; p++) {
        unsigned classes;
        if (count == max) {
            *stop = p;
            return count;
        }
        classes = wl_prefilter_classes(filter, low, p, end);
        if (classes)
            out[count++] = (struct wl_candidate){(uint32_t)(p - start), classes};
    }
    *stop = end;
    return count;
}

size_t
wl_prefilter_run(const struct wl_prefilter *filter, const char *low, const char *p, const char *end,
                 struct wl_candidate *out, size_t max, const char **stop)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512bw"))
        return wl_prefilter_run_avx512(filter, low, p, end, out, max, stop);
    if (__builtin_cpu_supports("avx2"))
        return wl_prefilter_run_avx2(filter, low, p, end, out, max, stop);
#endif
    return wl_prefilter_run_portable(filter, low, p, end, out, max, stop);
}

const char *
wl_prefilter_next(const struct wl_prefilter *filter, const char *low, const char *p,
                  const char *end, unsigned *classes)
{
    for (; end - p >= 4; p++) {
        *classes = wl_prefilter_classes(filter, low, p, end);
        if (*classes)
            return p;
    }
    return end;
}
