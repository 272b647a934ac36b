/*
 * wsalog db: the sub-commands that only read: path, info, export, verify.
 */
#include "cli/database.h"
#include "cli/db_commands.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "report/dbinfo.h"
#include "report/verify.h"
#include "sink/export.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static int
run_verify(struct wl_invocation *invocation)
{
    struct wl_store *store = NULL;
    struct wl_error err;
    struct wl_buf out;
    unsigned faults = 0;
    int rc;

    wl_buf_init(&out);
    rc = wl_database_open(&store, &invocation->common, &err);
    if (rc == 0)
        rc = wl_verify(store, &out, &faults, &err);
    if (rc == 0 && faults == 0)
        wl_buf_add_text(&out, "sound\n");
    if (rc == 0)
        rc = wl_output_write(NULL, &out, &err);
    wl_store_free(store);
    wl_buf_done(&out);
    if (rc < 0)
        return wl_cli_error(invocation, &err);
    return faults > 0 ? WL_EXIT_ERROR : WL_EXIT_DONE;
}

struct exporting {
    FILE *file;
    const char *path; /* NULL: standard output, where errors show when the program ends */
};

static int
write_piece(void *arg, struct wl_span piece, struct wl_error *err)
{
    const struct exporting *to = arg;

    if (fwrite(piece.ptr, 1, piece.len, to->file) == piece.len || !to->path)
        return ferror(to->file) ? WL_EPIPE : 0;
    return wl_error_set(err, WL_EIO, "cannot write '%s': %s", to->path, strerror(errno));
}

static int
export_to(struct wl_store *store, const struct wl_invocation *invocation, struct wl_error *err)
{
    struct exporting to = {stdout, invocation->common.output};
    int rc;

    if (to.path)
        to.file = fopen(to.path, "we");
    if (!to.file)
        return wl_error_set(err, WL_EIO, "cannot write '%s': %s", to.path, strerror(errno));
    rc = wl_export(store, (enum wl_export_format)invocation->common.format, write_piece, &to, err);
    if (to.path && fclose(to.file) != 0 && rc == 0)
        rc = wl_error_set(err, WL_EIO, "cannot write '%s': %s", to.path, strerror(errno));
    return rc;
}

static int
run_export(struct wl_invocation *invocation)
{
    struct wl_store *store = NULL;
    struct wl_error err = {0};
    int rc = wl_database_open(&store, &invocation->common, &err);

    if (rc == 0)
        rc = export_to(store, invocation, &err);
    wl_store_free(store);
    return rc < 0 && rc != WL_EPIPE ? wl_cli_error(invocation, &err) : WL_EXIT_DONE;
}

static const struct wl_option_group *const groups[] = {&wl_common_db, &wl_common_time, NULL};

const struct wl_command wl_db_info = {
    .name = "info",
    .summary = "what the database is and holds",
    .operands = "",
    .groups = groups,
    .run = run_info,
};

const struct wl_command wl_db_path = {
    .name = "path",
    .summary = "where the database is",
    .operands = "",
    .groups = groups,
    .run = run_path,
};

const struct wl_command wl_db_verify = {
    .name = "verify",
    .summary = "whether the database is sound, and all its sums agree",
    .operands = "",
    .groups = groups,
    .notes = "Says 'sound', or what is wrong. Exit status: 0 sound, 2 not.",
    .run = run_verify,
};

static const char *const export_formats[] = {
    [WL_EXPORT_JSONL] = "jsonl", [WL_EXPORT_CSV] = "csv", NULL};

static const struct wl_option_group export_own = {
    "Options", (const struct wl_option[]){WL_OPTION_FORMAT_ROW(export_formats), {0}}};

const struct wl_command wl_db_export = {
    .name = "export",
    .summary = "every occurrence, one a line, in the order of ids",
    .operands = "",
    .examples =
        (const struct wl_example[]){
            {"db export --format=csv -o all.csv", "for a spreadsheet"},
            {"db export | sort | sha256sum", "are two databases alike?"},
            {0},
        },
    .groups = (const struct wl_option_group *const[]){&export_own, &wl_common_db, &wl_common_output,
                                                      NULL},
    .notes = "The same contents give the same bytes, whenever and wherever they were read. A\n"
             "source that was met under several names, hosts or cases bears the smallest.",
    .run = run_export,
};
