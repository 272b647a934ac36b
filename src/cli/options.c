/*
 * The parser behind options.h. Every message about a wrong option is made here.
 */
#include "cli/options.h"

#include "base/buf.h"
#include "cli/suggest.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct parse {
    struct wl_options *out;
    const struct wl_option_group *const *groups;
    int argc, next; /* next: index of the first argument that is not used up */
    char *const *argv;
    struct wl_error *err;
};

static const struct wl_option *
find_long(const struct parse *parse, struct wl_span name)
{
    for (const struct wl_option_group *const *group = parse->groups; *group; group++)
        for (const struct wl_option *option = (*group)->options; option->name; option++)
            if (wl_span_equal(wl_span_of(option->name), name))
                return option;
    return NULL;
}

static const struct wl_option *
find_letter(const struct parse *parse, char letter)
{
    for (const struct wl_option_group *const *group = parse->groups; *group; group++)
        for (const struct wl_option *option = (*group)->options; option->name; option++)
            if (option->letter == letter)
                return option;
    return NULL;
}

/* word: as typed, with its dashes; name: the part that may be a slip of a long name. */
static int
refuse_unknown(const struct parse *parse, struct wl_span word, struct wl_span name)
{
    struct wl_suggest suggest;
    char text[64];
    size_t len = name.len < sizeof text ? name.len : sizeof text - 1;
    const char *best;

    memcpy(text, name.ptr, len);
    text[len] = '\0';
    wl_suggest_init(&suggest, text);
    for (const struct wl_option_group *const *group = parse->groups; *group; group++)
        for (const struct wl_option *option = (*group)->options; option->name; option++)
            wl_suggest_offer(&suggest, option->name);
    best = wl_suggest_best(&suggest);
    if (best)
        return wl_error_set(parse->err, WL_EPARSE, "no option '%.*s'; did you mean '--%s'?",
                            (int)word.len, word.ptr, best);
    return wl_error_set(parse->err, WL_EPARSE, "no option '%.*s'; --help lists them", (int)word.len,
                        word.ptr);
}

/* "auto, always or never" */
static void
add_choices(struct wl_buf *out, const char *const *choices)
{
    for (size_t i = 0; choices[i]; i++) {
        if (i > 0)
            wl_buf_add_text(out, choices[i + 1] ? ", " : " or ");
        wl_buf_add_text(out, choices[i]);
    }
}

static int
check_choice(struct wl_given *given, const char *shown, struct wl_error *err)
{
    const char *const *choices = wl_option_choices(given->option);
    struct wl_buf list;
    int rc;

    for (size_t i = 0; choices[i]; i++) {
        if (strcmp(choices[i], given->text) == 0) {
            given->number = (int64_t)i;
            return 0;
        }
    }
    wl_buf_init(&list);
    add_choices(&list, choices);
    rc = wl_error_set(err, WL_EPARSE, "%s takes %s, not '%s'", shown, wl_buf_text(&list),
                      given->text);
    wl_buf_done(&list);
    return rc;
}

static int
check_integer(struct wl_given *given, const char *shown, struct wl_error *err)
{
    const struct wl_option *option = given->option;
    char *end;

    errno = 0;
    given->number = strtoll(given->text, &end, 10);
    if (errno || end == given->text || *end || given->number < option->min ||
        given->number > option->max)
        return wl_error_set(err, WL_EPARSE,
                            "%s takes a number from %" PRId64 " to %" PRId64 ", not '%s'", shown,
                            option->min, option->max, given->text);
    return 0;
}

static int
check_size(struct wl_given *given, const char *shown, struct wl_error *err)
{
    static const char units[] = "KMGT";
    const char *unit;
    char *end;
    int shift = 0;

    errno = 0;
    given->number = strtoll(given->text, &end, 10);
    unit = *end ? strchr(units, *end & ~0x20) : NULL;
    if (unit) {
        shift = 10 * (int)(unit - units + 1);
        end++;
    }
    if (errno || end == given->text || *end || given->number < 1 ||
        given->number > INT64_MAX >> shift)
        return wl_error_set(err, WL_EPARSE, "%s takes a size such as 500M or 2G, not '%s'", shown,
                            given->text);
    given->number <<= shift;
    return 0;
}

/* value: text beside the option in the same argument, or NULL. */
static int
accept(struct parse *parse, const struct wl_option *option, bool is_short, const char *value)
{
    struct wl_given *given = &parse->out->given[parse->out->given_count];
    char shown[64];

    if (is_short)
        (void)snprintf(shown, sizeof shown, "-%c", option->letter);
    else
        (void)snprintf(shown, sizeof shown, "--%s", option->name);
    *given = (struct wl_given){.option = option, .text = value};
    if (option->kind != WL_OPTION_FLAG && !value && parse->next < parse->argc)
        given->text = parse->argv[parse->next++];
    if (option->kind == WL_OPTION_FLAG && value)
        return wl_error_set(parse->err, WL_EPARSE, "%s takes no value", shown);
    if (option->kind != WL_OPTION_FLAG && (!given->text || !*given->text))
        return wl_error_set(parse->err, WL_EPARSE, "%s needs a value", shown);
    if (option->kind == WL_OPTION_CHOICE && check_choice(given, shown, parse->err) < 0)
        return WL_EPARSE;
    if (option->kind == WL_OPTION_INTEGER && check_integer(given, shown, parse->err) < 0)
        return WL_EPARSE;
    if (option->kind == WL_OPTION_SIZE && check_size(given, shown, parse->err) < 0)
        return WL_EPARSE;
    parse->out->given_count++;
    return 0;
}

static int
parse_long(struct parse *parse, const char *arg)
{
    const char *name = arg + 2, *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    const struct wl_option *option = find_long(parse, (struct wl_span){name, len});

    if (!option)
        return refuse_unknown(parse, (struct wl_span){arg, len + 2}, (struct wl_span){name, len});
    return accept(parse, option, false, equals ? equals + 1 : NULL);
}

static int
parse_letters(struct parse *parse, const char *arg)
{
    for (const char *p = arg + 1; *p; p++) {
        const struct wl_option *option = find_letter(parse, *p);
        bool takes_rest;

        /* A long name with one dash is a usual slip: show what was typed, not a letter of it. */
        if (!option)
            return p == arg + 1 && p[1]
                       ? refuse_unknown(parse, wl_span_of(arg), wl_span_of(p))
                       : refuse_unknown(parse, (struct wl_span){(char[]){'-', *p}, 2},
                                        (struct wl_span){p, 1});
        takes_rest = option->kind != WL_OPTION_FLAG && p[1];
        if (accept(parse, option, true, takes_rest ? p + 1 : NULL) < 0)
            return WL_EPARSE;
        if (takes_rest)
            break;
    }
    return 0;
}

static bool
is_operand(const struct parse *parse, const char *arg)
{
    if (arg[0] != '-' || arg[1] == '\0')
        return true;
    return arg[1] >= '0' && arg[1] <= '9' && !find_letter(parse, arg[1]);
}

static int
parse_all(struct parse *parse)
{
    bool operands_only = false;

    while (parse->next < parse->argc) {
        const char *arg = parse->argv[parse->next++];
        int rc = 0;

        if (operands_only || is_operand(parse, arg))
            parse->out->operands[parse->out->operand_count++] = arg;
        else if (strcmp(arg, "--") == 0)
            operands_only = true;
        else
            rc = arg[1] == '-' ? parse_long(parse, arg) : parse_letters(parse, arg);
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* No argument gives more options than it has bytes, and none more than one operand. */
static int
reserve(struct wl_options *out, int argc, char *const *argv, struct wl_error *err)
{
    size_t bytes = 1;

    for (int i = 0; i < argc; i++)
        bytes += argv[i][0] == '-' && argv[i][1] != '-' ? strlen(argv[i]) : 1;
    out->given = calloc(bytes, sizeof *out->given);
    out->operands = calloc((size_t)argc + 1, sizeof *out->operands);
    if (!out->given || !out->operands)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    return 0;
}

int
wl_options_parse(struct wl_options *out, const struct wl_option_group *const *groups, int argc,
                 char *const *argv, struct wl_error *err)
{
    struct wl_options options = {0};
    struct parse parse = {
        .out = &options, .groups = groups, .argc = argc, .argv = argv, .err = err};
    int rc = reserve(&options, argc, argv, err);

    if (rc == 0)
        rc = parse_all(&parse);
    if (rc < 0)
        wl_options_done(&options);
    else
        *out = options;
    return rc;
}

const char *const *
wl_option_choices(const struct wl_option *option)
{
    return option->choices_of ? option->choices_of() : option->choices;
}

void
wl_options_done(struct wl_options *options)
{
    free(options->given);
    free(options->operands);
    *options = (struct wl_options){0};
}

const struct wl_given *
wl_options_last(const struct wl_options *options, int id)
{
    for (size_t i = options->given_count; i > 0; i--)
        if (options->given[i - 1].option->id == id)
            return &options->given[i - 1];
    return NULL;
}

bool
wl_options_has(const struct wl_options *options, int id)
{
    return wl_options_last(options, id) != NULL;
}

const char *
wl_options_text(const struct wl_options *options, int id, const char *fallback)
{
    const struct wl_given *given = wl_options_last(options, id);

    return given ? given->text : fallback;
}

int64_t
wl_options_number(const struct wl_options *options, int id, int64_t fallback)
{
    const struct wl_given *given = wl_options_last(options, id);

    return given ? given->number : fallback;
}

const struct wl_given *
wl_options_next(const struct wl_options *options, int id, const struct wl_given *previous)
{
    const struct wl_given *end = options->given + options->given_count;

    for (const struct wl_given *given = previous ? previous + 1 : options->given; given < end;
         given++)
        if (given->option->id == id)
            return given;
    return NULL;
}
