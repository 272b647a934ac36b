#include "cli/scan_ledger.h"

#include "base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

const char *
wl_ledger_word(enum wl_verdict verdict)
{
    static const char *const words[] = {
        [WL_VERDICT_READ] = "read",       [WL_VERDICT_KNOWN] = "known",
        [WL_VERDICT_SKIPPED] = "skipped", [WL_VERDICT_PARTIAL] = "partial",
        [WL_VERDICT_REFUSED] = "refused", [WL_VERDICT_FAILED] = "failed",
    };

    return words[verdict];
}

int
wl_ledger_open(struct wl_ledger *ledger, const char *path, struct wl_error *err)
{
    int rc;

    ledger->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (ledger->fd < 0)
        return wl_error_set(err, WL_EIO, "cannot write '%s': %s", path, strerror(errno));
    rc = wl_writer_init(&ledger->writer, ledger->fd, path, err);
    if (rc < 0)
        (void)close(ledger->fd);
    ledger->open = rc == 0;
    return rc;
}

int
wl_ledger_add(struct wl_ledger *ledger, const char *locator, enum wl_verdict verdict,
              const char *reason, const struct wl_flow_result *result, struct wl_error *err)
{
    struct wl_buf line;
    int rc;

    if (!ledger->open)
        return 0;
    wl_buf_init(&line);
    wl_buf_addf(&line, "{\"verdict\":\"%s\",\"source\":", wl_ledger_word(verdict));
    wl_utf8_add_json(&line, wl_span_of(locator));
    if (reason) {
        wl_buf_add_text(&line, ",\"reason\":");
        wl_utf8_add_json(&line, wl_span_of(reason));
    }
    if (result && verdict != WL_VERDICT_SKIPPED)
        wl_buf_addf(&line, ",\"bytes\":%llu,\"lines\":%llu,\"occurrences\":%llu",
                    (unsigned long long)result->bytes, (unsigned long long)result->lines,
                    (unsigned long long)result->occurrences);
    wl_buf_add_text(&line, "}\n");
    rc = line.failed ? wl_error_set(err, WL_ENOMEM, "out of memory")
                     : wl_writer_put(&ledger->writer, wl_buf_span(&line), err);
    wl_buf_done(&line);
    return rc;
}

int
wl_ledger_close(struct wl_ledger *ledger, struct wl_error *err)
{
    int rc;

    if (!ledger->open)
        return 0;
    rc = ledger->writer.status == 0 ? wl_writer_flush(&ledger->writer, err) : 0;
    wl_writer_done(&ledger->writer);
    if (close(ledger->fd) < 0 && rc == 0)
        rc = wl_error_set(err, WL_EIO, "cannot write '%s': %s", ledger->writer.name,
                          strerror(errno));
    ledger->open = false;
    return rc;
}
