/*
 * From operands to files: directories are walked in order of name (bytes), so that the same tree
 * gives the same list everywhere. Nothing is opened but directories; what a file is, is told by
 * input/magic.h. What cannot be read is reported, never dropped, and the walk goes on.
 */
#pragma once

#include "base/error.h"

#include <stdbool.h>

enum wl_walk_kind {
    WL_WALK_FILE,    /* to be read */
    WL_WALK_LEFT,    /* left out on purpose */
    WL_WALK_GAP,     /* belongs to the tree and cannot be read */
    WL_WALK_MISSING, /* an operand that cannot be read */
};

/* What was met. Strings are borrowed for the call. */
struct wl_walk_item {
    enum wl_walk_kind kind;
    const char *path;   /* the operand and the names below it; any bytes but NUL */
    const char *reason; /* a few words: "symbolic link"; NULL of a file */
    bool operand;       /* named by the user, not met in a directory */
    bool regular;       /* of a file: no pipe or device, which only operands can be */
};

/** @return 0 go on, 1 stop, or an error that ends the walk */
typedef int wl_walk_fn(void *arg, const struct wl_walk_item *item, struct wl_error *err);

struct wl_walk;

/**
 * @param several  more than one operand will follow: then every file is remembered, else only those
 *                 with several names
 * @return         0 and *out (wl_walk_free()), WL_ENOMEM
 */
int wl_walk_new(struct wl_walk **out, bool several, wl_walk_fn *each, void *arg,
                struct wl_error *err);
void wl_walk_free(struct wl_walk *walk);

/** Never read the regular file behind fd: our own output may lie in the tree. */
void wl_walk_exclude(struct wl_walk *walk, int fd);

/**
 * Leave out what these shell patterns match (see wl_glob_match(); borrowed), but for operands.
 */
void wl_walk_leave(struct wl_walk *walk, const char *const *patterns);

/**
 * Report path, and what is below it if it is a directory. "-" is a file. Symbolic links are
 * followed as operands only; a file or directory (device and inode) is reported as one once.
 * @return 0; 1 stopped by the callback; its error; WL_ENOMEM
 */
int wl_walk_operand(struct wl_walk *walk, const char *path, struct wl_error *err);
