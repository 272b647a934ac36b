/*
 * The table of formats, and the way through: names are checked, the model is filled, a writer
 * renders.
 */
#include "report/report.h"

#include "report/formats.h"
#include "report/page.h"
#include "report/summary.h"

#include <string.h>

#define BIT(id) (1u << (id))
#define TOP (BIT(WL_BY_CODE) | BIT(WL_BY_SOURCE) | BIT(WL_BY_PEER))
#define JSON (TOP | BIT(WL_BY_CALL) | BIT(WL_BY_DAY))
#define PLACES (BIT(WL_BY_CALL) | BIT(WL_BY_HOST) | BIT(WL_BY_PROCESS) | BIT(WL_BY_LEVEL))
#define PAGE (BIT(WL_BY_CODE) | BIT(WL_BY_HOUR))

/* A format is one file and one row here. */
static const struct format {
    const char *name;
    void (*write)(struct wl_buf *, const struct wl_summary *, const struct wl_report_request *);
    unsigned overview; /* tables it shows without --by */
    unsigned always;   /* and those it needs with --by, too */
    bool shapes;       /* draws the timeline */
    bool page;         /* needs struct wl_page */
} formats[] = {
    {"text", wl_report_text, TOP, 0, true, false},
    {"markdown", wl_report_markdown, TOP, 0, false, false},
    {"csv", wl_report_csv, BIT(WL_BY_CODE), 0, false, false},
    {"json", wl_report_json, JSON, JSON, false, false},
    {"html", wl_report_html, PAGE | TOP | PLACES, PAGE, false, true},
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
unknown(struct wl_error *err, const char *option, const char *word, const char *const *names)
{
    struct wl_buf list;
    int rc;

    wl_buf_init(&list);
    for (size_t i = 0; names[i]; i++)
        wl_buf_addf(&list, "%s%s", i ? ", " : "", names[i]);
    rc = wl_error_set(err, WL_EPARSE, "unknown %s '%s': one of %s", option, word,
                      wl_buf_text(&list));
    wl_buf_done(&list);
    return rc;
}

int
wl_report_write(struct wl_store *store, const struct wl_report_request *request, struct wl_buf *out,
                struct wl_error *err)
{
    const char *name = request->format ? request->format : formats[0].name;
    enum wl_by_id by = wl_report_by(request);
    const struct format *format = NULL;
    struct wl_page page = {0};
    struct wl_summary summary;
    unsigned tables;
    int rc;

    for (size_t i = 0; i < FORMATS; i++)
        if (strcmp(formats[i].name, name) == 0)
            format = &formats[i];
    if (!format)
        return unknown(err, "format", name, wl_report_formats());
    if (request->by && by == WL_BYS)
        return unknown(err, "grouping", request->by, wl_report_bys());
    tables = request->by ? BIT(by) | format->always : format->overview;
    rc = wl_summary_load(&summary, store, request, tables, format->shapes, err);
    if (rc == 0 && format->page)
        rc = wl_page_load(&page, store, &summary, request, err);
    if (rc == 0) {
        summary.page = format->page ? &page : NULL;
        format->write(out, &summary, request);
        if (out->failed)
            rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    wl_page_done(&page);
    wl_summary_done(&summary);
    return rc;
}
