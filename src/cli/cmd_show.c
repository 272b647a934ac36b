/*
 * wsalog show: one occurrence with its evidence and the lines around it.
 */
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/database.h"
#include "cli/look_up.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "input/charset.h"
#include "report/show.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    CONTEXT = WL_OPTION_OWN,
};

#define AROUND 3 /* lines before and behind, when nothing is said */

struct show {
    struct wl_invocation *invocation;
    const struct wl_patterns *patterns;
    struct wl_layout layout;
    size_t shown;
};

/* Line endings and notes of ours are not in the text that was stored, and bad bytes are replaced.
 */
static bool
is_same_line(const struct wl_excerpt_sink *excerpt, const struct wl_show_row *row)
{
    struct wl_span now = wl_buf_span(&excerpt->text);
    size_t len = 0;

    now = (struct wl_span){now.ptr + excerpt->at, now.len - excerpt->at};
    while (len < now.len && len < row->text.len && now.ptr[len] == row->text.ptr[len])
        len++;
    return len == row->text.len || len == now.len || (unsigned char)now.ptr[len] >= 0x80;
}

/* Where the line is in a code page, it and those around it are shown as it is stored. */
static int
decode(struct wl_excerpt_sink *excerpt, struct wl_error *err)
{
    struct wl_span text = wl_buf_span(&excerpt->text);
    struct wl_span line = {text.ptr + excerpt->at, text.len - excerpt->at};
    struct wl_charset *charset;
    struct wl_buf out;

    if (wl_utf8_valid(text))
        return 0;
    if (wl_charset_new(&charset, NULL, err) < 0)
        return WL_ENOMEM;
    wl_buf_init(&out);
    if (wl_charset_judge(charset, line)) {
        wl_charset_decode(charset, (struct wl_span){text.ptr, excerpt->at}, &out);
        excerpt->at = out.len;
        wl_charset_decode(charset, line, &out);
        wl_buf_done(&excerpt->text);
        excerpt->text = out;
    }
    wl_charset_free(charset);
    return excerpt->text.failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
}

static int
show_row(void *arg, const struct wl_show_row *row, struct wl_error *err)
{
    struct show *show = arg;
    struct wl_show_around around = {0};
    struct wl_excerpt_sink excerpt;
    struct wl_error why = {0};
    struct wl_buf locator;
    int rc = 0;

    wl_excerpt_init(&excerpt);
    wl_buf_init(&locator);
    wl_buf_add_span(&locator, row->locator);
    excerpt.offset = row->offset;
    excerpt.around = (unsigned)wl_options_number(&show->invocation->options, CONTEXT, AROUND);
    if (strcmp(wl_buf_text(&locator), "-") == 0)
        around.missing = "it came through a pipe";
    else if (wl_look_up(&excerpt, wl_buf_text(&locator), show->patterns, &why) < 0)
        around.missing = why.text;
    else if (!excerpt.found || !is_same_line(&excerpt, row))
        around.missing = "the source has changed since it was read";
    else
        rc = decode(&excerpt, err);
    if (!around.missing && rc == 0)
        around = (struct wl_show_around){wl_buf_span(&excerpt.text), excerpt.at, NULL};
    if (show->shown++ > 0)
        wl_layout_end(&show->layout);
    wl_show_write(&show->layout, row, &around);
    if (why.status == WL_ENOMEM || locator.failed || show->layout.out->failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    wl_buf_done(&locator);
    wl_excerpt_done(&excerpt);
    return rc;
}

static int
show_all(struct show *show, struct wl_store *store, int *status)
{
    const struct wl_options *options = &show->invocation->options;
    struct wl_error err;
    size_t count;

    for (size_t i = 0; i < options->operand_count; i++) {
        const char *word = options->operands[i];

        if (wl_show_each(store, word, show_row, show, &count, &err) < 0) {
            *status = wl_cli_error(show->invocation, &err);
        } else if (count == 0) {
            wl_cli_warn(show->invocation, "the database has no occurrence '%s'", word);
            *status = *status ? *status : WL_EXIT_NOTHING;
        }
    }
    return *status;
}

static int
run(struct wl_invocation *invocation)
{
    const char *path = invocation->common.output;
    struct wl_terminal terminal;
    struct wl_pattern_set *set = NULL;
    struct wl_store *store = NULL;
    struct wl_error err;
    struct wl_buf out;
    struct show show = {.invocation = invocation};
    int status = WL_EXIT_DONE, rc;

    wl_buf_init(&out);
    wl_terminal_init(&terminal, path ? -1 : STDOUT_FILENO, invocation->common.color);
    show.layout = (struct wl_layout){
        .out = &out, .width = terminal.width, .utf8 = terminal.utf8, .color = terminal.color};
    rc = wl_pattern_set_of(&set, &invocation->common, &err);
    if (rc == 0)
        rc = wl_database_open(&store, &invocation->common, &err);
    if (rc == 0) {
        show.patterns = wl_pattern_set_get(set);
        status = show_all(&show, store, &status);
        rc = wl_output_write(path, &out, &err);
    }
    if (rc < 0)
        status = wl_cli_error(invocation, &err);
    wl_store_free(store);
    wl_pattern_set_free(set);
    wl_buf_done(&out);
    return status;
}

static const struct wl_option_group own = {
    "Options",
    (const struct wl_option[]){
        {.id = CONTEXT,
         .letter = 'C',
         .name = "context",
         .kind = WL_OPTION_INTEGER,
         .argument = "NUM",
         .min = 0,
         .max = 1000,
         .help = "lines around it, from its source; default 3"},
        {0},
    },
};

const struct wl_command wl_cmd_show = {
    .name = "show",
    .summary = "one occurrence with its evidence and the lines around it",
    .operands = "ID|SOURCE:LINE...",
    .min_operands = 1,
    .examples =
        (const struct wl_example[]){
            {"show app.log:12", "what was found in that line"},
            {"show 6f02c41d0000000c", "by the beginning of its id"},
            {0},
        },
    .groups = (const struct wl_option_group *const[]){&own, &wl_common_db, &wl_common_time,
                                                      &wl_common_output, NULL},
    .notes = "The id is the field 'id' of --format=jsonl. The lines around are read from the\n"
             "source, if it is still there and unchanged. Exit status: 0 shown, 1 no such\n"
             "occurrence, 2 error.",
    .run = run,
};
