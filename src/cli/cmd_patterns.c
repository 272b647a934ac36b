/*
 * wsalog patterns: what detection knows, checked, tested and explained. One sub-command, one row.
 */
#include "cli/commands.h"
#include "cli/diagnosis_list.h"
#include "cli/output.h"
#include "cli/pattern_list.h"
#include "cli/pattern_test.h"
#include "cli/pattern_verify.h"
#include "cli/pattern_why.h"
#include "cli/session.h"
#include "cli/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WIDTH_MAX 120
#define LINE_MAX_BYTES (1u << 20) /* of `why -` */

enum {
    TEXTS = WL_OPTION_OWN,
};

enum format {
    TEXT,
    JSON,
};

static const char *const formats[] = {[TEXT] = "text", [JSON] = "json", NULL};

/* The diagnoses of the same files, where a command goes over all of them. */
static int
load_diagnoses(struct wl_diagnosis_set **out, const struct wl_common *common, struct wl_error *err)
{
    char **paths = NULL;
    size_t count = 0;
    int rc = wl_pattern_paths(&paths, &count, common, err);

    if (rc == 0)
        rc = wl_diagnosis_set_new(out, (const char *const *)paths, count, err);
    wl_pattern_paths_free(paths);
    return rc;
}

/* The built-in patterns, those of the user's directory and of --patterns. */
static int
load_set(struct wl_pattern_set **out, const struct wl_common *common, bool checked,
         struct wl_error *err)
{
    char **paths = NULL;
    size_t count = 0;
    int rc = wl_pattern_paths(&paths, &count, common, err);

    if (rc == 0 && checked)
        rc = wl_pattern_set_new(out, (const char *const *)paths, count, err);
    else if (rc == 0)
        rc = wl_pattern_set_new_unchecked(out, (const char *const *)paths, count, err);
    wl_pattern_paths_free(paths);
    return rc;
}

static struct wl_layout
layout_over(struct wl_buf *out, const struct wl_common *common)
{
    struct wl_terminal terminal;

    wl_terminal_init(&terminal, common->output ? -1 : STDOUT_FILENO, common->color);
    return (struct wl_layout){
        .out = out,
        .width = terminal.width < WIDTH_MAX ? terminal.width : WIDTH_MAX,
        .utf8 = terminal.utf8,
        .color = terminal.color,
    };
}

/* Write what was made, unless rc says that it was not. @return exit status */
static int
finish(struct wl_invocation *invocation, struct wl_buf *out, int rc, struct wl_error *err)
{
    if (rc == 0)
        rc = wl_output_write(invocation->common.output, out, err);
    wl_buf_done(out);
    return rc < 0 ? wl_cli_error(invocation, err) : WL_EXIT_DONE;
}

static int
run_list(struct wl_invocation *invocation)
{
    const struct wl_common *common = &invocation->common;
    struct wl_pattern_list options = {
        .texts = wl_options_has(&invocation->options, TEXTS),
        .places = common->verbose > 0,
    };
    struct wl_pattern_set *set = NULL;
    struct wl_diagnosis_set *diagnoses = NULL;
    struct wl_buf out;
    struct wl_error err;
    int rc = load_set(&set, common, true, &err), status;

    wl_buf_init(&out);
    if (rc == 0)
        rc = load_diagnoses(&diagnoses, common, &err);
    if (rc == 0 && common->format == JSON) {
        wl_pattern_list_json(&out, wl_pattern_set_get(set), &options);
        wl_diagnosis_list_json(&out, wl_diagnosis_set_get(diagnoses));
    } else if (rc == 0) {
        struct wl_layout layout = layout_over(&out, common);
        wl_pattern_list_text(&layout, wl_pattern_set_get(set), &options);
        wl_diagnosis_list_text(&layout, wl_diagnosis_set_get(diagnoses), options.places);
    }
    status = finish(invocation, &out, rc, &err);
    wl_diagnosis_set_free(diagnoses);
    wl_pattern_set_free(set);
    return status;
}

/* A file with a mistake does not keep the others from being checked. */
static int
check_files(struct wl_invocation *invocation, const char *const *paths, size_t count)
{
    const char **good = calloc(count + 1, sizeof *good);
    size_t good_count = 0;
    int status = WL_EXIT_DONE;
    struct wl_buf out;
    struct wl_error err;

    if (!good) {
        (void)wl_error_set(&err, WL_ENOMEM, "out of memory");
        return wl_cli_error(invocation, &err);
    }
    wl_buf_init(&out);
    for (size_t i = 0; i < count; i++) {
        if (wl_pattern_verify(&out, good, &good_count, paths[i], &err) < 0 ||
            wl_output_write(NULL, &out, &err) < 0)
            status = wl_cli_error(invocation, &err);
        wl_buf_clear(&out);
    }
    wl_buf_done(&out);
    free(good);
    return status;
}

static int
run_check(struct wl_invocation *invocation)
{
    const struct wl_options *given = &invocation->options;
    char **paths = NULL;
    size_t count = 0;
    struct wl_error err;
    int status;

    if (given->operand_count > 0)
        return check_files(invocation, given->operands, given->operand_count);
    if (wl_pattern_paths(&paths, &count, &invocation->common, &err) < 0)
        return wl_cli_error(invocation, &err);
    if (count == 0)
        wl_cli_warn(invocation, "no files given, and none in the pattern directory");
    status = check_files(invocation, (const char *const *)paths, count);
    wl_pattern_paths_free(paths);
    return status;
}

static int
run_test(struct wl_invocation *invocation)
{
    struct wl_pattern_set *set = NULL;
    struct wl_diagnosis_set *diagnoses = NULL;
    struct wl_buf out;
    struct wl_error err;
    size_t passed = 0, failed = 0;
    int rc = load_set(&set, &invocation->common, false, &err), status;

    wl_buf_init(&out);
    if (rc == 0)
        rc = load_diagnoses(&diagnoses, &invocation->common, &err);
    if (rc == 0)
        rc = wl_pattern_test(&out, wl_pattern_set_get(set), &passed, &failed, &err);
    if (rc == 0)
        rc = wl_diagnosis_check_all(&out, wl_diagnosis_set_get(diagnoses), &passed, &failed, &err);
    if (rc == 0)
        wl_buf_addf(&out, "%zu passed, %zu failed\n", passed, failed);
    status = finish(invocation, &out, rc, &err);
    wl_diagnosis_set_free(diagnoses);
    wl_pattern_set_free(set);
    return failed ? WL_EXIT_ERROR : status;
}

static int
read_line(struct wl_buf *line, const char *operand, struct wl_error *err)
{
    if (strcmp(operand, "-") != 0) {
        wl_buf_add_text(line, operand);
    } else {
        size_t got = 1;
        while (got > 0 && line->len < LINE_MAX_BYTES) {
            if (wl_buf_reserve(line, 4096) < 0)
                break;
            got = fread(line->ptr + line->len, 1, 4096, stdin);
            line->len += got;
        }
        if (ferror(stdin))
            return wl_error_set(err, WL_EIO, "cannot read standard input: %s", strerror(errno));
        if (line->len >= LINE_MAX_BYTES)
            return wl_error_set(err, WL_ELIMIT, "standard input is longer than 1 MiB; give a line");
        while (line->len > 0 && strchr("\r\n", line->ptr[line->len - 1]))
            line->len--;
    }
    return line->failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
}

static int
run_why(struct wl_invocation *invocation)
{
    const struct wl_common *common = &invocation->common;
    struct wl_pattern_set *set = NULL;
    struct wl_buf line, out;
    struct wl_error err;
    struct wl_layout layout = layout_over(&out, common);
    int rc = load_set(&set, common, true, &err), status;

    wl_buf_init(&line);
    wl_buf_init(&out);
    if (rc == 0)
        rc = read_line(&line, invocation->options.operands[0], &err);
    if (rc == 0)
        rc = wl_pattern_why(&layout, wl_pattern_set_get(set), wl_buf_span(&line),
                            (unsigned)common->min_confidence, &err);
    status = finish(invocation, &out, rc, &err);
    wl_buf_done(&line);
    wl_pattern_set_free(set);
    return status;
}

#define PATTERNS_ROW \
    { \
        .id = WL_OPTION_PATTERNS, .name = "patterns", .kind = WL_OPTION_TEXT, .argument = "PATH", \
        .help = "also load this pattern file or directory; repeatable" \
    }

static const struct wl_option_group set_group = {
    "Patterns",
    (const struct wl_option[]){PATTERNS_ROW, {0}},
};

static const struct wl_option_group list_group = {
    "Options",
    (const struct wl_option[]){
        {.id = TEXTS, .name = "texts", .help = "each message text, not only their number"},
        {.id = WL_OPTION_VERBOSE,
         .letter = 'v',
         .name = "verbose",
         .help = "also the file and line where each stands"},
        WL_OPTION_FORMAT_ROW(formats),
        {0},
    },
};

static const struct wl_option_group why_group = {
    "Options",
    (const struct wl_option[]){
        {.id = WL_OPTION_MIN_CONFIDENCE,
         .name = "min-confidence",
         .kind = WL_OPTION_INTEGER,
         .argument = "N",
         .min = 0,
         .max = 100,
         .help = "what a code needs to be reported; default 60"},
        {0},
    },
};

static const struct wl_command patterns_list = {
    .name = "list",
    .summary = "patterns, contexts, fields, texts, diagnoses in use",
    .operands = "",
    .examples =
        (const struct wl_example[]){
            {"patterns list", "one a line, with what it counts"},
            {"patterns list --texts", "each message text too"},
            {"patterns list --format=json", "all of it, one object a line"},
            {0},
        },
    .groups =
        (const struct wl_option_group *const[]){
            &list_group,
            &set_group,
            &wl_common_output,
            NULL,
        },
    .run = run_list,
};

static const struct wl_command patterns_check = {
    .name = "check",
    .summary = "check pattern files; shows where a mistake is",
    .operands = "[FILE...]",
    .examples =
        (const struct wl_example[]){
            {"patterns check net.yaml", "before it is used"},
            {"patterns check", "all files that annotate would load"},
            {0},
        },
    .groups = (const struct wl_option_group *const[]){&set_group, NULL},
    .notes = "Without FILE: those of $XDG_CONFIG_HOME/wsalog/patterns and of --patterns.\n"
             "Exit status: 0 all are good, 2 one is not.",
    .run = run_check,
};

static const struct wl_command patterns_test = {
    .name = "test",
    .summary = "run the examples of all patterns",
    .operands = "",
    .groups = (const struct wl_option_group *const[]){&set_group, &wl_common_output, NULL},
    .notes = "Every example of every rule, and for each rule whether its expressions run away.\n"
             "Exit status: 0 all pass, 2 one fails.",
    .run = run_test,
};

static const struct wl_command patterns_why = {
    .name = "why",
    .summary = "what each pattern says about a line, and what follows",
    .operands = "LINE",
    .min_operands = 1,
    .max_operands = 1,
    .examples =
        (const struct wl_example[]){
            {"patterns why 'connect failed: 10061'", "every decision about a line"},
            {"patterns why - <line.txt", "a line from a file"},
            {0},
        },
    .groups =
        (const struct wl_option_group *const[]){
            &why_group,
            &set_group,
            &wl_common_output,
            NULL,
        },
    .notes = "LINE is - for standard input.",
    .run = run_why,
};

const struct wl_command wl_cmd_patterns = {
    .name = "patterns",
    .summary = "what detection knows, and why a line gave what",
    .operands = "",
    .examples =
        (const struct wl_example[]){
            {"patterns why 'failed: 10061'", "why a line is reported, or is not"},
            {"patterns list", "all patterns, contexts, fields and texts"},
            {"patterns check net.yaml", "a pattern file of yours"},
            {"patterns test", "run the examples of all patterns"},
            {0},
        },
    .sub =
        (const struct wl_command *const[]){
            &patterns_list,
            &patterns_check,
            &patterns_test,
            &patterns_why,
            NULL,
        },
};
