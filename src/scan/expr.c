#include "scan/expr.h"

#define DEPTH_MAX 40

const struct wl_bytes wl_word_bytes = {
    {UINT64_C(0x03FF000000000000), UINT64_C(0x07FFFFFE87FFFFFE), 0, 0}};

struct parser {
    const char *p, *end;
    struct wl_arena *arena;
    bool caseless, failed;
    int depth;
};

static struct wl_expr *parse_alternatives(struct parser *parser);

static struct wl_expr *
node(struct parser *parser, enum wl_expr_kind kind)
{
    struct wl_expr *expr = wl_arena_alloc(parser->arena, sizeof *expr);

    if (!expr) {
        parser->failed = true;
        return NULL;
    }
    expr->kind = (uint8_t)kind;
    expr->group = WL_GROUPS;
    return expr;
}

static struct wl_expr *
fail(struct parser *parser)
{
    parser->failed = true;
    return NULL;
}

static bool
at(const struct parser *parser, const char *text)
{
    size_t len = strlen(text);

    return (size_t)(parser->end - parser->p) >= len && memcmp(parser->p, text, len) == 0;
}

static bool
accept(struct parser *parser, const char *text)
{
    if (!at(parser, text))
        return false;
    parser->p += strlen(text);
    return true;
}

static void
add(struct wl_bytes *set, unsigned char c)
{
    set->bits[c / 64] |= UINT64_C(1) << (c % 64);
}

static void
add_range(struct wl_bytes *set, unsigned first, unsigned last)
{
    for (unsigned c = first; c <= last; c++)
        add(set, (unsigned char)c);
}

static void
invert(struct wl_bytes *set)
{
    for (int i = 0; i < 4; i++)
        set->bits[i] = ~set->bits[i];
}

static void
fold(struct wl_bytes *set)
{
    for (unsigned c = 'a'; c <= 'z'; c++) {
        if (wl_bytes_has(set, (unsigned char)c))
            add(set, (unsigned char)(c - 32));
        else if (wl_bytes_has(set, (unsigned char)(c - 32)))
            add(set, (unsigned char)c);
    }
}

/* \d \w \s and their opposites. */
static bool
add_class(struct wl_bytes *set, char letter)
{
    struct wl_bytes class = {{0}};

    switch (letter | 0x20) {
    case 'd':
        add_range(&class, '0', '9');
        break;
    case 'w':
        add_range(&class, '0', '9');
        add_range(&class, 'a', 'z');
        add_range(&class, 'A', 'Z');
        add(&class, '_');
        break;
    case 's':
        add_range(&class, '\t', '\r');
        add(&class, ' ');
        break;
    default:
        return false;
    }
    if (letter < 'a')
        invert(&class);
    for (int i = 0; i < 4; i++)
        set->bits[i] |= class.bits[i];
    return true;
}

static int
hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that an escape stands for, behind the backslash; -1 for what is no single byte. */
static int
escaped_byte(struct parser *parser)
{
    static const char from[] = "nrtfae", to[] = "\n\r\t\f\a\x1b";
    char c;
    const char *known;

    if (parser->p == parser->end)
        return -1;
    c = *parser->p++;
    known = strchr(from, c);
    if (c && known)
        return to[known - from];
    if (c == 'x' && parser->end - parser->p >= 2 && hex(parser->p[0]) >= 0 &&
        hex(parser->p[1]) >= 0) {
        parser->p += 2;
        return hex(parser->p[-2]) << 4 | hex(parser->p[-1]);
    }
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        return -1;
    return (unsigned char)c;
}

static struct wl_expr *
set_node(struct parser *parser, struct wl_bytes set)
{
    struct wl_expr *expr = node(parser, WL_EXPR_SET);

    if (!expr)
        return NULL;
    expr->set = set;
    if (parser->caseless)
        fold(&expr->set);
    return expr;
}

static struct wl_expr *
parse_escape(struct parser *parser)
{
    struct wl_bytes set = {{0}};
    struct wl_expr *expr;
    int c;

    if (accept(parser, "b") || at(parser, "B")) {
        bool not_word = accept(parser, "B");
        expr = node(parser, WL_EXPR_WORD);
        if (expr)
            expr->negated = not_word;
        return expr;
    }
    if (parser->p < parser->end && add_class(&set, *parser->p)) {
        parser->p++;
        return set_node(parser, set);
    }
    c = escaped_byte(parser);
    if (c < 0)
        return fail(parser);
    add(&set, (unsigned char)c);
    return set_node(parser, set);
}

/* [:alpha:] and its like; [: alone is two bytes. */
static bool
at_posix_class(const struct parser *parser)
{
    const char *p = parser->p;

    if (!at(parser, "[:"))
        return false;
    for (p += 2; p < parser->end && ((*p >= 'a' && *p <= 'z') || *p == '^');)
        p++;
    return parser->end - p >= 2 && p[0] == ':' && p[1] == ']';
}

/* One end of a range, or a class, of [...]. @return the byte, -1 for a class (added), -2 */
static int
class_item(struct parser *parser, struct wl_bytes *set)
{
    if (parser->p == parser->end || at_posix_class(parser))
        return -2;
    if (!accept(parser, "\\"))
        return (unsigned char)*parser->p++;
    if (parser->p < parser->end && add_class(set, *parser->p)) {
        parser->p++;
        return -1;
    }
    if (accept(parser, "b"))
        return '\b';
    {
        int c = escaped_byte(parser);
        return c < 0 ? -2 : c;
    }
}

static struct wl_expr *
parse_set(struct parser *parser)
{
    struct wl_bytes set = {{0}};
    bool negated = accept(parser, "^"), first = true;

    while (first || !at(parser, "]")) {
        int c = class_item(parser, &set), last;
        first = false;
        if (c == -2)
            return fail(parser);
        if (c < 0)
            continue;
        last = c;
        if (parser->end - parser->p >= 2 && at(parser, "-") && parser->p[1] != ']') {
            parser->p++;
            last = class_item(parser, &set);
            if (last < c)
                return fail(parser);
        }
        add_range(&set, (unsigned)c, (unsigned)last);
    }
    parser->p++;
    if (negated) {
        if (parser->caseless)
            fold(&set);
        invert(&set);
        struct wl_expr *expr = node(parser, WL_EXPR_SET);
        if (expr)
            expr->set = set;
        return expr;
    }
    return set_node(parser, set);
}

static uint8_t
group_named(const char *name, size_t len)
{
    static const char *const names[] = {
        [WL_GROUP_CODE] = "code",
        [WL_GROUP_NAME] = "name",
        [WL_GROUP_HEX] = "hex",
        [WL_GROUP_HRESULT] = "hresult",
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == len && memcmp(names[i], name, len) == 0)
            return (uint8_t)i;
    return WL_GROUPS;
}

static struct wl_expr *
wrap(struct parser *parser, enum wl_expr_kind kind, struct wl_expr *child)
{
    struct wl_expr *expr = child ? node(parser, kind) : NULL;

    if (expr)
        expr->first = child;
    return expr;
}

static struct wl_expr *
parse_look(struct parser *parser, bool behind, bool negated)
{
    struct wl_expr *expr = wrap(parser, WL_EXPR_LOOK, parse_alternatives(parser));

    if (expr) {
        expr->behind = behind;
        expr->negated = negated;
    }
    return expr;
}

/* Behind the opening bracket, up to the closing one, which the caller takes. */
static struct wl_expr *
parse_inside(struct parser *parser)
{
    struct wl_expr *expr;

    if (!accept(parser, "?"))
        return parse_alternatives(parser); /* a group without a name captures nothing of use */
    if (accept(parser, ":"))
        return parse_alternatives(parser);
    if (accept(parser, "-i:")) {
        parser->caseless = false;
        return parse_alternatives(parser);
    }
    if (accept(parser, "i:")) {
        parser->caseless = true;
        return parse_alternatives(parser);
    }
    if (accept(parser, "<="))
        return parse_look(parser, true, false);
    if (accept(parser, "<!"))
        return parse_look(parser, true, true);
    if (accept(parser, "="))
        return parse_look(parser, false, false);
    if (accept(parser, "!"))
        return parse_look(parser, false, true);
    if (accept(parser, "<")) {
        const char *name = parser->p, *close = memchr(name, '>', (size_t)(parser->end - name));
        if (!close)
            return fail(parser);
        parser->p = close + 1;
        expr = wrap(parser, WL_EXPR_GROUP, parse_alternatives(parser));
        if (expr)
            expr->group = group_named(name, (size_t)(close - name));
        return expr;
    }
    return fail(parser);
}

static struct wl_expr *
parse_group(struct parser *parser)
{
    bool caseless = parser->caseless;
    struct wl_expr *expr = NULL;

    if (++parser->depth < DEPTH_MAX)
        expr = parse_inside(parser);
    parser->depth--;
    parser->caseless = caseless;
    return accept(parser, ")") && expr ? expr : fail(parser);
}

static struct wl_expr *
parse_atom(struct parser *parser)
{
    struct wl_bytes set = {{0}};
    unsigned char c = (unsigned char)*parser->p++;

    switch (c) {
    case '(':
        return parse_group(parser);
    case '[':
        return parse_set(parser);
    case '\\':
        return parse_escape(parser);
    case '^':
        return node(parser, WL_EXPR_START);
    case '$':
        return node(parser, WL_EXPR_END);
    case '.':
        add(&set, '\n');
        invert(&set);
        return set_node(parser, set);
    case '*':
    case '+':
    case '?':
        return fail(parser);
    default:
        add(&set, c);
        return set_node(parser, set);
    }
}

static bool
number(struct parser *parser, uint16_t *out)
{
    unsigned value = 0;
    const char *start = parser->p;

    while (parser->p < parser->end && *parser->p >= '0' && *parser->p <= '9' && value < 10000)
        value = value * 10 + (unsigned)(*parser->p++ - '0');
    *out = (uint16_t)value;
    return parser->p > start;
}

/* {n} {n,} {n,m}; anything else is text. */
static bool
braces(struct parser *parser, uint16_t *min, uint16_t *max)
{
    const char *start = parser->p;

    if (accept(parser, "{") && number(parser, min)) {
        *max = *min;
        if (accept(parser, ",") && !number(parser, max))
            *max = WL_EXPR_INF;
        if (accept(parser, "}"))
            return true;
    }
    parser->p = start;
    return false;
}

static struct wl_expr *
parse_repeated(struct parser *parser)
{
    struct wl_expr *expr = parse_atom(parser), *rep;

    for (;;) {
        uint16_t min, max;
        if (!expr)
            return NULL;
        if (accept(parser, "?")) {
            min = 0;
            max = 1;
        } else if (accept(parser, "*")) {
            min = 0;
            max = WL_EXPR_INF;
        } else if (accept(parser, "+")) {
            min = 1;
            max = WL_EXPR_INF;
        } else if (!braces(parser, &min, &max)) {
            return expr;
        }
        if (at(parser, "+")) /* takes all and gives nothing back */
            return fail(parser);
        (void)accept(parser, "?"); /* takes as little as it can: what can match is the same */
        rep = wrap(parser, WL_EXPR_REP, expr);
        if (rep) {
            rep->min = min;
            rep->max = max;
        }
        expr = rep;
    }
}

static struct wl_expr *
parse_sequence(struct parser *parser)
{
    struct wl_expr *cat = node(parser, WL_EXPR_CAT), **link;

    if (!cat)
        return NULL;
    link = &cat->first;
    while (parser->p < parser->end && *parser->p != '|' && *parser->p != ')') {
        struct wl_expr *part = parse_repeated(parser);
        if (!part)
            return fail(parser);
        *link = part;
        link = &part->next;
    }
    if (!cat->first)
        cat->kind = WL_EXPR_EMPTY;
    return cat;
}

static struct wl_expr *
parse_alternatives(struct parser *parser)
{
    struct wl_expr *first = parse_sequence(parser), *alt, **link;

    if (!first || !at(parser, "|"))
        return first;
    alt = wrap(parser, WL_EXPR_ALT, first);
    link = &first->next;
    while (alt && accept(parser, "|")) {
        *link = parse_sequence(parser);
        if (!*link)
            return NULL;
        link = &(*link)->next;
    }
    return alt;
}

struct wl_expr *
wl_expr_parse(struct wl_span regex, struct wl_arena *arena)
{
    struct parser parser = {regex.ptr, regex.ptr + regex.len, arena, true, false, 0};
    struct wl_expr *expr = parse_alternatives(&parser);

    return parser.failed || parser.p < parser.end ? NULL : expr;
}
