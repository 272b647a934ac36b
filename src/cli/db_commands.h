/*
 * The sub-commands of wsalog db. Only cmd_db.c and the files that define them include this.
 */
#pragma once

#include "cli/command.h"

extern const struct wl_command wl_db_info;
extern const struct wl_command wl_db_path;
extern const struct wl_command wl_db_export;
extern const struct wl_command wl_db_verify;
extern const struct wl_command wl_db_merge;
extern const struct wl_command wl_db_forget;
extern const struct wl_command wl_db_prune;
