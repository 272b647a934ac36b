/*
 * Values in pattern files: keys, numbers, codes, lists of strings. They know nothing about rules.
 */
#include "scan/codes.h"
#include "scan/diagnosis.h"
#include "scan/pattern_file.h"

#include <stdio.h>
#include <stdlib.h>

#define FAIL WL_PATTERN_FAIL

int
wl_pattern_no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

/* The word from *list on, which is moved behind it; empty at the end. */
static struct wl_span
next_word(const char **list)
{
    const char *start = *list + strspn(*list, " ");

    *list = start + strcspn(start, " ");
    return (struct wl_span){start, (size_t)(*list - start)};
}

static bool
in_words(const char *words, struct wl_span want)
{
    for (struct wl_span word = next_word(&words); word.len; word = next_word(&words))
        if (wl_span_equal(word, want))
            return true;
    return false;
}

/* Some keys are left out because their use is not known. */
static const char *
why_needed(const char *key)
{
    if (strcmp(key, "match") == 0)
        return ": at least one line that the rule must find";
    if (strcmp(key, "no_match") == 0)
        return ": at least one line that looks alike and must not be found";
    if (strcmp(key, "keywords") == 0)
        return ": literals, one of which must stand near the code";
    return "";
}

int
wl_pattern_keys(const struct wl_pattern_file *file, const struct wl_ynode *map, const char *allowed,
                const char *required, struct wl_error *err)
{
    if (map->kind != WL_YMAPPING)
        return FAIL(file, map, err, "a record is expected here, with the keys: %s", allowed);
    for (const struct wl_ynode *key = map->first; key; key = key->next)
        if (!in_words(allowed, key->text))
            return FAIL(file, key, err, "unknown key '%.40s'; known here: %s", key->text.ptr,
                        allowed);
    for (struct wl_span word = next_word(&required); word.len; word = next_word(&required)) {
        char name[32];
        (void)snprintf(name, sizeof name, "%.*s", (int)word.len, word.ptr);
        if (!wl_ynode_get(map, name))
            return FAIL(file, map, err, "'%s' is missing%s", name, why_needed(name));
    }
    return 0;
}

int
wl_pattern_number(const struct wl_pattern_file *file, const struct wl_ynode *node, long low,
                  long high, long *value, struct wl_error *err)
{
    char *end = NULL;

    if (node->kind == WL_YSCALAR)
        *value = strtol(node->text.ptr, &end, 10);
    if (!end || *end || end == node->text.ptr || *value < low || *value > high)
        return FAIL(file, node, err, "a number from %ld to %ld is expected", low, high);
    return 0;
}

int
wl_pattern_code(const struct wl_pattern_file *file, const struct wl_ynode *node, uint16_t *code,
                struct wl_error *err)
{
    long value = 0;
    int rc = wl_pattern_number(file, node, 1, 65535, &value, err);

    if (rc < 0)
        return rc;
    if (!wl_code_by_number((uint32_t)value))
        return FAIL(file, node, err, "%ld is no Winsock code", value);
    *code = (uint16_t)value;
    return 0;
}

static int
take_string(const struct wl_pattern_file *file, const struct wl_ynode *node, const char **out,
            struct wl_error *err)
{
    if (node->kind != WL_YSCALAR || node->text.len == 0)
        return FAIL(file, node, err, "a text is expected here");
    *out = node->text.ptr;
    return 0;
}

int
wl_pattern_strings(struct wl_pattern_file *file, const struct wl_ynode *node, const char ***out,
                   struct wl_error *err)
{
    bool list = node && node->kind == WL_YSEQUENCE;
    size_t i = 0;
    const char **strings =
        wl_arena_alloc(&file->arena, ((list ? node->count : 1) + 1) * sizeof *strings);
    int rc = 0;

    if (!strings)
        return wl_pattern_no_memory(err);
    if (node && !list)
        rc = take_string(file, node, strings, err);
    for (const struct wl_ynode *item = list ? node->first : NULL; item && rc == 0;
         item = item->next)
        rc = take_string(file, item, strings + i++, err);
    *out = strings;
    return rc;
}

bool
wl_diagnosis_kind(const struct wl_ydoc *doc)
{
    const struct wl_ynode *kind = wl_ynode_get(wl_ydoc_root(doc), "kind");

    return kind && kind->kind == WL_YSCALAR && strcmp(kind->text.ptr, "diagnoses") == 0;
}
