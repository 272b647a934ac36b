#include "cli/output.h"

#include <errno.h>
#include <stdio.h>

static int
write_file(const char *path, const struct wl_buf *buf)
{
    FILE *file = fopen(path, "we");
    int saved = 0;

    if (!file)
        return -1;
    if (buf->len > 0 && fwrite(buf->ptr, 1, buf->len, file) != buf->len)
        saved = errno;
    /* What was buffered meets a full disk only now. */
    if (fclose(file) != 0 && !saved)
        saved = errno;
    errno = saved;
    return saved ? -1 : 0;
}

int
wl_output_write(const char *path, const struct wl_buf *buf, struct wl_error *err)
{
    if (buf->failed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    if (path && write_file(path, buf) < 0)
        return wl_error_set(err, WL_EIO, "cannot write '%s': %s", path, strerror(errno));
    if (!path && buf->len > 0)
        (void)fwrite(buf->ptr, 1, buf->len, stdout);
    return 0;
}
