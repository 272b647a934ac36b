/*
 * Where a user's pattern files are. Never beside a log: nothing in a bundle is read as
 * configuration.
 */
#include "cli/session.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
is_pattern_file(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);

    return entry->d_name[0] != '.' && len > 5 && strcmp(entry->d_name + len - 5, ".yaml") == 0;
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

static int
compare(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int
wl_pattern_paths(char ***out, size_t *count, const struct wl_common *common, struct wl_error *err)
{
    char *directory = config_directory(), **paths;
    struct dirent **entries = NULL;
    int found = directory ? scandir(directory, &entries, is_pattern_file, compare) : -1;
    size_t own = found > 0 ? (size_t)found : 0;
    bool failed = false;

    paths = calloc(own + common->pattern_count + 1, sizeof *paths);
    for (size_t i = 0; i < own; i++) {
        if (paths && asprintf(&paths[i], "%s/%s", directory, entries[i]->d_name) < 0)
            failed = true;
        free(entries[i]);
    }
    free(entries);
    free(directory);
    for (size_t i = 0; paths && i < common->pattern_count; i++)
        failed = !(paths[own + i] = strdup(common->patterns[i])) || failed;
    if (!paths || failed) {
        wl_pattern_paths_free(paths);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    *out = paths;
    *count = own + common->pattern_count;
    return 0;
}

void
wl_pattern_paths_free(char **paths)
{
    for (char **path = paths; path && *path; path++)
        free(*path);
    free(paths);
}
