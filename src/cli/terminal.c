#include "cli/terminal.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_MIN 20
#define WIDTH_MAX 10000

static const char *
environment(const char *name)
{
    const char *value = getenv(name);

    return value ? value : "";
}

static unsigned
find_width(int fd, bool tty)
{
    const char *columns = environment("COLUMNS");
    struct winsize size;
    long width = 0;
    char *end;

    if (tty && ioctl(fd, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width == 0) {
        width = strtol(columns, &end, 10);
        if (*end || width <= 0)
            width = 80;
    }
    return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : (unsigned)width;
}

static bool
decide_color(enum wl_color color, bool tty)
{
    const char *force = environment("CLICOLOR_FORCE");

    if (color != WL_COLOR_AUTO)
        return color == WL_COLOR_ALWAYS;
    if (*environment("NO_COLOR"))
        return false;
    if (*force && strcmp(force, "0") != 0)
        return true;
    if (strcmp(environment("CLICOLOR"), "0") == 0 || strcmp(environment("TERM"), "dumb") == 0)
        return false;
    return tty;
}

bool
wl_terminal_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = environment(names[i]), *dot = strchr(value, '.');

        /* The first that is set decides, as in setlocale(). */
        if (*value)
            return dot && (strncasecmp(dot, ".utf-8", 6) == 0 || strncasecmp(dot, ".utf8", 5) == 0);
    }
    return false;
}

void
wl_terminal_init(struct wl_terminal *terminal, int fd, enum wl_color color)
{
    terminal->tty = isatty(fd);
    terminal->width = find_width(fd, terminal->tty);
    terminal->color = decide_color(color, terminal->tty);
    terminal->utf8 = wl_terminal_utf8();
}

/* One write for one message, so that those of several processes do not mix. */
static void
say(const struct wl_invocation *invocation, const char *text)
{
    struct wl_buf out;

    wl_buf_init(&out);
    wl_buf_add_text(&out, "wsalog");
    if (invocation)
        wl_buf_addf(&out, " %s", invocation->title);
    wl_buf_add_text(&out, ": ");
    for (const char *line = text; line;) {
        size_t len = strcspn(line, "\n");

        wl_utf8_add_escaped(&out, (struct wl_span){line, len});
        wl_buf_add_char(&out, '\n');
        line = line[len] && line[len + 1] ? line + len + 1 : NULL;
    }
    (void)fflush(stdout);
    if (!out.failed)
        (void)fwrite(out.ptr, 1, out.len, stderr);
    wl_buf_done(&out);
}

int
wl_cli_error(const struct wl_invocation *invocation, const struct wl_error *err)
{
    say(invocation, err->text);
    return WL_EXIT_ERROR;
}

void
wl_cli_warn(const struct wl_invocation *invocation, const char *format, ...)
{
    char text[1024];
    va_list args;

    if (invocation && invocation->common.quiet)
        return;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    say(invocation, text);
}
