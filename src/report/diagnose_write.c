/*
 * Diagnoses for people and programs. HTML has its own file; what is said is in the model.
 */
#include "report/diagnose_write.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "report/phrase.h"
#include "scan/codes.h"

#include <stdlib.h>

enum { INDENT = 11, CODES_MAX = 256, LABEL_AT = 2, SHOWN_ALSO = 4 };

int
wl_diagnose_summary(struct wl_diagnoses *out, const struct wl_summary *summary,
                    struct wl_store *store, const struct wl_report_request *request,
                    struct wl_error *err)
{
    const struct wl_report_table *table = &summary->tables[WL_BY_CODE];
    struct wl_code_count counts[CODES_MAX];
    struct wl_scope scope;
    size_t count = 0;
    int rc = wl_scope_init(&scope, store, request, err);

    for (size_t i = 0; i < table->count && count < CODES_MAX; i++)
        counts[count++] = (struct wl_code_count){table->rows[i].number, table->rows[i].count};
    if (rc == 0)
        rc = wl_diagnose(out, &scope, counts, count, request->knowledge, request->knowledge_count,
                         err);
    wl_scope_done(&scope);
    return rc;
}

void
wl_diagnosis_codes_text(struct wl_buf *out, const struct wl_diagnosis *diagnosis)
{
    for (size_t i = 0; i < WL_DIAGNOSIS_CODES && diagnosis->codes[i].count; i++) {
        const struct wl_code *code = wl_code_by_number(diagnosis->codes[i].code);
        wl_buf_addf(out, "%s%lld x %u", i ? ", " : "", (long long)diagnosis->codes[i].count,
                    (unsigned)diagnosis->codes[i].code);
        if (code)
            wl_buf_addf(out, " %s", code->name);
    }
}

void
wl_diagnosis_counted_text(struct wl_buf *out, const struct wl_diagnosis *diagnosis)
{
    wl_diagnosis_codes_text(out, diagnosis);
    if (!diagnosis->timed)
        return;
    wl_buf_add_text(out, diagnosis->first_us == diagnosis->last_us ? ", at " : ", ");
    if (diagnosis->first_us == diagnosis->last_us)
        wl_phrase_moment(out, diagnosis->first_us);
    else
        wl_phrase_span(out, diagnosis->first_us, diagnosis->last_us);
}

/* "evidence" and what belongs to it, each on lines of its own behind the label. */
static void
labelled(struct wl_layout *layout, const char *name, const char *text)
{
    wl_layout_space(layout, LABEL_AT);
    wl_layout_text(layout, name, INDENT - LABEL_AT, WL_FIT_LEFT, WL_TONE_DIM);
    wl_layout_wrap(layout, text, INDENT, WL_TONE_PLAIN);
    wl_layout_end(layout);
}

static void
labelled_span(struct wl_layout *layout, const char *name, struct wl_span text)
{
    struct wl_buf copy;

    wl_buf_init(&copy);
    wl_buf_add_span(&copy, text);
    labelled(layout, name, wl_buf_text(&copy));
    wl_buf_done(&copy);
}

static void
heading(struct wl_layout *layout, const struct wl_diagnosis *diagnosis)
{
    struct wl_buf text;

    wl_buf_init(&text);
    wl_buf_addf(&text, "%3lld%%  %s: %s", (long long)diagnosis->confidence, diagnosis->rule->id,
                diagnosis->rule->title);
    if (diagnosis->subject.len) {
        wl_buf_add_text(&text, " (");
        wl_buf_add_span(&text, diagnosis->subject);
        wl_buf_add_char(&text, ')');
    }
    wl_layout_wrap(layout, wl_buf_text(&text), 6, WL_TONE_BOLD);
    wl_layout_end(layout);
    wl_buf_done(&text);
}

static void
sample_lines(struct wl_layout *layout, const struct wl_diagnosis *diagnosis)
{
    struct wl_buf place;

    wl_buf_init(&place);
    for (size_t i = 0; i < diagnosis->sample_count; i++) {
        const struct wl_diagnosis_sample *sample = diagnosis->samples + i;
        wl_buf_clear(&place);
        wl_buf_add_span(&place, sample->source);
        wl_buf_addf(&place, ":%lld", (long long)sample->line);
        wl_layout_space(layout, LABEL_AT);
        wl_layout_text(layout, i ? "" : "lines", INDENT - LABEL_AT, WL_FIT_LEFT, WL_TONE_DIM);
        wl_layout_cell(layout, wl_buf_span(&place), layout->width - INDENT, WL_FIT_TAIL,
                       WL_TONE_PLAIN);
        wl_layout_end(layout);
        wl_layout_space(layout, INDENT + 2);
        wl_layout_cell(layout, sample->text, layout->width - INDENT - 2, WL_FIT_LEFT, WL_TONE_DIM);
        wl_layout_end(layout);
    }
    wl_buf_done(&place);
}

static void
in_full(struct wl_layout *layout, const struct wl_diagnosis *diagnosis)
{
    const struct wl_diagnosis_rule *rule = diagnosis->rule;
    struct wl_buf text;

    heading(layout, diagnosis);
    labelled(layout, "that is", rule->meaning);
    wl_buf_init(&text);
    wl_diagnosis_counted_text(&text, diagnosis);
    labelled(layout, "evidence", wl_buf_text(&text));
    wl_buf_done(&text);
    for (size_t i = 0; i < diagnosis->remark_count; i++)
        labelled_span(layout, "", diagnosis->remarks[i]);
    sample_lines(layout, diagnosis);
    labelled(layout, "or else", rule->confused);
    for (size_t i = 0; diagnosis->checks[i]; i++)
        labelled(layout, i ? "" : "check", diagnosis->checks[i]);
}

/* " 55%  P9: Local software cuts connections (db1); 12 x 10053 WSAECONNABORTED" */
static void
in_short(struct wl_layout *layout, const struct wl_diagnosis *diagnosis)
{
    struct wl_buf text;

    wl_buf_init(&text);
    wl_buf_addf(&text, "%3lld%%  %s: %s", (long long)diagnosis->confidence, diagnosis->rule->id,
                diagnosis->rule->title);
    wl_buf_addf(&text, "; ");
    wl_diagnosis_codes_text(&text, diagnosis);
    wl_layout_cell(layout, wl_buf_span(&text), layout->width, WL_FIT_LEFT, WL_TONE_PLAIN);
    wl_layout_end(layout);
    wl_buf_done(&text);
}

/* Counts of a diagnosis are those of the rows that were read. */
static void
sample_remark(struct wl_buf *out, const struct wl_diagnoses *diagnoses)
{
    if (diagnoses->looked_at < diagnoses->of)
        wl_buf_addf(out,
                    "%lld of %lld occurrences, where each code is most frequent; counts below are "
                    "of these",
                    (long long)diagnoses->looked_at, (long long)diagnoses->of);
}

void
wl_diagnoses_text(struct wl_layout *layout, const struct wl_diagnoses *diagnoses)
{
    struct wl_buf text;

    if (diagnoses->count == 0)
        return;
    wl_buf_init(&text);
    wl_layout_end(layout);
    wl_layout_put(layout, diagnoses->count > 1 ? "DIAGNOSES" : "DIAGNOSIS", WL_TONE_BOLD);
    wl_layout_end(layout);
    sample_remark(&text, diagnoses);
    if (text.len)
        labelled(layout, "of", wl_buf_text(&text));
    in_full(layout, diagnoses->list);
    for (size_t i = 1; i < diagnoses->count && i <= SHOWN_ALSO; i++)
        in_short(layout, diagnoses->list + i);
    wl_buf_done(&text);
}

void
wl_diagnoses_markdown(struct wl_buf *out, const struct wl_diagnoses *diagnoses,
                      void (*inert)(struct wl_buf *, struct wl_span))
{
    struct wl_buf text;

    wl_buf_init(&text);
    if (diagnoses->count)
        wl_buf_add_text(out, "\n## Diagnoses\n");
    sample_remark(&text, diagnoses);
    if (diagnoses->count && text.len)
        wl_buf_addf(out, "\nLooked at: %s.\n", wl_buf_text(&text));
    wl_buf_clear(&text);
    for (size_t i = 0; i < diagnoses->count; i++) {
        const struct wl_diagnosis *found = diagnoses->list + i;
        wl_buf_addf(out, "\n### %s: ", found->rule->id);
        inert(out, wl_span_of(found->rule->title));
        wl_buf_addf(out, " (%lld%%)\n\n", (long long)found->confidence);
        inert(out, wl_span_of(found->rule->meaning));
        wl_buf_add_text(out, "\n\n- evidence: ");
        wl_diagnosis_counted_text(&text, found);
        inert(out, wl_buf_span(&text));
        wl_buf_clear(&text);
        for (size_t r = 0; r < found->remark_count; r++) {
            wl_buf_add_text(out, "\n- evidence: ");
            inert(out, found->remarks[r]);
        }
        for (size_t s = 0; s < found->sample_count; s++) {
            wl_buf_add_text(out, "\n- line: ");
            inert(out, found->samples[s].source);
            wl_buf_addf(out, ":%lld: ", (long long)found->samples[s].line);
            inert(out, found->samples[s].text);
        }
        wl_buf_add_text(out, "\n- or else: ");
        inert(out, wl_span_of(found->rule->confused));
        for (size_t c = 0; found->checks[c]; c++) {
            wl_buf_add_text(out, "\n- check: ");
            inert(out, wl_span_of(found->checks[c]));
        }
        wl_buf_add_char(out, '\n');
    }
    wl_buf_done(&text);
}

static void
json_text(struct wl_buf *out, const char *name, struct wl_span text)
{
    wl_buf_addf(out, "\"%s\": ", name);
    wl_utf8_add_json(out, text);
}

static void
json_time(struct wl_buf *out, const char *name, int64_t us)
{
    wl_buf_addf(out, ", \"%s\": \"", name);
    wl_civil_add_rfc3339(out, us);
    wl_buf_add_char(out, '"');
}

/* First what was counted, then what was noticed, then lines. */
static void
json_evidence(struct wl_buf *out, const struct wl_diagnosis *found)
{
    struct wl_buf text;

    wl_buf_init(&text);
    wl_diagnosis_counted_text(&text, found);
    wl_buf_add_text(out, "{");
    json_text(out, "text", wl_buf_span(&text));
    wl_buf_addf(out, ", \"count\": %lld", (long long)found->count);
    if (found->timed) {
        json_time(out, "first", found->first_us);
        json_time(out, "last", found->last_us);
    }
    wl_buf_add_text(out, ", \"codes\": [");
    for (size_t i = 0; i < WL_DIAGNOSIS_CODES && found->codes[i].count; i++)
        wl_buf_addf(out, "%s{\"code\": %u, \"count\": %lld}", i ? ", " : "",
                    (unsigned)found->codes[i].code, (long long)found->codes[i].count);
    wl_buf_add_text(out, "]}");
    for (size_t i = 0; i < found->remark_count; i++) {
        wl_buf_add_text(out, ",\n       {");
        json_text(out, "text", found->remarks[i]);
        wl_buf_add_char(out, '}');
    }
    for (size_t i = 0; i < found->sample_count; i++) {
        const struct wl_diagnosis_sample *sample = found->samples + i;
        wl_buf_add_text(out, ",\n       {");
        json_text(out, "text", sample->text);
        wl_buf_add_text(out, ", ");
        json_text(out, "source", sample->source);
        wl_buf_addf(out, ", \"line\": %lld, \"code\": %u", (long long)sample->line,
                    (unsigned)sample->code);
        if (sample->timed)
            json_time(out, "time", sample->at_us);
        wl_buf_add_char(out, '}');
    }
    wl_buf_done(&text);
}

static void
json_diagnosis(struct wl_buf *out, const struct wl_diagnosis *found)
{
    const struct wl_diagnosis_rule *rule = found->rule;

    wl_buf_add_char(out, '{');
    json_text(out, "id", wl_span_of(rule->id));
    wl_buf_add_text(out, ", ");
    json_text(out, "title", wl_span_of(rule->title));
    wl_buf_addf(out, ", \"confidence\": %lld, ", (long long)found->confidence);
    if (found->subject.len) {
        json_text(out, "subject", found->subject);
        wl_buf_add_text(out, ", ");
    }
    wl_buf_add_text(out, "\n     ");
    json_text(out, "meaning", wl_span_of(rule->meaning));
    wl_buf_add_text(out, ",\n     \"evidence\": [\n       ");
    json_evidence(out, found);
    wl_buf_add_text(out, "],\n     \"checks\": [");
    for (size_t i = 0; found->checks[i]; i++) {
        wl_buf_add_text(out, i ? ",\n       " : "\n       ");
        wl_utf8_add_json(out, wl_span_of(found->checks[i]));
    }
    wl_buf_add_text(out, "],\n     ");
    json_text(out, "confused_with", wl_span_of(rule->confused));
    wl_buf_add_text(out, ",\n     ");
    json_text(out, "knowledge", wl_span_of(rule->source));
    wl_buf_add_char(out, '}');
}

void
wl_diagnoses_json(struct wl_buf *out, const struct wl_diagnoses *diagnoses)
{
    if (diagnoses)
        wl_buf_addf(out, "  \"diagnosed_from\": {\"looked_at\": %lld, \"of\": %lld},\n",
                    (long long)diagnoses->looked_at, (long long)diagnoses->of);
    wl_buf_add_text(out, "  \"diagnoses\": [");
    for (size_t i = 0; diagnoses && i < diagnoses->count; i++) {
        wl_buf_add_text(out, i ? ",\n    " : "\n    ");
        json_diagnosis(out, diagnoses->list + i);
    }
    wl_buf_add_text(out, diagnoses && diagnoses->count ? "\n  ]\n" : "]\n");
}
