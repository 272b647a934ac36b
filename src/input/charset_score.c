/*
 * Pages of single bytes are judged by what their characters are and stand beside: letters of the
 * page's languages inside words, no symbols there, no capitals behind small letters. Those of
 * double bytes by the rows of their standards: in each, what is used daily stands in rows of its
 * own (JIS X 0208 and GB 2312 level 1, KS X 1001 hangul, Big5 level 1).
 */
#include "input/charset_score.h"

#include "base/utf8.h"

enum script { WESTERN, CENTRAL, CYRILLIC, JAPANESE, CHINESE, KOREAN, TRADITIONAL };

static const struct page {
    const char *name, *languages;
    enum script script;
} pages[WL_PAGES] = {
    {"CP1252", " en de fr es it pt-BR pt-PT nl sv da nb fi ", WESTERN},
    {"CP1251", " ru uk ", CYRILLIC},
    {"CP932", " ja ", JAPANESE},
    {"CP936", " zh-CN ", CHINESE},
    {"CP949", " ko ", KOREAN},
    {"CP950", " zh-TW ", TRADITIONAL},
    {"CP1250", " pl cs hu ", CENTRAL},
    {"CP866", " ru uk ", CYRILLIC},
    {"CP850", " de fr es it pt-BR pt-PT nl sv da nb fi ", WESTERN},
    {"CP852", " pl cs hu ", CENTRAL},
    {"KOI8-R", " ru ", CYRILLIC},
};

const char *
wl_page_name(unsigned page)
{
    return pages[page].name;
}

bool
wl_page_is_double(unsigned page)
{
    return pages[page].script >= JAPANESE;
}

unsigned
wl_pages_of_language(struct wl_span language)
{
    unsigned bits = 0;

    for (unsigned page = 0; page < WL_PAGES && language.len > 0; page++) {
        const char *list = pages[page].languages;
        const char *at = memmem(list, strlen(list), language.ptr, language.len);
        if (at && at[-1] == ' ' && at[language.len] == ' ')
            bits |= 1u << page;
    }
    return bits;
}

static bool
is_ascii_letter(uint32_t c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool
is_one_of(const char *list, uint32_t c)
{
    size_t len = strlen(list);
    unsigned size;

    for (size_t i = 0; i < len; i += size)
        if (wl_utf8_decode(list + i, len - i, &size) == c)
            return true;
    return false;
}

/* What stands between words everywhere. */
static bool
is_punctuation(uint32_t c)
{
    return is_one_of("\u00a0«»„“”‘’‚–—…°§€№·", c);
}

static bool
is_latin(uint32_t c)
{
    return c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7;
}

struct beside {
    uint32_t before, behind; /* characters next to it */
};

static int
score_symbol(uint32_t c, struct beside at)
{
    bool inside = is_ascii_letter(at.before) && is_ascii_letter(at.behind);

    if (c < 0xA0) /* nothing, or a control */
        return -8;
    if (c == 0x2019)
        return 1;
    if (inside || (c >= 0x2500 && c < 0x25A0))
        return -4;
    return is_punctuation(c) ? 1 : -2;
}

static int
score_latin(uint32_t c, struct beside at, const char *daily, const char *seldom)
{
    bool word = is_ascii_letter(at.before) || is_ascii_letter(at.behind);

    if (!is_latin(c))
        return score_symbol(c, at);
    if (is_latin(at.before) && is_latin(at.behind))
        return -3;
    if (!word)
        return is_latin(at.before) || is_latin(at.behind) ? -1 : 1;
    /* one byte, told apart by what follows: Czech ř stands before vowels, ø of the north does not
     */
    if (c == 0xF8 || c == 0x159)
        return is_one_of("aeiouyí", at.behind) == (c == 0x159) ? 3 : 1;
    return is_one_of(daily, c) ? 3 : is_one_of(seldom, c) ? 2 : 0;
}

static int
score_cyrillic(uint32_t c, struct beside at)
{
    bool small = c >= 0x430 && c < 0x460, capital = c >= 0x400 && c < 0x430;

    if (!small && !capital)
        return score_symbol(c, at);
    if (is_ascii_letter(at.before) || is_ascii_letter(at.behind))
        return -1;
    if (capital && at.before >= 0x430 && at.before < 0x460)
        return -5;
    if (is_one_of("оеаинтсрОЕАИНТСР", c)) /* half of all text, and not so in another page */
        return 5;
    return is_one_of("ёЁіІїЇєЄ", c) || (c >= 0x410 && c < 0x450) ? 2 : -3;
}

static uint32_t
point_at(const struct wl_page_map *map, struct wl_span line, size_t i)
{
    unsigned char byte;

    if (i >= line.len)
        return ' ';
    byte = (unsigned char)line.ptr[i];
    return byte < 0x80 ? byte : map->points[byte - 0x80];
}

static long
score_single(enum script script, const struct wl_page_map *map, struct wl_span line)
{
    long sum = 0;

    for (size_t i = 0; i < line.len; i++) {
        struct beside at;
        uint32_t c;
        if ((unsigned char)line.ptr[i] < 0x80)
            continue;
        c = point_at(map, line, i);
        at = (struct beside){i ? point_at(map, line, i - 1) : ' ', point_at(map, line, i + 1)};
        if (script == CYRILLIC)
            sum += score_cyrillic(c, at);
        else if (script == WESTERN)
            sum += score_latin(c, at, "äöüßÄÖÜéèàçêñóíáúâôøåæ", "ëïîûùìòãõÉÈÀÇÊÑÓÍÁÚÅØÆ");
        else
            sum += score_latin(c, at, "áéíóúýčďěňřšťůžąćęłńśźżőűöü", "äôľâîăČŘŠŽÁÍÉÚŁŚŻÓŹĆÖÜŐŰ");
    }
    return sum;
}

static bool
within(unsigned c, unsigned low, unsigned high)
{
    return c >= low && c <= high;
}

static int
score_japanese(unsigned a, unsigned b)
{
    if (!within(b, 0x40, 0xFC) || b == 0x7F || within(a, 0xA0, 0xDF) || a > 0xFC)
        return -16;
    if ((a == 0x82 && b >= 0x9F) || (a == 0x83 && b <= 0x96))
        return 8; /* kana */
    if (a == 0x81 || a == 0x82)
        return 4;
    return within(a, 0x88, 0x97) ? 6 : within(a, 0x98, 0x9F) ? 1 : within(a, 0xE0, 0xEA) ? 0 : -6;
}

static int
score_chinese(unsigned a, unsigned b)
{
    if (!within(b, 0x40, 0xFE) || b == 0x7F)
        return -16;
    if (b < 0xA1)
        return -2; /* what GBK adds is rare */
    return within(a, 0xB0, 0xD7) ? 6 : within(a, 0xA1, 0xA3) ? 4 : within(a, 0xA4, 0xF7) ? 0 : -2;
}

static int
score_korean(unsigned a, unsigned b)
{
    if (!within(b, 0x41, 0xFE) || within(b, 0x5B, 0x60) || within(b, 0x7B, 0x80))
        return -16;
    if (b < 0xA1)
        return -2;
    return within(a, 0xB0, 0xC8) ? 7 : within(a, 0xA1, 0xA3) ? 3 : -4;
}

static int
score_traditional(unsigned a, unsigned b)
{
    if (!within(b, 0x40, 0xFE) || within(b, 0x7F, 0xA0))
        return -16;
    return within(a, 0xA4, 0xC6) ? 6 : within(a, 0xA1, 0xA3) ? 4 : within(a, 0xC9, 0xF9) ? 0 : -6;
}

/* A pair alone between ASCII letters. */
static bool
is_inside_word(struct wl_span line, size_t i)
{
    return i > 0 && i + 2 < line.len && is_ascii_letter((unsigned char)line.ptr[i - 1]) &&
           is_ascii_letter((unsigned char)line.ptr[i + 2]);
}

static long
score_double(enum script script, struct wl_span line)
{
    static int (*const scores[])(unsigned, unsigned) = {[JAPANESE] = score_japanese,
                                                        [CHINESE] = score_chinese,
                                                        [KOREAN] = score_korean,
                                                        [TRADITIONAL] = score_traditional};
    long sum = 0;

    for (size_t i = 0; i < line.len; i++) {
        unsigned a = (unsigned char)line.ptr[i], b;
        int score;
        if (a < 0x80)
            continue;
        if (script == JAPANESE && within(a, 0xA1, 0xDF)) {
            sum--; /* kana of half width */
            continue;
        }
        b = i + 1 < line.len ? (unsigned char)line.ptr[i + 1] : 0;
        score = a == 0x80 || a == 0xFF ? -16 : scores[script](a, b);
        if (score > -4 && is_inside_word(line, i))
            score = -4;
        sum += b < 0x80 ? score / 2 : score;
        i += score > -16;
    }
    return sum;
}

long
wl_page_score(unsigned page, const struct wl_page_map *map, struct wl_span line)
{
    enum script script = pages[page].script;

    return script >= JAPANESE ? score_double(script, line) : score_single(script, map, line);
}
