/*
 * Checks of codes.yaml, one function a rule; the first mistake ends the reading.
 */
#include "gen/codes_yaml.h"

#include "base/utf8.h"
#include "scan/codes.h"

#include <stdlib.h>

enum shape { TEXT, LIST, CALLS };

static const struct {
    const char *key;
    enum shape shape;
    bool required;
} fields[GEN_FIELDS] = {
    [GEN_CODE] = {"code", TEXT, true},         [GEN_NAMES] = {"names", LIST, true},
    [GEN_ALIASES] = {"aliases", LIST, false},  [GEN_POSIX] = {"posix", TEXT, false},
    [GEN_DOTNET] = {"dotnet", TEXT, false},    [GEN_RUST] = {"rust", TEXT, false},
    [GEN_LIBUV] = {"libuv", TEXT, false},      [GEN_SEVERITY] = {"severity", TEXT, true},
    [GEN_NOISE] = {"noise", TEXT, false},      [GEN_CALLS] = {"calls", LIST, false},
    [GEN_SUMMARY] = {"summary", TEXT, true},   [GEN_MEANING] = {"meaning", TEXT, true},
    [GEN_CAUSES] = {"causes", LIST, true},     [GEN_CHECKS] = {"checks", LIST, true},
    [GEN_BY_CALL] = {"by_call", CALLS, false},
};

const char *const gen_call_keys[GEN_CALL_FIELDS] = {"calls", "meaning", "causes", "checks"};

struct check {
    const struct wl_ydoc *doc;
    struct wl_error *err;
};

#define refuse(check, node, ...) \
    wl_ydoc_error((check)->doc, (node)->line, (node)->column, (check)->err, __VA_ARGS__)

static int
check_text(const struct check *ck, const struct wl_ynode *node, const char *key)
{
    if (node->kind != WL_YSCALAR)
        return refuse(ck, node, "'%s' must be a text", key);
    if (node->text.len == 0)
        return refuse(ck, node, "'%s' is empty", key);
    return 0;
}

static int
check_list(const struct check *ck, const struct wl_ynode *node, const char *key)
{
    int rc = 0;

    if (node->kind != WL_YSEQUENCE)
        return refuse(ck, node, "'%s' must be a list", key);
    if (node->count == 0)
        return refuse(ck, node, "'%s' is empty", key);
    for (const struct wl_ynode *item = node->first; item && rc == 0; item = item->next)
        rc = check_text(ck, item, key);
    return rc;
}

/* One item of by_call. */
static int
check_call(const struct check *ck, const struct wl_ynode *item)
{
    unsigned seen = 0;
    int rc = 0;

    if (item->kind != WL_YMAPPING)
        return refuse(ck, item, "'by_call' must list mappings");
    for (const struct wl_ynode *key = item->first; key && rc == 0; key = key->next) {
        unsigned f = 0;

        while (f < GEN_CALL_FIELDS && strcmp(key->text.ptr, gen_call_keys[f]) != 0)
            f++;
        if (f == GEN_CALL_FIELDS)
            return refuse(ck, key, "unknown key '%s'", key->text.ptr);
        seen |= 1u << f;
        rc = f == GEN_CALL_MEANING ? check_text(ck, key->value, key->text.ptr)
                                   : check_list(ck, key->value, key->text.ptr);
    }
    for (unsigned f = 0; f < GEN_CALL_FIELDS && rc == 0; f++)
        if (!(seen >> f & 1u))
            rc = refuse(ck, item, "'%s' is missing", gen_call_keys[f]);
    return rc;
}

static int
check_calls(const struct check *ck, const struct wl_ynode *node)
{
    int rc = 0;

    if (node->kind != WL_YSEQUENCE || node->count == 0)
        return refuse(ck, node, "'by_call' must be a list");
    for (const struct wl_ynode *item = node->first; item && rc == 0; item = item->next)
        rc = check_call(ck, item);
    return rc;
}

static int
read_field(const struct check *ck, const struct wl_ynode *key, struct gen_code *code)
{
    for (unsigned i = 0; i < GEN_FIELDS; i++)
        if (wl_span_equal(key->text, wl_span_of(fields[i].key))) {
            code->field[i] = key->value;
            return fields[i].shape == CALLS  ? check_calls(ck, key->value)
                   : fields[i].shape == TEXT ? check_text(ck, key->value, fields[i].key)
                                             : check_list(ck, key->value, fields[i].key);
        }
    return refuse(ck, key, "unknown key '%s'", key->text.ptr);
}

static int
check_number(const struct check *ck, struct gen_code *code, unsigned previous)
{
    const struct wl_ynode *node = code->field[GEN_CODE];
    struct wl_span text = node->text;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || i == 5)
            return refuse(ck, node, "'%s' is no code", text.ptr);
        code->number = code->number * 10 + (unsigned)(text.ptr[i] - '0');
    }
    if (code->number == 0 || code->number > UINT16_MAX)
        return refuse(ck, node, "'%s' is no code", text.ptr);
    if (code->number <= previous)
        return refuse(ck, node, "%u must come after %u", previous, code->number);
    return 0;
}

static int
check_severity(const struct check *ck, struct gen_code *code)
{
    const struct wl_ynode *node = code->field[GEN_SEVERITY];

    for (; *wl_severity_name(code->severity); code->severity++)
        if (strcmp(node->text.ptr, wl_severity_name(code->severity)) == 0)
            return 0;
    return refuse(ck, node, "unknown severity '%s'", node->text.ptr);
}

static int
check_noise(const struct check *ck, struct gen_code *code)
{
    const struct wl_ynode *node = code->field[GEN_NOISE];

    if (!node)
        return 0;
    code->noise = strcmp(node->text.ptr, "true") == 0;
    if (!code->noise && strcmp(node->text.ptr, "false") != 0)
        return refuse(ck, node, "'noise' must be true or false");
    return 0;
}

static int
check_summary(const struct check *ck, const struct gen_code *code)
{
    const struct wl_ynode *node = code->field[GEN_SUMMARY];
    struct wl_span text = node->text;
    size_t columns = wl_utf8_columns(text);

    if (columns > GEN_SUMMARY_COLUMNS)
        return refuse(ck, node, "summary takes %zu columns, %d are allowed", columns,
                      GEN_SUMMARY_COLUMNS);
    if (text.ptr[0] >= 'A' && text.ptr[0] <= 'Z')
        return refuse(ck, node, "summary must start in lower case");
    if (text.ptr[text.len - 1] == '.')
        return refuse(ck, node, "summary must not end with a full stop");
    if (strstr(text.ptr, "<<") || strstr(text.ptr, ">>") || strstr(text.ptr, "\xC2\xAB") ||
        strstr(text.ptr, "\xC2\xBB") || strchr(text.ptr, '\n'))
        return refuse(ck, node, "summary must not look like the end of a note");
    return 0;
}

/* The generator sorts names by bytes and look-ups fold to upper case. */
static int
check_spellings(const struct check *ck, const struct wl_ynode *list, const char *prefix)
{
    for (const struct wl_ynode *node = list ? list->first : NULL; node; node = node->next) {
        if (strspn(node->text.ptr, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") != node->text.len)
            return refuse(ck, node, "name '%s' is not in upper case", node->text.ptr);
        if (strncmp(node->text.ptr, prefix, strlen(prefix)) != 0)
            return refuse(ck, node, "name '%s' does not begin with %s", node->text.ptr, prefix);
    }
    return 0;
}

/* Members of other systems are C identifiers, and go into the table as they are. */
static int
check_words(const struct check *ck, const struct gen_code *code)
{
    for (unsigned f = GEN_POSIX; f <= GEN_LIBUV; f++) {
        const struct wl_ynode *node = code->field[f];

        if (node && strspn(node->text.ptr, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
                                           "0123456789") != node->text.len)
            return refuse(ck, node, "'%s' is no name", node->text.ptr);
    }
    return 0;
}

static int
read_code(const struct check *ck, const struct wl_ynode *item, struct gen_code *code,
          unsigned previous)
{
    int rc = 0;

    if (item->kind != WL_YMAPPING)
        return refuse(ck, item, "a code must be a mapping");
    for (const struct wl_ynode *key = item->first; key && rc == 0; key = key->next)
        rc = read_field(ck, key, code);
    for (unsigned i = 0; i < GEN_FIELDS && rc == 0; i++)
        if (fields[i].required && !code->field[i])
            rc = refuse(ck, item, "'%s' is missing", fields[i].key);
    if (rc == 0)
        rc = check_number(ck, code, previous);
    if (rc == 0)
        rc = check_severity(ck, code);
    if (rc == 0)
        rc = check_noise(ck, code);
    if (rc == 0)
        rc = check_summary(ck, code);
    if (rc == 0)
        rc = check_spellings(ck, code->field[GEN_NAMES], "WS");
    if (rc == 0)
        rc = check_spellings(ck, code->field[GEN_ALIASES], "");
    if (rc == 0)
        rc = check_words(ck, code);
    return rc;
}

/* The word is not yet among those of codes[0..count], of the same list before it included. */
static int
check_unique(const struct check *ck, const struct gen_codes *codes, const struct wl_ynode *word)
{
    for (size_t i = 0; i < codes->count; i++)
        for (unsigned f = GEN_NAMES; f <= GEN_ALIASES; f++) {
            const struct wl_ynode *list = codes->codes[i].field[f];

            for (const struct wl_ynode *node = list ? list->first : NULL; node; node = node->next)
                if (node == word)
                    return 0;
                else if (wl_span_equal(node->text, word->text))
                    return refuse(ck, word, "name '%s' is already in line %u", word->text.ptr,
                                  node->line);
        }
    return 0;
}

static int
check_names(const struct check *ck, const struct gen_codes *codes)
{
    int rc = 0;

    for (size_t i = 0; i < codes->count; i++) {
        const struct wl_ynode *member = codes->codes[i].field[GEN_DOTNET];

        for (unsigned f = GEN_NAMES; f <= GEN_ALIASES; f++) {
            const struct wl_ynode *list = codes->codes[i].field[f];

            for (const struct wl_ynode *node = list ? list->first : NULL; node && rc == 0;
                 node = node->next)
                rc = check_unique(ck, codes, node);
        }
        for (size_t j = 0; member && j < i && rc == 0; j++) {
            const struct wl_ynode *other = codes->codes[j].field[GEN_DOTNET];

            if (other && wl_span_equal(member->text, other->text))
                rc = refuse(ck, member, "SocketError member '%s' is already in line %u",
                            member->text.ptr, other->line);
        }
    }
    return rc;
}

static int
check_head(const struct check *ck, const struct wl_ynode *root)
{
    static const char *const keys[] = {"format", "kind", "codes"};
    static const char *const values[] = {"1", "codes", NULL};

    if (root->kind != WL_YMAPPING)
        return refuse(ck, root, "must be a mapping with format, kind and codes");
    for (const struct wl_ynode *key = root->first; key; key = key->next)
        if (strcmp(key->text.ptr, keys[0]) != 0 && strcmp(key->text.ptr, keys[1]) != 0 &&
            strcmp(key->text.ptr, keys[2]) != 0)
            return refuse(ck, key, "unknown key '%s'", key->text.ptr);
    for (unsigned i = 0; i < 3; i++) {
        const struct wl_ynode *value = wl_ynode_get(root, keys[i]);

        if (!value)
            return refuse(ck, root, "'%s' is missing", keys[i]);
        if (values[i] && (value->kind != WL_YSCALAR || strcmp(value->text.ptr, values[i]) != 0))
            return refuse(ck, value, "'%s' must be %s", keys[i], values[i]);
        if (!values[i] && (value->kind != WL_YSEQUENCE || value->count == 0))
            return refuse(ck, value, "'%s' must be a list", keys[i]);
    }
    return 0;
}

int
gen_codes_read(struct gen_codes *out, const struct wl_ydoc *doc, struct wl_error *err)
{
    struct check ck = {doc, err};
    struct gen_codes codes = {0};
    unsigned previous = 0;
    int rc = check_head(&ck, wl_ydoc_root(doc));
    const struct wl_ynode *list;

    if (rc < 0)
        return rc;
    list = wl_ynode_get(wl_ydoc_root(doc), "codes");
    codes.codes = calloc(list->count, sizeof *codes.codes);
    if (!codes.codes)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    for (const struct wl_ynode *item = list->first; item && rc == 0; item = item->next) {
        struct gen_code *code = &codes.codes[codes.count++];

        rc = read_code(&ck, item, code, previous);
        previous = code->number;
    }
    if (rc == 0)
        rc = check_names(&ck, &codes);
    if (rc < 0)
        free(codes.codes);
    else
        *out = codes;
    return rc;
}
