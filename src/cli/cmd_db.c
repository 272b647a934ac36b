/*
 * wsalog db: the database itself. One sub-command, one row; those that read are in db_read.c.
 */
#include "cli/commands.h"
#include "cli/db_commands.h"

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
    .sub = (const struct wl_command *const[]){&wl_db_info, &wl_db_path, &wl_db_export,
                                              &wl_db_verify, NULL},
};
