/*
 * wsalog annotate: the filter. The same text out, codes explained.
 */
#include "cli/annotate_follow.h"
#include "cli/commands.h"
#include "cli/outlet.h"
#include "cli/scan_words.h"
#include "cli/session.h"
#include "cli/terminal.h"

#include <unistd.h>

static const char *const formats[] = {"text", "jsonl", NULL};
static const char *const styles[] = {"append", "below", "none", NULL};
static const char *const escapes[] = {"auto", "always", "never", NULL};

struct reading {
    struct wl_session *session;
    const struct wl_writer *writer;
    bool found, pipe_closed;
    int status;
};

/* What lies in an archive, or the rest of it. */
static void
miss_member(struct reading *r, const struct wl_flow_result *result, const char *reason)
{
    const struct wl_invocation *invocation = r->session->invocation;

    if (result->verdict == WL_VERDICT_SKIPPED) {
        if (invocation->common.verbose > 0)
            wl_cli_warn(invocation, "left out '%s': %s", result->locator, reason);
        return;
    }
    wl_cli_warn(invocation, "cannot read '%s': %s", result->locator, reason);
    if (r->status == WL_EXIT_DONE)
        r->status = WL_EXIT_GAP;
}

/* An operand that cannot be read does not keep the others from being read, an output that cannot be
 * written does. */
static int
end_operand(void *arg, const struct wl_flow_result *result, struct wl_error *err)
{
    struct reading *r = arg;

    (void)err;
    if (!result)
        return 0;
    r->found = r->found || result->occurrences > 0;
    wl_session_warn(r->session);
    if (result->error.status == WL_EPIPE) {
        r->pipe_closed = true;
        return 1;
    }
    if (r->writer->status == 0 && result->skipped)
        miss_member(r, result, result->skipped);
    else if (r->writer->status == 0 && (result->member || result->container) &&
             (result->error.status == WL_EIO || result->error.status == WL_ELIMIT))
        miss_member(r, result, wl_words_reason(&result->error));
    else if (result->error.status < 0)
        r->status = wl_cli_error(r->session->invocation, &result->error);
    if (r->writer->status)
        return 1;
    if (result->broken)
        wl_cli_warn(r->session->invocation, "'%s': %llu broken UTF-16 units became U+FFFD",
                    result->locator, (unsigned long long)result->broken);
    return 0;
}

static int
read_operands(struct reading *r, struct wl_error *err)
{
    const struct wl_options *given = &r->session->invocation->options;
    size_t count = given->operand_count ? given->operand_count : 1;
    int rc = wl_session_open(r->session, err), ended;

    for (size_t i = 0; i < count && rc == 0; i++) {
        const char *path = given->operand_count ? given->operands[i] : "-";
        struct wl_input input = {.path = path, .locator = path, .end = end_operand, .arg = r};
        if (r->session->setup.encoding != WL_ENCODING_BYTES)
            input.look = WL_LOOK_FILTER;
        rc = wl_flow_add(r->session->flow, &input, err);
    }
    if (!r->session->flow)
        return rc;
    ended = wl_flow_finish(r->session->flow, rc < 0 ? NULL : err);
    return rc < 0 ? rc : ended;
}

static int
run(struct wl_invocation *invocation)
{
    struct wl_session session;
    struct wl_outlet outlet = {0};
    struct wl_error err = {0};
    struct reading reading = {.session = &session, .writer = &outlet.writer};
    int status, rc, fd = -1;

    if (wl_annotate_follows(invocation))
        return wl_annotate_follow(invocation);
    if (invocation->options.operand_count == 0 && isatty(STDIN_FILENO)) {
        (void)wl_error_set(&err, WL_EPARSE,
                           "nothing to read: name a file, or pipe a log into it; "
                           "see: wsalog annotate --help");
        return wl_cli_error(invocation, &err);
    }
    rc = wl_session_begin(&session, invocation, false, &err);
    if (rc == 0)
        rc = wl_outlet_open(&fd, invocation, &err);
    if (rc == 0)
        rc = wl_outlet_init(&outlet, invocation, fd, &err);
    if (rc < 0) {
        status = wl_cli_error(invocation, &err);
    } else {
        /* output comes first, so that storing never holds a line back */
        struct wl_flow_setup *setup = &session.setup;
        memmove(setup->sinks + 1, setup->sinks, sizeof(void *) * (WL_SINKS_MAX - 1));
        setup->sinks[0] = wl_outlet_sink(&outlet);
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
    if (status == WL_EXIT_DONE && !reading.found &&
        wl_options_has(&invocation->options, WL_ANNOTATE_EXIT_CODE))
        status = WL_EXIT_NOTHING;
    wl_outlet_done(&outlet);
    if (wl_outlet_close(fd, invocation, &err) < 0)
        status = wl_cli_error(invocation, &err);
    status = wl_session_end(&session, status);
    wl_session_raise(reading.pipe_closed);
    return status;
}

static const struct wl_option_group own = {
    "Output",
    (const struct wl_option[]){
        WL_OPTION_FORMAT_ROW(formats),
        {.id = WL_ANNOTATE_STYLE,
         .name = "style",
         .kind = WL_OPTION_CHOICE,
         .choices = styles,
         .help = "where notes stand"},
        {.id = WL_ANNOTATE_ONLY, .name = "only-matching", .help = "only lines that report a code"},
        {.id = WL_ANNOTATE_NUMBER,
         .letter = 'n',
         .name = "line-number",
         .help = "line numbers in front"},
        {.id = WL_ANNOTATE_CONTEXT,
         .letter = 'C',
         .name = "context",
         .kind = WL_OPTION_INTEGER,
         .argument = "NUM",
         .min = 0,
         .max = 1000,
         .help = "only lines with a code, and NUM around them"},
        {.id = WL_ANNOTATE_EXPLAIN,
         .name = "explain",
         .help = "causes and next checks under the line"},
        {.id = WL_ANNOTATE_ESCAPE,
         .name = "escape",
         .kind = WL_OPTION_CHOICE,
         .choices = escapes,
         .help = "show control characters; auto: on a terminal"},
        {.id = WL_ANNOTATE_FOLLOW,
         .letter = 'f',
         .name = "follow",
         .help = "go on as FILEs grow, by name, across rotation"},
        {.id = WL_ANNOTATE_EXIT_CODE,
         .name = "exit-code",
         .help = "exit status 1 when no code was found"},
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
            {"annotate -f app.log", "as it is written"},
            {0},
        },
    .groups =
        (const struct wl_option_group *const[]){
            &own,
            &wl_common_output,
            &wl_common_store,
            &wl_common_detect,
            &wl_common_dates,
            &wl_common_talk,
            NULL,
        },
    .notes = "Reads standard input when no FILE is given. What is found is stored too, for\n"
             "'wsalog report'; --no-store switches that off.\n"
             "Compressed files are read as text, archives as the files in them, one after the\n"
             "other, event logs (.evtx) as a line a record; --encoding=bytes passes all as it\n"
             "is. Exit status: 0 done; 1 no code, with --exit-code; 2 error; 3 something in an\n"
             "archive could not be read.\n"
             "--follow shows each FILE from its start, then what is added to it, until it is\n"
             "interrupted. A file need not exist yet; one that is rotated, cut, deleted or\n"
             "made anew is begun again. Its last line waits until it is whole.",
    .run = run,
};
