/*
 * Where a user's pattern files are. Never beside a log: nothing in a bundle is read as
 * configuration.
 */
#include "cli/session.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct paths {
    char **list; /* ends with NULL */
    size_t count;
    bool failed; /* out of memory */
};

/* path becomes the list's, also when it fails. */
static void
add_path(struct paths *paths, char *path)
{
    char **grown = path ? realloc(paths->list, (paths->count + 2) * sizeof *grown) : NULL;

    if (!grown) {
        paths->failed = true;
        free(path);
        return;
    }
    paths->list = grown;
    grown[paths->count++] = path;
    grown[paths->count] = NULL;
}

static int
is_pattern_file(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".yaml") == 0;
}

static int
compare(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* @return it is a directory that can be read */
static bool
add_directory(struct paths *paths, const char *directory)
{
    struct dirent **entries = NULL;
    int count = scandir(directory, &entries, is_pattern_file, compare);

    for (int i = 0; i < count; i++) {
        char *path = NULL;
        if (asprintf(&path, "%s/%s", directory, entries[i]->d_name) < 0)
            path = NULL;
        add_path(paths, path);
        free(entries[i]);
    }
    free(entries);
    return count >= 0;
}

static char *
config_directory(void)
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    char *path = NULL;

    if (base && base[0] == '/')
        return asprintf(&path, "%s/wsalog/patterns", base) < 0 ? NULL : path;
    if (home && home[0])
        return asprintf(&path, "%s/.config/wsalog/patterns", home) < 0 ? NULL : path;
    return NULL;
}

int
wl_pattern_paths(char ***out, size_t *count, const struct wl_common *common, struct wl_error *err)
{
    struct paths paths = {.list = calloc(1, sizeof(char *))};
    char *directory = config_directory();

    paths.failed = !paths.list;
    if (directory)
        (void)add_directory(&paths, directory);
    free(directory);
    /* a path that is no directory is a file: whether it can be read shows when it is */
    for (size_t i = 0; i < common->pattern_count; i++)
        if (!add_directory(&paths, common->patterns[i]))
            add_path(&paths, strdup(common->patterns[i]));
    if (paths.failed) {
        wl_pattern_paths_free(paths.list);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    *out = paths.list;
    *count = paths.count;
    return 0;
}

void
wl_pattern_paths_free(char **paths)
{
    for (char **path = paths; path && *path; path++)
        free(*path);
    free(paths);
}

int
wl_pattern_set_of(struct wl_pattern_set **out, const struct wl_common *common, struct wl_error *err)
{
    char **paths = NULL;
    size_t count = 0;
    int rc = wl_pattern_paths(&paths, &count, common, err);

    if (rc == 0)
        rc = wl_pattern_set_new(out, (const char *const *)paths, count, err);
    wl_pattern_paths_free(paths);
    return rc;
}
