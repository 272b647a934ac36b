/*
 * The prefilter's tables, and its portable way: the questions themselves, asked of one position.
 * The other ways ask them only where cheaper ones, that let through more, say yes.
 */
#include "scan/prefilter_shape.h"
#include "scan/token.h"

static void
set_byte(struct wl_shapes *shapes, int at, unsigned char byte, unsigned bucket)
{
    shapes->low[at][byte & 15] |= (uint8_t)bucket;
    shapes->high[at][byte >> 4] |= (uint8_t)bucket;
}

static void
set_all(struct wl_shapes *shapes, int at, unsigned bucket)
{
    for (int i = 0; i < 256; i++)
        set_byte(shapes, at, (unsigned char)i, bucket);
}

/* What each of the bytes may be; NULL: any. */
static void
set(struct wl_shapes *shapes, unsigned bucket, const char *const bytes[WL_SHAPE])
{
    for (int i = 0; i < WL_SHAPE; i++) {
        if (!bytes[i])
            set_all(shapes, i, bucket);
        for (const char *p = bytes[i]; p && *p; p++)
            set_byte(shapes, i, (unsigned char)*p, bucket);
    }
}

static void
set_bit(uint64_t *bitmap, unsigned bit)
{
    bitmap[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/* The hash of the first four bytes; of three and any. */
static void
set_grams(struct wl_prefilter *filter, struct wl_span literal)
{
    char gram[4];

    memcpy(gram, literal.ptr, literal.len < 4 ? literal.len : 4);
    for (int c = 0; c < 256; c++) {
        if (literal.len < 4)
            gram[3] = (char)c;
        set_bit(filter->anywhere, wl_gram(gram));
        if ((gram[0] | gram[1] | gram[2] | gram[3]) & 0x80)
            set_bit(filter->beyond, wl_gram(gram));
    }
}

void
wl_prefilter_init(struct wl_prefilter *filter)
{
    static const char digits[] = "0123456789", hex[] = "0123456789abcdefABCDEF";

    *filter = (struct wl_prefilter){0};
    /* 100.., 101.., 110.. */
    set(&filter->shapes, WL_BUCKET_NUMBER, (const char *[]){"1", "01", "01", digits, digits});
    /* 0x27.., 0x2a.., 0x2b.., 0x8007...., 0xffffffff8007...., with zeros before */
    set(&filter->shapes, WL_BUCKET_PREFIXED,
        (const char *[]){"0", "xX", "028fF", "027aAbBfF", hex});
    /* 27.., 2a.., 2b..; 2147...... */
    set(&filter->shapes, WL_BUCKET_BARE, (const char *[]){"2", "71aAbB", hex, hex, NULL});
    /* 00002..., 80072..., 80070... */
    set(&filter->shapes, WL_BUCKET_ZERO, (const char *[]){"08", "0", "0", "07", "02"});
    /* ffffffff8007....; 42949..... */
    set(&filter->shapes, WL_BUCKET_ALL_ONES, (const char *[]){"fF4", "fF2", "fF9", "fF4", "fF9"});
    /* WSAE..., the old misprint WSEACCES */
    set(&filter->shapes, WL_BUCKET_NAME, (const char *[]){"wW", "sS", "aAeE", NULL, NULL});

    set_grams(filter, wl_span_of("ffff"));
    set_grams(filter, wl_span_of("wsa"));
    set_grams(filter, wl_span_of("wse"));
}

static void
set_shape(struct wl_shapes *shapes, struct wl_span literal, unsigned bucket)
{
    for (int i = 0; i < WL_SHAPE; i++) {
        unsigned char c;
        if ((size_t)i >= literal.len) {
            set_all(shapes, i, bucket);
            continue;
        }
        c = (unsigned char)literal.ptr[i];
        set_byte(shapes, i, c, bucket);
        if (wl_ascii_letter(c))
            set_byte(shapes, i, c ^ 0x20, bucket);
    }
}

static void
set_literal(struct wl_prefilter *filter, struct wl_span literal, bool text)
{
    char bytes[WL_LITERAL_MAX] = {0};
    size_t len = literal.len < WL_LITERAL_MAX ? literal.len : WL_LITERAL_MAX;

    memcpy(bytes, literal.ptr, len);
    set_bit(filter->literals, wl_literal_hash(bytes, (unsigned)len, text));
}

/* How many of all runs of printable bytes a bucket lets through. */
static double
width_of(const struct wl_shapes *shapes, unsigned bucket)
{
    double width = 1;

    for (int i = 0; i < WL_SHAPE; i++) {
        int count = 0;
        for (int c = ' '; c <= '~'; c++)
            count += (shapes->low[i][c & 15] & shapes->high[i][c >> 4] & bucket) != 0;
        width *= count;
    }
    return width;
}

/* Where it widens least what is let through. */
static unsigned
choose_bucket(const struct wl_shapes *shapes, struct wl_span literal)
{
    unsigned best = 0;
    double least = 0;

    for (unsigned bucket = WL_BUCKET_ALL_ONES; bucket < 256; bucket *= 2) {
        struct wl_shapes wider = *shapes;
        double more;
        set_shape(&wider, literal, bucket);
        more = width_of(&wider, bucket) - width_of(shapes, bucket);
        if (best && more >= least)
            continue;
        best = bucket;
        least = more;
    }
    return best;
}

static void
add_anywhere(struct wl_prefilter *filter, struct wl_span literal)
{
    set_shape(&filter->shapes, literal, choose_bucket(&filter->shapes, literal));
    set_grams(filter, literal);
}

void
wl_prefilter_add_keyword(struct wl_prefilter *filter, struct wl_span literal)
{
    add_anywhere(filter, literal);
    set_literal(filter, literal, false);
}

void
wl_prefilter_add_anchor(struct wl_prefilter *filter, struct wl_span anchor, bool inside)
{
    bool letters = true, beyond = false;

    for (int i = 0; i < 4; i++) {
        letters = letters && wl_ascii_letter((unsigned char)anchor.ptr[i]);
        beyond = beyond || (unsigned char)anchor.ptr[i] >= 0x80;
    }
    set_literal(filter, anchor, true);
    if (beyond)
        set_bit(filter->beyond, wl_gram(anchor.ptr));
    else if (letters && !inside)
        filter->words[wl_word_hash(anchor.ptr)] |= (uint8_t)(1u | 2u << (anchor.len - 4));
    else
        add_anywhere(filter, anchor);
}

/* What kind of token begins with a byte. */
static unsigned
class_of_token(char first)
{
    static const uint8_t classes[256] = {
        ['0'] = WL_CLASS_HEX,    ['1'] = WL_CLASS_NUMBER, ['2'] = WL_CLASS_HEX,
        ['4'] = WL_CLASS_NUMBER, ['8'] = WL_CLASS_HEX,    ['F'] = WL_CLASS_HEX,
        ['W'] = WL_CLASS_NAME,   ['f'] = WL_CLASS_HEX,    ['w'] = WL_CLASS_NAME,
    };

    return classes[(unsigned char)first];
}

/* Does a token begin so? Most positions are none. */
static bool
may_begin_token(const char *p)
{
    int second = wl_ascii_lower((unsigned char)p[1]);

    switch (p[0]) {
    case '0':
        return second == 'x' || second == '0';
    case '1':
        return (p[1] == '0' || p[1] == '1') && (p[2] == '0' || p[2] == '1');
    case '2':
        return p[1] == '1' || p[1] == '7' || second == 'a' || second == 'b';
    case '4':
        return p[1] == '2';
    case '8':
        return p[1] == '0';
    case 'F':
    case 'f':
        return second == 'f';
    case 'W':
    case 'w':
        return second == 's';
    default:
        return false;
    }
}

static unsigned
classes_of_token(const char *low, const char *p, const char *end)
{
    struct wl_token token;
    unsigned class = class_of_token(*p);

    return class && wl_token_at(p, low, end, false, &token) ? class : 0;
}

/* Four letters, and none before them. */
static bool
begins_word(const char *low, const char *p)
{
    return (p == low || !wl_ascii_letter((unsigned char)p[-1])) &&
           wl_ascii_letter((unsigned char)p[0]) && wl_ascii_letter((unsigned char)p[1]) &&
           wl_ascii_letter((unsigned char)p[2]) && wl_ascii_letter((unsigned char)p[3]);
}

/* May a literal of one of the lengths begin at p? */
static inline bool
begins_literal(const struct wl_prefilter *filter, const char *p, const char *end, unsigned lengths,
               bool text)
{
    char bytes[WL_LITERAL_MAX] = {0};

    if (end - p >= WL_LITERAL_MAX)
        return wl_is_literal(filter, p, lengths, text);
    memcpy(bytes, p, (size_t)(end - p));
    return wl_is_literal(filter, bytes, lengths & ((2u << (end - p)) - 1), text);
}

/* The hash alone would let through what the faster ways do not look at. */
static bool
has_shape(const struct wl_shapes *shapes, const char *p, const char *end)
{
    unsigned buckets = WL_BUCKETS_ANYWHERE;

    for (int i = 0; i < WL_SHAPE && i < end - p; i++) {
        unsigned char c = (unsigned char)p[i];
        buckets &= (unsigned)shapes->low[i][c & 15] & shapes->high[i][c >> 4];
    }
    return buckets != 0;
}

/* What may stand anywhere. */
static unsigned
classes_of_literal(const struct wl_prefilter *filter, const char *p, const char *end)
{
    if (!wl_in_bitmap(filter->anywhere, wl_gram(p)) || !has_shape(&filter->shapes, p, end))
        return 0;
    return (begins_literal(filter, p, end, WL_KEYWORD_LENGTHS, false) ? WL_CLASS_KEYWORD : 0) |
           (begins_literal(filter, p, end, WL_ANCHOR_LENGTHS, true) ? WL_CLASS_TEXT : 0);
}

unsigned
wl_prefilter_classes_of_shape(const struct wl_prefilter *filter, const char *low, const char *p,
                              const char *end)
{
    return classes_of_token(low, p, end) | classes_of_literal(filter, p, end);
}

static unsigned
classes_of_word(const struct wl_prefilter *filter, const char *low, const char *p, const char *end)
{
    unsigned lengths = wl_word_lengths(filter, p);

    return lengths && begins_word(low, p) && begins_literal(filter, p, end, lengths, true)
               ? WL_CLASS_TEXT
               : 0;
}

/* Where one of four bytes is not ASCII. */
static unsigned
classes_beyond(const struct wl_prefilter *filter, const char *p, const char *end)
{
    if (!wl_in_bitmap(filter->beyond, wl_gram(p)))
        return 0;
    return classes_of_literal(filter, p, end) |
           (begins_literal(filter, p, end, WL_ANCHOR_LENGTHS, true) ? WL_CLASS_TEXT : 0);
}

unsigned
wl_prefilter_classes(const struct wl_prefilter *filter, const char *low, const char *p,
                     const char *end)
{
    unsigned classes;

    if ((p[0] | p[1] | p[2] | p[3]) & 0x80)
        return classes_beyond(filter, p, end);
    classes = classes_of_literal(filter, p, end) | classes_of_word(filter, low, p, end);
    return may_begin_token(p) ? classes | classes_of_token(low, p, end) : classes;
}

void
wl_prefilter_walk(struct wl_prefilter_run *run, const char *p, const char *end, const char **stop)
{
    for (; p < end && run->end - p >= 4; p++) {
        unsigned classes = wl_prefilter_classes(run->filter, run->low, p, run->end);
        if (classes && run->count == run->max) {
            *stop = p;
            return;
        }
        if (classes)
            run->out[run->count++] = (struct wl_candidate){(uint32_t)(p - run->start), classes};
    }
    *stop = end;
}

size_t
wl_prefilter_run_portable(const struct wl_prefilter *filter, const char *low, const char *p,
                          const char *end, struct wl_candidate *out, size_t max, const char **stop)
{
    struct wl_prefilter_run run = {filter, low, p, end, out, max, 0};

    wl_prefilter_walk(&run, p, end, stop);
    return run.count;
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
