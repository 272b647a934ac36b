#include "cli/scan_dry.h"

#include "base/utf8.h"
#include "cli/scan_words.h"

int
wl_dry_list(struct wl_scan *scan, enum wl_verdict verdict, const char *locator, const char *reason,
            struct wl_error *err)
{
    struct wl_buf line;
    int rc;

    wl_buf_init(&line);
    wl_buf_addf(&line, "%-7s  ", wl_ledger_word(verdict));
    wl_utf8_add_escaped(&line, wl_span_of(locator));
    if (reason)
        wl_buf_addf(&line, ": %s", reason);
    wl_buf_add_char(&line, '\n');
    rc = line.failed ? wl_error_set(err, WL_ENOMEM, "out of memory")
                     : wl_writer_put(&scan->writer, wl_buf_span(&line), err);
    wl_buf_done(&line);
    if (verdict >= WL_VERDICT_PARTIAL)
        scan->account.gaps++;
    return rc;
}

static int
list_member(struct wl_scan *scan, struct wl_member *member, struct wl_error *err)
{
    bool known = false;

    if (member->verdict == WL_VERDICT_READ) {
        member->reason = wl_scan_leave(scan, member->locator, member->mtime_us, &known);
        if (member->reason)
            member->verdict = known ? WL_VERDICT_KNOWN : WL_VERDICT_SKIPPED;
    }
    return wl_dry_list(scan, member->verdict, member->locator, member->reason, err);
}

/* What goes wrong with the container itself is a line of the list, too. */
static int
list_members(struct wl_scan *scan, struct wl_stream *stream, const char *path, struct wl_error *err)
{
    struct wl_container *container;
    struct wl_member member;
    struct wl_error why;
    bool begun = false;
    int rc = wl_container_open(&container, stream, path, &scan->options.containers, &why), out = 0;

    if (rc == 0) {
        while (out == 0 && (rc = wl_container_next(container, &member, &why)) == 1) {
            begun = true;
            out = wl_session_stopped() ? 1 : list_member(scan, &member, err);
        }
        wl_container_close(container);
    }
    if (out != 0 || rc >= 0)
        return out;
    if (rc == WL_ENOMEM)
        return wl_error_set(err, rc, "%s", why.text);
    return wl_dry_list(scan,
                       rc == WL_ELIMIT ? WL_VERDICT_REFUSED
                       : begun         ? WL_VERDICT_PARTIAL
                                       : WL_VERDICT_FAILED,
                       path, wl_words_reason(&why), err);
}

static bool
is_never_enough(struct wl_span head)
{
    (void)head;
    return false;
}

int
wl_dry_read(struct wl_scan *scan, const char *path, struct wl_error *err)
{
    struct wl_source *source;
    struct wl_stream *stream;
    struct wl_span head;
    struct wl_error why;
    int rc = wl_source_open(&source, path, WL_ENCODING_AUTO, &why);

    if (rc < 0)
        return wl_dry_list(scan, WL_VERDICT_FAILED, path, wl_words_reason(&why), err);
    while ((rc = wl_source_peek(source, is_never_enough, &head, &why)) == 0 &&
           wl_source_wait(source, scan->session.setup.stop, &why) == 0)
        ;
    if (rc == 1 && wl_container_is(head.len ? head.ptr : "", head.len)) {
        rc = wl_source_release(source, &stream, &why);
        wl_source_free(source);
        return rc < 0 ? wl_dry_list(scan, WL_VERDICT_FAILED, path, wl_words_reason(&why), err)
                      : list_members(scan, stream, path, err);
    }
    wl_source_free(source);
    if (rc == 1)
        return wl_dry_list(scan, WL_VERDICT_READ, path, NULL, err);
    return rc == 0 ? 1 : wl_dry_list(scan, WL_VERDICT_FAILED, path, wl_words_reason(&why), err);
}
