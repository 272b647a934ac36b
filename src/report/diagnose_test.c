/*
 * Runs examples of rules: occurrences that are only described, through the same weighing.
 */
#include "report/diagnose.h"
#include "scan/codes.h"

#include <stdio.h>
#include <stdlib.h>

/* An instant to begin with: a round one, 2026-11-21T08:00:00Z. */
#define BEGIN_US INT64_C(1795248000000000)

/* {n} becomes the number. */
static struct wl_span
numbered(struct wl_buf *out, const char *text, int64_t n)
{
    const char *hole;

    wl_buf_clear(out);
    while ((hole = strstr(text, "{n}"))) {
        wl_buf_add(out, text, (size_t)(hole - text));
        wl_buf_addf(out, "%lld", (long long)n);
        text = hole + 3;
    }
    wl_buf_add_text(out, text);
    return wl_buf_span(out);
}

static void
add_rows(struct wl_events *events, const struct wl_example_row *row)
{
    struct wl_buf texts[6];

    for (size_t i = 0; i < 6; i++)
        wl_buf_init(&texts[i]);
    for (int64_t n = 0; n < row->times; n++) {
        struct wl_raw_event raw = {
            .code = row->code,
            .at_us = BEGIN_US + row->at_us + n * row->every_us,
            .timed = true,
            .line = (int64_t)events->count + 1,
            .idle_us = row->idle_us,
            .port = (uint16_t)row->port,
            .call = numbered(&texts[0], row->call, n),
            .peer = numbered(&texts[1], row->peer, n),
            .process = numbered(&texts[2], row->process, n),
            .host = numbered(&texts[3], row->host, n),
            .source = numbered(&texts[4], *row->source ? row->source : "app.log", n),
            .text = numbered(&texts[5], row->text, n),
        };
        wl_events_add(events, &raw);
    }
    for (size_t i = 0; i < 6; i++) {
        events->failed = events->failed || texts[i].failed;
        wl_buf_done(&texts[i]);
    }
}

static size_t
count_codes(const struct wl_diagnosis_example *example, struct wl_code_count *counts)
{
    size_t count = 0;

    for (size_t i = 0; i < example->count; i++) {
        size_t at = 0;
        while (at < count && counts[at].code != example->rows[i].code)
            at++;
        if (at == count)
            counts[count++] = (struct wl_code_count){example->rows[i].code, 0};
        counts[at].count += example->rows[i].times;
    }
    return count;
}

static bool
judge(const struct wl_diagnoses *out, const struct wl_diagnosis_rule *rule, bool match,
      struct wl_diagnosis_fault *fault)
{
    size_t len = 0;
    bool found = false;

    (void)snprintf(fault->text, sizeof fault->text, "nothing");
    for (size_t i = 0; i < out->count; i++) {
        int more = snprintf(fault->text + len, sizeof fault->text - len, "%s%s (%d)", i ? ", " : "",
                            out->list[i].rule->id, (int)out->list[i].confidence);
        len += more > 0 && (size_t)more < sizeof fault->text - len ? (size_t)more : 0;
        found = found || out->list[i].rule == rule;
    }
    fault->found = wl_span_of(fault->text);
    return match ? out->count > 0 && out->list[0].rule == rule : !found;
}

int
wl_diagnosis_test(const struct wl_diagnosis_rules *rules, const struct wl_diagnosis_rule *rule,
                  const struct wl_diagnosis_example *example, struct wl_diagnosis_fault *fault,
                  struct wl_error *err)
{
    struct wl_diagnoses out = {0};
    struct wl_code_count *counts = calloc(example->count + 1, sizeof *counts);
    int rc = counts ? wl_events_init(&out.events, rules) : WL_ENOMEM;

    wl_arena_init(&out.arena);
    for (size_t i = 0; i < example->count && rc == 0; i++)
        add_rows(&out.events, example->rows + i);
    wl_events_sort(&out.events);
    if (rc == 0 && !out.events.failed)
        rc = wl_diagnose_events(&out, counts, count_codes(example, counts), err);
    if (rc < 0 || out.events.failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    else
        rc = judge(&out, rule, example->match, fault);
    wl_diagnoses_done(&out);
    free(counts);
    return rc;
}
