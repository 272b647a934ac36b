#include "scan/regex.h"

#include "base/buf.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

/*
 * An honest match on a window of half a kilobyte takes some hundred steps; an expression with
 * nested repetitions passes this limit within a millisecond.
 */
#define STEPS 20000u

struct named {
    uint8_t group; /* enum wl_group */
    uint16_t number;
};

struct wl_regex {
    pcre2_code *code;
    unsigned has;        /* bits (1 << enum wl_group) */
    struct named *named; /* owned; a name may stand in several branches */
    uint32_t named_count;
};

struct wl_matcher {
    pcre2_match_data *data;
    pcre2_match_context *context;
};

static const char *const group_names[WL_GROUPS] = {
    [WL_GROUP_CODE] = "code",       [WL_GROUP_NAME] = "name", [WL_GROUP_HEX] = "hex",
    [WL_GROUP_HRESULT] = "hresult", [WL_GROUP_TEXT] = "text", [WL_GROUP_CALL] = "call",
    [WL_GROUP_PEER] = "peer",       [WL_GROUP_PORT] = "port", [WL_GROUP_PROCESS] = "process",
    [WL_GROUP_LEVEL] = "level",     [WL_GROUP_HOST] = "host",
};

/* What a callout asks: does the group that begins, or ends, here hold the token? */
enum { CALL_BEGIN, CALL_END, CALLS };
#define CALLOUT(group, which) (1 + CALLS * (int)(group) + (which))
#define DEPTH_MAX 250

struct wanted {
    enum wl_group group;
    size_t begin, end; /* of the token in the subject */
};

static enum wl_group
group_at(struct wl_span text, size_t at)
{
    for (unsigned g = 0; g <= WL_GROUP_HRESULT; g++) {
        size_t len = strlen(group_names[g]);
        if (text.len - at > len + 4 && memcmp(text.ptr + at, "(?<", 3) == 0 &&
            memcmp(text.ptr + at + 3, group_names[g], len) == 0 && text.ptr[at + 3 + len] == '>')
            return (enum wl_group)g;
    }
    return WL_GROUPS;
}

/* Bytes of an escape or a set at text[at], of which nothing is a bracket; 0 for neither. */
static size_t
opaque_at(struct wl_span text, size_t at)
{
    size_t n = 1;

    if (text.ptr[at] == '\\')
        return at + 1 < text.len ? 2 : 1;
    if (text.ptr[at] != '[')
        return 0;
    n += at + n < text.len && text.ptr[at + n] == '^';
    n += at + n < text.len && text.ptr[at + n] == ']';
    while (at + n < text.len && text.ptr[at + n] != ']')
        n += text.ptr[at + n] == '\\' ? 2 : 1;
    return at + n < text.len ? n + 1 : text.len - at;
}

/* Groups that name a code get callouts: (?<code>x) becomes (?<code>(?C1)(?:x)(?C2)). */
static void
add_callouts(struct wl_span text, struct wl_buf *out)
{
    uint8_t groups[DEPTH_MAX];
    size_t depth = 0, i = 0;

    while (i < text.len) {
        size_t n = opaque_at(text, i);
        if (n == 0 && text.ptr[i] == '(') {
            enum wl_group group = group_at(text, i);
            n = group == WL_GROUPS ? 1 : strlen(group_names[group]) + 4;
            wl_buf_add(out, text.ptr + i, n);
            if (group != WL_GROUPS)
                wl_buf_addf(out, "(?C%d)(?:", CALLOUT(group, CALL_BEGIN));
            if (depth == DEPTH_MAX)
                out->failed = true; /* deeper than PCRE2 goes */
            else
                groups[depth++] = (uint8_t)group;
        } else if (n == 0 && text.ptr[i] == ')' && depth > 0) {
            enum wl_group group = (enum wl_group)groups[--depth];
            if (group != WL_GROUPS)
                wl_buf_addf(out, ")(?C%d)", CALLOUT(group, CALL_END));
            wl_buf_add_char(out, ')');
            n = 1;
        } else {
            n = n ? n : 1;
            wl_buf_add(out, text.ptr + i, n);
        }
        i += n;
    }
}

static int
ask(pcre2_callout_block *block, void *arg)
{
    const struct wanted *wanted = arg;
    size_t at = block->current_position;

    if ((int)block->callout_number == CALLOUT(wanted->group, CALL_BEGIN))
        return at <= wanted->begin && at + 1 >= wanted->begin ? 0 : 1;
    if ((int)block->callout_number == CALLOUT(wanted->group, CALL_END))
        return at == wanted->end ? 0 : 1;
    return 0;
}

/* As written, then with callouts: an error speaks of what was written. */
static pcre2_code *
compile(struct wl_span text, int *error, PCRE2_SIZE *at)
{
    /* DUPNAMES: the same group may stand in several alternatives */
    const uint32_t options = PCRE2_CASELESS | PCRE2_DUPNAMES;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)text.ptr, text.len, options, error, at, NULL);
    struct wl_buf with;

    if (!code || !(memmem(text.ptr, text.len, "(?<", 3)))
        return code;
    wl_buf_init(&with);
    add_callouts(text, &with);
    if (!with.failed) {
        pcre2_code_free(code);
        code = pcre2_compile((PCRE2_SPTR)with.ptr, with.len, options, error, at, NULL);
    }
    wl_buf_done(&with);
    return code;
}

static unsigned
group_by_name(const char *name)
{
    unsigned g = 0;

    while (g < WL_GROUPS && strcmp(group_names[g], name) != 0)
        g++;
    return g;
}

static int
know_names(struct wl_regex *regex)
{
    uint32_t count = 0, size = 0;
    PCRE2_SPTR entry = NULL;

    (void)pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &count);
    (void)pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    (void)pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &entry);
    regex->named = malloc((count + 1) * sizeof *regex->named);
    if (!regex->named)
        return WL_ENOMEM;
    for (uint32_t i = 0; i < count; i++, entry += size) {
        unsigned group = group_by_name((const char *)entry + 2);
        if (group == WL_GROUPS)
            continue;
        regex->has |= 1u << group;
        regex->named[regex->named_count++] =
            (struct named){(uint8_t)group, (uint16_t)(entry[0] << 8 | entry[1])};
    }
    return 0;
}

int
wl_regex_compile(struct wl_regex **out, struct wl_span text, size_t *offset, struct wl_error *err)
{
    struct wl_regex *regex = calloc(1, sizeof *regex);
    int error = 0;
    PCRE2_SIZE at = 0;

    if (!regex)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    regex->code = compile(text, &error, &at);
    if (!regex->code) {
        PCRE2_UCHAR words[160];
        (void)pcre2_get_error_message(error, words, sizeof words);
        *offset = at;
        free(regex);
        return wl_error_set(err, WL_EPARSE, "%s", (const char *)words);
    }
    if (know_names(regex) < 0) {
        wl_regex_free(regex);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    /* without JIT (an architecture that lacks it) the interpreter does the same, slower */
    (void)pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE);
    *out = regex;
    return 0;
}

void
wl_regex_free(struct wl_regex *regex)
{
    if (!regex)
        return;
    pcre2_code_free(regex->code);
    free(regex->named);
    free(regex);
}

bool
wl_regex_has(const struct wl_regex *regex, enum wl_group group)
{
    return regex->has >> group & 1;
}

int
wl_matcher_new(struct wl_matcher **out, struct wl_error *err)
{
    struct wl_matcher *matcher = calloc(1, sizeof *matcher);

    if (matcher) {
        matcher->data = pcre2_match_data_create(64, NULL);
        matcher->context = pcre2_match_context_create(NULL);
    }
    if (!matcher || !matcher->data || !matcher->context) {
        wl_matcher_free(matcher);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    wl_matcher_limit(matcher, STEPS);
    *out = matcher;
    return 0;
}

void
wl_matcher_free(struct wl_matcher *matcher)
{
    if (!matcher)
        return;
    pcre2_match_data_free(matcher->data);
    pcre2_match_context_free(matcher->context);
    free(matcher);
}

void
wl_matcher_limit(struct wl_matcher *matcher, uint32_t steps)
{
    (void)pcre2_set_match_limit(matcher->context, steps);
    (void)pcre2_set_depth_limit(matcher->context, steps);
}

int
wl_regex_match(const struct wl_regex *regex, struct wl_matcher *matcher, struct wl_span subject,
               size_t from, struct wl_match *out)
{
    const PCRE2_SIZE *vector;
    uint32_t pairs;
    int rc = pcre2_match(regex->code, (PCRE2_SPTR)subject.ptr, subject.len, from, 0, matcher->data,
                         matcher->context);

    if (rc == PCRE2_ERROR_NOMATCH)
        return 0;
    if (rc < 0)
        return WL_ELIMIT;
    vector = pcre2_get_ovector_pointer(matcher->data);
    pairs = pcre2_get_ovector_count(matcher->data);
    if (rc > 0 && (uint32_t)rc < pairs)
        pairs = (uint32_t)rc;
    out->whole = (struct wl_span){subject.ptr + vector[0], vector[1] - vector[0]};
    memset(out->group, 0, sizeof out->group);
    /* of duplicate names the group that took part has the say */
    for (uint32_t i = 0; i < regex->named_count; i++) {
        struct wl_span *group = &out->group[regex->named[i].group];
        size_t n = regex->named[i].number;
        if (!group->ptr && n < pairs && vector[2 * n] != PCRE2_UNSET)
            *group =
                (struct wl_span){subject.ptr + vector[2 * n], vector[2 * n + 1] - vector[2 * n]};
    }
    return 1;
}

int
wl_regex_captures(const struct wl_regex *regex, struct wl_matcher *matcher, struct wl_span subject,
                  size_t from, enum wl_group group, struct wl_span token)
{
    size_t begin = (size_t)(token.ptr - subject.ptr);
    struct wanted wanted = {group, begin, begin + token.len};
    int rc;

    (void)pcre2_set_callout(matcher->context, ask, &wanted);
    rc = pcre2_match(regex->code, (PCRE2_SPTR)subject.ptr, subject.len, from, 0, matcher->data,
                     matcher->context);
    (void)pcre2_set_callout(matcher->context, NULL, NULL);
    if (rc == PCRE2_ERROR_NOMATCH)
        return 0;
    return rc < 0 ? WL_ELIMIT : 1;
}
