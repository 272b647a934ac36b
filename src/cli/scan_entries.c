/*
 * From operands to entries, in the order of the walk, and what becomes of each: read, left out, not
 * read. How operands become files is input/walk.h, what is a log input/magic.h, what lies in an
 * archive input/container.h.
 */
#include "cli/scan_dry.h"
#include "cli/scan_words.h"
#include "cli/terminal.h"
#include "input/glob.h"
#include "input/magic.h"
#include "input/walk.h"
#include "store/resume.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void
say(struct wl_scan *scan, const char *what, const char *path, const char *reason)
{
    if (scan->invocation->common.verbose == 0)
        return;
    wl_progress_clear(&scan->progress);
    if (reason)
        wl_cli_warn(scan->invocation, "%s '%s': %s", what, path, reason);
    else
        wl_cli_warn(scan->invocation, "%s '%s'", what, path);
}

void
wl_scan_complain(struct wl_scan *scan, const struct wl_error *err)
{
    wl_progress_clear(&scan->progress);
    (void)wl_cli_error(scan->invocation, err);
    scan->failed = true;
}

static int
leave(struct wl_scan *scan, const char *path, const char *reason, struct wl_error *err)
{
    int rc;

    say(scan, "left out", path, reason);
    if (scan->dry_run)
        return wl_dry_list(scan, WL_VERDICT_SKIPPED, path, reason, err);
    rc = wl_ledger_add(&scan->ledger, path, WL_VERDICT_SKIPPED, reason, NULL, err);
    return rc < 0 ? rc : wl_account_add(&scan->account, false, reason, path, err);
}

/* What belongs to the input and is not read; an operand that cannot be opened is an error, too. */
static int
miss(struct wl_scan *scan, const char *path, const char *reason, enum wl_verdict verdict,
     const struct wl_flow_result *result, bool is_error, struct wl_error *err)
{
    int rc;

    if (is_error) {
        struct wl_error message;
        (void)wl_error_set(&message, WL_EIO, "cannot read '%s': %s", path, reason);
        wl_scan_complain(scan, &message);
    } else {
        say(scan, "not read", path, reason);
    }
    if (scan->dry_run)
        return wl_dry_list(scan, verdict, path, reason, err);
    rc = wl_ledger_add(&scan->ledger, path, verdict, reason, result, err);
    /* A name that was mistyped is no gap of what is known. */
    if (rc == 0 && scan->session.storing && (result || !is_error))
        wl_remember_gap(&scan->session.remember,
                        &(struct wl_gap){path, scan->session.setup.host, wl_ledger_word(verdict),
                                         reason, scan->session.setup.now_us});
    return rc < 0 ? rc : wl_account_add(&scan->account, true, reason, path, err);
}

bool
wl_scan_storing_failed(const struct wl_scan *scan)
{
    return scan->session.remember.error.status != 0;
}

#define FIRST_READ (64u << 10) /* bytes: most files are no longer */

/* What a file that is read is. */
struct shape {
    enum wl_look look;
    bool container;
    enum wl_records records;
    bool opened; /* at fd, read up to the end of head */
    int fd;
    struct wl_span head;
};

static const struct shape lines;

/* What the walk met and what is to become of it. It is told in the order of the walk, when all that
 * came before has been read. */
struct entry {
    struct wl_scan *scan;
    enum fate { READ, LEAVE, PASS, MISS, FAIL } fate; /* FAIL: to miss it is an error */
    bool operand;
    uint64_t size;
    const char *reason; /* NULL of what is read */
    char path[];        /* and the reason behind it */
};

/* Not read again, and no gap: what it held is stored. */
static int
pass_known(struct wl_scan *scan, const char *locator, const char *reason, struct wl_error *err)
{
    say(scan, "not read again", locator, reason);
    scan->account.resumed++;
    return wl_ledger_add(&scan->ledger, locator, WL_VERDICT_KNOWN, reason, NULL, err);
}

const char *
wl_scan_leave(void *arg, const char *locator, int64_t mtime_us, bool *known)
{
    const struct wl_scan *scan = arg;
    unsigned char key[WL_KEY_SIZE];

    *known = false;
    if (wl_glob_match(scan->options.exclude, locator))
        return "excluded";
    if (scan->resume.count == 0 || mtime_us == 0)
        return NULL;
    wl_resume_key(locator, mtime_us, key);
    *known = wl_keyset_has(&scan->resume, key);
    return *known ? "read before, unchanged since" : NULL;
}

static bool
is_known(const struct wl_scan *scan, const struct wl_flow_result *result)
{
    return scan->session.remember.known && !scan->tally.copy && result->bytes > 0;
}

static int
take_result(const struct entry *entry, const struct wl_flow_result *result, struct wl_error *err)
{
    struct wl_scan *scan = entry->scan;
    struct wl_account *account = &scan->account;
    int rc = result->error.status;
    enum wl_verdict verdict = result->verdict;

    account->bytes += result->bytes;
    account->lines += result->lines;
    account->broken += result->broken;
    account->older += result->older;
    scan->progress.path = NULL;
    if (rc == WL_EPIPE) {
        scan->pipe_closed = true;
        return 1;
    }
    if (result->skipped && verdict == WL_VERDICT_SKIPPED)
        return leave(scan, result->locator, result->skipped, err);
    if (result->skipped && verdict == WL_VERDICT_KNOWN)
        return pass_known(scan, result->locator, result->skipped, err);
    if (result->skipped)
        return miss(scan, result->locator, result->skipped, verdict, NULL, false, err);
    if ((rc == WL_EIO || rc == WL_ELIMIT) && scan->writer.status == 0)
        return miss(scan, result->locator, wl_words_reason(&result->error), verdict, result,
                    entry->operand && !result->member && !result->container, err);
    if (rc < 0) {
        *err = result->error;
        return rc;
    }
    if (!result->container) {
        account->files++;
        account->known += is_known(scan, result);
        if (is_known(scan, result) && verdict == WL_VERDICT_READ)
            verdict = WL_VERDICT_KNOWN;
        rc = wl_ledger_add(&scan->ledger, result->locator, verdict, NULL, result, err);
    }
    return rc < 0 ? rc : wl_scan_storing_failed(scan);
}

static void
begin_entry(void *arg, const char *locator)
{
    const struct entry *entry = arg;

    if (entry->fate != READ)
        return;
    say(entry->scan, "reading", locator, NULL);
    wl_progress_file(&entry->scan->progress, locator);
}

static int
end_entry(void *arg, const struct wl_flow_result *result, struct wl_error *err)
{
    struct entry *entry = arg;
    struct wl_scan *scan = entry->scan;
    int rc = 0;

    if (result && entry->fate == READ)
        rc = scan->dry_run ? wl_dry_read(scan, entry->path, err) : take_result(entry, result, err);
    else if (result && entry->fate == PASS)
        rc = pass_known(scan, entry->path, entry->reason, err);
    else if (result && entry->fate == LEAVE)
        rc = leave(scan, entry->path, entry->reason, err);
    else if (result)
        rc = miss(scan, entry->path, entry->reason, WL_VERDICT_FAILED, NULL, entry->fate == FAIL,
                  err);
    if (result && result->member)
        return rc;
    wl_progress_done(&scan->progress, entry->size);
    free(entry);
    return rc;
}

static uint64_t
size_of(const struct wl_walk_item *item)
{
    struct stat st;

    return item->regular && stat(item->path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static int
add_entry(struct wl_scan *scan, enum fate fate, const struct wl_walk_item *item, struct shape shape,
          const char *reason, struct wl_error *err)
{
    size_t path_size = strlen(item->path) + 1, reason_size = reason ? strlen(reason) + 1 : 0;
    struct entry *entry = malloc(sizeof *entry + path_size + reason_size);
    struct wl_input input = {.begin = begin_entry, .end = end_entry, .arg = entry};
    struct wl_error ignored;
    int rc;

    if (!entry) {
        if (shape.opened)
            (void)close(shape.fd);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    *entry = (struct entry){.scan = scan, .fate = fate, .operand = item->operand};
    memcpy(entry->path, item->path, path_size);
    if (item->kind == WL_WALK_FILE && scan->progress.on)
        entry->size = size_of(item);
    if (reason)
        entry->reason = memcpy(entry->path + path_size, reason, reason_size);
    if (scan->dry_run)
        return end_entry(entry, &(struct wl_flow_result){0}, err);
    input.path = fate == READ ? entry->path : NULL;
    input.locator = entry->path;
    input.regular = item->regular;
    input.look = shape.look;
    input.container = shape.container;
    input.records = shape.records;
    /* what fails here fails again when it is opened by its path, and is told then */
    if (shape.opened)
        (void)wl_source_adopt(&input.source, shape.fd, entry->path, shape.head,
                              scan->session.setup.encoding, &ignored);
    rc = wl_flow_add(scan->session.flow, &input, err);
    if (rc < 0) {
        wl_source_free(input.source);
        free(entry);
    }
    return rc;
}

/* Why it need not be read again, or NULL. */
static const char *
was_read(struct wl_scan *scan, const struct wl_walk_item *item)
{
    struct stat st;
    int64_t mtime_us;
    const char *why;
    bool known;

    if (scan->resume.count == 0 || stat(item->path, &st) < 0)
        return NULL;
    mtime_us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
    why = wl_scan_leave(scan, item->path, mtime_us, &known);
    return known ? why : NULL;
}

/* A file by its first bytes. What the user names is read whatever it is, unless the bytes are known
 * to hide the text. */
static enum fate
judge(struct wl_scan *scan, const struct wl_walk_item *item, struct shape *shape,
      const char **reason)
{
    enum wl_encoding encoding =
        (enum wl_encoding)wl_encoding_by_name(scan->invocation->common.encoding);
    size_t len = shape->head.len < WL_MAGIC_HEAD ? shape->head.len : WL_MAGIC_HEAD;
    struct wl_magic what = wl_magic_judge(shape->head.ptr, len, len < WL_MAGIC_HEAD, encoding);

    shape->container = wl_container_is(shape->head.ptr, len);
    if (shape->container)
        return READ;
    *reason = what.name;
    if (what.kind == WL_MAGIC_CONTAINER)
        return MISS;
    if (what.kind == WL_MAGIC_NO_LOG && !item->operand)
        return LEAVE;
    shape->records = what.records;
    *reason = was_read(scan, item);
    return *reason ? PASS : READ;
}

/* A file that is read stays open until its turn: to open each once more costs most of the time that
 * many small ones take. */
static int
take_file(struct wl_scan *scan, const struct wl_walk_item *item, struct wl_error *err)
{
    char first[FIRST_READ], form[64];
    struct shape shape = {.head = {first, 0}};
    ptrdiff_t len = wl_magic_open(item->path, item->operand, first, sizeof first, &shape.fd);
    const char *reason = NULL;
    enum fate fate;

    if (len < 0)
        return add_entry(scan, item->operand ? FAIL : MISS, item, lines, strerror((int)-len), err);
    shape.head.len = (size_t)len;
    fate = judge(scan, item, &shape, &reason);
    if (fate == MISS) {
        (void)snprintf(form, sizeof form, "%s: a form that is not read", reason);
        reason = form;
    }
    shape.opened = fate == READ && !scan->dry_run;
    if (!shape.opened)
        (void)close(shape.fd);
    return add_entry(scan, fate, item, shape, reason, err);
}

static int
take_item(void *arg, const struct wl_walk_item *item, struct wl_error *err)
{
    struct wl_scan *scan = arg;

    if (wl_session_stopped())
        return 1;
    switch (item->kind) {
    case WL_WALK_FILE:
        return item->regular
                   ? take_file(scan, item, err)
                   : add_entry(scan, READ, item, (struct shape){.look = WL_LOOK_SCAN}, NULL, err);
    case WL_WALK_LEFT:
        return add_entry(scan, LEAVE, item, lines, item->reason, err);
    case WL_WALK_GAP:
        return add_entry(scan, MISS, item, lines, item->reason, err);
    case WL_WALK_MISSING:
        break;
    }
    return add_entry(scan, FAIL, item, lines, item->reason, err);
}

/* For the time that is left: what all files come to. */
static int
measure(void *arg, const struct wl_walk_item *item, struct wl_error *err)
{
    struct wl_scan *scan = arg;

    (void)err;
    if (item->kind == WL_WALK_FILE)
        scan->progress.expected += size_of(item);
    return wl_session_stopped();
}

static int
walk_all(struct wl_scan *scan, wl_walk_fn *each, struct wl_error *err)
{
    const struct wl_options *given = &scan->invocation->options;
    char *const *files = scan->options.files.items;
    struct wl_walk *walk;
    int rc = wl_walk_new(&walk, given->operand_count > 1 || files, each, scan, err);

    if (rc < 0)
        return rc;
    wl_walk_exclude(walk, STDOUT_FILENO);
    wl_walk_exclude(walk, STDERR_FILENO);
    wl_walk_exclude(walk, scan->fd);
    wl_walk_leave(walk, scan->options.exclude);
    for (size_t i = 0; i < given->operand_count && rc == 0; i++)
        rc = wl_walk_operand(walk, given->operands[i], err);
    for (size_t i = 0; files && files[i] && rc == 0; i++)
        rc = wl_walk_operand(walk, files[i], err);
    wl_walk_free(walk);
    return rc;
}

/* @return 0, or the error that ended it */
int
wl_scan_operands(struct wl_scan *scan, struct wl_error *err)
{
    int rc = 0;

    if (scan->progress.on && !scan->dry_run)
        rc = walk_all(scan, measure, err);
    if (rc == 0)
        rc = walk_all(scan, take_item, err);
    if (scan->session.flow) {
        int ended = wl_flow_finish(scan->session.flow, rc < 0 ? NULL : err);
        rc = rc < 0 ? rc : ended;
    }
    scan->account.interrupted = wl_session_stopped();
    wl_progress_clear(&scan->progress);
    return rc < 0 ? rc : 0;
}
