/*
 * wsalog db: the database itself. One sub-command, one row; those that read are in db_read.c, the
 * others in db_write.c.
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
            {"db export | sort | sha256sum", "every occurrence, one a line"},
            {"db merge web1.db web2.db", "take in other databases"},
            {"db forget --case 8841", "let go of a customer's data"},
            {0},
        },
    .sub =
        (const struct wl_command *const[]){&wl_db_info, &wl_db_path, &wl_db_export, &wl_db_verify,
                                           &wl_db_merge, &wl_db_forget, &wl_db_prune, NULL},
};
