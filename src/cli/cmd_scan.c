/*
 * wsalog scan: files, directories and archives into the database, with a summary. What is read is
 * decided in scan_entries.c, what the summary says in scan_summary.c; here are the options, the
 * outputs and the exit status.
 */
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/scan_run.h"
#include "cli/scan_summary.h"
#include "cli/terminal.h"
#include "store/resume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TEXT, JSONL };

#define AUTO "auto" /* --host: as the files tell */

static const char *const formats[] = {"text", "jsonl", NULL};

static int
open_writer(struct wl_scan *scan, struct wl_error *err)
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
begin(struct wl_scan *scan, struct wl_error *err)
{
    struct wl_flow_setup *setup = &scan->session.setup;
    const struct wl_options *given = &scan->invocation->options;
    const char *ledger = wl_options_text(given, WL_SCAN_LEDGER, NULL);
    int rc = wl_session_begin(&scan->session, scan->invocation, true, err);

    if (rc == 0)
        rc = wl_tally_init(&scan->tally, err);
    if (rc == 0 && scan->invocation->common.format == JSONL) {
        rc = wl_jsonl_new(&scan->jsonl, &scan->writer, err);
        if (rc == 0)
            setup->sinks[setup->sink_count++] = wl_jsonl_base(scan->jsonl);
    }
    if (rc == 0 && ledger)
        rc = wl_ledger_open(&scan->ledger, ledger, err);
    if (rc < 0)
        return rc;
    if (wl_options_has(given, WL_SCAN_RESUME) && scan->session.storing)
        rc = wl_resume_load(&scan->resume, scan->session.store, err);
    if (rc < 0)
        return rc;
    if (scan->session.storing && wl_options_has(given, WL_SCAN_RESCAN))
        wl_store_rescan(scan->session.store);
    else if (scan->session.storing)
        wl_store_group(scan->session.store);
    setup->containers = scan->options.containers;
    setup->leave = wl_scan_leave;
    setup->leave_arg = scan;
    setup->has_since = scan->options.has_since;
    setup->since_us = scan->options.since_us;
    setup->host = wl_options_text(given, WL_SCAN_HOST, AUTO);
    scan->find_host = strcmp(setup->host, AUTO) == 0;
    if (scan->find_host)
        setup->host = "";
    wl_machines_init(&scan->machines, (const char *const *)given->operands);
    if (scan->find_host && scan->session.storing)
        setup->sinks[setup->sink_count++] = &scan->machines.base;
    if (given->operand_count == 1 && !scan->options.files.items &&
        wl_magic_is_text(given->operands[0], setup->encoding))
        wl_tally_single(&scan->tally);
    setup->sinks[setup->sink_count++] = &scan->tally.base;
    setup->sinks[setup->sink_count++] = &scan->progress.base;
    return wl_session_open(&scan->session, err);
}

static const char *
machine_of(void *arg, const char *locator)
{
    return wl_machines_of(arg, locator);
}

/* The machine of a bundle is known when all of it has been read. */
static void
name_hosts(struct wl_scan *scan)
{
    struct wl_error *err = &scan->session.remember.error;

    if (!scan->find_host || !scan->session.storing || err->status != 0 || scan->machines.count == 0)
        return;
    err->status = wl_store_name_hosts(scan->session.store, machine_of, &scan->machines, err);
}

/* With jsonl, standard output belongs to the records. */
static int
write_summary(const struct wl_scan *scan, struct wl_error *err)
{
    const struct wl_common *common = &scan->invocation->common;
    bool to_stderr = common->format == JSONL;
    struct wl_scan_summary summary = {
        .account = &scan->account,
        .tally = &scan->tally,
        .stored = scan->session.storing && !wl_scan_storing_failed(scan),
        .no_store = common->no_store,
        .added = scan->session.remember.added,
        .removed = scan->session.remember.removed,
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
status_of(const struct wl_scan *scan)
{
    if (scan->failed)
        return WL_EXIT_ERROR;
    if (scan->account.gaps > 0)
        return WL_EXIT_GAP;
    if (wl_options_has(&scan->invocation->options, WL_SCAN_FAIL_ON) &&
        scan->tally.all.occurrences > 0)
        return WL_EXIT_FOUND;
    return WL_EXIT_DONE;
}

static void
complain_of_store(struct wl_scan *scan)
{
    if (!wl_scan_storing_failed(scan))
        return;
    wl_progress_clear(&scan->progress);
    wl_session_warn(&scan->session);
    scan->failed = true;
}

static int
flush_writer(struct wl_scan *scan, struct wl_error *err)
{
    int rc = scan->writer.buf && !scan->pipe_closed ? wl_writer_flush(&scan->writer, err) : 0;

    if (rc != WL_EPIPE)
        return rc;
    scan->pipe_closed = true;
    return 0;
}

static int
run_dry(struct wl_scan *scan)
{
    struct wl_error err = {0};
    int rc = wl_scan_operands(scan, &err);

    if (rc == WL_EPIPE) {
        scan->pipe_closed = true;
        rc = 0;
    }
    if (rc == 0)
        rc = flush_writer(scan, &err);
    if (rc < 0)
        wl_scan_complain(scan, &err);
    return status_of(scan);
}

static int
run_real(struct wl_scan *scan)
{
    struct wl_error err = {0};
    int rc = begin(scan, &err), status;
    bool begun = rc == 0;

    if (begun)
        rc = wl_scan_operands(scan, &err);
    if (begun && rc == 0)
        rc = flush_writer(scan, &err);
    if (begun && rc == 0)
        rc = wl_ledger_close(&scan->ledger, &err);
    if (begun)
        name_hosts(scan);
    if (begun)
        complain_of_store(scan);
    if (rc < 0)
        wl_scan_complain(scan, &err);
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
    struct wl_scan scan = {.invocation = invocation};
    struct wl_error err = {0};
    int status;

    if (invocation->options.operand_count == 0 &&
        !wl_options_has(&invocation->options, WL_SCAN_FILES0_FROM)) {
        (void)wl_error_set(&err, WL_EPARSE, "PATH... is missing; --help shows how");
        return wl_cli_error(invocation, &err);
    }
    scan.dry_run = wl_options_has(&invocation->options, WL_SCAN_DRY_RUN);
    wl_account_init(&scan.account);
    wl_progress_init(&scan.progress, invocation);
    if (wl_scan_options_read(&scan.options, &invocation->options,
                             (enum wl_encoding)wl_encoding_by_name(invocation->common.encoding),
                             &err) < 0 ||
        open_writer(&scan, &err) < 0)
        status = wl_cli_error(invocation, &err);
    else
        status = scan.dry_run ? run_dry(&scan) : run_real(&scan);
    wl_writer_done(&scan.writer);
    wl_jsonl_free(scan.jsonl);
    wl_tally_done(&scan.tally);
    wl_machines_done(&scan.machines);
    wl_account_done(&scan.account);
    wl_scan_options_done(&scan.options);
    wl_keyset_done(&scan.resume);
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
        {.id = WL_SCAN_FAIL_ON, .name = "fail-on", .help = "exit status 1 when anything was found"},
        {.id = WL_SCAN_LEDGER,
         .name = "ledger",
         .kind = WL_OPTION_TEXT,
         .argument = "FILE",
         .help = "write what became of every file, as JSON lines"},
        {.id = WL_SCAN_DRY_RUN,
         .name = "dry-run",
         .help = "list what would be read, and what not and why"},
        {0},
    },
};

const struct wl_command wl_cmd_scan = {
    .name = "scan",
    .summary = "files, directories and archives into the database",
    .operands = "PATH...",
    .examples =
        (const struct wl_example[]){
            {"scan --case 8841 case-8841.zip", "all logs of a bundle, kept apart"},
            {"scan --dry-run bundle/", "what would be read, and what not"},
            {"scan --format=jsonl app.log", "one JSON object an occurrence"},
            {0},
        },
    .groups =
        (const struct wl_option_group *const[]){
            &own,
            &wl_scan_what,
            &wl_scan_limits,
            &wl_common_store,
            &wl_common_detect,
            &wl_common_dates,
            &wl_common_output,
            &wl_common_talk,
            NULL,
        },
    .notes = "Directories are walked; symbolic links in them are not followed, and what is no\n"
             "log (images, programs, ...) is left out. Archives and compressed files (zip,\n"
             "7z, cab, tar, gz, bz2, xz, zst, lz4) are read without unpacking them to disk,\n"
             "also in one another and from a pipe (PATH -); a file in one is shown as\n"
             "case.zip!logs/app.log.\n"
             "Event logs (.evtx) are read record by record. With --host=auto, systeminfo,\n"
             "ipconfig /all, msinfo32, hostname and the like tell the machine of the files\n"
             "beside and below them, and of all their bundle if it is the only one there.\n"
             "SIGUSR1 shows how far a scan is. With jsonl the summary goes to standard error.\n"
             "Exit status: 0 done; 1 found, with --fail-on; 2 error, or a\n"
             "PATH that cannot be read; 3 done, but something in it could not be read: the\n"
             "summary names it.",
    .run = run,
};
