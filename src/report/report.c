/*
 * The table of formats, and the way through: names are checked, the model is filled, a writer
 * renders.
 */
#include "report/report.h"

#include "report/diagnose_write.h"
#include "report/formats.h"
#include "report/gaps.h"
#include "report/page.h"
#include "report/pairs.h"
#include "report/samples.h"
#include "report/sort.h"
#include "report/summary.h"

#include <string.h>

#define BIT(id) (1u << (id))
#define OVERVIEW (BIT(WL_BY_CODE) | BIT(WL_BY_SOURCE) | BIT(WL_BY_PEER) | BIT(WL_BY_CALL))
#define JSON (OVERVIEW | BIT(WL_BY_DAY))
#define PLACES (BIT(WL_BY_HOST) | BIT(WL_BY_PROCESS) | BIT(WL_BY_LEVEL))
#define PAGE (BIT(WL_BY_CODE) | BIT(WL_BY_HOUR))

/* A format is one file and one row here. */
static const struct format {
    const char *name;
    void (*write)(struct wl_buf *, const struct wl_summary *, const struct wl_report_request *);
    unsigned overview; /* tables it shows without --by */
    unsigned always;   /* and those it needs with --by, too */
    bool shapes;       /* draws the timeline */
    bool samples;      /* can show lines */
    bool page;         /* needs struct wl_page */
} formats[] = {
    {"text", wl_report_text, OVERVIEW, 0, true, true, false},
    {"markdown", wl_report_markdown, OVERVIEW, 0, false, true, false},
    {"csv", wl_report_csv, BIT(WL_BY_CODE), 0, false, false, false},
    {"json", wl_report_json, JSON, JSON, false, true, false},
    {"html", wl_report_html, OVERVIEW | PLACES | PAGE, PAGE, false, true, true},
};
enum { FORMATS = sizeof formats / sizeof *formats };

const char *const *
wl_report_formats(void)
{
    static const char *names[FORMATS + 1];

    for (size_t i = 0; i < FORMATS; i++)
        names[i] = formats[i].name;
    return names;
}

const char *const *
wl_report_bys(void)
{
    static const char *names[WL_BYS + 1];

    for (size_t i = 0; i < WL_BYS; i++)
        names[i] = wl_bys[i].name;
    return names;
}

enum wl_by_id
wl_report_by(const struct wl_report_request *request)
{
    int id = request->by ? 0 : WL_BYS;

    while (id < WL_BYS && strcmp(wl_bys[id].name, request->by) != 0)
        id++;
    return (enum wl_by_id)id;
}

size_t
wl_report_limit(const struct wl_report_request *request, size_t usual)
{
    return request->limit ? request->limit : usual;
}

static int
unknown(struct wl_error *err, const char *option, const char *word, const char *const *names,
        const char *more)
{
    struct wl_buf list;
    int rc;

    wl_buf_init(&list);
    for (size_t i = 0; names[i]; i++)
        wl_buf_addf(&list, "%s%s", i == 0 ? "" : names[i + 1] ? ", " : " or ", names[i]);
    rc = wl_error_set(err, WL_EPARSE, "%s takes %s%s, not '%s'", option, wl_buf_text(&list), more,
                      word);
    wl_buf_done(&list);
    return rc;
}

static const struct format *
format_of(const struct wl_report_request *request)
{
    const char *name = request->format ? request->format : formats[0].name;

    for (size_t i = 0; i < FORMATS; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

int
wl_report_check(const struct wl_report_request *request, struct wl_error *err)
{
    const struct format *format = format_of(request);
    enum wl_by_id pair[2];

    if (!format)
        return unknown(err, "--format", request->format, wl_report_formats(), "");
    if (wl_pairs_split(request->by, pair) ? pair[0] == WL_BYS || pair[1] == WL_BYS
                                          : request->by && wl_report_by(request) == WL_BYS)
        return unknown(err, "--by", request->by, wl_report_bys(), " (or two of them: code,hour)");
    if (wl_sort_by_name(request->sort) == WL_SORTS)
        return unknown(err, "--sort", request->sort, wl_report_sorts(), "");
    if (request->samples > 0 && !format->samples)
        return wl_error_set(err, WL_EPARSE, "--samples: a report as %s shows no lines",
                            format->name);
    return 0;
}

int
wl_report_write(struct wl_store *store, const struct wl_report_request *request, struct wl_buf *out,
                struct wl_error *err)
{
    const struct format *format = format_of(request);
    struct wl_pairs pairs = {0};
    struct wl_samples samples = {0};
    struct wl_diagnoses diagnoses = {0};
    struct wl_gaps gaps = {0};
    struct wl_page page = {0};
    struct wl_summary summary;
    bool paired = wl_pairs_split(request->by, pairs.by);
    unsigned tables;
    int rc = wl_report_check(request, err);

    if (rc < 0)
        return rc;
    tables = request->by ? format->always : format->overview;
    if (request->by && !paired)
        tables |= BIT(wl_report_by(request));
    rc = wl_summary_load(&summary, store, request, tables, format->shapes, err);
    if (rc == 0 && request->sort)
        wl_summary_sort(&summary, request->sort);
    if (rc == 0 && paired)
        rc = wl_pairs_load(&pairs, store, request, err);
    if (rc == 0 && request->samples > 0 && !format->page)
        rc = wl_samples_load(&samples, store, request, err);
    if (rc == 0 && summary.total > 0 && format->samples && (!request->by || format->always)) {
        rc = wl_diagnose_summary(&diagnoses, &summary, store, request, err);
        summary.diagnoses = &diagnoses;
    }
    if (rc == 0)
        rc = wl_gaps_load(&gaps, store, request, err);
    if (rc == 0 && format->page)
        rc = wl_page_load(&page, store, &summary, request, err);
    if (rc == 0) {
        summary.page = format->page ? &page : NULL;
        summary.gaps = &gaps;
        summary.pairs = paired ? &pairs : NULL;
        summary.samples = samples.list ? &samples : NULL;
        format->write(out, &summary, request);
        if (out->failed)
            rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    wl_page_done(&page);
    wl_gaps_done(&gaps);
    wl_samples_done(&samples);
    wl_pairs_done(&pairs);
    wl_diagnoses_done(&diagnoses);
    wl_summary_done(&summary);
    return rc;
}
