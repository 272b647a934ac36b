/*
 * Help, made from the tables of commands and options: examples first, then the rest, at most 80
 * columns.
 */
#pragma once

#include "base/buf.h"
#include "cli/command.h"

/** The overview: what wsalog is, the first example of each command, the commands. */
void wl_help_add_overview(struct wl_buf *out);

/**
 * One command, or the parent of sub-commands.
 * @param title  "db info"
 */
void wl_help_add_command(struct wl_buf *out, const struct wl_command *command, const char *title);
