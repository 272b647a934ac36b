#include "scan/columns.h"

#include <strings.h>

#define HEADER "#Fields:"
#define STATUS "sc-win32-status"

void
wl_columns_init(struct wl_columns *columns)
{
    columns->status = -1;
}

/* The next column from *at on, moved behind it; an empty span at the end. */
static struct wl_span
next_column(struct wl_span line, size_t *at)
{
    size_t from = *at, to;

    while (from < line.len && (line.ptr[from] == ' ' || line.ptr[from] == '\t'))
        from++;
    for (to = from; to < line.len && line.ptr[to] != ' ' && line.ptr[to] != '\t';)
        to++;
    *at = to;
    return (struct wl_span){line.ptr + from, to - from};
}

void
wl_columns_read(struct wl_columns *columns, struct wl_span line)
{
    size_t at = sizeof HEADER - 1;
    struct wl_span column;

    if (line.len < at || strncasecmp(line.ptr, HEADER, at) != 0)
        return;
    columns->status = -1;
    for (int i = 0; (column = next_column(line, &at)).len > 0; i++)
        if (column.len == sizeof STATUS - 1 && strncasecmp(column.ptr, STATUS, column.len) == 0)
            columns->status = i;
}

bool
wl_columns_is_status(const struct wl_columns *columns, struct wl_span line, struct wl_span found)
{
    size_t at = 0;
    struct wl_span column = {NULL, 0};

    if (columns->status < 0 || line.len == 0 || line.ptr[0] == '#')
        return false;
    for (int i = 0; i <= columns->status; i++)
        column = next_column(line, &at);
    return column.ptr == found.ptr && column.len == found.len;
}
