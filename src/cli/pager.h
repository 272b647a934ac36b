/*
 * A pager for what is longer than the screen, on a terminal only.
 */
#pragma once

#include "base/buf.h"

#include <stdbool.h>

/**
 * Show text through $WSALOG_PAGER, else $PAGER, else less, when standard output is a terminal that
 * has fewer lines.
 * @return false: it has not been shown (no terminal, short enough, PAGER=cat or empty, no pager)
 */
bool wl_pager_show(const struct wl_buf *text);
