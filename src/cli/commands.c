/*
 * The table of commands, in the order in which help shows them. One row a command, nothing else.
 */
#include "cli/commands.h"

#include <string.h>

const struct wl_command *const wl_commands[] = {
    &wl_cmd_annotate, &wl_cmd_scan, &wl_cmd_report, &wl_cmd_compare, &wl_cmd_explain, &wl_cmd_show,
    &wl_cmd_patterns, &wl_cmd_db,   NULL,
};

const struct wl_command *
wl_command_find(const struct wl_command *const *table, const char *name)
{
    for (; *table; table++)
        if (strcmp((*table)->name, name) == 0)
            return *table;
    return NULL;
}
