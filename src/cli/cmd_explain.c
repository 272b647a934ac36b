/*
 * wsalog explain: from what the user types to codes. How they are shown is report/explain.h.
 */
#include "cli/commands.h"
#include "cli/explain_text.h"
#include "cli/look_up.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "report/explain.h"
#include "scan/lookup.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

enum {
    LIST = WL_OPTION_OWN,
    SEARCH,
    CALL,
    LOG,
};

#define MATCHES_MAX 16

enum format {
    TEXT,
    JSON,
};

static const char *const formats[] = {[TEXT] = "text", [JSON] = "json", NULL};

/* What a run of the command carries along. */
struct explain {
    struct wl_invocation *invocation;
    struct wl_buf out;
    struct wl_prose prose;
    struct wl_span call; /* of --call, or of the line of --log */
    bool json;
    const char **unknown; /* words to be named at the end; room for all operands */
    size_t unknown_count;
    int status;
};

static bool
has_blank(const char *word)
{
    return word[strcspn(word, " \t\n")] != '\0';
}

static void
show_code(struct explain *explain, const struct wl_code *code)
{
    if (explain->json) {
        wl_explain_add_code_json(&explain->out, code, explain->call);
        return;
    }
    if (explain->out.len > 0)
        wl_buf_add_char(&explain->out, '\n');
    wl_explain_add_code(&explain->prose, code, explain->call);
}

static void
show_row(struct explain *explain, const struct wl_code *code)
{
    if (explain->json)
        wl_explain_add_code_json(&explain->out, code, explain->call);
    else
        wl_explain_add_row(&explain->prose, code);
}

static void
show_related(struct explain *explain, const struct wl_related *related)
{
    if (explain->json) {
        wl_explain_add_related_json(&explain->out, related);
        return;
    }
    if (explain->out.len > 0)
        wl_buf_add_char(&explain->out, '\n');
    wl_explain_add_related(&explain->prose, related);
}

/* Rows of all codes that contain the words; NULL for all codes. */
static void
list_codes(struct explain *explain, const char *words)
{
    size_t count, found = 0;
    const struct wl_code *codes = wl_codes(&count);

    for (size_t i = 0; i < count; i++) {
        if (!words || wl_explain_contains(&codes[i], words)) {
            show_row(explain, &codes[i]);
            found++;
        }
    }
    if (found == 0 && words) {
        wl_cli_warn(explain->invocation, "no code with '%s' in its texts; fewer words find more",
                    words);
        explain->status = WL_EXIT_NOTHING;
    }
}

/* Words after `--search WORD` without quotes belong to it. */
static void
search_codes(struct explain *explain, const struct wl_options *options)
{
    struct wl_buf words;

    wl_buf_init(&words);
    wl_buf_add_text(&words, wl_options_text(options, SEARCH, ""));
    for (size_t i = 0; i < options->operand_count; i++)
        wl_buf_addf(&words, " %s", options->operands[i]);
    list_codes(explain, wl_buf_text(&words));
    wl_buf_done(&words);
}

/* The number that word spells: decimal or 0x, an HRESULT brought down to its Win32 error. */
static bool
read_number(const char *word, int64_t *number)
{
    const char *digits = word + (*word == '-');
    bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    int64_t low;
    char *end;

    errno = 0;
    *number = strtoll(word, &end, hex ? 16 : 10);
    if (errno || end == word || *end)
        return false;
    low = *number & 0xFFFFFFFF;
    if (low >> 16 == WL_HRESULT_WIN32 >> 16)
        *number = low & 0xFFFF;
    else if (*number > INT32_MAX && *number <= UINT32_MAX)
        *number = (int32_t)low;
    return true;
}

/* @return rows shown: numbers of other systems, neighbours among the Win32 errors */
static size_t
explain_related(struct explain *explain, const char *word)
{
    size_t count, shown = 0;
    const struct wl_related *rows = wl_related(&count);
    int64_t number;
    bool is_number = read_number(word, &number);

    for (size_t i = 0; i < count; i++) {
        bool same = is_number ? rows[i].number == number : strcasecmp(rows[i].name, word) == 0;

        if (same) {
            show_related(explain, &rows[i]);
            shown++;
        }
    }
    return shown;
}

/* "WSAECONNRESET (10054), ... or ..." */
static void
add_near(struct wl_buf *out, const struct wl_near *near, size_t count)
{
    for (size_t i = 0; i < count; i++)
        wl_buf_addf(out, "%s%s (%u)",
                    i == 0          ? ""
                    : i + 1 < count ? ", "
                                    : " or ",
                    near[i].word, near[i].code->number);
}

static void
say_unknown(const struct explain *explain, const char *word)
{
    struct wl_near near[3];
    size_t count = 0;
    struct wl_buf hint;

    wl_buf_init(&hint);
    if (!has_blank(word))
        count = wl_lookup_near(wl_span_of(word), near, sizeof near / sizeof *near);
    if (count > 0) {
        wl_buf_add_text(&hint, "did you mean ");
        add_near(&hint, near, count);
        wl_buf_add_char(&hint, '?');
    } else {
        wl_buf_add_text(&hint, "'--search WORDS' looks into the explanations");
    }
    wl_cli_warn(explain->invocation, "no Winsock code '%s'; %s", word, wl_buf_text(&hint));
    wl_buf_done(&hint);
}

/* Where the word does not name the code itself, say what it is. */
static void
show_matches(struct explain *explain, const char *word, const struct wl_lookup *found, size_t count)
{
    show_code(explain, found[0].code);
    if (explain->json || (found[0].exact && count == 1))
        return;
    wl_buf_add_char(&explain->out, '\n');
    if (!found[0].exact)
        wl_explain_add_note(&explain->prose, word, wl_lookup_how_text(found[0].how));
    if (count > 1)
        wl_explain_add_note(&explain->prose, word, "may also stand for");
    for (size_t i = 1; i < count; i++)
        wl_explain_add_row(&explain->prose, found[i].code);
}

/* @return codes shown */
static size_t
explain_text(struct explain *explain, const char *text)
{
    const struct wl_code *codes[MATCHES_MAX];
    struct wl_error err;
    size_t count;

    if (wl_explain_text(wl_span_of(text), codes, MATCHES_MAX, &count, &err) < 0)
        explain->out.failed = true; /* out of memory: said when it is written */
    for (size_t i = 0; i < count; i++)
        show_code(explain, codes[i]);
    return count;
}

static void
explain_operand(struct explain *explain, const char *word)
{
    struct wl_lookup found[MATCHES_MAX];
    size_t count = wl_lookup(wl_span_of(word), found, MATCHES_MAX);

    if (count > 0)
        show_matches(explain, word, found, count);
    else if (explain_related(explain, word) == 0 && explain_text(explain, word) == 0)
        explain->unknown[explain->unknown_count++] = word;
}

/* FILE:LINE as it was given. @return false: it has no number of a line */
static bool
split_place(const char *place, struct wl_buf *file, uint64_t *line)
{
    const char *colon = strrchr(place, ':');
    char *end;

    if (!colon || colon == place || colon[1] < '0' || colon[1] > '9')
        return false;
    errno = 0;
    *line = strtoull(colon + 1, &end, 10);
    wl_buf_add(file, place, (size_t)(colon - place));
    return *end == '\0' && errno == 0 && *line > 0;
}

/* What the line reports, each code with the function that failed there. */
static void
show_line(struct explain *explain, struct wl_excerpt_sink *excerpt, const char *place)
{
    for (size_t i = 0; i < excerpt->count; i++) {
        if (!wl_options_has(&explain->invocation->options, CALL))
            explain->call = wl_buf_span(&excerpt->calls[i]);
        show_code(explain, excerpt->codes[i]);
    }
    if (excerpt->count > 0)
        return;
    explain->status = WL_EXIT_NOTHING;
    if (excerpt->found)
        wl_cli_warn(explain->invocation,
                    "%s reports no Winsock error; 'wsalog patterns why' shows why not", place);
    else
        wl_cli_warn(explain->invocation, "%s is no line: there are %llu", place,
                    (unsigned long long)excerpt->lines);
}

static int
explain_log(struct explain *explain, const char *place, struct wl_error *err)
{
    struct wl_excerpt_sink excerpt;
    struct wl_pattern_set *set = NULL;
    struct wl_buf file;
    int rc;

    wl_excerpt_init(&excerpt);
    wl_buf_init(&file);
    if (split_place(place, &file, &excerpt.number))
        rc = wl_pattern_set_of(&set, &explain->invocation->common, err);
    else
        rc = wl_error_set(err, WL_EPARSE, "--log takes FILE:LINE, such as app.log:12, not '%s'",
                          place);
    if (rc == 0)
        rc = wl_look_up(&excerpt, wl_buf_text(&file), wl_pattern_set_get(set), err);
    if (rc == 0)
        show_line(explain, &excerpt, place);
    wl_pattern_set_free(set);
    wl_buf_done(&file);
    explain->call = (struct wl_span){NULL, 0};
    wl_excerpt_done(&excerpt);
    return rc;
}

/* Exactly one of the four ways to ask. */
static int
check_usage(const struct wl_options *options, struct wl_error *err)
{
    static const struct {
        int id;
        const char *name;
    } ways[] = {{LIST, "--list"}, {SEARCH, "--search"}, {LOG, "--log"}};
    const char *way = NULL;

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (!wl_options_has(options, ways[i].id))
            continue;
        if (way)
            return wl_error_set(err, WL_EPARSE, "%s and %s exclude each other", way, ways[i].name);
        way = ways[i].name;
    }
    if (way && strcmp(way, "--search") != 0 && options->operand_count > 0)
        return wl_error_set(err, WL_EPARSE, "%s says it all; '%s' is too much", way,
                            options->operands[0]);
    if (!way && options->operand_count == 0)
        return wl_error_set(err, WL_EPARSE, "which code? For example 'wsalog explain 10054'");
    return 0;
}

static int
explain_all(struct explain *explain, const struct wl_options *options, struct wl_error *err)
{
    explain->call = wl_span_of(wl_options_text(options, CALL, ""));
    if (wl_options_has(options, LOG))
        return explain_log(explain, wl_options_text(options, LOG, ""), err);
    if (wl_options_has(options, LIST)) {
        list_codes(explain, NULL);
    } else if (wl_options_has(options, SEARCH)) {
        search_codes(explain, options);
    } else {
        for (size_t i = 0; i < options->operand_count; i++)
            explain_operand(explain, options->operands[i]);
    }
    return 0;
}

static void
set_up(struct explain *explain, const char *path)
{
    struct wl_terminal terminal;

    wl_terminal_init(&terminal, path ? -1 : STDOUT_FILENO, explain->invocation->common.color);
    wl_buf_init(&explain->out);
    explain->prose = (struct wl_prose){
        .out = &explain->out,
        .width = terminal.width < WL_PROSE_WIDTH_MAX ? terminal.width : WL_PROSE_WIDTH_MAX,
        .color = terminal.color,
        .utf8 = terminal.utf8,
    };
}

static int
run(struct wl_invocation *invocation)
{
    const struct wl_options *options = &invocation->options;
    const char *path = invocation->common.output;
    struct explain explain = {.invocation = invocation, .json = invocation->common.format == JSON};
    struct wl_error err;

    if (check_usage(options, &err) < 0)
        return wl_cli_error(invocation, &err);
    explain.unknown = calloc(options->operand_count + 1, sizeof *explain.unknown);
    if (!explain.unknown) {
        (void)wl_error_set(&err, WL_ENOMEM, "out of memory");
        return wl_cli_error(invocation, &err);
    }
    set_up(&explain, path);
    if (explain_all(&explain, options, &err) < 0 || wl_output_write(path, &explain.out, &err) < 0)
        explain.status = wl_cli_error(invocation, &err);
    else if (explain.unknown_count > 0)
        explain.status = WL_EXIT_NOTHING;
    for (size_t i = 0; i < explain.unknown_count; i++)
        say_unknown(&explain, explain.unknown[i]);
    wl_buf_done(&explain.out);
    free(explain.unknown);
    return explain.status;
}

static const struct wl_option_group own = {
    "Options",
    (const struct wl_option[]){
        {.id = LIST, .name = "list", .help = "all codes, one a line"},
        {.id = SEARCH,
         .name = "search",
         .kind = WL_OPTION_TEXT,
         .argument = "WORDS",
         .help = "codes with all these words in their explanation"},
        {.id = CALL,
         .name = "call",
         .kind = WL_OPTION_TEXT,
         .argument = "FUNCTION",
         .help = "what it means when this function reports it: bind, connect, recv"},
        {.id = LOG,
         .name = "log",
         .kind = WL_OPTION_TEXT,
         .argument = "FILE:LINE",
         .help = "what that line of a log reports"},
        WL_OPTION_FORMAT_ROW(formats),
        {0},
    },
};

const struct wl_command wl_cmd_explain = {
    .name = "explain",
    .summary = "what a code means, by number, name or message text",
    .operands = "CODE|NAME|TEXT...",
    .examples =
        (const struct wl_example[]){
            {"explain 10054", "what a code means and what to check"},
            {"explain 0x80072746 ECONNREFUSED", "other spellings, several at once"},
            {"explain --search 'port in use'", "codes by words of their explanation"},
            {"explain 10048 --call bind", "when that function has failed"},
            {"explain --log app.log:12", "what a line of a log reports"},
            {"explain --list", "all codes"},
            {0},
        },
    .groups = (const struct wl_option_group *const[]){&own, &wl_common_output, NULL},
    .notes = "Exit status: 0 explained, 1 unknown code, 2 error.",
    .run = run,
};
