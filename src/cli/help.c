#include "cli/help.h"

#include "report/prose.h"

#include <stdio.h>
#include <string.h>

#define NAME_COLUMN 33 /* where the text of an option begins */
#define LINE_MAX_COLUMNS 80

static void
add_padding(struct wl_buf *out, size_t used, size_t column)
{
    wl_buf_addf(out, "%*s", (int)(used < column ? column - used : 2), "");
}

static void
add_example(struct wl_buf *out, const struct wl_example *example, size_t column)
{
    size_t start = out->len;

    wl_buf_addf(out, "  wsalog %s", example->line);
    add_padding(out, out->len - start, column);
    wl_buf_addf(out, "%s\n", example->what);
}

/* A table whose example lines differ much in length would leave ragged gaps: one column for all. */
static size_t
example_column(const struct wl_example *examples)
{
    size_t widest = 0;

    for (; examples->line; examples++)
        if (strlen(examples->line) > widest)
            widest = strlen(examples->line);
    return strlen("  wsalog ") + widest + 2;
}

static void
add_commands(struct wl_buf *out, const struct wl_command *const *table)
{
    size_t widest = 0;

    for (const struct wl_command *const *p = table; *p; p++)
        if (strlen((*p)->name) > widest)
            widest = strlen((*p)->name);
    for (; *table; table++)
        wl_buf_addf(out, "  %-*s  %s\n", (int)widest, (*table)->name, (*table)->summary);
}

void
wl_help_add_overview(struct wl_buf *out)
{
    size_t column = 0;

    wl_buf_add_text(out,
                    "wsalog finds Winsock error codes in logs, explains them and remembers them."
                    "\n\nExamples:\n");
    for (const struct wl_command *const *p = wl_commands; *p; p++)
        if ((*p)->examples && strlen((*p)->examples[0].line) > column)
            column = strlen((*p)->examples[0].line);
    for (const struct wl_command *const *p = wl_commands; *p; p++)
        if ((*p)->examples)
            add_example(out, &(*p)->examples[0], strlen("  wsalog ") + column + 2);
    wl_buf_add_text(out, "\nCommands:\n");
    add_commands(out, wl_commands);
    wl_buf_add_text(out, "\n'wsalog help COMMAND' or 'wsalog COMMAND --help' says more.\n");
}

static void
add_option_name(struct wl_buf *out, const struct wl_option *option)
{
    if (option->letter)
        wl_buf_addf(out, "  -%c, --%s", option->letter, option->name);
    else
        wl_buf_addf(out, "      --%s", option->name);
    if (option->kind == WL_OPTION_CHOICE) {
        const char *const *choices = wl_option_choices(option);

        for (size_t i = 0; choices[i]; i++)
            wl_buf_addf(out, "%c%s", i ? '|' : '=', choices[i]);
    } else if (option->kind != WL_OPTION_FLAG) {
        wl_buf_addf(out, "=%s", option->argument);
    }
}

static void
add_option(struct wl_buf *out, const struct wl_option *option)
{
    const struct wl_prose prose = {.out = out, .width = LINE_MAX_COLUMNS, .utf8 = true};
    struct wl_buf name;
    size_t used;

    wl_buf_init(&name);
    add_option_name(&name, option);
    used = name.len;
    if (used + 2 > NAME_COLUMN) {
        wl_buf_add_char(&name, '\n');
        wl_buf_add_span(out, wl_buf_span(&name));
        wl_buf_clear(&name);
        used = 0;
    }
    add_padding(&name, used, NAME_COLUMN);
    wl_prose_add(&prose, wl_buf_text(&name), NAME_COLUMN, option->help);
    wl_buf_done(&name);
}

static void
add_group(struct wl_buf *out, const struct wl_option_group *group)
{
    wl_buf_addf(out, "\n%s:\n", group->title);
    for (const struct wl_option *option = group->options; option->name; option++)
        add_option(out, option);
}

static void
add_usage(struct wl_buf *out, const struct wl_command *command, const char *title)
{
    const char *operands = command->sub ? "COMMAND" : command->operands;

    wl_buf_addf(out, "wsalog %s: %s\n\n", title, command->summary);
    wl_buf_addf(out, "Usage: wsalog %s%s%s%s\n", title, command->groups ? " [OPTION]..." : "",
                *operands ? " " : "", operands);
}

void
wl_help_add_command(struct wl_buf *out, const struct wl_command *command, const char *title)
{
    add_usage(out, command, title);
    if (command->examples) {
        wl_buf_add_text(out, "\nExamples:\n");
        for (const struct wl_example *example = command->examples; example->line; example++)
            add_example(out, example, example_column(command->examples));
    }
    if (command->sub) {
        wl_buf_add_text(out, "\nCommands:\n");
        add_commands(out, command->sub);
    }
    for (const struct wl_option_group *const *p = command->groups; p && *p; p++)
        add_group(out, *p);
    add_group(out, &wl_common_help);
    if (command->notes)
        wl_buf_addf(out, "\n%s\n", command->notes);
}
