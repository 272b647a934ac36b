#include "cli/look_up.h"

#include "cli/clock.h"
#include "flow/flow.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct search {
    const char *locator;   /* NULL: any */
    struct wl_error error; /* of the source, or of the archive that it lies in */
};

/* Other members are passed over unread. */
static const char *
leave(void *arg, const char *locator, int64_t mtime_us, bool *known)
{
    const struct search *search = arg;

    (void)mtime_us;
    *known = false;
    return !search->locator || strcmp(locator, search->locator) == 0 ? NULL : "not asked for";
}

static int
note_end(void *arg, const struct wl_flow_result *result, struct wl_error *err)
{
    struct search *search = arg;

    (void)err;
    if (result && result->error.status < 0 && search->error.status == 0)
        search->error = result->error;
    return 0;
}

/* The file that a locator begins with: up to a '!' behind which the way goes on inside of it. */
static char *
file_of(const char *locator)
{
    char *path = strdup(locator);

    for (char *mark = path; mark && access(path, F_OK) != 0;) {
        size_t len = strlen(path);

        while (len > 0 && path[len - 1] != '!')
            len--;
        if (len == 0) {
            (void)strcpy(path, locator); /* none is there: the message names it as given */
            break;
        }
        path[len - 1] = '\0';
    }
    return path;
}

static int
run_flow(const struct wl_flow_setup *setup, const struct wl_input *input, struct wl_error *err)
{
    struct wl_flow *flow = NULL;
    int rc = wl_flow_new(&flow, setup, err), ended;

    if (rc < 0)
        return rc;
    rc = wl_flow_add(flow, input, err);
    ended = wl_flow_finish(flow, rc < 0 ? NULL : err);
    wl_flow_free(flow);
    return rc < 0 ? rc : ended;
}

int
wl_look_up(struct wl_excerpt_sink *excerpt, const char *locator, const struct wl_patterns *patterns,
           struct wl_error *err)
{
    struct search search = {.locator = locator};
    struct wl_flow_setup setup = {
        .patterns = patterns,
        .min_confidence = WL_THRESHOLD,
        .jobs = 1,
        .sinks = {&excerpt->base},
        .sink_count = 1,
        .containers = {.limits = wl_limits_default},
        .leave = leave,
        .leave_arg = &search,
        .case_name = "",
        .host = "",
        .now_us = wl_clock_now(),
        .stop = &excerpt->done,
    };
    struct wl_input input = {.locator = locator, .end = note_end, .arg = &search};
    char head[WL_MAGIC_HEAD], *path = file_of(locator);
    ptrdiff_t len;
    int rc = 0;

    if (!path)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    len = wl_magic_peek(path, true, head, sizeof head);
    if (len < 0) {
        rc = wl_error_set(err, WL_EIO, "cannot read '%s': %s", path, strerror((int)-len));
    } else {
        input.path = path;
        input.locator = path;
        input.container = wl_container_is(head, (size_t)len);
        input.records =
            wl_magic_judge(head, (size_t)len, (size_t)len < sizeof head, WL_ENCODING_AUTO).records;
        if (strcmp(path, locator) == 0) /* of an archive that is named alone, the first member */
            search.locator = NULL;
        excerpt->locator = search.locator;
        rc = run_flow(&setup, &input, err);
    }
    if (rc == 0 && !excerpt->done && search.error.status < 0)
        rc = wl_error_set(err, search.error.status, "%s", search.error.text);
    if (rc == 0 && !excerpt->seen)
        rc = wl_error_set(err, WL_EIO, "'%s' has no such member", locator);
    free(path);
    return rc;
}
