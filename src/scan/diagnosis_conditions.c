/*
 * Conditions of diagnoses: measures with bounds, others near, words.
 */
#include "scan/diagnosis_file.h"

#include <stdlib.h>

#define FAIL WL_PATTERN_FAIL

static const char *const measures[WL_MEASURES] = {
    [WL_MEASURE_COUNT] = "count",
    [WL_MEASURE_BURST] = "burst",
    [WL_MEASURE_PEERS] = "peers",
    [WL_MEASURE_ENDPOINTS] = "endpoints",
    [WL_MEASURE_PORTS] = "ports",
    [WL_MEASURE_CODES] = "codes",
    [WL_MEASURE_PROCESSES] = "processes",
    [WL_MEASURE_HOSTS] = "hosts",
    [WL_MEASURE_SOURCES] = "sources",
    [WL_MEASURE_SHARE] = "share",
    [WL_MEASURE_PART] = "part",
    [WL_MEASURE_SPAN] = "span",
    [WL_MEASURE_EPISODES] = "episodes",
    [WL_MEASURE_REGULAR] = "regular",
    [WL_MEASURE_IDLE] = "idle",
    [WL_MEASURE_IDLE_AGREE] = "idle_agree",
    [WL_MEASURE_IDLE_NAMED] = "idle_named",
    [WL_MEASURE_IPV6] = "ipv6",
    [WL_MEASURE_LOOPBACK] = "loopback",
    [WL_MEASURE_LARGE] = "large",
    [WL_MEASURE_LATE] = "late",
    [WL_MEASURE_BEHIND] = "behind",
    [WL_MEASURE_AHEAD] = "ahead",
    [WL_MEASURE_DENSITY] = "density",
    [WL_MEASURE_STEADY] = "steady",
    [WL_MEASURE_WORDS] = "words",
    [WL_MEASURE_NEAR] = "near",
};

/* "5": at least; "5..": likewise; "..2": at most; "1..3". */
static int
bounds(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, struct wl_condition *out,
       struct wl_error *err)
{
    const char *at = node->kind == WL_YSCALAR ? node->text.ptr : "";
    char *end;
    bool good = *at != '\0';

    out->low = 0;
    out->high = INT64_MAX;
    if (good && *at != '.') {
        out->low = strtol(at, &end, 10);
        good = end > at;
        at = end;
    }
    if (good && *at) {
        good = strncmp(at, "..", 2) == 0;
        at += good ? 2 : 0;
        if (good && *at) {
            out->high = strtol(at, &end, 10);
            good = end > at && *end == '\0';
        }
    }
    if (!good)
        return FAIL(rd->file, node, err,
                    "a number (at least) or a range is expected: 5, 1..3, ..2");
    return 0;
}

static int
near_others(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, struct wl_condition *out,
            struct wl_error *err)
{
    const struct wl_ynode *share = wl_ynode_get(node, "share");
    int rc = wl_pattern_keys(rd->file, node,
                             "codes during not_during words without before after same share",
                             "codes", err);

    out->low = 1;
    if (rc == 0)
        rc = wl_diagnosis_pick(rd, node, &out->pick, err);
    if (rc == 0)
        rc = wl_diagnosis_duration(rd, wl_ynode_get(node, "before"), &out->before_us, err);
    if (rc == 0)
        rc = wl_diagnosis_duration(rd, wl_ynode_get(node, "after"), &out->after_us, err);
    if (rc == 0)
        rc = wl_diagnosis_trait(rd, wl_ynode_get(node, "same"), &out->same, err);
    return rc == 0 && share ? bounds(rd, share, out, err) : rc;
}

static int
some_words(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, struct wl_condition *out,
           struct wl_error *err)
{
    const struct wl_ynode *share = wl_ynode_get(node, "share");
    int rc = wl_pattern_keys(rd->file, node, "any share", "any", err);

    out->low = 1;
    if (rc == 0)
        rc = wl_diagnosis_words(rd, wl_ynode_get(node, "any"), &out->pick.words, err);
    return rc == 0 && share ? bounds(rd, share, out, err) : rc;
}

static int
condition(struct wl_diagnosis_reader *rd, const struct wl_ynode *key, struct wl_condition *out,
          struct wl_error *err)
{
    out->high = INT64_MAX;
    for (uint8_t i = 0; i < WL_MEASURES; i++) {
        if (strcmp(measures[i], key->text.ptr) != 0)
            continue;
        out->measure = i;
        if (i == WL_MEASURE_NEAR)
            return near_others(rd, key->value, out, err);
        if (i == WL_MEASURE_WORDS)
            return some_words(rd, key->value, out, err);
        return bounds(rd, key->value, out, err);
    }
    return FAIL(rd->file, key, err, "unknown measure '%.40s'", key->text.ptr);
}

int
wl_diagnosis_conditions(struct wl_diagnosis_reader *rd, const struct wl_ynode *node,
                        struct wl_conditions *out, struct wl_error *err)
{
    int rc = 0;

    if (!node)
        return 0;
    if (node->kind != WL_YMAPPING)
        return FAIL(rd->file, node, err, "measures with their bounds are expected: {burst: 5}");
    out->list = wl_arena_alloc(&rd->file->arena, (node->count + 1) * sizeof *out->list);
    if (!out->list)
        return wl_pattern_no_memory(err);
    for (const struct wl_ynode *key = node->first; key && rc == 0; key = key->next)
        rc = condition(rd, key, out->list + out->count++, err);
    return rc;
}
