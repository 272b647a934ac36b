/*
 * What the output can show (width, colour, UTF-8), and how the program speaks on standard error.
 * Nothing else in the program writes there.
 */
#pragma once

#include "cli/command.h"

#include <stdbool.h>

struct wl_terminal {
    bool tty;       /* a person looks at it */
    bool color;     /* SGR sequences are welcome */
    bool utf8;      /* by LC_ALL, LC_CTYPE, LANG */
    unsigned width; /* columns: of the terminal, else $COLUMNS, else 80; at least 20 */
};

/**
 * What fd can show. Colour: the option, else NO_COLOR not empty (no), CLICOLOR_FORCE not 0 (yes),
 * CLICOLOR=0 or TERM=dumb (no), else whether fd is a terminal.
 */
void wl_terminal_init(struct wl_terminal *terminal, int fd, enum wl_color color);

/** The locale of the environment uses UTF-8. */
bool wl_terminal_utf8(void);

/**
 * Print "wsalog: text" or, with a command, "wsalog TITLE: text" to standard error, control
 * characters escaped. @return WL_EXIT_ERROR, so that a command can `return wl_cli_error(...)`
 */
int wl_cli_error(const struct wl_invocation *invocation, const struct wl_error *err);

/** Likewise, from a format; nothing with -q. */
void wl_cli_warn(const struct wl_invocation *invocation, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
