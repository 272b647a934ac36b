/*
 * What a scan has read, and what it has not, and why: files are grouped by reason, and a few names
 * of each group are kept.
 */
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WL_ACCOUNT_NAMES 10

struct wl_account_group {
    bool gap; /* belongs to what was asked for, and was not read; else left out on purpose */
    char *reason;
    uint64_t count;
    char *names[WL_ACCOUNT_NAMES]; /* the first ones */
    size_t name_count;
};

struct wl_account {
    uint64_t files, bytes, lines; /* read; bytes are decoded */
    uint64_t known;               /* files whose content the database had before, copies apart */
    uint64_t older;               /* occurrences left out for --since */
    uint64_t resumed;             /* files not read again, for --resume */
    uint64_t broken;              /* UTF-16 units replaced */
    uint64_t gaps;                /* files and directories that were not read */
    bool interrupted;
    struct wl_account_group *groups; /* in the order met; owned */
    size_t group_count;
};

void wl_account_init(struct wl_account *account);
void wl_account_done(struct wl_account *account);

/** path was not read. Copies both strings. @return 0, WL_ENOMEM */
int wl_account_add(struct wl_account *account, bool gap, const char *reason, const char *path,
                   struct wl_error *err);
