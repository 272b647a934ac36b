#include "scan/columns.h"

#include <strings.h>

#define HEADER "#Fields:"
#define STATUS "sc-win32-status"
#define COMPUTER "s-computername"

void
wl_columns_init(struct wl_columns *columns)
{
    columns->status = columns->computer = -1;
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

static bool
is_called(struct wl_span column, const char *name)
{
    return column.len == strlen(name) && strncasecmp(column.ptr, name, column.len) == 0;
}

void
wl_columns_read(struct wl_columns *columns, struct wl_span line)
{
    size_t at = sizeof HEADER - 1;
    struct wl_span column;

    if (line.len < at || strncasecmp(line.ptr, HEADER, at) != 0)
        return;
    wl_columns_init(columns);
    for (int i = 0; (column = next_column(line, &at)).len > 0; i++)
        if (is_called(column, STATUS))
            columns->status = i;
        else if (is_called(column, COMPUTER))
            columns->computer = i;
}

/* An empty span where the line has no such column. */
static struct wl_span
column_of(struct wl_span line, int index)
{
    size_t at = 0;
    struct wl_span column = {NULL, 0};

    if (index < 0 || line.len == 0 || line.ptr[0] == '#')
        return column;
    for (int i = 0; i <= index; i++)
        column = next_column(line, &at);
    return column;
}

struct wl_span
wl_columns_computer(const struct wl_columns *columns, struct wl_span line)
{
    struct wl_span column = column_of(line, columns->computer);

    return is_called(column, "-") ? (struct wl_span){NULL, 0} : column;
}

bool
wl_columns_is_status(const struct wl_columns *columns, struct wl_span line, struct wl_span found)
{
    struct wl_span column = column_of(line, columns->status);

    return column.ptr && column.ptr == found.ptr && column.len == found.len;
}
