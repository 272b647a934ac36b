/*
 * wsalog annotate: the filter. The same text out, codes explained.
 */
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "sink/annotate.h"
#include "sink/jsonl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    STYLE = WL_OPTION_OWN,
    ONLY,
    NUMBER,
    CONTEXT,
    EXPLAIN,
    ESCAPE,
    EXIT_CODE,
};

static const char *const formats[] = {"text", "jsonl", NULL};
static const char *const styles[] = {"append", "below", "none", NULL};
static const char *const escapes[] = {"auto", "always", "never", NULL};

/* The output side of a run. */
struct outlet {
    struct wl_writer writer;
    struct wl_annotate_sink *text;
    struct wl_jsonl_sink *jsonl;
    int fd;
};

static struct wl_annotate_options
text_options(const struct wl_invocation *invocation, int fd)
{
    const struct wl_options *given = &invocation->options;
    struct wl_terminal terminal;
    int64_t escape = wl_options_number(given, ESCAPE, 0);
    struct wl_annotate_options options;

    wl_terminal_init(&terminal, fd, invocation->common.color);
    options = (struct wl_annotate_options){
        .style = (enum wl_annotate_style)wl_options_number(given, STYLE, WL_STYLE_APPEND),
        .note = {terminal.utf8, terminal.color},
        .escape = escape == 1 || (escape == 0 && terminal.tty),
        .explain = wl_options_has(given, EXPLAIN),
        .context = (unsigned)wl_options_number(given, CONTEXT, 0),
        .numbers = wl_options_has(given, NUMBER),
        .names = false,
        .width = terminal.width,
    };
    options.only = wl_options_has(given, ONLY) || wl_options_has(given, CONTEXT);
    options.names = given->operand_count > 1 && (options.numbers || options.only);
    return options;
}

/* Reading what is being written would never end, and -o would empty it first. */
static int
check_inputs(const struct wl_options *given, int fd, struct wl_error *err)
{
    size_t count = given->operand_count ? given->operand_count : 1;
    struct stat out, in;

    if (fstat(fd, &out) < 0 || !S_ISREG(out.st_mode))
        return 0;
    for (size_t i = 0; i < count; i++) {
        const char *path = given->operand_count ? given->operands[i] : "-";
        int rc = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &in) : stat(path, &in);
        if (rc == 0 && in.st_dev == out.st_dev && in.st_ino == out.st_ino)
            return wl_error_set(err, WL_EIO, "'%s' is the output too: it would be read for ever",
                                path);
    }
    return 0;
}

/* The file of -o; it is emptied only when it is known to be no input. */
static int
open_output(struct outlet *outlet, const struct wl_invocation *invocation, struct wl_error *err)
{
    const char *path = invocation->common.output;
    struct stat out;
    int rc;

    if (path) {
        outlet->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
        if (outlet->fd < 0)
            return wl_error_set(err, WL_EIO, "cannot write '%s': %s", path, strerror(errno));
    }
    rc = check_inputs(&invocation->options, outlet->fd, err);
    if (rc == 0 && path && fstat(outlet->fd, &out) == 0 && S_ISREG(out.st_mode) &&
        ftruncate(outlet->fd, 0) < 0)
        rc = wl_error_set(err, WL_EIO, "cannot write '%s': %s", path, strerror(errno));
    return rc;
}

static int
open_outlet(struct outlet *outlet, const struct wl_invocation *invocation, struct wl_error *err)
{
    const char *path = invocation->common.output;
    int rc;

    *outlet = (struct outlet){.fd = STDOUT_FILENO};
    rc = open_output(outlet, invocation, err);
    if (rc < 0)
        return rc;
    rc = wl_writer_init(&outlet->writer, outlet->fd, path ? path : "standard output", err);
    if (rc == 0 && invocation->common.format == 1)
        rc = wl_jsonl_new(&outlet->jsonl, &outlet->writer, err);
    if (rc == 0 && invocation->common.format == 0) {
        struct wl_annotate_options options = text_options(invocation, outlet->fd);
        rc = wl_annotate_new(&outlet->text, &outlet->writer, &options, err);
    }
    return rc;
}

/* A full or distant disk may complain only now. */
static int
close_outlet(struct outlet *outlet, const char *path, struct wl_error *err)
{
    int rc = 0;

    wl_annotate_free(outlet->text);
    wl_jsonl_free(outlet->jsonl);
    wl_writer_done(&outlet->writer);
    if (outlet->fd > STDERR_FILENO && close(outlet->fd) < 0)
        rc = wl_error_set(err, WL_EIO, "cannot write '%s': %s", path, strerror(errno));
    return rc;
}

struct reading {
    struct wl_session *session;
    const struct wl_writer *writer;
    bool found, pipe_closed;
    int status;
};

struct operand {
    struct reading *reading;
    const char *path;
};

/* An operand that cannot be read does not keep the others from being read, an output that cannot be
 * written does. */
static int
end_operand(void *arg, const struct wl_flow_result *result, struct wl_error *err)
{
    const struct operand *operand = arg;
    struct reading *r = operand->reading;

    (void)err;
    if (!result)
        return 0;
    r->found = r->found || result->occurrences > 0;
    wl_session_warn(r->session);
    if (result->error.status == WL_EPIPE) {
        r->pipe_closed = true;
        return 1;
    }
    if (result->error.status < 0)
        r->status = wl_cli_error(r->session->invocation, &result->error);
    if (r->writer->status)
        return 1;
    if (result->broken)
        wl_cli_warn(r->session->invocation, "'%s': %llu broken UTF-16 units became U+FFFD",
                    operand->path, (unsigned long long)result->broken);
    return 0;
}

static int
add_operands(struct reading *r, struct operand *operands, size_t count, struct wl_error *err)
{
    const struct wl_options *given = &r->session->invocation->options;
    int rc = 0, ended;

    for (size_t i = 0; i < count && rc == 0; i++) {
        const char *path = given->operand_count ? given->operands[i] : "-";
        struct wl_input input = {
            .path = path, .locator = path, .end = end_operand, .arg = operands + i};
        operands[i] = (struct operand){r, path};
        rc = wl_flow_add(r->session->flow, &input, err);
    }
    ended = wl_flow_finish(r->session->flow, rc < 0 ? NULL : err);
    return rc < 0 ? rc : ended;
}

static int
read_operands(struct reading *r, struct wl_error *err)
{
    size_t given = r->session->invocation->options.operand_count, count = given ? given : 1;
    struct operand *operands = calloc(count, sizeof *operands);
    int rc =
        operands ? wl_session_open(r->session, err) : wl_error_set(err, WL_ENOMEM, "out of memory");

    if (rc == 0)
        rc = add_operands(r, operands, count, err);
    free(operands);
    return rc;
}

static int
run(struct wl_invocation *invocation)
{
    struct wl_session session;
    struct outlet outlet = {.fd = -1};
    struct wl_error err = {0};
    struct reading reading = {.session = &session, .writer = &outlet.writer};
    int status, rc;

    if (invocation->options.operand_count == 0 && isatty(STDIN_FILENO)) {
        (void)wl_error_set(&err, WL_EPARSE,
                           "nothing to read: name a file, or pipe a log into it; "
                           "see: wsalog annotate --help");
        return wl_cli_error(invocation, &err);
    }
    rc = wl_session_begin(&session, invocation, false, &err);
    if (rc == 0)
        rc = open_outlet(&outlet, invocation, &err);
    if (rc < 0) {
        status = wl_cli_error(invocation, &err);
    } else {
        struct wl_sink *first =
            outlet.text ? wl_annotate_base(outlet.text) : wl_jsonl_base(outlet.jsonl);
        /* output comes first, so that storing never holds a line back */
        struct wl_flow_setup *setup = &session.setup;
        memmove(setup->sinks + 1, setup->sinks, sizeof(void *) * (WL_SINKS_MAX - 1));
        setup->sinks[0] = first;
        setup->sink_count++;
        wl_session_warn(&session);
        rc = read_operands(&reading, &err);
        status = rc < 0 ? wl_cli_error(invocation, &err) : reading.status;
        rc = outlet.writer.status ? 0 : wl_writer_flush(&outlet.writer, &err);
        if (rc == WL_EPIPE)
            reading.pipe_closed = true;
        else if (rc < 0)
            status = wl_cli_error(invocation, &err);
    }
    if (status == WL_EXIT_DONE && !reading.found && wl_options_has(&invocation->options, EXIT_CODE))
        status = WL_EXIT_NOTHING;
    if (close_outlet(&outlet, invocation->common.output, &err) < 0)
        status = wl_cli_error(invocation, &err);
    status = wl_session_end(&session, status);
    wl_session_raise(reading.pipe_closed);
    return status;
}

static const struct wl_option_group own = {
    "Output",
    (const struct wl_option[]){
        WL_OPTION_FORMAT_ROW(formats),
        {.id = STYLE,
         .name = "style",
         .kind = WL_OPTION_CHOICE,
         .choices = styles,
         .help = "where notes stand"},
        {.id = ONLY, .name = "only-matching", .help = "only lines that report a code"},
        {.id = NUMBER, .letter = 'n', .name = "line-number", .help = "line numbers in front"},
        {.id = CONTEXT,
         .letter = 'C',
         .name = "context",
         .kind = WL_OPTION_INTEGER,
         .argument = "NUM",
         .min = 0,
         .max = 1000,
         .help = "only lines with a code, and NUM around them"},
        {.id = EXPLAIN, .name = "explain", .help = "causes and next checks under the line"},
        {.id = ESCAPE,
         .name = "escape",
         .kind = WL_OPTION_CHOICE,
         .choices = escapes,
         .help = "show control characters; auto: on a terminal"},
        {.id = EXIT_CODE, .name = "exit-code", .help = "exit status 1 when no code was found"},
        {0},
    },
};

const struct wl_command wl_cmd_annotate = {
    .name = "annotate",
    .summary = "filter: the same text, codes explained",
    .operands = "[FILE...]",
    .examples =
        (const struct wl_example[]){
            {"annotate app.log | less", "read a log, codes explained"},
            {"annotate --only-matching -n app.log", "what matters, by line"},
            {"annotate --format=jsonl app.log", "for programs"},
            {0},
        },
    .groups =
        (const struct wl_option_group *const[]){
            &own,
            &wl_common_output,
            &wl_common_store,
            &wl_common_detect,
            &wl_common_time,
            &wl_common_talk,
            NULL,
        },
    .notes = "Reads standard input when no FILE is given. What is found is stored too, for\n"
             "'wsalog report'; --no-store switches that off.",
    .run = run,
};
