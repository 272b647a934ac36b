/*
 * To be preloaded: lets the n-th write, sync or truncation of a database's files fail, as a full or
 * broken disk does. Always works, where tracing another process may not be allowed.
 *
 *   FAULT_PATH   what the names of the files begin with
 *   FAULT_AT     which call fails, from 1; 0: none
 *   FAULT_ERROR  errno of the failure
 *   FAULT_LASTS  1: all further calls fail, too
 *   FAULT_COUNT  a file that the number of calls is written to at the end
 */
/* Both names of a function are defined here, so neither may stand for the other. */
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PUBLIC __attribute__((visibility("default")))

static atomic_long calls;

static long
number(const char *name)
{
    const char *value = getenv(name);

    return value ? strtol(value, NULL, 10) : 0;
}

static bool
is_watched(int fd)
{
    const char *path = getenv("FAULT_PATH");
    char link[64], name[4096];
    ssize_t len;

    if (!path)
        return false;
    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    len = readlink(link, name, sizeof name);
    return len >= (ssize_t)strlen(path) && memcmp(name, path, strlen(path)) == 0;
}

/* Whether this call is to fail; errno is set then. */
static bool
fails(int fd)
{
    int before = errno;
    long call, at = number("FAULT_AT");

    if (!is_watched(fd)) {
        errno = before;
        return false;
    }
    call = atomic_fetch_add(&calls, 1) + 1;
    errno = before;
    if (at == 0 || call < at || (call > at && number("FAULT_LASTS") == 0))
        return false;
    errno = (int)number("FAULT_ERROR");
    return true;
}

/* Declares real, the function of that name which this one hides. */
#define REAL(result, name, ...) \
    result (*real)(__VA_ARGS__); \
    void *found = dlsym(RTLD_NEXT, name); \
    memcpy(&real, &found, sizeof real) /* ISO C has no cast for that */

PUBLIC ssize_t
write(int fd, const void *data, size_t len)
{
    REAL(ssize_t, "write", int, const void *, size_t);

    return fails(fd) ? -1 : real(fd, data, len);
}

PUBLIC ssize_t
pwrite(int fd, const void *data, size_t len, off_t at)
{
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);

    return fails(fd) ? -1 : real(fd, data, len, at);
}

PUBLIC ssize_t
pwrite64(int fd, const void *data, size_t len, off64_t at)
{
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);

    return fails(fd) ? -1 : real(fd, data, len, at);
}

PUBLIC int
fsync(int fd)
{
    REAL(int, "fsync", int);

    return fails(fd) ? -1 : real(fd);
}

PUBLIC int
fdatasync(int fd)
{
    REAL(int, "fdatasync", int);

    return fails(fd) ? -1 : real(fd);
}

PUBLIC int
ftruncate(int fd, off_t len)
{
    REAL(int, "ftruncate", int, off_t);

    return fails(fd) ? -1 : real(fd, len);
}

PUBLIC int
ftruncate64(int fd, off64_t len)
{
    REAL(int, "ftruncate64", int, off64_t);

    return fails(fd) ? -1 : real(fd, len);
}

__attribute__((destructor)) static void
report(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *out = path ? fopen(path, "we") : NULL;

    if (!out)
        return;
    (void)fprintf(out, "%ld\n", atomic_load(&calls));
    (void)fclose(out);
}
