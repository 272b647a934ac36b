/*
 * Inside of files of diagnoses: what the modules that read one share. Only diagnosis_*.c include
 * this.
 */
#pragma once

#include "scan/diagnosis.h"
#include "scan/pattern_file.h"

struct wl_diagnosis_set {
    struct wl_diagnosis_rules content;
    struct wl_pattern_file **files; /* their arenas hold everything */
    size_t file_count;
    const struct wl_diagnosis_rule *list[WL_DIAGNOSES_MAX];
    struct wl_operation operations[WL_OPERATIONS_MAX];
    struct wl_timer *timers;
    struct wl_word words[WL_WORDS_MAX];
    uint16_t first_word[256];
};

/* Who reads a file, into what. */
struct wl_diagnosis_reader {
    struct wl_diagnosis_set *set;
    struct wl_pattern_file *file;
    const char *name; /* of the file, in messages */
};

/*
 * Readers of values: 0, WL_EPARSE pointing to the node, or WL_ENOMEM. A node that is NULL leaves
 * the value as it is, unless said otherwise.
 */

/** "90s", "5m", "2h", "1d", "250ms". */
int wl_diagnosis_duration(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, int64_t *us,
                          struct wl_error *err);
int wl_diagnosis_text(struct wl_diagnosis_reader *rd, const struct wl_ynode *map, const char *key,
                      const char **text, struct wl_error *err);
int wl_diagnosis_codes(struct wl_diagnosis_reader *rd, const struct wl_ynode *node,
                       const uint16_t **codes, size_t *count, struct wl_error *err);
int wl_diagnosis_words(struct wl_diagnosis_reader *rd, const struct wl_ynode *node,
                       struct wl_words *words, struct wl_error *err);
int wl_diagnosis_trait(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, uint8_t *trait,
                       struct wl_error *err);
/** Keys codes, during, not_during, words, without of map. */
int wl_diagnosis_pick(struct wl_diagnosis_reader *rd, const struct wl_ynode *map,
                      struct wl_pick *pick, struct wl_error *err);

/** A mapping of measures; NULL: none. */
int wl_diagnosis_conditions(struct wl_diagnosis_reader *rd, const struct wl_ynode *node,
                            struct wl_conditions *out, struct wl_error *err);

/** Lists `match` and `no_match` of a record. */
int wl_diagnosis_examples(struct wl_diagnosis_reader *rd, const struct wl_ynode *map,
                          struct wl_diagnosis_rule *rule, struct wl_error *err);
