/*
 * wsalog report: from options to a request. What a report says is report/report.h; here is the one
 * look at the clock, for --since and --until.
 */
#include "cli/clock.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/output.h"
#include "cli/pager.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "report/ignore.h"
#include "report/report.h"
#include "report/when.h"
#include "scan/lookup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    SINCE = WL_OPTION_OWN,
    UNTIL,
    BY,
    CODE,
    SOURCE,
    HOST,
    PEER,
    LEVEL,
    IGNORE,
    LIMIT,
    SORT,
    SAMPLES,
    NO_PAGER,
};

static int
read_span(struct wl_report_request *request, const struct wl_options *options, struct wl_error *err)
{
    const char *since = wl_options_text(options, SINCE, NULL);
    const char *until = wl_options_text(options, UNTIL, NULL);
    int64_t now = wl_clock_now();
    int rc = 0;

    if (since)
        rc = wl_when_parse(since, now, &request->since_us, err);
    if (rc == 0 && until)
        rc = wl_when_parse_until(until, now, &request->until_us, err);
    request->has_since = since;
    request->has_until = until;
    if (rc == 0 && since && until && request->since_us >= request->until_us)
        return wl_error_set(err, WL_EPARSE, "--since '%s' is not before --until '%s'", since,
                            until);
    return rc;
}

static int
refuse_code(const char *word, struct wl_error *err)
{
    struct wl_near near;

    if (wl_lookup_near(wl_span_of(word), &near, 1) == 0)
        return wl_error_set(err, WL_EPARSE,
                            "no Winsock code '%s'; 'wsalog explain --list' shows all", word);
    return wl_error_set(err, WL_EPARSE, "no Winsock code '%s'; did you mean %s (%u)?", word,
                        near.word, near.code->number);
}

/* @param codes  room for all that was given */
static int
read_codes(struct wl_report_request *request, uint16_t *codes, const struct wl_options *options,
           struct wl_error *err)
{
    const struct wl_given *given = NULL;
    struct wl_lookup found;

    request->codes = codes;
    while ((given = wl_options_next(options, CODE, given))) {
        if (wl_lookup(wl_span_of(given->text), &found, 1) == 0)
            return refuse_code(given->text, err);
        codes[request->code_count++] = found.code->number;
    }
    return 0;
}

static void
read_shape(struct wl_report_request *request, const struct wl_invocation *invocation)
{
    const struct wl_common *common = &invocation->common;
    struct wl_terminal terminal;

    wl_terminal_init(&terminal, common->output ? -1 : STDOUT_FILENO, common->color);
    request->width = terminal.width;
    request->utf8 = terminal.utf8;
    request->color = terminal.color;
    request->format = wl_options_text(&invocation->options, WL_OPTION_FORMAT, NULL);
    request->by = wl_options_text(&invocation->options, BY, NULL);
    request->source = wl_options_text(&invocation->options, SOURCE, NULL);
    request->host = wl_options_text(&invocation->options, HOST, NULL);
    request->peer = wl_options_text(&invocation->options, PEER, NULL);
    request->level = wl_options_text(&invocation->options, LEVEL, NULL);
    request->sort = wl_options_text(&invocation->options, SORT, NULL);
    request->samples = (size_t)wl_options_number(&invocation->options, SAMPLES, 0);
    request->case_name = *common->case_name ? common->case_name : NULL;
    request->db = common->db;
    if (wl_options_has(&invocation->options, LIMIT))
        request->limit = (size_t)wl_options_number(&invocation->options, LIMIT, 0);
    if (wl_options_has(&invocation->options, LIMIT) && request->limit == 0)
        request->limit = WL_REPORT_ALL;
}

/* Text only: another form is meant for a program. */
static bool
shown_in_pager(const struct wl_invocation *invocation, const struct wl_buf *out)
{
    const char *format = wl_options_text(&invocation->options, WL_OPTION_FORMAT, "text");

    return !invocation->common.output && !wl_options_has(&invocation->options, NO_PAGER) &&
           strcmp(format, "text") == 0 && wl_pager_show(out);
}

static int
write_report(const struct wl_invocation *invocation, uint16_t *codes, struct wl_error *err)
{
    struct wl_report_request request = {0};
    const char *ignore = wl_options_text(&invocation->options, IGNORE, NULL);
    struct wl_store *store = NULL;
    struct wl_buf out, rules;
    char **knowledge = NULL;
    int rc;

    wl_buf_init(&out);
    wl_buf_init(&rules);
    read_shape(&request, invocation);
    rc = read_span(&request, &invocation->options, err);
    if (rc == 0)
        rc = read_codes(&request, codes, &invocation->options, err);
    if (rc == 0)
        rc = wl_report_check(&request, err);
    if (rc == 0 && ignore) {
        rc = wl_ignore_load(&rules, ignore, err);
        request.ignore = wl_buf_text(&rules);
    }
    if (rc == 0)
        rc = wl_pattern_paths(&knowledge, &request.knowledge_count, &invocation->common, err);
    request.knowledge = (const char *const *)knowledge;
    if (rc == 0)
        rc = wl_database_open(&store, &invocation->common, err);
    if (rc == 0)
        rc = wl_report_write(store, &request, &out, err);
    if (rc == 0 && !shown_in_pager(invocation, &out))
        rc = wl_output_write(invocation->common.output, &out, err);
    wl_store_free(store);
    wl_pattern_paths_free(knowledge);
    wl_buf_done(&rules);
    wl_buf_done(&out);
    return rc;
}

static int
run(struct wl_invocation *invocation)
{
    uint16_t *codes = calloc(invocation->options.given_count + 1, sizeof *codes);
    struct wl_error err;
    int rc;

    if (codes)
        rc = write_report(invocation, codes, &err);
    else
        rc = wl_error_set(&err, WL_ENOMEM, "out of memory");
    free(codes);
    return rc < 0 ? wl_cli_error(invocation, &err) : WL_EXIT_DONE;
}

static const struct wl_option_group own = {
    "Options",
    (const struct wl_option[]){
        {.id = SINCE,
         .name = "since",
         .kind = WL_OPTION_TEXT,
         .argument = "TIME",
         .help = "from this time on: yesterday, -2h, '2026-11-21 08:00', friday"},
        {.id = UNTIL,
         .name = "until",
         .kind = WL_OPTION_TEXT,
         .argument = "TIME",
         .help = "before this time"},
        {.id = BY,
         .name = "by",
         .kind = WL_OPTION_TEXT,
         .argument = "KEY[,KEY]",
         .help = "one table, counted by code, source, host, peer, call, process, level, pattern, "
                 "day, hour or minute, or by two of them"},
        {.id = CODE,
         .name = "code",
         .kind = WL_OPTION_TEXT,
         .argument = "CODE",
         .help = "only this code, by number or name; repeatable"},
        {.id = SOURCE,
         .name = "source",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "only sources of that name, such as '*.log'"},
        {.id = HOST,
         .name = "host",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "only from these machines"},
        {.id = PEER,
         .name = "peer",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "only these other ends: ADDRESS or ADDRESS:PORT"},
        {.id = LEVEL,
         .name = "level",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "only lines of this level, in any case"},
        {.id = IGNORE,
         .name = "ignore",
         .kind = WL_OPTION_TEXT,
         .argument = "FILE",
         .help = "leave out, but count, what FILE (YAML) lists as known"},
        {.id = SORT,
         .name = "sort",
         .kind = WL_OPTION_CHOICE,
         .choices_of = wl_report_sorts,
         .help = "order of the rows"},
        {.id = SAMPLES,
         .name = "samples",
         .kind = WL_OPTION_INTEGER,
         .argument = "N",
         .min = 1,
         .max = 100,
         .help = "also N lines of each code, unlike ones"},
        {.id = LIMIT,
         .name = "limit",
         .kind = WL_OPTION_INTEGER,
         .argument = "N",
         .min = 0,
         .max = 1000000,
         .help = "rows of a table, the rest in one; 0 for all"},
        {.id = WL_OPTION_PATTERNS,
         .name = "patterns",
         .kind = WL_OPTION_TEXT,
         .argument = "PATH",
         .help = "also diagnose by this file or directory; repeatable"},
        {.id = WL_OPTION_FORMAT,
         .name = "format",
         .kind = WL_OPTION_CHOICE,
         .choices_of = wl_report_formats,
         .help = "form of the output"},
        {.id = NO_PAGER,
         .name = "no-pager",
         .help = "write a long report straight to the terminal"},
        {0},
    },
};

const struct wl_command wl_cmd_report = {
    .name = "report",
    .summary = "what the database knows",
    .operands = "",
    .examples =
        (const struct wl_example[]){
            {"report --since yesterday", "what happened since then"},
            {"report --by=peer --code 10061", "who refuses connections"},
            {"report --by=code,hour --samples 2", "by two keys, and lines"},
            {"report --format=csv -o codes.csv", "for a spreadsheet"},
            {0},
        },
    .groups = (const struct wl_option_group *const[]){&own, &wl_common_query, &wl_common_time,
                                                      &wl_common_output, NULL},
    .notes = "The list of --ignore is YAML; a rule holds when all that it names fits:\n"
             "  format: 1\n"
             "  kind: ignore\n"
             "  ignore:\n"
             "  - {code: 10054, peer: '192.0.2.*', why: checks of the load balancer}\n"
             "with any of code, peer, source, host (globs) and text (part of the line).\n"
             "Exit status: 0 done, also when nothing lies in the span; 2 error.",
    .run = run,
};
