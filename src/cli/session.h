/*
 * What annotate and scan have in common: the pattern set, the database, signals, and the run that
 * joins them.
 */
#pragma once

#include "cli/command.h"
#include "flow/flow.h"
#include "sink/remember.h"

struct wl_session {
    struct wl_invocation *invocation;
    struct wl_pattern_set *patterns;
    struct wl_flow_setup setup; /* ready but for sinks other than the store's */
    struct wl_flow *flow;       /* after wl_session_open() */
    struct wl_store *store;
    struct wl_remember_sink remember;
    char *db_path;
    bool storing;    /* a run was begun */
    bool warned;     /* of a database that fails */
    bool must_store; /* a database that fails is an error: --db was given, or scan */
};

/**
 * Load patterns, open the database unless --no-store (its sink is then the flow's last), catch
 * signals.
 * @param must_store  a database that cannot be opened ends the command; else it is a warning
 * @return            0, or the error that ends the command
 */
int wl_session_begin(struct wl_session *session, struct wl_invocation *invocation, bool must_store,
                     struct wl_error *err);

/** All sinks are in the setup: make the flow. @return 0, WL_ENOMEM */
int wl_session_open(struct wl_session *session, struct wl_error *err);

/** Say once, on standard error, that storing has failed, if it has; where it must not, also if the
 * user asked for silence. */
void wl_session_warn(struct wl_session *session);

/**
 * Commit the run and free everything. @param status of the command so far
 * @return its exit status: WL_EXIT_ERROR if what had to be stored was not
 */
int wl_session_end(struct wl_session *session, int status);

/** A signal has asked to stop. */
bool wl_session_stopped(void);

/** End the program by the signal that asked for it, or by SIGPIPE; returns if none did. */
void wl_session_raise(bool pipe_closed);

/**
 * Paths of the user's pattern files: $XDG_CONFIG_HOME/wsalog/patterns, *.yaml in order of name,
 * then those of --patterns (of a directory its *.yaml). @return 0 and *out (ends with NULL; free
 * with wl_pattern_paths_free()), WL_ENOMEM
 */
int wl_pattern_paths(char ***out, size_t *count, const struct wl_common *common,
                     struct wl_error *err);
void wl_pattern_paths_free(char **paths);

/** The patterns of all of them. @return 0 and *out, to be freed; as wl_pattern_set_new() */
int wl_pattern_set_of(struct wl_pattern_set **out, const struct wl_common *common,
                      struct wl_error *err);
