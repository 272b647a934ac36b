#include "cli/scan_options.h"

#include "cli/clock.h"
#include "report/when.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MAX (64u << 20) /* bytes of a list of files or passwords */

const struct wl_option_group wl_scan_what = {
    "What is read",
    (const struct wl_option[]){
        {.id = WL_SCAN_FILES0_FROM,
         .name = "files0-from",
         .kind = WL_OPTION_TEXT,
         .argument = "FILE",
         .help = "also what FILE (- for standard input) names, NUL behind each"},
        {.id = WL_SCAN_EXCLUDE,
         .name = "exclude",
         .kind = WL_OPTION_TEXT,
         .argument = "GLOB",
         .help = "leave out paths or names like this; repeatable"},
        {.id = WL_SCAN_SINCE,
         .name = "since",
         .kind = WL_OPTION_TEXT,
         .argument = "TIME",
         .help = "leave out what lines date earlier; times as of report"},
        {.id = WL_SCAN_RESUME,
         .name = "resume",
         .help = "do not read again what is unchanged since it was stored"},
        {.id = WL_SCAN_RESCAN,
         .name = "rescan",
         .help = "replace what is stored of them by what is found now"},
        {.id = WL_SCAN_HOST,
         .name = "host",
         .kind = WL_OPTION_TEXT,
         .argument = "auto|NAME",
         .help = "machine, where lines name none; auto: files tell"},
        {.id = WL_SCAN_PASSWORD_FILE,
         .name = "password-file",
         .kind = WL_OPTION_TEXT,
         .argument = "FILE",
         .help = "passwords of encrypted archives, one a line"},
        {.id = WL_SCAN_ALLOW_RAR, .name = "allow-rar", .help = "read RAR archives, too"},
        {0},
    },
};

const struct wl_option_group wl_scan_limits = {
    "Limits of archives (what is beyond is named in the summary)",
    (const struct wl_option[]){
        {.id = WL_SCAN_MAX_DEPTH,
         .name = "max-depth",
         .kind = WL_OPTION_INTEGER,
         .argument = "N",
         .min = 1,
         .max = 64,
         .help = "archives in archives (8)"},
        {.id = WL_SCAN_MAX_RATIO,
         .name = "max-ratio",
         .kind = WL_OPTION_INTEGER,
         .argument = "N",
         .min = 2,
         .max = 1000000000,
         .help = "bytes out for a byte in, after 64 MiB (1000)"},
        {.id = WL_SCAN_MAX_MEMBERS,
         .name = "max-members",
         .kind = WL_OPTION_INTEGER,
         .argument = "N",
         .min = 1,
         .max = INT64_MAX,
         .help = "files in one archive"},
        {.id = WL_SCAN_MAX_MEMBER_SIZE,
         .name = "max-member-size",
         .kind = WL_OPTION_SIZE,
         .argument = "SIZE",
         .help = "of one member, unpacked: 500M, 20G"},
        {.id = WL_SCAN_MAX_MEMBER_SECONDS,
         .name = "max-member-seconds",
         .kind = WL_OPTION_INTEGER,
         .argument = "N",
         .min = 1,
         .max = 1000000,
         .help = "spent on one member"},
        {.id = WL_SCAN_MAX_SPOOL,
         .name = "max-spool",
         .kind = WL_OPTION_SIZE,
         .argument = "SIZE",
         .help = "memory for archives that must be seekable"},
        {.id = WL_SCAN_MAX_DICTIONARY,
         .name = "max-dictionary",
         .kind = WL_OPTION_SIZE,
         .argument = "SIZE",
         .help = "memory that a decompressor may ask for (128M)"},
        {0},
    },
};

static int
no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

static int
read_all(FILE *in, struct wl_list *list, size_t *len)
{
    size_t cap = 0;

    *len = 0;
    do {
        char *grown = cap - *len < 2 ? realloc(list->text, cap = cap ? 2 * cap : 4096) : list->text;
        if (!grown)
            return ENOMEM;
        list->text = grown;
        *len += fread(list->text + *len, 1, cap - *len - 1, in);
        if (*len > LIST_MAX)
            return EFBIG;
    } while (!feof(in) && !ferror(in));
    list->text[(*len)++] = '\0';
    return ferror(in) ? EIO : 0;
}

/* Items end with border; CR before it and empty ones are dropped where that is LF. */
static int
split(struct wl_list *list, size_t len, char border)
{
    size_t count = 0, cap = 2;

    for (size_t i = 0; i < len; i++)
        cap += list->text[i] == border;
    list->items = calloc(cap, sizeof *list->items);
    if (!list->items)
        return WL_ENOMEM;
    for (char *p = list->text, *end = p + len; p < end;) {
        char *stop = memchr(p, border, (size_t)(end - p));
        if (!stop)
            stop = end - 1;
        *stop = '\0';
        if (border == '\n' && stop > p && stop[-1] == '\r')
            stop[-1] = '\0';
        if (*p)
            list->items[count++] = p;
        p = stop + 1;
    }
    return 0;
}

static int
read_list(struct wl_list *list, const char *path, char border, struct wl_error *err)
{
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
    size_t len;
    int error;

    if (!in)
        return wl_error_set(err, WL_EIO, "cannot open '%s': %s", path, strerror(errno));
    error = read_all(in, list, &len);
    if (in != stdin)
        (void)fclose(in);
    if (error == ENOMEM || (!error && split(list, len, border) < 0))
        return no_memory(err);
    return error ? wl_error_set(err, WL_EIO, "cannot read '%s': %s", path, strerror(error)) : 0;
}

static int
read_excludes(struct wl_scan_options *out, const struct wl_options *given, struct wl_error *err)
{
    const struct wl_given *g = NULL;
    size_t count = 0;

    out->exclude = calloc(given->given_count + 1, sizeof *out->exclude);
    if (!out->exclude)
        return no_memory(err);
    while ((g = wl_options_next(given, WL_SCAN_EXCLUDE, g)))
        out->exclude[count++] = g->text;
    return 0;
}

static void
read_limits(struct wl_limits *limits, const struct wl_options *given)
{
    limits->depth = (unsigned)wl_options_number(given, WL_SCAN_MAX_DEPTH, limits->depth);
    limits->ratio = (unsigned)wl_options_number(given, WL_SCAN_MAX_RATIO, limits->ratio);
    limits->members =
        (uint64_t)wl_options_number(given, WL_SCAN_MAX_MEMBERS, (int64_t)limits->members);
    limits->member_bytes =
        (uint64_t)wl_options_number(given, WL_SCAN_MAX_MEMBER_SIZE, (int64_t)limits->member_bytes);
    limits->member_seconds =
        (unsigned)wl_options_number(given, WL_SCAN_MAX_MEMBER_SECONDS, limits->member_seconds);
    limits->spool_bytes =
        (uint64_t)wl_options_number(given, WL_SCAN_MAX_SPOOL, (int64_t)limits->spool_bytes);
    limits->dictionary_bytes = (uint64_t)wl_options_number(given, WL_SCAN_MAX_DICTIONARY,
                                                           (int64_t)limits->dictionary_bytes);
}

/* What is left out must not look like what is found no more. */
static int
check_rescan(const struct wl_options *given, struct wl_error *err)
{
    if (!wl_options_has(given, WL_SCAN_RESCAN))
        return 0;
    if (wl_options_has(given, WL_SCAN_RESUME))
        return wl_error_set(err, WL_EPARSE, "--rescan reads what --resume leaves out: give one");
    if (wl_options_has(given, WL_SCAN_SINCE))
        return wl_error_set(err, WL_EPARSE,
                            "--rescan replaces whole logs, so it cannot be given with --since");
    return 0;
}

int
wl_scan_options_read(struct wl_scan_options *out, const struct wl_options *given,
                     enum wl_encoding encoding, struct wl_error *err)
{
    const char *passwords = wl_options_text(given, WL_SCAN_PASSWORD_FILE, NULL);
    const char *files = wl_options_text(given, WL_SCAN_FILES0_FROM, NULL);
    const char *since = wl_options_text(given, WL_SCAN_SINCE, NULL);
    int rc;

    *out = (struct wl_scan_options){
        .containers = {.limits = wl_limits_default,
                       .encoding = encoding,
                       .rar = wl_options_has(given, WL_SCAN_ALLOW_RAR)},
    };
    read_limits(&out->containers.limits, given);
    rc = check_rescan(given, err);
    if (rc < 0)
        return rc;
    rc = read_excludes(out, given, err);
    if (rc == 0 && since)
        rc = wl_when_parse(since, wl_clock_now(), &out->since_us, err);
    out->has_since = since;
    if (rc == 0 && passwords)
        rc = read_list(&out->passwords, passwords, '\n', err);
    if (rc == 0 && files)
        rc = read_list(&out->files, files, '\0', err);
    out->containers.passwords = (const char *const *)out->passwords.items;
    return rc;
}

void
wl_scan_options_done(struct wl_scan_options *options)
{
    free(options->exclude);
    free(options->passwords.text);
    free(options->passwords.items);
    free(options->files.text);
    free(options->files.items);
    *options = (struct wl_scan_options){.exclude = NULL};
}
