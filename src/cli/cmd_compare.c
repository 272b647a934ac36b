/*
 * wsalog compare: from options and operands to two sides. What differs between them is found by
 * report/compare.h; here is the one look at the clock, for periods.
 */
#include "cli/clock.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/compare.h"
#include "report/when.h"
#include "scan/lookup.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    A = WL_OPTION_OWN,
    B,
    A_SOURCE,
    B_SOURCE,
    A_HOST,
    B_HOST,
    A_CASE,
    B_CASE,
    CODE,
    SOURCE,
    HOST,
    LIMIT,
};

/* One side as it is put together. */
struct side {
    const char *db;     /* an operand that is a file; NULL: that of --db */
    const char *period; /* NULL: any time */
    const char *by[3];  /* --a-source, --a-host, --a-case; NULL where not given */
    struct wl_buf label;
};

struct work {
    const struct wl_invocation *invocation;
    struct side sides[2];
    struct wl_store *stores[2]; /* the same one twice, unless databases are compared */
    struct wl_compare_request request;
    uint16_t *codes;
    struct wl_buf out;
};

static const struct {
    int id[2];
    const char *name;
} pairs[] = {
    {{A_SOURCE, B_SOURCE}, "source"}, {{A_HOST, B_HOST}, "host"}, {{A_CASE, B_CASE}, "case"}};
enum { PAIRS = sizeof pairs / sizeof *pairs };

static bool
is_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* It was not meant as a time. */
static bool
looks_like_path(const char *text)
{
    const char *dot = strrchr(text, '.');

    return strncmp(text, "/", 1) == 0 || strncmp(text, "./", 2) == 0 ||
           (dot && strcmp(dot, ".db") == 0);
}

/* Operands are databases, where there is such a file, or periods. */
static int
read_operands(struct work *work, struct wl_error *err)
{
    const struct wl_options *options = &work->invocation->options;

    if (options->operand_count == 1)
        return wl_error_set(err, WL_EPARSE, "what is '%s' to be compared with? B is missing",
                            options->operands[0]);
    for (size_t i = 0; i < options->operand_count; i++) {
        struct side *side = &work->sides[i];

        if (is_file(options->operands[i]))
            side->db = options->operands[i];
        else if (looks_like_path(options->operands[i]))
            return wl_error_set(err, WL_EIO, "there is no database '%s'", options->operands[i]);
        else if (side->period)
            return wl_error_set(err, WL_EPARSE, "'%s' is no file, and %s gives the period already",
                                options->operands[i], i ? "--b" : "--a");
        else
            side->period = options->operands[i];
    }
    return 0;
}

/* What one side alone is limited by, the other must be, too. */
static int
check_pairs(const struct work *work, struct wl_error *err)
{
    const struct side *a = &work->sides[0], *b = &work->sides[1];
    bool different = false;

    if (!a->period != !b->period)
        return wl_error_set(err, WL_EPARSE, "%s has a period, %s has none; give both",
                            a->period ? "A" : "B", a->period ? "B" : "A");
    if (!a->db != !b->db && !work->invocation->common.db)
        return wl_error_set(err, WL_EPARSE, "'%s' is a database; the other one must be, too",
                            a->db ? a->db : b->db);
    for (size_t i = 0; i < PAIRS; i++) {
        if (!a->by[i] != !b->by[i])
            return wl_error_set(err, WL_EPARSE, "--%c-%s needs --%c-%s", a->by[i] ? 'a' : 'b',
                                pairs[i].name, a->by[i] ? 'b' : 'a', pairs[i].name);
        different = different || (a->by[i] && strcmp(a->by[i], b->by[i]) != 0);
    }
    if (a->period || a->db || b->db || different)
        return 0;
    return wl_error_set(err, WL_EPARSE,
                        "compare what? Two periods (yesterday today), two databases (old.db "
                        "new.db), or --a-source, --a-host or --a-case with its --b-");
}

static int
read_codes(struct work *work, struct wl_error *err)
{
    const struct wl_given *given = NULL;
    struct wl_lookup found;
    size_t count = 0;

    work->codes = calloc(work->invocation->options.given_count + 1, sizeof *work->codes);
    if (!work->codes)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    while ((given = wl_options_next(&work->invocation->options, CODE, given))) {
        if (wl_lookup(wl_span_of(given->text), &found, 1) == 0)
            return wl_error_set(err, WL_EPARSE,
                                "no Winsock code '%s'; 'wsalog explain --list' shows all",
                                given->text);
        work->codes[count++] = found.code->number;
    }
    for (int i = 0; i < 2; i++) {
        work->request.sides[i].what.codes = work->codes;
        work->request.sides[i].what.code_count = count;
    }
    return 0;
}

static void
add_label(struct wl_buf *label, const char *text)
{
    if (text)
        wl_buf_addf(label, "%s%s", label->len ? ", " : "", text);
}

static int
read_side(struct work *work, int index, int64_t now_us, struct wl_error *err)
{
    const struct wl_options *options = &work->invocation->options;
    struct side *side = &work->sides[index];
    struct wl_report_request *what = &work->request.sides[index].what;
    struct wl_when_period period = {0};
    int rc = side->period ? wl_when_period(side->period, now_us, &period, err) : 0;

    if (rc < 0)
        return rc;
    what->has_since = period.has_since;
    what->has_until = period.has_until;
    what->since_us = period.since_us;
    what->until_us = period.until_us;
    what->source = side->by[0] ? side->by[0] : wl_options_text(options, SOURCE, NULL);
    what->host = side->by[1] ? side->by[1] : wl_options_text(options, HOST, NULL);
    what->case_name = side->by[2]                           ? side->by[2]
                      : *work->invocation->common.case_name ? work->invocation->common.case_name
                                                            : NULL;
    add_label(&side->label, side->db);
    for (size_t i = 0; i < PAIRS; i++)
        add_label(&side->label, side->by[i]);
    add_label(&side->label, side->period);
    work->request.sides[index].label = wl_buf_text(&side->label);
    return 0;
}

static void
read_shape(struct work *work)
{
    const struct wl_invocation *invocation = work->invocation;
    struct wl_terminal terminal;

    wl_terminal_init(&terminal, invocation->common.output ? -1 : STDOUT_FILENO,
                     invocation->common.color);
    work->request.width = terminal.width;
    work->request.utf8 = terminal.utf8;
    work->request.color = terminal.color;
    work->request.format = wl_options_text(&invocation->options, WL_OPTION_FORMAT, NULL);
    if (wl_options_has(&invocation->options, LIMIT))
        work->request.limit = (size_t)wl_options_number(&invocation->options, LIMIT, 0);
    if (wl_options_has(&invocation->options, LIMIT) && work->request.limit == 0)
        work->request.limit = WL_REPORT_ALL;
}

static int
read_request(struct work *work, struct wl_error *err)
{
    const struct wl_options *options = &work->invocation->options;
    int64_t now_us = wl_clock_now();
    int rc;

    for (int i = 0; i < 2; i++) {
        work->sides[i].period = wl_options_text(options, i ? B : A, NULL);
        for (size_t k = 0; k < PAIRS; k++)
            work->sides[i].by[k] = wl_options_text(options, pairs[k].id[i], NULL);
    }
    read_shape(work);
    rc = read_operands(work, err);
    if (rc == 0)
        rc = check_pairs(work, err);
    if (rc == 0)
        rc = read_codes(work, err);
    for (int i = 0; i < 2 && rc == 0; i++)
        rc = read_side(work, i, now_us, err);
    return rc;
}

static int
open_stores(struct work *work, struct wl_error *err)
{
    int rc = 0;

    for (int i = 0; i < 2 && rc == 0; i++) {
        const char *path = work->sides[i].db;

        if (path)
            rc = wl_store_open(&work->stores[i], path, WL_STORE_READ, err);
        else if (i == 1 && !work->sides[0].db)
            work->stores[1] = work->stores[0];
        else
            rc = wl_database_open(&work->stores[i], &work->invocation->common, err);
        work->request.sides[i].store = work->stores[i];
    }
    return rc;
}

static int
compare(struct work *work, bool *changed, struct wl_error *err)
{
    int rc = read_request(work, err);

    if (rc == 0)
        rc = open_stores(work, err);
    if (rc == 0)
        rc = wl_compare_write(&work->request, &work->out, changed, err);
    if (rc == 0)
        rc = wl_output_write(work->invocation->common.output, &work->out, err);
    if (work->stores[1] != work->stores[0])
        wl_store_free(work->stores[1]);
    wl_store_free(work->stores[0]);
    free(work->codes);
    wl_buf_done(&work->out);
    for (int i = 0; i < 2; i++)
        wl_buf_done(&work->sides[i].label);
    return rc;
}

static int
run(struct wl_invocation *invocation)
{
    struct work work = {.invocation = invocation};
    bool changed = false;
    struct wl_error err;

    if (compare(&work, &changed, &err) < 0)
        return wl_cli_error(invocation, &err);
    return changed ? WL_EXIT_FOUND : WL_EXIT_DONE;
}

static const struct wl_option_group sides = {
    "What to compare",
    (const struct wl_option[]){
        {.id = A,
         .name = "a",
         .kind = WL_OPTION_TEXT,
         .argument = "PERIOD",
         .help = "A, as the operand: yesterday, 'last week', 2026-11-20, '08:00..10:00', -2h"},
        {.id = B, .name = "b", .kind = WL_OPTION_TEXT, .argument = "PERIOD", .help = "B, likewise"},
        {.id = A_SOURCE,
         .name = "a-source",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "in A only sources of that name"},
        {.id = B_SOURCE,
         .name = "b-source",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "in B"},
        {.id = A_HOST,
         .name = "a-host",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "in A only from these machines"},
        {.id = B_HOST,
         .name = "b-host",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "in B"},
        {.id = A_CASE,
         .name = "a-case",
         .kind = WL_OPTION_TEXT,
         .argument = "NAME",
         .help = "in A only what was stored under this name"},
        {.id = B_CASE,
         .name = "b-case",
         .kind = WL_OPTION_TEXT,
         .argument = "NAME",
         .help = "in B"},
        {0},
    },
};

static const struct wl_option_group own = {
    "Options",
    (const struct wl_option[]){
        {.id = CODE,
         .name = "code",
         .kind = WL_OPTION_TEXT,
         .argument = "CODE",
         .help = "on both sides only this code; repeatable"},
        {.id = SOURCE,
         .name = "source",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "on both sides only sources of that name"},
        {.id = HOST,
         .name = "host",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "on both sides only from these machines"},
        {.id = LIMIT,
         .name = "limit",
         .kind = WL_OPTION_INTEGER,
         .argument = "N",
         .min = 0,
         .max = 1000000,
         .help = "rows of a table; 0 for all"},
        {.id = WL_OPTION_FORMAT,
         .name = "format",
         .kind = WL_OPTION_CHOICE,
         .choices_of = wl_compare_formats,
         .help = "form of the output"},
        {0},
    },
};

const struct wl_command wl_cmd_compare = {
    .name = "compare",
    .summary = "two periods, sources, hosts or databases: what changed",
    .operands = "[A B]",
    .max_operands = 2,
    .examples =
        (const struct wl_example[]){
            {"compare 'last monday' today", "two periods"},
            {"compare 'today..14:00' 'today 14:00..'", "before and after"},
            {"compare before.db after.db", "two databases"},
            {"compare --a-host web1 --b-host web2 --code 10054", "two machines"},
            {0},
        },
    .groups = (const struct wl_option_group *const[]){&sides, &own, &wl_common_query,
                                                      &wl_common_time, &wl_common_output, NULL},
    .notes = "A and B are periods, or databases where there is such a file. Rates are per hour\n"
             "that the logs of a side cover: from the first to the last of their lines with a\n"
             "time, less what lies between two logs that are a day or longer apart.\n"
             "Exit status: 0 nothing changed by more than chance; 1 something did; 2 error,\n"
             "also where no log covers a side.",
    .run = run,
};
