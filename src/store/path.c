/*
 * Where the database lies and what the file system thinks of it, before SQLite sees it. Creates the
 * file with 0600 and missing directories with 0700; never changes the rights of what exists.
 */
#include "store/path.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INSTEAD "give another place with --db PATH, or use --no-store"

static int
make_parents(const char *path, struct wl_error *err)
{
    char *dir = strdup(path);
    int rc = 0;

    if (!dir)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    for (char *slash = strchr(dir + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(dir, 0700) < 0 && errno != EEXIST) {
            rc = wl_error_set(err, WL_EIO, "cannot create directory '%s': %s; " INSTEAD, dir,
                              strerror(errno));
            break;
        }
        *slash = '/';
    }
    free(dir);
    return rc;
}

static int
create_file(const char *path, struct wl_error *err)
{
    int rc = make_parents(path, err);
    int fd;

    if (rc < 0)
        return rc;
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        (void)close(fd);
        return 0;
    }
    if (errno == EEXIST) /* another process was faster, or a symbolic link to nowhere */
        return 0;
    return wl_error_set(err, WL_EIO, "cannot create database '%s': %s; " INSTEAD, path,
                        strerror(errno));
}

int
wl_path_prepare(const char *path, bool write, struct wl_error *err)
{
    struct stat status;

    if (path[0] == '\0')
        return wl_error_set(err, WL_EIO, "the path of the database is empty; " INSTEAD);
    if (stat(path, &status) < 0) {
        if (errno == ENOENT && write)
            return create_file(path, err);
        if (errno == ENOENT)
            return wl_error_set(err, WL_EIO,
                                "there is no database '%s' yet; 'wsalog scan PATH' or 'wsalog "
                                "annotate' makes one, --db PATH names another",
                                path);
        return wl_error_set(err, WL_EIO, "cannot open database '%s': %s; " INSTEAD, path,
                            strerror(errno));
    }
    if (S_ISDIR(status.st_mode))
        return wl_error_set(err, WL_EIO, "database '%s' is a directory; " INSTEAD, path);
    if (!S_ISREG(status.st_mode))
        return wl_error_set(err, WL_EIO, "database '%s' is not a regular file; " INSTEAD, path);
    if (access(path, write ? R_OK | W_OK : R_OK) < 0)
        return wl_error_set(err, WL_EIO, "cannot %s database '%s': %s; " INSTEAD,
                            write ? "write" : "read", path, strerror(errno));
    return 0;
}

static char *
join(const char *dir, const char *rest)
{
    size_t size = strlen(dir) + strlen(rest) + 1;
    char *path = malloc(size);

    if (path)
        (void)snprintf(path, size, "%s%s", dir, rest);
    return path;
}

char *
wl_store_default_path(void)
{
    const char *named = getenv("WSALOG_DB");
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    const struct passwd *user;

    if (named && named[0])
        return strdup(named);
    if (state && state[0] == '/') /* the XDG specification: a relative one is to be ignored */
        return join(state, "/wsalog/wsalog.db");
    if (!home || !home[0]) {
        user = getpwuid(getuid());
        home = user ? user->pw_dir : NULL;
    }
    return home && home[0] ? join(home, "/.local/state/wsalog/wsalog.db") : NULL;
}
