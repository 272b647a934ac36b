#include "cli/dispatch.h"

#include "cli/help.h"
#include "cli/suggest.h"
#include "cli/terminal.h"
#include "cli/version.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Print and forget; whether it arrived is checked once, at the end. */
static int
print_buf(struct wl_buf *buf)
{
    (void)fputs(wl_buf_text(buf), stdout);
    wl_buf_done(buf);
    return WL_EXIT_DONE;
}

static int
print_overview(void)
{
    struct wl_buf buf;

    wl_buf_init(&buf);
    wl_help_add_overview(&buf);
    return print_buf(&buf);
}

static int
print_command_help(const struct wl_command *command, const char *title)
{
    struct wl_buf buf;

    wl_buf_init(&buf);
    wl_help_add_command(&buf, command, title);
    return print_buf(&buf);
}

static int
print_version(void)
{
    (void)fputs("wsalog " WSALOG_VERSION "\n", stdout);
    return WL_EXIT_DONE;
}

/* 10054, 0x2746, -2147014842, WSAECONNRESET */
static bool
looks_like_code(const char *word)
{
    if (strncmp(word, "WSA", 3) == 0)
        return true;
    if (*word == '-')
        word++;
    return isdigit((unsigned char)*word);
}

/* What may have been meant by a first word that is no command; "" or a whole command line. */
static void
guess_command(struct wl_buf *out, const struct wl_command *const *table, const char *title,
              const char *word)
{
    struct wl_suggest suggest;
    struct stat st;

    wl_suggest_init(&suggest, word);
    for (const struct wl_command *const *p = table; *p; p++)
        wl_suggest_offer(&suggest, (*p)->name);
    if (wl_suggest_best(&suggest))
        wl_buf_add_text(out, wl_suggest_best(&suggest));
    else if (!*title && looks_like_code(word) && wl_command_find(table, "explain"))
        wl_buf_addf(out, "wsalog explain %s", word);
    else if (!*title && wl_command_find(table, "annotate") && stat(word, &st) == 0)
        wl_buf_addf(out, "wsalog %s %s", S_ISDIR(st.st_mode) ? "scan" : "annotate", word);
}

/* title: "" or "db" */
static int
refuse_command(const struct wl_command *const *table, const char *title, const char *word)
{
    const struct wl_invocation invocation = {.title = title};
    struct wl_error err;
    struct wl_buf guess;
    const char *text;

    wl_buf_init(&guess);
    guess_command(&guess, table, title, word);
    text = wl_buf_text(&guess);
    if (*text)
        (void)wl_error_set(&err, WL_EPARSE, "no command '%s'; did you mean '%s'?", word, text);
    else
        (void)wl_error_set(&err, WL_EPARSE, "no command '%s'; 'wsalog help%s%s' lists them", word,
                           *title ? " " : "", title);
    wl_buf_done(&guess);
    return wl_cli_error(*title ? &invocation : NULL, &err);
}

static int
check_operands(const struct wl_command *command, const struct wl_options *options,
               struct wl_error *err)
{
    size_t count = options->operand_count;
    bool unlimited = command->max_operands == 0 && *command->operands;

    if (count < command->min_operands)
        return wl_error_set(err, WL_EPARSE, "%s is missing; --help shows how", command->operands);
    if (!unlimited && count > command->max_operands)
        return wl_error_set(err, WL_EPARSE, "'%s' is too much; --help shows what it takes",
                            options->operands[command->max_operands]);
    return 0;
}

#define GROUPS_MAX 12

/* The command's groups and the one that all have. */
static void
collect_groups(const struct wl_option_group **out, const struct wl_command *command)
{
    size_t count = 0;

    for (; command->groups && command->groups[count] && count < GROUPS_MAX - 2; count++)
        out[count] = command->groups[count];
    out[count++] = &wl_common_help;
    out[count] = NULL;
}

static int
run_parsed(struct wl_invocation *invocation)
{
    const struct wl_options *options = &invocation->options;
    struct wl_error err;
    int status;

    if (wl_options_has(options, WL_OPTION_HELP))
        return print_command_help(invocation->command, invocation->title);
    if (wl_options_has(options, WL_OPTION_VERSION))
        return print_version();
    if (check_operands(invocation->command, options, &err) < 0)
        return wl_cli_error(invocation, &err);
    if (wl_common_read(&invocation->common, options, &err) < 0)
        status = wl_cli_error(invocation, &err);
    else
        status = invocation->command->run(invocation);
    wl_common_done(&invocation->common);
    return status;
}

static int
run_leaf(const struct wl_command *command, const char *title, int argc, char **argv)
{
    struct wl_invocation invocation = {.command = command, .title = title};
    const struct wl_option_group *groups[GROUPS_MAX];
    struct wl_error err;
    int status;

    collect_groups(groups, command);
    if (wl_options_parse(&invocation.options, groups, argc, argv, &err) < 0)
        return wl_cli_error(&invocation, &err);
    status = run_parsed(&invocation);
    wl_options_done(&invocation.options);
    return status;
}

static bool
is_help(const char *word)
{
    return strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0;
}

static int
run_command(const struct wl_command *command, int argc, char **argv)
{
    const struct wl_invocation invocation = {.title = command->name};
    const struct wl_command *sub;
    struct wl_error err;
    char title[64];

    if (!command->sub)
        return run_leaf(command, command->name, argc, argv);
    if (argc > 0 && (is_help(argv[0]) || strcmp(argv[0], "help") == 0))
        return print_command_help(command, command->name);
    if (argc == 0 || argv[0][0] == '-') {
        (void)wl_error_set(&err, WL_EPARSE,
                           "the name of a command must come first; 'wsalog help %s' lists them",
                           command->name);
        return wl_cli_error(&invocation, &err);
    }
    sub = wl_command_find(command->sub, argv[0]);
    if (!sub)
        return refuse_command(command->sub, command->name, argv[0]);
    (void)snprintf(title, sizeof title, "%s %s", command->name, sub->name);
    return run_leaf(sub, title, argc - 1, argv + 1);
}

/* wsalog help [COMMAND [SUB-COMMAND]] */
static int
run_help(int argc, char **argv)
{
    const struct wl_command *command, *sub;
    char title[64];

    if (argc == 0 || is_help(argv[0]))
        return print_overview();
    command = wl_command_find(wl_commands, argv[0]);
    if (!command)
        return refuse_command(wl_commands, "", argv[0]);
    if (argc == 1 || !command->sub)
        return print_command_help(command, command->name);
    sub = wl_command_find(command->sub, argv[1]);
    if (!sub)
        return refuse_command(command->sub, command->name, argv[1]);
    (void)snprintf(title, sizeof title, "%s %s", command->name, sub->name);
    return print_command_help(sub, title);
}

static int
run_first_word(int argc, char **argv)
{
    const struct wl_command *command;
    struct wl_error err;

    if (argc < 2 || is_help(argv[1]))
        return print_overview();
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0)
        return print_version();
    if (strcmp(argv[1], "help") == 0)
        return run_help(argc - 2, argv + 2);
    if (argv[1][0] == '-' && !looks_like_code(argv[1])) {
        (void)wl_error_set(&err, WL_EPARSE,
                           "'%s' must come after a command; 'wsalog help' lists them", argv[1]);
        return wl_cli_error(NULL, &err);
    }
    command = wl_command_find(wl_commands, argv[1]);
    return command ? run_command(command, argc - 2, argv + 2)
                   : refuse_command(wl_commands, "", argv[1]);
}

int
wl_dispatch(int argc, char **argv)
{
    int status = run_first_word(argc, argv);
    struct wl_error err;

    /* A full disk shows only here. EBADF: started without standard output, and nothing was written.
     */
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    (void)wl_error_set(&err, WL_EIO, "cannot write to standard output: %s", strerror(errno));
    return wl_cli_error(NULL, &err);
}
