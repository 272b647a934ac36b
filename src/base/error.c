#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

int
wl_error_set(struct wl_error *err, int status, const char *format, ...)
{
    va_list args;

    if (!err)
        return status;
    err->status = status;
    va_start(args, format);
    (void)vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return status;
}
