#include "input/gzip.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <zlib.h>

#define BLOCK ((size_t)64 << 10) /* compressed bytes read at a time */
#define LIBRARY "libz.so.1"
#define WRAPPED (MAX_WBITS + 16) /* a gzip wrapper, and nothing else */

struct gzip {
    struct wl_filter filter;
    struct wl_stream *under;
    z_stream zlib;
    gz_header header;
    bool between;          /* two members, or behind the last one */
    bool ended;            /* under has ended */
    int rc;                /* a failure for the next call, or 0 */
    struct wl_error error; /* its text */
    uint64_t read;         /* bytes of under in all */
    Bytef block[BLOCK];
};

static struct {
    bool loaded;
    int (*init)(z_stream *, int, const char *, int);
    int (*run)(z_stream *, int);
    int (*reset)(z_stream *);
    int (*header)(z_stream *, gz_header *);
    int (*end)(z_stream *);
} zlib;

static void
load(void)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

    if (!library)
        return;
    *(void **)&zlib.init = dlsym(library, "inflateInit2_");
    *(void **)&zlib.run = dlsym(library, "inflate");
    *(void **)&zlib.reset = dlsym(library, "inflateReset");
    *(void **)&zlib.header = dlsym(library, "inflateGetHeader");
    *(void **)&zlib.end = dlsym(library, "inflateEnd");
    zlib.loaded = zlib.init && zlib.run && zlib.reset && zlib.header && zlib.end;
}

/* The error stays for the next call: what came before it is handed out first. */
static void
fail(struct gzip *gz, const char *what, const char *detail)
{
    gz->rc = wl_error_set(&gz->error, WL_EIO, "%s at byte %llu%s%s", what,
                          (unsigned long long)gz->filter.taken, detail ? ": " : "",
                          detail ? detail : "");
}

static void
refill(struct gzip *gz)
{
    ptrdiff_t n;

    if (gz->ended || gz->zlib.avail_in > 0)
        return;
    n = gz->under->ops->read(gz->under, (char *)gz->block, BLOCK, &gz->error);
    if (n < 0) {
        gz->rc = (int)n;
        return;
    }
    gz->ended = n == 0;
    gz->read += (uint64_t)n;
    gz->zlib.next_in = gz->block;
    gz->zlib.avail_in = (uInt)n;
}

/* Behind a member: zeros that fill up a tape or a sector, then another member, or the end.
 * @return false if nothing is to be unpacked now */
static bool
begin_member(struct gzip *gz)
{
    while (gz->zlib.avail_in > 0 && *gz->zlib.next_in == 0 && gz->read > gz->zlib.avail_in) {
        gz->zlib.next_in++;
        gz->zlib.avail_in--;
    }
    if (gz->zlib.avail_in == 0)
        return false;
    gz->between = false;
    return true;
}

static void
judge(struct gzip *gz, int result)
{
    gz->filter.taken = gz->read - gz->zlib.avail_in;
    if (result == Z_STREAM_END) {
        gz->between = true;
        if (gz->header.done == 1 && gz->filter.mtime_us == 0)
            gz->filter.mtime_us = (int64_t)gz->header.time * 1000000;
        if (zlib.reset(&gz->zlib) != Z_OK)
            fail(gz, "damaged", NULL);
    } else if (result == Z_MEM_ERROR) {
        gz->rc = wl_error_set(&gz->error, WL_ENOMEM, "out of memory");
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
        fail(gz, "damaged", gz->zlib.msg);
    } else if (gz->header.done == 1 && gz->filter.mtime_us == 0) {
        gz->filter.mtime_us = (int64_t)gz->header.time * 1000000;
    }
}

static ptrdiff_t
gzip_read(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct gzip *gz = (struct gzip *)stream;
    uInt room = cap < UINT_MAX ? (uInt)cap : UINT_MAX;

    gz->zlib.next_out = (Bytef *)ptr;
    gz->zlib.avail_out = room;
    while (gz->rc == 0 && gz->zlib.avail_out > 0) {
        refill(gz);
        if (gz->rc < 0)
            break;
        if (gz->between && !begin_member(gz)) {
            if (gz->ended)
                break;
            continue;
        }
        if (gz->zlib.avail_in == 0 && gz->ended) {
            fail(gz, "cut off", NULL);
            break;
        }
        judge(gz, zlib.run(&gz->zlib, Z_NO_FLUSH));
    }
    if (gz->zlib.avail_out < room)
        return (ptrdiff_t)(room - gz->zlib.avail_out);
    return gz->rc < 0 ? wl_error_set(err, gz->rc, "%s", gz->error.text) : 0;
}

static void
gzip_close(struct wl_stream *stream)
{
    struct gzip *gz = (struct gzip *)stream;

    (void)zlib.end(&gz->zlib);
    free(gz);
}

static const struct wl_stream_ops gzip_ops = {gzip_read, NULL, gzip_close};

int
wl_gzip_open(struct wl_filter **out, struct wl_stream *under, struct wl_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct gzip *gz;

    (void)pthread_once(&once, load);
    if (!zlib.loaded)
        return wl_error_set(err, WL_EIO, "%s is missing: install zlib1g", LIBRARY);
    gz = calloc(1, sizeof *gz);
    if (!gz)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    if (zlib.init(&gz->zlib, WRAPPED, ZLIB_VERSION, (int)sizeof gz->zlib) != Z_OK) {
        free(gz);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    (void)zlib.header(&gz->zlib, &gz->header);
    gz->filter.stream = (struct wl_stream){&gzip_ops, UINT64_MAX};
    gz->under = under;
    *out = &gz->filter;
    return 0;
}
