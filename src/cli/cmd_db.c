/*
 * wsalog db: the database itself. One sub-command, one row.
 */
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/dbinfo.h"

#include <stdlib.h>

static int
run_path(struct wl_invocation *invocation)
{
    struct wl_error err;
    struct wl_buf out;
    char *path;
    int rc = wl_database_path(&path, &invocation->common, &err);

    if (rc < 0)
        return wl_cli_error(invocation, &err);
    wl_buf_init(&out);
    wl_buf_addf(&out, "%s\n", path);
    rc = wl_output_write(NULL, &out, &err);
    wl_buf_done(&out);
    free(path);
    return rc < 0 ? wl_cli_error(invocation, &err) : WL_EXIT_DONE;
}

static int
run_info(struct wl_invocation *invocation)
{
    struct wl_store *store = NULL;
    struct wl_error err;
    struct wl_buf out;
    int rc;

    wl_buf_init(&out);
    rc = wl_database_open(&store, &invocation->common, &err);
    if (rc == 0)
        rc = wl_dbinfo_write(store, &out, &err);
    if (rc == 0)
        rc = wl_output_write(NULL, &out, &err);
    wl_store_free(store);
    wl_buf_done(&out);
    return rc < 0 ? wl_cli_error(invocation, &err) : WL_EXIT_DONE;
}

static const struct wl_option_group *const groups[] = {&wl_common_db, &wl_common_time, NULL};

static const struct wl_command db_info = {
    .name = "info",
    .summary = "what the database is and holds",
    .operands = "",
    .groups = groups,
    .run = run_info,
};

static const struct wl_command db_path = {
    .name = "path",
    .summary = "where the database is",
    .operands = "",
    .groups = groups,
    .run = run_path,
};

const struct wl_command wl_cmd_db = {
    .name = "db",
    .summary = "the database itself: where it is, what it holds",
    .operands = "",
    .examples =
        (const struct wl_example[]){
            {"db info", "size, span, sources"},
            {"db path", "for sqlite3 and other readers"},
            {0},
        },
    .sub = (const struct wl_command *const[]){&db_info, &db_path, NULL},
};
