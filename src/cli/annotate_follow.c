#include "cli/annotate_follow.h"

#include "cli/clock.h"
#include "cli/outlet.h"
#include "cli/session.h"
#include "cli/terminal.h"
#include "sink/pace.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define IDLE_MS 250 /* after which what was found is committed */

struct follower {
    struct wl_invocation *invocation;
    const char *path;
    struct wl_session session;
    struct wl_pace_sink pace;
    struct wl_outlet outlet;
    struct wl_turn turn;
    struct wl_follow *follow;
    struct wl_flow_result result; /* of the last state of the file */
    pthread_t thread;
    int ended_fd; /* gets a bool when the thread has ended: the output has failed */
    bool begun, threaded, found, pipe_closed;
    int status;
};

struct following {
    struct wl_invocation *invocation;
    struct follower *list;
    size_t count;
    struct wl_turns turns;
    int output;
    int wake[2];  /* the second end is closed when all shall end */
    int ended[2]; /* a bool for each that has */
    int status;
};

bool
wl_annotate_follows(const struct wl_invocation *invocation)
{
    const struct wl_options *given = &invocation->options;

    return wl_options_has(given, WL_ANNOTATE_FOLLOW) && given->operand_count > 0 &&
           (given->operand_count > 1 || strcmp(given->operands[0], "-") != 0);
}

/* The file has been quiet for a while. */
static int
take_rest(void *arg, struct wl_error *err)
{
    struct follower *f = arg;
    struct wl_session *session = &f->session;
    int rc = wl_pace_idle(&f->pace, err);

    wl_session_warn(session);
    if (rc < 0 || session->remember.error.status != 0 || wl_store_queued(session->store) == 0)
        return rc;
    f->pace.waiting = true; /* the database is busy: later */
    return 1;
}

static int
end_state(void *arg, const struct wl_flow_result *result, struct wl_error *err)
{
    struct follower *f = arg;

    (void)err;
    f->result = result ? *result : (struct wl_flow_result){0};
    return 0;
}

/* One state of the file, from its start until the name is another file's. */
static int
read_state(struct follower *f, struct wl_error *err)
{
    struct wl_session *session = &f->session;
    struct wl_input input = {
        .path = f->path, .locator = f->path, .follow = f->follow, .end = end_state, .arg = f};
    int rc;

    session->setup.now_us = wl_clock_now();
    rc = wl_flow_add(session->flow, &input, err);
    if (rc == 1)
        rc = wl_flow_finish(session->flow, err);
    if (rc < 0)
        return rc;
    if (f->result.error.status == WL_EIO && access(f->path, R_OK) < 0 && f->result.bytes == 0) {
        f->result.complete = true; /* gone again before it could be opened */
        return 0;
    }
    f->found = f->found || f->result.occurrences > 0;
    wl_session_warn(session);
    if (f->result.broken)
        wl_cli_warn(f->invocation, "'%s': %llu broken UTF-16 units became U+FFFD", f->path,
                    (unsigned long long)f->result.broken);
    if (f->result.error.status < 0)
        *err = f->result.error;
    return f->result.error.status;
}

static void
follow(struct follower *f)
{
    struct wl_error err = {0};
    int rc = wl_session_open(&f->session, &err), flushed;

    f->result.complete = true;
    while (rc == 0 && f->result.complete) {
        rc = wl_follow_await(f->follow, &err);
        if (rc == 0)
            rc = read_state(f, &err);
        flushed = f->outlet.writer.status ? 0 : wl_writer_flush(&f->outlet.writer, &err);
        rc = rc < 0 ? rc : flushed;
    }
    f->pipe_closed = rc == WL_EPIPE || f->outlet.writer.status == WL_EPIPE;
    /* a signal that interrupts a wait is no error */
    if (rc < 0 && !f->pipe_closed && err.text[0] != '\0')
        f->status = wl_cli_error(f->invocation, &err);
}

static void *
follow_in_thread(void *arg)
{
    struct follower *f = arg;

    bool output_failed;

    follow(f);
    output_failed = f->pipe_closed || f->outlet.writer.status;
    (void)!write(f->ended_fd, &output_failed, sizeof output_failed);
    return NULL;
}

/* What is there already must be a file; what is missing may come. */
static int
check_path(struct follower *f, struct wl_error *err)
{
    struct stat st;
    int fd;

    if (strcmp(f->path, "-") == 0)
        return wl_error_set(err, WL_EPARSE, "standard input cannot be followed beside files");
    if (stat(f->path, &st) == 0 && !S_ISREG(st.st_mode))
        return wl_error_set(err, WL_EIO, "'%s' is no regular file: it cannot be followed", f->path);
    fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        wl_cli_warn(f->invocation, "waiting for '%s': %s", f->path, strerror(errno));
    else
        (void)close(fd);
    return 0;
}

static int
begin_follower(struct following *all, struct follower *f, struct wl_error *err)
{
    struct wl_session *session = &f->session;
    const char *how = getenv("WSALOG_FOLLOW"); /* "poll": as where inotify does not work */
    struct wl_follow_setup setup = {
        .wake_fd = all->wake[0],
        .output_fd = all->output,
        .poll = how && strcmp(how, "poll") == 0,
        .idle = take_rest,
        .idle_ms = IDLE_MS,
        .arg = f,
    };
    int rc = check_path(f, err);

    if (rc < 0)
        return rc;
    f->begun = true;
    rc = wl_session_begin(session, f->invocation, false, err);
    if (rc == 0)
        rc = wl_outlet_init(&f->outlet, f->invocation, all->output, err);
    if (rc < 0)
        return rc;
    setup.stop = session->setup.stop;
    session->setup.jobs = 1;
    if (session->setup.sink_count > 0)
        wl_pace_init(&f->pace, session->setup.sinks[0]);
    else
        setup.idle = NULL;
    session->setup.sinks[1] = &f->pace.base;
    session->setup.sinks[0] = wl_outlet_sink(&f->outlet);
    session->setup.sink_count++;
    session->warned = f > all->list && all->list->session.remember.error.status != 0;
    wl_session_warn(session);
    if (all->count > 1) {
        f->turn = (struct wl_turn){.turns = &all->turns, .name = f->path};
        f->outlet.writer.turn = &f->turn;
    }
    return wl_follow_new(&f->follow, f->path, &setup, err);
}

static void
end_follower(struct following *all, struct follower *f)
{
    if (f->begun)
        f->status = wl_session_end(&f->session, f->status);
    wl_outlet_done(&f->outlet);
    wl_buf_done(&f->turn.header);
    wl_follow_free(f->follow);
    if (f->status > all->status)
        all->status = f->status;
}

/* Signals are for this thread: it lets them in only while it waits. */
static void
watch_threads(struct following *all, size_t left, const sigset_t *open)
{
    while (left > 0) {
        struct pollfd fd = {all->ended[0], POLLIN, 0};
        bool output_failed = false;
        if (wl_session_stopped())
            break;
        if (ppoll(&fd, 1, NULL, open) > 0)
            left -= read(all->ended[0], &output_failed, sizeof output_failed) > 0;
        if (output_failed)
            break;
    }
    (void)close(all->wake[1]);
    all->wake[1] = -1;
}

static void
follow_all(struct following *all)
{
    sigset_t every, before;
    size_t started = 0;

    (void)sigfillset(&every);
    (void)pthread_sigmask(SIG_SETMASK, &every, &before);
    for (size_t i = 0; i < all->count; i++) {
        struct follower *f = all->list + i;
        f->ended_fd = all->ended[1];
        f->threaded = f->follow && pthread_create(&f->thread, NULL, follow_in_thread, f) == 0;
        started += f->threaded;
        if (f->follow && !f->threaded)
            f->status = WL_EXIT_ERROR;
    }
    watch_threads(all, started, &before);
    for (size_t i = 0; i < all->count; i++)
        if (all->list[i].threaded)
            (void)pthread_join(all->list[i].thread, NULL);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static int
begin(struct following *all, struct wl_error *err)
{
    const struct wl_options *given = &all->invocation->options;
    int rc = wl_outlet_open(&all->output, all->invocation, err);

    if (rc < 0)
        return rc;
    if (pipe2(all->wake, O_CLOEXEC) < 0 || pipe2(all->ended, O_CLOEXEC) < 0)
        return wl_error_set(err, WL_EIO, "cannot make a pipe: %s", strerror(errno));
    all->list = calloc(given->operand_count, sizeof *all->list);
    if (!all->list)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    all->count = given->operand_count;
    for (size_t i = 0; i < all->count; i++) {
        struct follower *f = all->list + i;
        struct wl_error one = {0};
        f->invocation = all->invocation;
        f->path = given->operands[i];
        if (begin_follower(all, f, &one) < 0)
            f->status = wl_cli_error(all->invocation, &one);
    }
    return 0;
}

static void
close_pair(const int fds[2])
{
    for (size_t i = 0; i < 2; i++)
        if (fds[i] >= 0)
            (void)close(fds[i]);
}

int
wl_annotate_follow(struct wl_invocation *invocation)
{
    struct following all = {
        .invocation = invocation, .output = -1, .wake = {-1, -1}, .ended = {-1, -1}};
    bool found = false, pipe_closed = false;
    struct wl_error err = {0};

    wl_turns_init(&all.turns, invocation->common.format == 0 && !wl_outlet_names(invocation));
    if (begin(&all, &err) < 0)
        all.status = wl_cli_error(invocation, &err);
    else if (all.count > 1)
        follow_all(&all);
    else if (all.list->follow)
        follow(all.list);
    for (size_t i = 0; i < all.count; i++) {
        found = found || all.list[i].found;
        pipe_closed = pipe_closed || all.list[i].pipe_closed;
        end_follower(&all, all.list + i);
    }
    if (all.status == WL_EXIT_DONE && !found &&
        wl_options_has(&invocation->options, WL_ANNOTATE_EXIT_CODE))
        all.status = WL_EXIT_NOTHING;
    if (wl_outlet_close(all.output, invocation, &err) < 0)
        all.status = wl_cli_error(invocation, &err);
    free(all.list);
    close_pair(all.wake);
    close_pair(all.ended);
    wl_turns_done(&all.turns);
    wl_session_raise(pipe_closed);
    return all.status;
}
