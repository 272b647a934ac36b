#include "cli/scan_account.h"

#include <stdlib.h>
#include <string.h>

void
wl_account_init(struct wl_account *account)
{
    *account = (struct wl_account){0};
}

void
wl_account_done(struct wl_account *account)
{
    for (size_t i = 0; i < account->group_count; i++) {
        struct wl_account_group *group = account->groups + i;
        for (size_t k = 0; k < group->name_count; k++)
            free(group->names[k]);
        free(group->reason);
    }
    free(account->groups);
    wl_account_init(account);
}

/* Reasons are a handful: signatures and errno texts. */
static struct wl_account_group *
find_group(struct wl_account *account, bool gap, const char *reason)
{
    struct wl_account_group *grown;

    for (size_t i = 0; i < account->group_count; i++)
        if (account->groups[i].gap == gap && strcmp(account->groups[i].reason, reason) == 0)
            return account->groups + i;
    grown = realloc(account->groups, (account->group_count + 1) * sizeof *grown);
    if (!grown)
        return NULL;
    account->groups = grown;
    grown += account->group_count;
    *grown = (struct wl_account_group){.gap = gap, .reason = strdup(reason)};
    if (!grown->reason)
        return NULL;
    account->group_count++;
    return grown;
}

int
wl_account_add(struct wl_account *account, bool gap, const char *reason, const char *path,
               struct wl_error *err)
{
    struct wl_account_group *group = find_group(account, gap, reason);
    char *name = NULL;

    if (!group)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    if (group->name_count < WL_ACCOUNT_NAMES) {
        name = strdup(path);
        if (!name)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        group->names[group->name_count++] = name;
    }
    group->count++;
    account->gaps += gap;
    return 0;
}
