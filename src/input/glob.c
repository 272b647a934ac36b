#include "input/glob.h"

#include <fnmatch.h>
#include <string.h>

bool
wl_glob_match(const char *const *patterns, const char *path)
{
    const char *slash = strrchr(path, '/'), *bang = strrchr(path, '!');
    const char *last = bang && bang > slash ? bang + 1 : slash ? slash + 1 : path;

    for (size_t i = 0; patterns && patterns[i]; i++)
        if (fnmatch(patterns[i], path, 0) == 0 || fnmatch(patterns[i], last, 0) == 0)
            return true;
    return false;
}
