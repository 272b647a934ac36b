#include "cli/database.h"

#include <stdlib.h>
#include <string.h>

int
wl_database_path(char **path, const struct wl_common *common, struct wl_error *err)
{
    *path = common->db ? strdup(common->db) : wl_store_default_path();
    if (*path)
        return 0;
    if (common->db)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    return wl_error_set(err, WL_EIO,
                        "no home directory to look for the database in; give --db PATH");
}

int
wl_database_open(struct wl_store **out, const struct wl_common *common, struct wl_error *err)
{
    char *path;
    int rc = wl_database_path(&path, common, err);

    if (rc < 0)
        return rc;
    rc = wl_store_open(out, path, WL_STORE_READ, err);
    free(path);
    return rc;
}
