#include "cli/common.h"

#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

/* As enum wl_day_order. */
static const char *const order_choices[] = {"auto", "mdy", "dmy", NULL};
static const char *const color_choices[] = {"auto", "always", "never", NULL};

#define DB_ROW \
    { \
        .id = WL_OPTION_DB, .name = "db", .kind = WL_OPTION_TEXT, .argument = "PATH", \
        .help = "database; default $WSALOG_DB, else in the state directory" \
    }

const struct wl_option_group wl_common_help = {
    "Help",
    (const struct wl_option[]){
        {.id = WL_OPTION_HELP, .letter = 'h', .name = "help", .help = "show this text"},
        {.id = WL_OPTION_VERSION, .name = "version", .help = "show the version"},
        {0},
    },
};

const struct wl_option_group wl_common_store = {
    "Database",
    (const struct wl_option[]){
        DB_ROW,
        {.id = WL_OPTION_NO_STORE, .name = "no-store", .help = "remember nothing"},
        {.id = WL_OPTION_CASE,
         .name = "case",
         .kind = WL_OPTION_TEXT,
         .argument = "NAME",
         .help = "keep what is found apart under this name"},
        {0},
    },
};

const struct wl_option_group wl_common_query = {
    "Database",
    (const struct wl_option[]){
        DB_ROW,
        {.id = WL_OPTION_CASE,
         .name = "case",
         .kind = WL_OPTION_TEXT,
         .argument = "NAME",
         .help = "only what was stored under this name"},
        {0},
    },
};

const struct wl_option_group wl_common_db = {
    "Database",
    (const struct wl_option[]){
        DB_ROW,
        {0},
    },
};

const struct wl_option_group wl_common_detect = {
    "Detection",
    (const struct wl_option[]){
        {.id = WL_OPTION_PATTERNS,
         .name = "patterns",
         .kind = WL_OPTION_TEXT,
         .argument = "PATH",
         .help = "also load this pattern file or directory; repeatable"},
        {.id = WL_OPTION_MIN_CONFIDENCE,
         .name = "min-confidence",
         .kind = WL_OPTION_INTEGER,
         .argument = "N",
         .min = 0,
         .max = 100,
         .help = "ignore what is less certain; default 60"},
        {.id = WL_OPTION_ENCODING,
         .name = "encoding",
         .kind = WL_OPTION_TEXT,
         .argument = "auto|NAME",
         .help = "encoding of the input, such as utf-16le; of a code page (cp1251, "
                 "932 ...) the lines pass as bytes, and are shown decoded where text must be "
                 "UTF-8; 'bytes' leaves all as it is"},
        {.id = WL_OPTION_JOBS,
         .letter = 'j',
         .name = "jobs",
         .kind = WL_OPTION_INTEGER,
         .argument = "N",
         .min = 1,
         .max = 256,
         .help = "work with N threads, default one a processor; the output is the same"},
        {0},
    },
};

#define TZ_ROW \
    { \
        .id = WL_OPTION_TZ, .name = "tz", .kind = WL_OPTION_TEXT, .argument = "ZONE", \
        .help = "zone of times that name none, such as Europe/Berlin, UTC or +02:00; default $TZ" \
    }

const struct wl_option_group wl_common_time = {
    "Time",
    (const struct wl_option[]){
        TZ_ROW,
        {0},
    },
};

const struct wl_option_group wl_common_dates = {
    "Time",
    (const struct wl_option[]){
        TZ_ROW,
        {.id = WL_OPTION_DATE_ORDER,
         .name = "date-order",
         .kind = WL_OPTION_CHOICE,
         .choices = order_choices,
         .help = "how to read 03/04/2026; auto: as the rest of the log shows"},
        {0},
    },
};

const struct wl_option_group wl_common_output = {
    "Output",
    (const struct wl_option[]){
        {.id = WL_OPTION_OUTPUT,
         .letter = 'o',
         .name = "output",
         .kind = WL_OPTION_TEXT,
         .argument = "FILE",
         .help = "write to FILE"},
        {.id = WL_OPTION_COLOR,
         .name = "color",
         .kind = WL_OPTION_CHOICE,
         .choices = color_choices,
         .help = "when to use colour"},
        {0},
    },
};

const struct wl_option_group wl_common_talk = {
    "Messages",
    (const struct wl_option[]){
        {.id = WL_OPTION_QUIET, .letter = 'q', .name = "quiet", .help = "no summary, no warnings"},
        {.id = WL_OPTION_VERBOSE, .letter = 'v', .name = "verbose", .help = "say more; repeatable"},
        {0},
    },
};

static int
read_patterns(struct wl_common *common, const struct wl_options *options, struct wl_error *err)
{
    const struct wl_given *given = NULL;

    common->patterns = calloc(options->given_count + 1, sizeof *common->patterns);
    if (!common->patterns)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    while ((given = wl_options_next(options, WL_OPTION_PATTERNS, given)))
        common->patterns[common->pattern_count++] = given->text;
    return 0;
}

static void
read_values(struct wl_common *common, const struct wl_options *options)
{
    common->db = wl_options_text(options, WL_OPTION_DB, NULL);
    common->no_store = wl_options_has(options, WL_OPTION_NO_STORE);
    common->case_name = wl_options_text(options, WL_OPTION_CASE, "");
    common->min_confidence =
        (int)wl_options_number(options, WL_OPTION_MIN_CONFIDENCE, WL_MIN_CONFIDENCE);
    common->encoding = wl_options_text(options, WL_OPTION_ENCODING, "auto");
    common->jobs = (unsigned)wl_options_number(options, WL_OPTION_JOBS, 0);
    common->format = (int)wl_options_number(options, WL_OPTION_FORMAT, 0);
    common->day_order =
        (enum wl_day_order)wl_options_number(options, WL_OPTION_DATE_ORDER, WL_ORDER_OPEN);
    common->zone_told = wl_options_has(options, WL_OPTION_TZ);
    common->output = wl_options_text(options, WL_OPTION_OUTPUT, NULL);
    if (common->output && strcmp(common->output, "-") == 0)
        common->output = NULL;
    common->color = (enum wl_color)wl_options_number(options, WL_OPTION_COLOR, WL_COLOR_AUTO);
    common->quiet = wl_options_has(options, WL_OPTION_QUIET);
    for (size_t i = 0; i < options->given_count; i++)
        common->verbose += options->given[i].option->id == WL_OPTION_VERBOSE;
}

int
wl_common_read(struct wl_common *common, const struct wl_options *options, struct wl_error *err)
{
    const char *zone = wl_options_text(options, WL_OPTION_TZ, NULL);
    int rc = 0;

    *common = (struct wl_common){0};
    read_values(common, options);
    if (zone)
        rc = wl_zone_set(zone, err);
    if (rc == 0)
        rc = read_patterns(common, options, err);
    return rc;
}

void
wl_common_done(struct wl_common *common)
{
    free(common->patterns);
    *common = (struct wl_common){0};
}
