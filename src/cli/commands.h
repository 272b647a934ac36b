/*
 * The commands themselves, one a file cmd_<name>.c. Only commands.c includes this.
 */
#pragma once

#include "cli/command.h"

extern const struct wl_command wl_cmd_annotate;
extern const struct wl_command wl_cmd_compare;
extern const struct wl_command wl_cmd_scan;
extern const struct wl_command wl_cmd_explain;
extern const struct wl_command wl_cmd_show;
extern const struct wl_command wl_cmd_patterns;
extern const struct wl_command wl_cmd_report;
extern const struct wl_command wl_cmd_db;
