/*
 * W3C logs (IIS, HTTPERR, FTP) name their columns in a header: a number in the column
 * sc-win32-status is an error code without any words beside it.
 */
#pragma once

#include "base/span.h"

struct wl_columns {
    int status;   /* index of the column sc-win32-status, -1 when no header named one */
    int computer; /* likewise of s-computername */
};

/** No header seen yet. */
void wl_columns_init(struct wl_columns *columns);

/** Read line if it is a `#Fields:` header, else leave columns as they are. */
void wl_columns_read(struct wl_columns *columns, struct wl_span line);

/** What stands in the column of the computer; empty for none. */
struct wl_span wl_columns_computer(const struct wl_columns *columns, struct wl_span line);

/** found stands alone in the status column of line, which has as many columns as that needs. */
bool wl_columns_is_status(const struct wl_columns *columns, struct wl_span line,
                          struct wl_span found);
