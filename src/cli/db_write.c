/*
 * wsalog db: the sub-commands that change the database: merge, forget, prune.
 */
#include "cli/clock.h"
#include "cli/database.h"
#include "cli/db_commands.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/when.h"
#include "store/upkeep.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    LAST = WL_OPTION_OWN,
    BEFORE,
    SOURCE,
    DRY_RUN,
};

/* For writing; made new only where that makes sense. */
static int
open_database(struct wl_store **out, const struct wl_common *common, bool create,
              struct wl_error *err)
{
    struct wl_store *probe = NULL;
    char *path = NULL;
    int rc = 0;

    if (!create) { /* with the words for one that is not there */
        rc = wl_database_open(&probe, common, err);
        wl_store_free(probe);
        if (rc < 0)
            return rc;
    }
    rc = wl_database_path(&path, common, err);
    if (rc == 0)
        rc = wl_store_open(out, path, WL_STORE_WRITE, err);
    free(path);
    return rc;
}

static void
add_count(struct wl_buf *out, int64_t count, const char *what)
{
    wl_buf_addf(out, "%lld %s%s", (long long)count, what, count == 1 ? "" : "s");
}

/* "3 occurrences and 1 source merged from a.db" */
static int
report_done(const struct wl_invocation *invocation, const struct wl_upkeep *done, const char *what,
            const char *path, struct wl_error *err)
{
    struct wl_buf out;
    int rc = 0;

    wl_buf_init(&out);
    if (!invocation->common.quiet) {
        add_count(&out, done->occurrences, "occurrence");
        wl_buf_add_text(&out, " and ");
        add_count(&out, done->sources, "source");
        wl_buf_addf(&out, " %s%s%s\n", what, path ? " " : "", path ? path : "");
        rc = wl_output_write(NULL, &out, err);
    }
    wl_buf_done(&out);
    return rc;
}

static int
run_merge(struct wl_invocation *invocation)
{
    const struct wl_options *options = &invocation->options;
    struct wl_store *store = NULL;
    struct wl_upkeep done = {0};
    struct wl_error err;
    int status = WL_EXIT_DONE, rc = open_database(&store, &invocation->common, true, &err);

    if (rc < 0)
        return wl_cli_error(invocation, &err);
    for (size_t i = 0; i < options->operand_count; i++) {
        rc = wl_store_merge(store, options->operands[i], &done, &err);
        if (rc == 0)
            rc = report_done(invocation, &done, "more, from", options->operands[i], &err);
        if (rc < 0)
            status = wl_cli_error(invocation, &err);
    }
    wl_store_free(store);
    return status;
}

static int
let_go(struct wl_invocation *invocation, struct wl_selection *selection)
{
    struct wl_store *store = NULL;
    struct wl_upkeep done = {0};
    struct wl_error err;
    int rc = open_database(&store, &invocation->common, false, &err);

    selection->dry = wl_options_has(&invocation->options, DRY_RUN);
    if (rc == 0)
        rc = wl_store_forget(store, selection, &done, &err);
    wl_store_free(store);
    if (rc == 0)
        rc = report_done(invocation, &done, selection->dry ? "would go" : "forgotten", NULL, &err);
    return rc < 0 ? wl_cli_error(invocation, &err) : WL_EXIT_DONE;
}

static int
run_forget(struct wl_invocation *invocation)
{
    struct wl_selection selection = {
        .last = wl_options_has(&invocation->options, LAST),
        .case_name = *invocation->common.case_name ? invocation->common.case_name : NULL};
    struct wl_error err;

    if (!selection.last && !selection.case_name) {
        (void)wl_error_set(&err, WL_EPARSE,
                           "what? --last: what the latest run has added; --case NAME: all of a "
                           "case");
        return wl_cli_error(invocation, &err);
    }
    return let_go(invocation, &selection);
}

static int
run_prune(struct wl_invocation *invocation)
{
    const char *before = wl_options_text(&invocation->options, BEFORE, NULL);
    struct wl_selection selection = {.source = wl_options_text(&invocation->options, SOURCE, NULL),
                                     .has_before = before};
    struct wl_error err;

    if (!before == !selection.source) {
        (void)wl_error_set(&err, WL_EPARSE,
                           "what? Either --before TIME: what is older; or --source GLOB: what was "
                           "met there only");
        return wl_cli_error(invocation, &err);
    }
    if (before && wl_when_parse(before, wl_clock_now(), &selection.before_us, &err) < 0)
        return wl_cli_error(invocation, &err);
    return let_go(invocation, &selection);
}

static const struct wl_option_group quiet = {
    "Messages",
    (const struct wl_option[]){
        {.id = WL_OPTION_QUIET, .letter = 'q', .name = "quiet", .help = "say nothing when done"},
        {0},
    },
};

const struct wl_command wl_db_merge = {
    .name = "merge",
    .summary = "take in what other databases hold",
    .operands = "DATABASE...",
    .min_operands = 1,
    .examples =
        (const struct wl_example[]){
            {"db merge --db all.db web1.db web2.db", "one database of several"},
            {0},
        },
    .groups = (const struct wl_option_group *const[]){&wl_common_db, &quiet, NULL},
    .notes = "The others are only read. In which order, and how often, does not matter: the same\n"
             "content is one source, the same line counts once, and of two times the better\n"
             "one stays.",
    .run = run_merge,
};

const struct wl_command wl_db_forget = {
    .name = "forget",
    .summary = "let go of a case, or of what the latest run has added",
    .operands = "",
    .examples =
        (const struct wl_example[]){
            {"db forget --case 8841", "a customer's data is gone for good"},
            {"db forget --last", "that was the wrong bundle"},
            {0},
        },
    .groups =
        (const struct wl_option_group *const[]){
            &(const struct wl_option_group){
                "Options",
                (const struct wl_option[]){
                    {.id = LAST, .name = "last", .help = "sources that the latest run met first"},
                    {.id = DRY_RUN, .name = "dry-run", .help = "only say how much would go"},
                    {0},
                },
            },
            &wl_common_query, &quiet, NULL},
    .notes = "A source that was met elsewhere, too, stays. The file becomes smaller by it.",
    .run = run_forget,
};

const struct wl_command wl_db_prune = {
    .name = "prune",
    .summary = "let go of what is old, or of some sources",
    .operands = "",
    .examples =
        (const struct wl_example[]){
            {"db prune --before '90 days ago'", "what is older"},
            {"db prune --source 'test*.log'", "what was met under such names only"},
            {0},
        },
    .groups =
        (const struct wl_option_group *const[]){
            &(const struct wl_option_group){
                "Options",
                (const struct wl_option[]){
                    {.id = BEFORE,
                     .name = "before",
                     .kind = WL_OPTION_TEXT,
                     .argument = "TIME",
                     .help = "occurrences older than this; times as of report"},
                    {.id = SOURCE,
                     .name = "source",
                     .kind = WL_OPTION_TEXT,
                     .argument = "GLOB",
                     .help = "sources of that name, such as 'test*.log'"},
                    {.id = DRY_RUN, .name = "dry-run", .help = "only say how much would go"},
                    {0},
                },
            },
            &wl_common_db, &wl_common_time, &quiet, NULL},
    .notes = "What lies in a log that is read again comes back.",
    .run = run_prune,
};
