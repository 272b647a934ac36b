/*
 * Commands as data. A command is one file cmd_<name>.c that defines a struct wl_command, and one
 * row in commands.c. Parsing, help, suggestions and common options come from the tables; a command
 * function only does its work.
 */
#pragma once

#include "cli/common.h"
#include "cli/options.h"

/* Exit statuses are part of the interface. 3 wins over 1, 2 wins over all. */
enum wl_exit {
    WL_EXIT_DONE = 0,
    WL_EXIT_NOTHING = 1, /* nothing found, where the user asked to be told */
    WL_EXIT_FOUND = 1,   /* something found, likewise (scan --fail-on) */
    WL_EXIT_ERROR = 2,   /* usage, input, output, database */
    WL_EXIT_GAP = 3,     /* done, but something inside a tree or an archive could not be read */
};

/* Own options of commands number their ids from here. */
#define WL_OPTION_OWN 100

struct wl_example {
    const char *line; /* without "wsalog " */
    const char *what;
};

struct wl_command;

/* A command line, parsed and checked. */
struct wl_invocation {
    const struct wl_command *command;
    const char *title;       /* "annotate", "db info": what messages begin with, after "wsalog " */
    struct wl_common common; /* options that several commands share */
    struct wl_options options; /* all that was given, and the operands */
};

struct wl_command {
    const char *name;
    const char *summary;               /* one line, lower case, no full stop */
    const char *operands;              /* as in the usage line: "[FILE...]"; "" for none */
    size_t min_operands, max_operands; /* max is ignored when 0 and operands is not "" */
    const struct wl_example
        *examples; /* ends with an empty row; the first one is shown by `wsalog` */
    const struct wl_option_group *const *groups; /* ends with NULL; --help is added */
    const struct wl_command *const *sub; /* sub-commands, ends with NULL; then run is NULL */
    const char *notes; /* shown last by help, lines of at most 80 columns; or NULL */

    /** Do it. @return an enum wl_exit. Standard output is flushed and checked by the caller. */
    int (*run)(struct wl_invocation *invocation);
};

/** All commands, in the order of the overview; ends with NULL. */
extern const struct wl_command *const wl_commands[];

/** The command with that name in a table that ends with NULL, or NULL. */
const struct wl_command *wl_command_find(const struct wl_command *const *table, const char *name);
