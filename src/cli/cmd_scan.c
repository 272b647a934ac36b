/*
 * wsalog scan: files and directories into the database, with a summary. How operands become files
 * is input/walk.h, what is a log input/magic.h, what the summary says scan_summary.h; here is what
 * joins them, and the exit status.
 */
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/scan_account.h"
#include "cli/scan_summary.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "input/magic.h"
#include "input/walk.h"
#include "sink/jsonl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    FAIL_ON = WL_OPTION_OWN,
    DRY_RUN,
};

enum { TEXT, JSONL };

static const char *const formats[] = {"text", "jsonl", NULL};

struct scan {
    struct wl_invocation *invocation;
    struct wl_session session;
    struct wl_account account;
    struct wl_tally_sink tally;
    struct wl_progress progress;
    struct wl_writer writer; /* occurrences, or the list of --dry-run */
    struct wl_jsonl_sink *jsonl;
    int fd; /* of -o, or standard output */
    bool dry_run, failed, pipe_closed;
};

static void
say(struct scan *scan, const char *what, const char *path, const char *reason)
{
    if (scan->invocation->common.verbose == 0)
        return;
    wl_progress_clear(&scan->progress);
    if (reason)
        wl_cli_warn(scan->invocation, "%s '%s': %s", what, path, reason);
    else
        wl_cli_warn(scan->invocation, "%s '%s'", what, path);
}

static void
complain(struct scan *scan, const struct wl_error *err)
{
    wl_progress_clear(&scan->progress);
    (void)wl_cli_error(scan->invocation, err);
    scan->failed = true;
}

/* @return 0 go on, 1 stop: nobody reads any more; WL_EIO, WL_ENOMEM */
static int
list(struct scan *scan, const char *what, const char *path, const char *reason,
     struct wl_error *err)
{
    struct wl_buf line;
    int rc;

    wl_buf_init(&line);
    wl_buf_addf(&line, "%-9s ", what);
    wl_utf8_add_escaped(&line, wl_span_of(path));
    if (reason)
        wl_buf_addf(&line, ": %s", reason);
    wl_buf_add_char(&line, '\n');
    rc = line.failed ? wl_error_set(err, WL_ENOMEM, "out of memory")
                     : wl_writer_put(&scan->writer, wl_buf_span(&line), err);
    wl_buf_done(&line);
    return rc;
}

static int
leave(struct scan *scan, const char *path, const char *reason, struct wl_error *err)
{
    say(scan, "left out", path, reason);
    if (scan->dry_run)
        return list(scan, "left out", path, reason, err);
    return wl_account_add(&scan->account, false, reason, path, err);
}

/* What belongs to the input and is not read; an operand that cannot be opened is an error, too. */
static int
miss(struct scan *scan, const char *path, const char *reason, bool is_error, struct wl_error *err)
{
    if (is_error) {
        struct wl_error message;
        (void)wl_error_set(&message, WL_EIO, "cannot read '%s': %s", path, reason);
        complain(scan, &message);
    } else {
        say(scan, "not read", path, reason);
    }
    if (scan->dry_run) {
        scan->account.gaps++;
        return list(scan, "not read", path, reason, err);
    }
    return wl_account_add(&scan->account, true, reason, path, err);
}

/* "cannot read 'path': reason": the part that groups files of one fate. */
static const char *
reason_of(const struct wl_error *err)
{
    const char *reason = err->text;

    for (const char *p = reason; (p = strstr(p, "': ")); p += 3)
        reason = p + 3;
    return reason;
}

static bool
storing_failed(const struct scan *scan)
{
    return scan->session.remember.error.status != 0;
}

/* What the walk met and what is to become of it. It is told in the order of the walk, when all that
 * came before has been read. */
struct entry {
    struct scan *scan;
    enum fate { READ, LEAVE, MISS, FAIL } fate; /* FAIL: to miss it is an error */
    bool operand;
    const char *reason; /* NULL of what is read */
    char path[];        /* and the reason behind it */
};

static int
take_result(const struct entry *entry, const struct wl_flow_result *result, struct wl_error *err)
{
    struct scan *scan = entry->scan;
    struct wl_account *account = &scan->account;
    int rc = result->error.status;

    account->bytes += result->bytes;
    account->lines += result->lines;
    account->broken += result->broken;
    account->files += rc == 0;
    account->known +=
        rc == 0 && scan->session.remember.known && !scan->tally.copy && result->bytes > 0;
    scan->progress.path = NULL;
    if (rc == WL_EPIPE) {
        scan->pipe_closed = true;
        return 1;
    }
    if (rc == WL_EIO && scan->writer.status == 0)
        return miss(scan, entry->path, reason_of(&result->error), entry->operand, err);
    if (rc < 0) {
        *err = result->error;
        return rc;
    }
    return storing_failed(scan);
}

static void
begin_entry(void *arg)
{
    const struct entry *entry = arg;

    if (entry->fate != READ)
        return;
    say(entry->scan, "reading", entry->path, NULL);
    wl_progress_file(&entry->scan->progress, entry->path);
}

static int
end_entry(void *arg, const struct wl_flow_result *result, struct wl_error *err)
{
    struct entry *entry = arg;
    struct scan *scan = entry->scan;
    int rc = 0;

    if (result && entry->fate == READ)
        rc = scan->dry_run ? list(scan, "read", entry->path, NULL, err)
                           : take_result(entry, result, err);
    else if (result && entry->fate == LEAVE)
        rc = leave(scan, entry->path, entry->reason, err);
    else if (result)
        rc = miss(scan, entry->path, entry->reason, entry->fate == FAIL, err);
    free(entry);
    return rc;
}

static int
add_entry(struct scan *scan, enum fate fate, const struct wl_walk_item *item, const char *reason,
          struct wl_error *err)
{
    size_t path_size = strlen(item->path) + 1, reason_size = reason ? strlen(reason) + 1 : 0;
    struct entry *entry = malloc(sizeof *entry + path_size + reason_size);
    struct wl_input input = {.begin = begin_entry, .end = end_entry, .arg = entry};
    int rc;

    if (!entry)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    *entry = (struct entry){.scan = scan, .fate = fate, .operand = item->operand};
    memcpy(entry->path, item->path, path_size);
    if (reason)
        entry->reason = memcpy(entry->path + path_size, reason, reason_size);
    if (scan->dry_run)
        return end_entry(entry, &(struct wl_flow_result){0}, err);
    input.path = fate == READ ? entry->path : NULL;
    input.locator = entry->path;
    rc = wl_flow_add(scan->session.flow, &input, err);
    if (rc < 0)
        free(entry);
    return rc;
}

/* A file by its first bytes. What the user names is read whatever it is, unless the bytes are known
 * to hide the text. */
static int
judge_file(struct scan *scan, const struct wl_walk_item *item, struct wl_error *err)
{
    char head[WL_MAGIC_HEAD], reason[64];
    ptrdiff_t len = wl_magic_peek(item->path, item->operand, head, sizeof head);
    struct wl_magic what;

    if (len < 0)
        return add_entry(scan, item->operand ? FAIL : MISS, item, strerror((int)-len), err);
    what = wl_magic_judge(head, (size_t)len, (size_t)len < sizeof head,
                          (enum wl_encoding)wl_encoding_by_name(scan->invocation->common.encoding));
    if (what.kind == WL_MAGIC_CONTAINER) {
        (void)snprintf(reason, sizeof reason, "%s, not read yet", what.name);
        return add_entry(scan, MISS, item, reason, err);
    }
    if (what.kind == WL_MAGIC_NO_LOG && !item->operand)
        return add_entry(scan, LEAVE, item, what.name, err);
    return add_entry(scan, READ, item, NULL, err);
}

static int
take_item(void *arg, const struct wl_walk_item *item, struct wl_error *err)
{
    struct scan *scan = arg;

    if (wl_session_stopped())
        return 1;
    switch (item->kind) {
    case WL_WALK_FILE:
        return item->regular ? judge_file(scan, item, err) : add_entry(scan, READ, item, NULL, err);
    case WL_WALK_LEFT:
        return add_entry(scan, LEAVE, item, item->reason, err);
    case WL_WALK_GAP:
        return add_entry(scan, MISS, item, item->reason, err);
    case WL_WALK_MISSING:
        break;
    }
    return add_entry(scan, FAIL, item, item->reason, err);
}

/* @return 0, or the error that ended it */
static int
read_operands(struct scan *scan, struct wl_error *err)
{
    const struct wl_options *given = &scan->invocation->options;
    struct wl_walk *walk;
    int rc = wl_walk_new(&walk, given->operand_count > 1, take_item, scan, err);

    if (rc < 0)
        return rc;
    wl_walk_exclude(walk, STDOUT_FILENO);
    wl_walk_exclude(walk, STDERR_FILENO);
    wl_walk_exclude(walk, scan->fd);
    for (size_t i = 0; i < given->operand_count && rc == 0; i++)
        rc = wl_walk_operand(walk, given->operands[i], err);
    wl_walk_free(walk);
    if (scan->session.flow) {
        int ended = wl_flow_finish(scan->session.flow, rc < 0 ? NULL : err);
        rc = rc < 0 ? rc : ended;
    }
    scan->account.interrupted = wl_session_stopped();
    wl_progress_clear(&scan->progress);
    return rc < 0 ? rc : 0;
}

static int
open_writer(struct scan *scan, struct wl_error *err)
{
    const char *path = scan->invocation->common.output;

    scan->fd = STDOUT_FILENO;
    if (!scan->dry_run && scan->invocation->common.format != JSONL)
        return 0;
    if (path) {
        scan->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (scan->fd < 0)
            return wl_error_set(err, WL_EIO, "cannot write '%s': %s", path, strerror(errno));
    }
    return wl_writer_init(&scan->writer, scan->fd, path ? path : "standard output", err);
}

static int
begin(struct scan *scan, struct wl_error *err)
{
    const struct wl_options *given = &scan->invocation->options;
    struct wl_flow_setup *setup = &scan->session.setup;
    int rc = wl_session_begin(&scan->session, scan->invocation, true, err);

    if (rc == 0)
        rc = wl_tally_init(&scan->tally, err);
    if (rc == 0 && scan->invocation->common.format == JSONL) {
        rc = wl_jsonl_new(&scan->jsonl, &scan->writer, err);
        if (rc == 0)
            setup->sinks[setup->sink_count++] = wl_jsonl_base(scan->jsonl);
    }
    if (rc < 0)
        return rc;
    if (given->operand_count == 1 && wl_magic_is_text(given->operands[0], setup->encoding))
        wl_tally_single(&scan->tally);
    setup->sinks[setup->sink_count++] = &scan->tally.base;
    setup->sinks[setup->sink_count++] = &scan->progress.base;
    return wl_session_open(&scan->session, err);
}

/* With jsonl, standard output belongs to the records. */
static int
write_summary(const struct scan *scan, struct wl_error *err)
{
    const struct wl_common *common = &scan->invocation->common;
    bool to_stderr = common->format == JSONL;
    struct wl_scan_summary summary = {
        .account = &scan->account,
        .tally = &scan->tally,
        .stored = scan->session.storing && !storing_failed(scan),
        .no_store = common->no_store,
        .added = scan->session.remember.added,
        .invocation = scan->invocation,
    };
    struct wl_terminal terminal;
    struct wl_buf out;
    int rc = 0;

    wl_terminal_init(&terminal,
                     to_stderr        ? STDERR_FILENO
                     : common->output ? -1
                                      : STDOUT_FILENO,
                     common->color);
    wl_buf_init(&out);
    wl_scan_summary_add(&out, &summary, &terminal);
    if (!to_stderr)
        rc = wl_output_write(common->output, &out, err);
    else if (!out.failed)
        (void)fwrite(out.ptr, 1, out.len, stderr);
    wl_buf_done(&out);
    return rc;
}

static int
status_of(const struct scan *scan)
{
    if (scan->failed)
        return WL_EXIT_ERROR;
    if (scan->account.gaps > 0)
        return WL_EXIT_GAP;
    if (wl_options_has(&scan->invocation->options, FAIL_ON) && scan->tally.all.occurrences > 0)
        return WL_EXIT_FOUND;
    return WL_EXIT_DONE;
}

/* A database that fails is told whatever -q says: storing is what a scan is for. */
static void
complain_of_store(struct scan *scan)
{
    struct wl_error message;

    if (!storing_failed(scan))
        return;
    (void)wl_error_set(&message, scan->session.remember.error.status, "not stored: %s",
                       scan->session.remember.error.text);
    complain(scan, &message);
}

static int
flush_writer(struct scan *scan, struct wl_error *err)
{
    int rc = scan->writer.buf && !scan->pipe_closed ? wl_writer_flush(&scan->writer, err) : 0;

    if (rc != WL_EPIPE)
        return rc;
    scan->pipe_closed = true;
    return 0;
}

static int
run_dry(struct scan *scan)
{
    struct wl_error err = {0};
    int rc = read_operands(scan, &err);

    if (rc == WL_EPIPE) {
        scan->pipe_closed = true;
        rc = 0;
    }
    if (rc == 0)
        rc = flush_writer(scan, &err);
    if (rc < 0)
        complain(scan, &err);
    return status_of(scan);
}

static int
run_real(struct scan *scan)
{
    struct wl_error err = {0};
    int rc = begin(scan, &err), status;
    bool begun = rc == 0;

    if (begun)
        rc = read_operands(scan, &err);
    if (begun && rc == 0)
        rc = flush_writer(scan, &err);
    if (begun)
        complain_of_store(scan);
    scan->session.warned = true;
    if (rc < 0)
        complain(scan, &err);
    status = wl_session_end(&scan->session, status_of(scan));
    /* after the commit: it says what is stored */
    if (begun && !scan->invocation->common.quiet && !scan->pipe_closed &&
        write_summary(scan, &err) < 0)
        status = wl_cli_error(scan->invocation, &err);
    return status;
}

static int
run(struct wl_invocation *invocation)
{
    struct scan scan = {.invocation = invocation};
    struct wl_error err = {0};
    int status;

    scan.dry_run = wl_options_has(&invocation->options, DRY_RUN);
    wl_account_init(&scan.account);
    wl_progress_init(&scan.progress, invocation);
    if (open_writer(&scan, &err) < 0)
        status = wl_cli_error(invocation, &err);
    else
        status = scan.dry_run ? run_dry(&scan) : run_real(&scan);
    wl_writer_done(&scan.writer);
    wl_jsonl_free(scan.jsonl);
    wl_tally_done(&scan.tally);
    wl_account_done(&scan.account);
    if (scan.fd > STDERR_FILENO)
        (void)close(scan.fd);
    (void)fflush(stdout);
    wl_session_raise(scan.pipe_closed);
    return status;
}

static const struct wl_option_group own = {
    "Options",
    (const struct wl_option[]){
        WL_OPTION_FORMAT_ROW(formats),
        {.id = FAIL_ON, .name = "fail-on", .help = "exit status 1 when anything was found"},
        {.id = DRY_RUN, .name = "dry-run", .help = "list what would be read, and what not and why"},
        {0},
    },
};

const struct wl_command wl_cmd_scan = {
    .name = "scan",
    .summary = "files and directories into the database, with a summary",
    .operands = "PATH...",
    .min_operands = 1,
    .examples =
        (const struct wl_example[]){
            {"scan --case 8841 bundle/", "all logs of a bundle, kept apart"},
            {"scan --dry-run bundle/", "what would be read, and what not"},
            {"scan --format=jsonl app.log", "one JSON object an occurrence"},
            {0},
        },
    .groups =
        (const struct wl_option_group *const[]){
            &own,
            &wl_common_store,
            &wl_common_detect,
            &wl_common_time,
            &wl_common_output,
            &wl_common_talk,
            NULL,
        },
    .notes = "Directories are walked; symbolic links in them are not followed, and what is no\n"
             "log (images, programs, ...) is left out. With jsonl the summary goes to\n"
             "standard error. Exit status: 0 done; 1 found, with --fail-on; 2 error, or a\n"
             "PATH that cannot be read; 3 done, but something in it could not be read: the\n"
             "summary names it.",
    .run = run,
};
