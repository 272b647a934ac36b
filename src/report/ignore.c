#include "report/ignore.h"

#include "base/utf8.h"
#include "scan/lookup.h"
#include "scan/ydoc.h"

/* What a rule may name. `why` is for people. */
static const char *const keys[] = {"code", "peer", "source", "host", "text", "why"};
enum { CODE = 0, WHY = 5, KEYS = 6 };

#define refuse(doc, node, ...) wl_ydoc_error(doc, (node)->line, (node)->column, err, __VA_ARGS__)

static int
add_value(struct wl_buf *out, const struct wl_ydoc *doc, unsigned key, const struct wl_ynode *value,
          struct wl_error *err)
{
    struct wl_lookup found;

    if (value->kind != WL_YSCALAR || value->text.len == 0)
        return refuse(doc, value, "'%s' must be a text", keys[key]);
    if (key == WHY)
        return 0;
    wl_buf_addf(out, "%s\"%s\":", out->ptr[out->len - 1] == '{' ? "" : ",", keys[key]);
    if (key != CODE) {
        wl_utf8_add_json(out, value->text);
        return 0;
    }
    if (wl_lookup(value->text, &found, 1) == 0)
        return refuse(doc, value, "no Winsock code '%s'", value->text.ptr);
    wl_buf_addf(out, "%u", (unsigned)found.code->number);
    return 0;
}

static int
add_rule(struct wl_buf *out, const struct wl_ydoc *doc, const struct wl_ynode *rule,
         struct wl_error *err)
{
    unsigned named = 0;
    int rc = 0;

    if (rule->kind != WL_YMAPPING)
        return refuse(doc, rule,
                      "a rule must be a mapping, such as {code: 10054, peer: '192.0.2.*'}");
    wl_buf_add_char(out, '{');
    for (const struct wl_ynode *key = rule->first; key && rc == 0; key = key->next) {
        unsigned k = 0;

        while (k < KEYS && strcmp(key->text.ptr, keys[k]) != 0)
            k++;
        if (k == KEYS)
            return refuse(doc, key,
                          "unknown key '%s'; a rule has code, peer, source, host, text, why",
                          key->text.ptr);
        named += k != WHY;
        rc = out->failed ? wl_error_set(err, WL_ENOMEM, "out of memory")
                         : add_value(out, doc, k, key->value, err);
    }
    if (rc == 0 && named == 0)
        rc = refuse(doc, rule,
                    "the rule would ignore everything: name a code, peer, source, host or text");
    wl_buf_add_char(out, '}');
    return rc;
}

static int
check_head(const struct wl_ydoc *doc, const struct wl_ynode *root, struct wl_error *err)
{
    static const char *const heads[] = {"format", "kind", "ignore"};
    static const char *const values[] = {"1", "ignore", NULL};

    if (root->kind != WL_YMAPPING)
        return refuse(doc, root, "must be a mapping with format, kind and ignore");
    for (const struct wl_ynode *key = root->first; key; key = key->next)
        if (strcmp(key->text.ptr, heads[0]) != 0 && strcmp(key->text.ptr, heads[1]) != 0 &&
            strcmp(key->text.ptr, heads[2]) != 0)
            return refuse(doc, key, "unknown key '%s'", key->text.ptr);
    for (unsigned i = 0; i < 3; i++) {
        const struct wl_ynode *value = wl_ynode_get(root, heads[i]);

        if (!value)
            return refuse(doc, root, "'%s' is missing", heads[i]);
        if (values[i] && (value->kind != WL_YSCALAR || strcmp(value->text.ptr, values[i]) != 0))
            return refuse(doc, value, "'%s' must be %s", heads[i], values[i]);
        if (!values[i] && value->kind != WL_YSEQUENCE)
            return refuse(doc, value, "'%s' must be a list", heads[i]);
    }
    return 0;
}

int
wl_ignore_load(struct wl_buf *out, const char *path, struct wl_error *err)
{
    struct wl_ydoc *doc = NULL;
    const struct wl_ynode *root;
    const char *gap = "";
    int rc = wl_ydoc_load_file(&doc, path, err);

    if (rc < 0)
        return rc;
    root = wl_ydoc_root(doc);
    rc = check_head(doc, root, err);
    wl_buf_add_char(out, '[');
    if (rc == 0)
        for (const struct wl_ynode *rule = wl_ynode_get(root, "ignore")->first; rule && rc == 0;
             rule = rule->next) {
            wl_buf_add_text(out, gap);
            rc = add_rule(out, doc, rule, err);
            gap = ",";
        }
    wl_buf_add_char(out, ']');
    (void)wl_buf_text(out);
    if (rc == 0 && out->failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    wl_ydoc_free(doc);
    return rc;
}
