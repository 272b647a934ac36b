#include "input/walk.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/keyset.h"
#include "input/glob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OUTPUTS_MAX 4

struct wl_walk {
    wl_walk_fn *each;
    void *arg;
    bool several;
    const char *const *leave;
    struct wl_buf path; /* of what is at hand */
    struct wl_keyset met;
    unsigned char outputs[OUTPUTS_MAX][WL_KEY_SIZE];
    size_t output_count;
};

/* The names in one directory. */
struct names {
    struct wl_arena arena;
    char **list;
    size_t count, cap;
};

static int walk_directory(struct wl_walk *walk, bool operand, struct wl_error *err);

int
wl_walk_new(struct wl_walk **out, bool several, wl_walk_fn *each, void *arg, struct wl_error *err)
{
    struct wl_walk *walk = calloc(1, sizeof *walk);

    if (!walk)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    walk->several = several;
    walk->each = each;
    walk->arg = arg;
    wl_buf_init(&walk->path);
    wl_keyset_init(&walk->met);
    *out = walk;
    return 0;
}

void
wl_walk_free(struct wl_walk *walk)
{
    if (!walk)
        return;
    wl_buf_done(&walk->path);
    wl_keyset_done(&walk->met);
    free(walk);
}

static void
make_key(unsigned char key[WL_KEY_SIZE], const struct stat *st)
{
    uint64_t parts[2] = {(uint64_t)st->st_dev, (uint64_t)st->st_ino};

    _Static_assert(sizeof parts == WL_KEY_SIZE, "a key holds device and inode");
    memcpy(key, parts, sizeof parts);
}

void
wl_walk_exclude(struct wl_walk *walk, int fd)
{
    struct stat st;

    if (walk->output_count < OUTPUTS_MAX && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        make_key(walk->outputs[walk->output_count++], &st);
}

void
wl_walk_leave(struct wl_walk *walk, const char *const *patterns)
{
    walk->leave = patterns;
}

static int
report(struct wl_walk *walk, enum wl_walk_kind kind, const char *reason, bool operand, bool regular,
       struct wl_error *err)
{
    struct wl_walk_item item = {
        .kind = kind, .reason = reason, .operand = operand, .regular = regular};

    item.path = wl_buf_text(&walk->path);
    if (walk->path.failed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    return walk->each(walk->arg, &item, err);
}

static int
report_unreadable(struct wl_walk *walk, int error, bool operand, struct wl_error *err)
{
    return report(walk, operand ? WL_WALK_MISSING : WL_WALK_GAP, strerror(error), operand, false,
                  err);
}

static const char *
special_kind(mode_t mode)
{
    return S_ISLNK(mode)    ? "symbolic link"
           : S_ISFIFO(mode) ? "named pipe"
           : S_ISSOCK(mode) ? "socket"
                            : "device";
}

static bool
is_output(const struct wl_walk *walk, const unsigned char key[WL_KEY_SIZE])
{
    for (size_t i = 0; i < walk->output_count; i++)
        if (memcmp(walk->outputs[i], key, WL_KEY_SIZE) == 0)
            return true;
    return false;
}

/* A regular file or a directory, unless it was met before. */
static int
visit_once(struct wl_walk *walk, const struct stat *st, bool operand, struct wl_error *err)
{
    unsigned char key[WL_KEY_SIZE];
    bool directory = S_ISDIR(st->st_mode);
    int fresh = 1;

    make_key(key, st);
    if (is_output(walk, key))
        return report(walk, WL_WALK_LEFT, "output of this command", operand, true, err);
    if (directory || walk->several || st->st_nlink > 1)
        fresh = wl_keyset_add(&walk->met, key);
    if (fresh < 0)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    if (fresh == 0)
        return report(walk, WL_WALK_LEFT, "same file under another name", operand, true, err);
    if (directory)
        return walk_directory(walk, operand, err);
    return report(walk, WL_WALK_FILE, NULL, operand, true, err);
}

static int
visit_entry(struct wl_walk *walk, struct wl_error *err)
{
    struct stat st;

    if (wl_glob_match(walk->leave, wl_buf_text(&walk->path)))
        return report(walk, WL_WALK_LEFT, "excluded", false, false, err);
    if (lstat(wl_buf_text(&walk->path), &st) < 0)
        return report_unreadable(walk, errno, false, err);
    if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
        return visit_once(walk, &st, false, err);
    return report(walk, WL_WALK_LEFT, special_kind(st.st_mode), false, false, err);
}

static int
keep_name(struct names *names, const char *name)
{
    if (names->count == names->cap) {
        size_t cap = names->cap ? names->cap * 2 : 64;
        char **grown = realloc(names->list, cap * sizeof *grown);
        if (!grown)
            return WL_ENOMEM;
        names->list = grown;
        names->cap = cap;
    }
    names->list[names->count] = wl_arena_copy(&names->arena, name, strlen(name));
    return names->list[names->count++] ? 0 : WL_ENOMEM;
}

/* @return 0, WL_ENOMEM, or a positive errno: names holds those read before it */
static int
read_names(struct names *names, const char *path, bool operand)
{
    int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOCTTY | (operand ? 0 : O_NOFOLLOW);
    int fd = open(path, flags), rc = 0;
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    const struct dirent *entry;

    if (!dir) {
        rc = errno;
        if (fd >= 0)
            (void)close(fd);
        return rc;
    }
    while (rc == 0) {
        errno = 0;
        entry = readdir(dir);
        if (!entry) {
            rc = errno;
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            rc = keep_name(names, entry->d_name);
    }
    (void)closedir(dir);
    return rc;
}

static int
by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int
visit_names(struct wl_walk *walk, const struct names *names, struct wl_error *err)
{
    size_t len = walk->path.len;
    int rc = 0;

    for (size_t i = 0; i < names->count && rc == 0; i++) {
        if (len == 0 || walk->path.ptr[len - 1] != '/')
            wl_buf_add_char(&walk->path, '/');
        wl_buf_add_text(&walk->path, names->list[i]);
        if (walk->path.failed)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        rc = visit_entry(walk, err);
        walk->path.len = len;
    }
    return rc;
}

/* The directory is closed before what is in it is visited: depth costs no descriptors, and is
 * bounded by the longest path that the system takes. */
static int
walk_directory(struct wl_walk *walk, bool operand, struct wl_error *err)
{
    struct names names = {.list = NULL};
    int rc;

    wl_arena_init(&names.arena);
    rc = read_names(&names, wl_buf_text(&walk->path), operand);
    if (rc == WL_ENOMEM)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    else if (rc > 0)
        rc = report_unreadable(walk, rc, operand, err);
    if (names.count > 0)
        qsort(names.list, names.count, sizeof *names.list, by_bytes);
    if (rc == 0)
        rc = visit_names(walk, &names, err);
    free(names.list);
    wl_arena_done(&names.arena);
    return rc;
}

int
wl_walk_operand(struct wl_walk *walk, const char *path, struct wl_error *err)
{
    struct stat st;

    wl_buf_clear(&walk->path);
    wl_buf_add_text(&walk->path, path);
    if (strcmp(path, "-") == 0)
        return report(walk, WL_WALK_FILE, NULL, true, false, err);
    if (stat(path, &st) < 0)
        return report_unreadable(walk, errno, true, err);
    if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
        return visit_once(walk, &st, true, err);
    return report(walk, WL_WALK_FILE, NULL, true, false, err);
}
