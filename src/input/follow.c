#include "input/follow.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define POLL_MIN_MS 100
#define POLL_MAX_MS 1000
#define GRACE_MS 1000 /* for who still writes to a file that has lost its name */
#define HEAD 256      /* first bytes by which a file is known that was cut and written anew */

struct wl_follow {
    struct wl_follow_setup setup;
    const char *path;
    char *folder;
    int inotify;       /* -1 without */
    int watch;         /* of the file, -1 without */
    int fd;            /* borrowed; -1 between two states */
    bool over, named;  /* named: it has the name */
    uint64_t position; /* read so far */
    char head[HEAD];
    size_t head_len;
    int poll_ms;         /* the next pause without inotify */
    int64_t replaced_ms; /* since when another file, without content, has the name; 0: it has not */
};

enum state {
    SAME,
    MORE,
    OVER,
    NAMELESS, /* no file has the name now */
    REPLACED, /* another one has, which is empty */
};

static int64_t
clock_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Changes made by other machines are not told. Numbers from statfs(2). */
static bool
is_distant(const struct statfs *fs)
{
    static const uint32_t types[] = {
        0x6969,     0x517B,     0xFF534D42, 0xFE534D42, 0x65735546, 0x01021997,
        0x00C36400, 0x5346414F, 0x73757245, 0x0BD00BD0, 0x47504653, 0x786F4256,
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if ((uint32_t)fs->f_type == types[i])
            return true;
    return false;
}

static void
stop_inotify(struct wl_follow *f)
{
    if (f->inotify >= 0)
        (void)close(f->inotify);
    f->inotify = f->watch = -1;
}

/* Again and again, because a folder can be replaced too. */
static void
watch_folder(struct wl_follow *f)
{
    struct statfs fs;

    if (f->inotify < 0)
        return;
    if (statfs(f->folder, &fs) == 0 && is_distant(&fs))
        stop_inotify(f);
    else
        (void)inotify_add_watch(f->inotify, f->folder,
                                IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO);
}

static void
watch_file(struct wl_follow *f)
{
    char self[40];
    struct statfs fs;

    if (f->inotify < 0)
        return;
    (void)snprintf(self, sizeof self, "/proc/self/fd/%d", f->fd);
    f->watch =
        inotify_add_watch(f->inotify, self, IN_MODIFY | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF);
    if (f->watch < 0 || (fstatfs(f->fd, &fs) == 0 && is_distant(&fs)))
        stop_inotify(f);
}

static void
unwatch_file(struct wl_follow *f)
{
    if (f->watch >= 0)
        (void)inotify_rm_watch(f->inotify, f->watch);
    f->watch = f->fd = -1;
}

int
wl_follow_new(struct wl_follow **out, const char *path, const struct wl_follow_setup *setup,
              struct wl_error *err)
{
    struct wl_follow *f = calloc(1, sizeof *f);
    const char *slash = strrchr(path, '/');

    if (f && slash)
        f->folder = strndup(path, slash > path ? (size_t)(slash - path) : 1);
    else if (f)
        f->folder = strdup(".");
    if (!f || !f->folder) {
        free(f);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    f->setup = *setup;
    f->path = path;
    f->fd = f->watch = -1;
    f->poll_ms = POLL_MIN_MS;
    f->inotify = setup->poll ? -1 : inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    watch_folder(f);
    *out = f;
    return 0;
}

void
wl_follow_free(struct wl_follow *f)
{
    if (!f)
        return;
    stop_inotify(f);
    free(f->folder);
    free(f);
}

static int
stopped(struct wl_error *err)
{
    return wl_error_set(err, WL_EIO, "%s", "");
}

/* Signals are let in only while it waits: none is lost between a look at *stop and the wait. */
static int
wait_for_fds(const struct wl_follow *f, struct pollfd *fds, nfds_t count, int ms)
{
    struct timespec pause = {ms / 1000, ms % 1000 * 1000000L};
    sigset_t all, before;
    int n;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    n = f->setup.stop && *f->setup.stop ? -1 : ppoll(fds, count, ms < 0 ? NULL : &pause, &before);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return n;
}

/* Sleep for at most ms, -1: until something happens. @return 1 something has, 0 not, an error */
static int
doze(struct wl_follow *f, int ms, struct wl_error *err)
{
    struct pollfd fds[] = {
        {f->inotify, POLLIN, 0}, {f->setup.wake_fd, POLLIN, 0}, {f->setup.output_fd, 0, 0}};
    char events[4096]; /* what they say does not matter: everything is looked at again */
    int n = wait_for_fds(f, fds, 3, ms);

    if (n < 0 || fds[1].revents)
        return stopped(err);
    if (fds[2].revents & (POLLERR | POLLHUP))
        return wl_error_set(err, WL_EPIPE, "the reader of the output has gone");
    if (fds[0].revents)
        (void)!read(f->inotify, events, sizeof events);
    return n > 0;
}

static int
shorter(int a, int b)
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* How long to sleep. inotify knows nothing of links' targets and of folders that are not there. */
static int
pause_ms(struct wl_follow *f)
{
    int ms = f->poll_ms;

    if (f->inotify >= 0)
        return f->fd >= 0 && f->named ? -1 : POLL_MAX_MS;
    f->poll_ms = ms * 2 < POLL_MAX_MS ? ms * 2 : POLL_MAX_MS;
    return ms;
}

static bool
is_readable(const char *path)
{
    struct stat st;
    int fd;

    if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
        return false;
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd >= 0)
        (void)close(fd);
    return fd >= 0;
}

int
wl_follow_await(struct wl_follow *f, struct wl_error *err)
{
    unwatch_file(f);
    f->poll_ms = POLL_MIN_MS;
    for (;;) {
        int rc;
        watch_folder(f);
        if (f->setup.stop && *f->setup.stop)
            return stopped(err);
        if (is_readable(f->path))
            return 0;
        rc = doze(f, pause_ms(f), err);
        if (rc < 0)
            return rc;
    }
}

void
wl_follow_begin(struct wl_follow *f, int fd)
{
    unwatch_file(f);
    f->fd = fd;
    f->position = 0;
    f->over = false;
    f->head_len = 0;
    f->replaced_ms = 0;
    watch_file(f);
}

void
wl_follow_seen(struct wl_follow *f, const char *ptr, size_t len)
{
    size_t room = sizeof f->head - f->head_len, part = len < room ? len : room;

    if (part > 0)
        memcpy(f->head + f->head_len, ptr, part);
    f->head_len += part;
    f->position += len;
}

/* Its first bytes are those that were read; without that a file that was cut and has grown past
 * its old length since would seem to have grown only. */
static bool
has_its_head(const struct wl_follow *f)
{
    char head[HEAD];
    ssize_t n = pread(f->fd, head, f->head_len, 0);

    return n < 0 || ((size_t)n == f->head_len && memcmp(head, f->head, f->head_len) == 0);
}

/* How the file itself has changed. */
static enum state
look_at_file(const struct wl_follow *f, struct stat *st)
{
    if (fstat(f->fd, st) < 0 || (uint64_t)st->st_size < f->position || !has_its_head(f))
        return OVER;
    return (uint64_t)st->st_size > f->position ? MORE : SAME;
}

/* Once more after a look at the name: who writes to a new file has written all that he had for the
 * old one. */
static enum state
look(const struct wl_follow *f)
{
    struct stat named, mine;
    enum state state = look_at_file(f, &mine), change = NAMELESS;

    if (state != SAME)
        return state;
    if (stat(f->path, &named) == 0) {
        if (named.st_dev == mine.st_dev && named.st_ino == mine.st_ino)
            return SAME;
        change = S_ISREG(named.st_mode) && named.st_size > 0 ? OVER : REPLACED;
    }
    state = look_at_file(f, &mine);
    return state == SAME ? change : state;
}

/* The file that has the name now tells of its first content. */
static enum state
watch_replaced(struct wl_follow *f)
{
    f->replaced_ms = clock_ms();
    if (f->inotify >= 0)
        (void)inotify_add_watch(f->inotify, f->path, IN_MODIFY);
    return look(f);
}

static enum state
look_around(struct wl_follow *f)
{
    enum state state = look(f);

    if (state == REPLACED && f->replaced_ms == 0)
        state = watch_replaced(f);
    if (state != REPLACED)
        f->replaced_ms = 0;
    f->named = state == SAME;
    if (state == NAMELESS || state == REPLACED)
        watch_folder(f);
    return state == REPLACED && clock_ms() - f->replaced_ms >= GRACE_MS ? OVER : state;
}

bool
wl_follow_ready(struct wl_follow *f)
{
    enum state state = f->over ? OVER : look_around(f);

    f->over = state == OVER;
    return state == MORE || state == OVER;
}

bool
wl_follow_over(const struct wl_follow *f)
{
    return f->over;
}

int
wl_follow_wait(struct wl_follow *f, struct wl_error *err)
{
    int64_t since = clock_ms();
    bool idle = f->setup.idle != NULL; /* it is yet to be told */
    int rc;

    f->poll_ms = POLL_MIN_MS;
    while (!wl_follow_ready(f)) {
        rc = doze(f, shorter(pause_ms(f), idle ? (int)f->setup.idle_ms : -1), err);
        if (rc == 0 && idle && clock_ms() - since >= f->setup.idle_ms) {
            rc = f->setup.idle(f->setup.arg, err);
            idle = rc == 1;
            since = clock_ms();
        }
        if (rc < 0)
            return rc;
    }
    return 0;
}
