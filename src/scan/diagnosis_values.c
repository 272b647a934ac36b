/*
 * Values in files of diagnoses: durations, codes, words, operations, traits, what is picked.
 */
#include "base/ascii.h"
#include "scan/diagnosis_file.h"

#include <stdlib.h>

#define FAIL WL_PATTERN_FAIL

static const char *const traits[WL_TRAITS] = {
    [WL_TRAIT_NONE] = "all",      [WL_TRAIT_PEER] = "peer", [WL_TRAIT_ENDPOINT] = "endpoint",
    [WL_TRAIT_PORT] = "port",     [WL_TRAIT_HOST] = "host", [WL_TRAIT_PROCESS] = "process",
    [WL_TRAIT_SOURCE] = "source", [WL_TRAIT_CODE] = "code",
};

int
wl_diagnosis_duration(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, int64_t *us,
                      struct wl_error *err)
{
    static const struct {
        const char *name;
        int64_t us;
    } units[] = {{"ms", 1000},
                 {"s", 1000000},
                 {"m", INT64_C(60000000)},
                 {"h", INT64_C(3600000000)},
                 {"d", INT64_C(86400000000)}};
    char *end = NULL;
    long value = 0;

    if (!node)
        return 0;
    if (node->kind == WL_YSCALAR)
        value = strtol(node->text.ptr, &end, 10);
    for (size_t i = 0; end && end > node->text.ptr && i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].name) == 0 && value >= 0 && value < 100000) {
            *us = value * units[i].us;
            return 0;
        }
    }
    return FAIL(rd->file, node, err, "a duration is expected, such as 90s, 5m, 2h or 1d");
}

int
wl_diagnosis_text(struct wl_diagnosis_reader *rd, const struct wl_ynode *map, const char *key,
                  const char **text, struct wl_error *err)
{
    const struct wl_ynode *node = wl_ynode_get(map, key);

    if (!node)
        return 0;
    if (node->kind != WL_YSCALAR || node->text.len == 0)
        return FAIL(rd->file, node, err, "a text is expected here");
    *text = node->text.ptr;
    return 0;
}

int
wl_diagnosis_codes(struct wl_diagnosis_reader *rd, const struct wl_ynode *node,
                   const uint16_t **codes, size_t *count, struct wl_error *err)
{
    uint16_t *list;
    int rc = 0;

    if (!node)
        return 0;
    if (node->kind != WL_YSEQUENCE)
        return FAIL(rd->file, node, err, "a list of codes is expected, such as [10053, 10054]");
    list = wl_arena_alloc(&rd->file->arena, (node->count + 1) * sizeof *list);
    if (!list)
        return wl_pattern_no_memory(err);
    *codes = list;
    for (const struct wl_ynode *item = node->first; item && rc == 0; item = item->next)
        rc = wl_pattern_code(rd->file, item, list + (*count)++, err);
    return rc;
}

/* Number of the word in the set's list, where it is put if it is not there. */
static int
word_number(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, size_t *number,
            struct wl_error *err)
{
    struct wl_diagnosis_set *set = rd->set;
    size_t len = node->text.len;
    bool open = len > 1 && node->text.ptr[len - 1] == '*';
    char *text;

    if (node->kind != WL_YSCALAR || len < 2 || len > 100)
        return FAIL(rd->file, node, err, "a word of 2 to 100 bytes is expected here");
    len -= open;
    text = wl_arena_copy(&rd->file->arena, node->text.ptr, len);
    if (!text)
        return wl_pattern_no_memory(err);
    for (size_t i = 0; i < len; i++)
        text[i] = (char)wl_ascii_lower((unsigned char)text[i]);
    for (*number = 0; *number < set->content.word_count; ++*number) {
        const struct wl_word *word = set->words + *number;
        if (word->open == open && word->len == len && memcmp(word->text, text, len) == 0)
            return 0;
    }
    if (*number == WL_WORDS_MAX)
        return FAIL(rd->file, node, err, "there is room for %d words", WL_WORDS_MAX);
    set->words[*number] = (struct wl_word){
        .text = text, .len = len, .open = open, .next = set->first_word[(unsigned char)text[0]]};
    set->first_word[(unsigned char)text[0]] = (uint16_t)++set->content.word_count;
    return 0;
}

int
wl_diagnosis_words(struct wl_diagnosis_reader *rd, const struct wl_ynode *node,
                   struct wl_words *words, struct wl_error *err)
{
    if (!node)
        return 0;
    if (node->kind != WL_YSEQUENCE)
        return FAIL(rd->file, node, err, "a list of words is expected");
    for (const struct wl_ynode *item = node->first; item; item = item->next) {
        size_t number;
        int rc = word_number(rd, item, &number, err);
        if (rc < 0)
            return rc;
        words->bits[number / 64] |= UINT64_C(1) << number % 64;
    }
    return 0;
}

int
wl_diagnosis_trait(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, uint8_t *trait,
                   struct wl_error *err)
{
    if (!node)
        return 0;
    for (uint8_t i = 0; i < WL_TRAITS; i++)
        if (node->kind == WL_YSCALAR && strcmp(node->text.ptr, traits[i]) == 0) {
            *trait = i;
            return 0;
        }
    return FAIL(rd->file, node, err,
                "one of all, peer, endpoint, port, host, process, source, code is expected");
}

static int
operations(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, uint32_t *bits,
           struct wl_error *err)
{
    const struct wl_diagnosis_rules *rules = &rd->set->content;

    if (!node)
        return 0;
    if (node->kind != WL_YSEQUENCE)
        return FAIL(rd->file, node, err, "a list of operations is expected");
    for (const struct wl_ynode *item = node->first; item; item = item->next) {
        size_t i = 0;
        bool unknown = item->kind == WL_YSCALAR && strcmp(item->text.ptr, "unknown") == 0;
        while (!unknown && i < rules->operation_count &&
               strcmp(rules->operations[i].name, item->text.ptr) != 0)
            i++;
        if (i == rules->operation_count)
            return FAIL(rd->file, item, err, "no operation has this name");
        *bits |= unknown ? 1u : 1u << (i + 1);
    }
    return 0;
}

int
wl_diagnosis_pick(struct wl_diagnosis_reader *rd, const struct wl_ynode *map, struct wl_pick *pick,
                  struct wl_error *err)
{
    int rc =
        wl_diagnosis_codes(rd, wl_ynode_get(map, "codes"), &pick->codes, &pick->code_count, err);

    pick->large = wl_ynode_get(map, "large");
    pick->has_words = wl_ynode_get(map, "words");
    if (rc == 0)
        rc = operations(rd, wl_ynode_get(map, "during"), &pick->during, err);
    if (rc == 0)
        rc = operations(rd, wl_ynode_get(map, "not_during"), &pick->not_during, err);
    if (rc == 0)
        rc = wl_diagnosis_words(rd, wl_ynode_get(map, "words"), &pick->words, err);
    if (rc == 0)
        rc = wl_diagnosis_words(rd, wl_ynode_get(map, "without"), &pick->without, err);
    return rc;
}
