/*
 * Options as data: a command line is parsed by tables of struct wl_option. GNU conventions:
 * --name=VALUE,
 * --name VALUE, -xVALUE, bundled letters, `--`, and a lone `-` as an operand; options and operands
 * in any order. Long names are not abbreviated, so that a new option cannot break a script. An
 * argument such as -2147014842 is an operand. What the values mean is not decided here: see
 * common.h.
 */
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wl_option_kind {
    WL_OPTION_FLAG,    /* no value */
    WL_OPTION_TEXT,    /* any value that is not empty */
    WL_OPTION_INTEGER, /* a decimal number from min to max */
    WL_OPTION_SIZE,    /* bytes, with K, M, G or T behind the number for powers of 1024 */
    WL_OPTION_CHOICE,  /* one of choices */
};

/* One row; a table of them ends with a row without name. */
struct wl_option {
    int id;           /* not 0; unique among the tables of a command */
    char letter;      /* short form, or 0 */
    const char *name; /* long form without dashes */
    enum wl_option_kind kind;
    const char *argument;       /* what help calls the value; of a choice: NULL */
    const char *const *choices; /* ends with NULL */
    const char *const *(*choices_of)(
        void); /* instead of choices, where another layer has the list */
    int64_t min, max;
    const char *help; /* a few words, lower case, no full stop */
};

/* Options that belong together; commands share groups. */
struct wl_option_group {
    const char *title;
    const struct wl_option *options;
};

/* An option as it was met. */
struct wl_given {
    const struct wl_option *option;
    const char *text; /* the value, NULL of a flag; borrowed from argv or choices */
    int64_t number;   /* of WL_OPTION_INTEGER and _SIZE the value, of WL_OPTION_CHOICE the index */
};

struct wl_options {
    struct wl_given *given; /* in the order of the command line */
    size_t given_count;
    const char **operands; /* borrowed from argv; ends with NULL */
    size_t operand_count;
};

/**
 * Parse argv[0..argc), which holds no program or command name.
 *
 * @param groups  tables to look in; ends with NULL
 * @return        0 and *out, to be given to wl_options_done(); WL_EPARSE with a message that names
 * the option and, where one is near, what may have been meant; WL_ENOMEM
 */
int wl_options_parse(struct wl_options *out, const struct wl_option_group *const *groups, int argc,
                     char *const *argv, struct wl_error *err);
void wl_options_done(struct wl_options *options);

/** What an option of WL_OPTION_CHOICE takes; ends with NULL. */
const char *const *wl_option_choices(const struct wl_option *option);

/** The last one given with that id (the one that counts), or NULL. */
const struct wl_given *wl_options_last(const struct wl_options *options, int id);

/** The option was given. */
bool wl_options_has(const struct wl_options *options, int id);

/** Value of the last one given with that id, or fallback. */
const char *wl_options_text(const struct wl_options *options, int id, const char *fallback);

/** Number of the last one given with that id, or fallback. */
int64_t wl_options_number(const struct wl_options *options, int id, int64_t fallback);

/** The next one given with that id after previous (NULL: the first), or NULL. For repeatable
 * options. */
const struct wl_given *wl_options_next(const struct wl_options *options, int id,
                                       const struct wl_given *previous);
