/*
 * annotate --follow: files as they grow. Each file has a thread, a run and a connection to the
 * database of its own, so that none waits for another; the output they share, by whole lines.
 */
#pragma once

#include "cli/command.h"

/** There is something to be followed: files, not standard input alone. */
bool wl_annotate_follows(const struct wl_invocation *invocation);

/** Do it until it is told to end, which may be never. @return an enum wl_exit */
int wl_annotate_follow(struct wl_invocation *invocation);
