/*
 * wsalog patterns: what detection knows, checked, tested and explained. One sub-command, one row.
 */
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/pattern_test.h"
#include "cli/session.h"
#include "cli/terminal.h"

#include <unistd.h>

/* Patterns of the program, the user's directory and --patterns. */
static int
load_set(struct wl_pattern_set **out, const struct wl_common *common, bool checked,
         struct wl_error *err)
{
    char **paths = NULL;
    size_t count = 0;
    int rc = wl_pattern_paths(&paths, &count, common, err);

    if (rc == 0)
        rc = (checked ? wl_pattern_set_new
                      : wl_pattern_set_new_unchecked)(out, (const char *const *)paths, count, err);
    wl_pattern_paths_free(paths);
    return rc;
}

static int
run_test(struct wl_invocation *invocation)
{
    struct wl_pattern_set *set = NULL;
    struct wl_buf out;
    struct wl_error err;
    size_t failed = 0;
    int rc = load_set(&set, &invocation->common, false, &err);

    wl_buf_init(&out);
    if (rc == 0)
        rc = wl_pattern_test(&out, wl_pattern_set_get(set), &failed, &err);
    if (rc == 0)
        rc = wl_output_write(invocation->common.output, &out, &err);
    wl_buf_done(&out);
    wl_pattern_set_free(set);
    if (rc < 0)
        return wl_cli_error(invocation, &err);
    return failed ? WL_EXIT_ERROR : WL_EXIT_DONE;
}

static const struct wl_command patterns_test = {
    .name = "test",
    .summary = "run the examples of all patterns",
    .operands = "",
    .groups = (const struct wl_option_group *const[]){&wl_common_detect, &wl_common_output, NULL},
    .run = run_test,
};

const struct wl_command wl_cmd_patterns = {
    .name = "patterns",
    .summary = "what detection knows, and why a line gave what",
    .operands = "",
    .examples =
        (const struct wl_example[]){
            {"patterns test", "run the examples of all patterns"},
            {0},
        },
    .sub = (const struct wl_command *const[]){&patterns_test, NULL},
};
