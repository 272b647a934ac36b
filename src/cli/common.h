/*
 * Options that commands share: their tables (a command lists the groups that it takes) and what
 * they come to once parsed. The zone of --tz is in force, by the environment variable TZ, when a
 * command runs.
 */
#pragma once

#include "cli/options.h"
#include "scan/stamp.h"

enum wl_color {
    WL_COLOR_AUTO,
    WL_COLOR_ALWAYS,
    WL_COLOR_NEVER,
};

/* Ids of shared options; those of --format are given by WL_OPTION_FORMAT_ROW. */
enum wl_common_id {
    WL_OPTION_HELP = 1,
    WL_OPTION_VERSION,
    WL_OPTION_DB,
    WL_OPTION_NO_STORE,
    WL_OPTION_CASE,
    WL_OPTION_PATTERNS,
    WL_OPTION_MIN_CONFIDENCE,
    WL_OPTION_ENCODING,
    WL_OPTION_JOBS,
    WL_OPTION_TZ,
    WL_OPTION_DATE_ORDER,
    WL_OPTION_FORMAT,
    WL_OPTION_OUTPUT,
    WL_OPTION_COLOR,
    WL_OPTION_QUIET,
    WL_OPTION_VERBOSE,
};

extern const struct wl_option_group wl_common_help;   /* -h, --version: every command has it */
extern const struct wl_option_group wl_common_store;  /* --db, --no-store, --case: who writes */
extern const struct wl_option_group wl_common_query;  /* --db, --case: who only reads */
extern const struct wl_option_group wl_common_detect; /* --patterns and how to read, -j */
extern const struct wl_option_group wl_common_db;     /* --db alone */
extern const struct wl_option_group wl_common_time;   /* --tz */
extern const struct wl_option_group wl_common_dates;  /* --tz, --date-order: who reads logs */
extern const struct wl_option_group wl_common_output; /* -o, --color */
extern const struct wl_option_group wl_common_talk;   /* -q, -v */

/* The row of --format in a command's own table; the first choice is the default. */
#define WL_OPTION_FORMAT_ROW(list) \
    { \
        .id = WL_OPTION_FORMAT, .name = "format", .kind = WL_OPTION_CHOICE, .choices = (list), \
        .help = "form of the output" \
    }

#define WL_MIN_CONFIDENCE 60

struct wl_common {
    const char *db; /* NULL: the default place, see wl_store_default_path() */
    bool no_store;
    const char *case_name; /* "" when none */
    const char **patterns; /* paths in the order given; ends with NULL; owned */
    size_t pattern_count;
    int min_confidence;          /* 0 to 100 */
    const char *encoding;        /* "auto" or a name */
    unsigned jobs;               /* 0: choose */
    enum wl_day_order day_order; /* WL_ORDER_OPEN: by what the log shows */
    bool zone_told;              /* --tz was given */
    int format;                  /* index into the choices of the command, 0 when not given */
    const char *output;          /* NULL: standard output (also for `-o -`) */
    enum wl_color color;
    bool quiet;
    unsigned verbose; /* how often -v */
};

/**
 * Read what was given. Sets TZ when --tz is among it.
 * @return 0 and *common, to be given to wl_common_done(); WL_EPARSE (unknown zone), WL_ENOMEM
 */
int wl_common_read(struct wl_common *common, const struct wl_options *options,
                   struct wl_error *err);
void wl_common_done(struct wl_common *common);
