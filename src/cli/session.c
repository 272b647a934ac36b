#include "cli/session.h"

#include "cli/clock.h"
#include "cli/database.h"
#include "cli/terminal.h"
#include "version.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>

static volatile sig_atomic_t stopped; /* the signal that asked to stop, or 0 */

static void
on_signal(int number)
{
    stopped = number;
}

/* No SA_RESTART, so that a read that waits ends; a second signal kills. */
static void
catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND}, old;

    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    /* under nohup a hang-up stays ignored */
    if (sigaction(SIGHUP, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        (void)sigaction(SIGHUP, &action, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

bool
wl_session_stopped(void)
{
    return stopped != 0;
}

void
wl_session_raise(bool pipe_closed)
{
    int number = stopped ? stopped : pipe_closed ? SIGPIPE : 0;

    if (number == 0)
        return;
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static int
begin_run(struct wl_session *s, const struct wl_patterns *patterns, struct wl_error *err)
{
    struct wl_run run = {
        .command = s->invocation->command->name,
        .version = WSALOG_VERSION,
        .case_name = s->invocation->common.case_name,
        .started_us = s->setup.now_us,
        .patterns_version = patterns->version,
    };
    int rc = wl_database_path(&s->db_path, &s->invocation->common, err);

    memcpy(run.patterns_digest, patterns->digest, sizeof run.patterns_digest);
    if (rc == 0)
        rc = wl_store_open(&s->store, s->db_path, WL_STORE_WRITE, err);
    if (rc == 0)
        rc = wl_store_begin_run(s->store, &run, err);
    s->storing = rc == 0;
    return rc;
}

/* Those that this process may use. */
static unsigned
processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;

    return count > 0 ? (unsigned)count : 1;
}

int
wl_session_begin(struct wl_session *s, struct wl_invocation *invocation, bool must_store,
                 struct wl_error *err)
{
    const struct wl_common *common = &invocation->common;
    const struct wl_patterns *patterns;
    int encoding = wl_encoding_by_name(common->encoding), rc;

    *s = (struct wl_session){.invocation = invocation, .must_store = must_store};
    if (encoding < 0)
        return wl_error_set(
            err, WL_EPARSE,
            "--encoding takes auto, bytes, utf-16le, utf-16be or a code page (cp437, cp850, "
            "cp866, cp874, cp932, cp949, cp1251, koi8-r, iso-8859-2 ...), not '%s'",
            common->encoding);
    catch_signals();
    s->setup.encoding = (enum wl_encoding)encoding;
    s->setup.day_order = common->day_order;
    s->setup.zone_told = common->zone_told;
    s->setup.containers =
        (struct wl_container_setup){.limits = wl_limits_default, .encoding = s->setup.encoding};
    s->setup.encoding_name = common->encoding;
    s->setup.case_name = common->case_name;
    s->setup.host = "";
    s->setup.now_us = wl_clock_now();
    s->setup.stop = &stopped;
    rc = wl_pattern_set_of(&s->patterns, common, err);
    if (rc < 0)
        return rc;
    patterns = wl_pattern_set_get(s->patterns);
    s->setup.patterns = patterns;
    s->setup.min_confidence = (unsigned)common->min_confidence;
    s->setup.jobs = common->jobs ? common->jobs : processors();
    wl_remember_init(&s->remember, NULL);
    if (common->no_store)
        return 0;
    rc = begin_run(s, patterns, &s->remember.error);
    if (rc < 0 && must_store) {
        s->warned = true; /* the caller does */
        if (err)
            *err = s->remember.error;
        return rc;
    }
    if (rc == 0) {
        wl_remember_init(&s->remember, s->store);
        s->setup.sinks[s->setup.sink_count++] = &s->remember.base;
    }
    return 0;
}

int
wl_session_open(struct wl_session *s, struct wl_error *err)
{
    return wl_flow_new(&s->flow, &s->setup, err);
}

void
wl_session_warn(struct wl_session *s)
{
    struct wl_error message;

    if (s->warned || s->remember.error.status == 0)
        return;
    s->warned = true;
    if (!s->must_store) {
        wl_cli_warn(s->invocation, "not stored: %s", s->remember.error.text);
        return;
    }
    (void)wl_error_set(&message, s->remember.error.status, "not stored: %s",
                       s->remember.error.text);
    (void)wl_cli_error(s->invocation, &message);
}

/* What was not judged to its end is not passed over in silence. */
static void
warn_given_up(const struct wl_session *s)
{
    const char *pattern;
    uint64_t count = s->flow ? wl_flow_given_up(s->flow, &pattern) : 0;

    if (count > 0)
        wl_cli_warn(s->invocation,
                    "%llu matches were given up for taking too many steps, most of them of '%s'",
                    (unsigned long long)count, pattern);
}

int
wl_session_end(struct wl_session *s, int status)
{
    if (s->storing && s->remember.error.status == 0)
        s->remember.error.status =
            wl_store_end_run(s->store, status, wl_clock_now(), &s->remember.error);
    wl_session_warn(s);
    warn_given_up(s);
    if (s->remember.error.status < 0 && (s->must_store || s->invocation->common.db))
        status = WL_EXIT_ERROR;
    wl_store_free(s->store);
    wl_flow_free(s->flow);
    wl_pattern_set_free(s->patterns);
    free(s->db_path);
    return status;
}
