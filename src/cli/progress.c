#include "cli/progress.h"

#include "base/civil.h"
#include "cli/scan_words.h"
#include "cli/terminal.h"
#include "report/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define LOOK (4u << 20)              /* bytes between two looks at the clock */
#define PERIOD_US (WL_US_SECOND / 5) /* between two lines */

static int64_t
clock_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * WL_US_SECOND + now.tv_nsec / 1000;
}

static void
show(struct wl_progress *p)
{
    struct wl_buf out;
    struct wl_layout layout = {.out = &out, .width = p->width - 1, .utf8 = p->utf8, .color = false};

    wl_buf_init(&out);
    wl_buf_addf(&out, "\rreading file %llu, ", (unsigned long long)p->files);
    wl_words_add_size(&out, p->bytes);
    wl_buf_add_text(&out, ": ");
    layout.column = out.len - 1;
    if (layout.column + 8 < layout.width)
        wl_layout_text(&layout, p->path ? p->path : "", layout.width - layout.column, WL_FIT_TAIL,
                       WL_TONE_PLAIN);
    wl_buf_add_text(&out, "\x1b[K");
    if (!out.failed)
        (void)fwrite(out.ptr, 1, out.len, stderr);
    wl_buf_done(&out);
    p->shown = true;
}

static void
look(struct wl_progress *p)
{
    int64_t now = clock_us();

    p->looked = p->bytes;
    if (now < p->due_us)
        return;
    p->due_us = now + PERIOD_US;
    show(p);
}

static int
take_bytes(struct wl_sink *base, struct wl_span bytes, struct wl_error *err)
{
    struct wl_progress *p = (struct wl_progress *)base;

    (void)err;
    p->bytes += bytes.len;
    if (p->on && p->bytes - p->looked >= LOOK)
        look(p);
    return 0;
}

static int
begin(struct wl_sink *base, const struct wl_origin *origin, struct wl_error *err)
{
    (void)base;
    (void)origin;
    (void)err;
    return 0;
}

static const struct wl_sink_ops ops = {.begin = begin, .bytes = take_bytes};

void
wl_progress_init(struct wl_progress *progress, const struct wl_invocation *invocation)
{
    const char *kind = getenv("TERM");
    struct wl_terminal terminal;

    wl_terminal_init(&terminal, STDERR_FILENO, WL_COLOR_AUTO);
    *progress = (struct wl_progress){
        .base = {&ops, 0},
        .on = terminal.tty && kind && strcmp(kind, "dumb") != 0 && !invocation->common.quiet,
        .utf8 = terminal.utf8,
        .width = terminal.width,
    };
    if (progress->on)
        progress->due_us = clock_us() + WL_US_SECOND;
}

void
wl_progress_file(struct wl_progress *progress, const char *path)
{
    progress->files++;
    progress->path = path;
    if (progress->on)
        look(progress);
}

void
wl_progress_clear(struct wl_progress *progress)
{
    progress->path = NULL;
    if (progress->shown)
        (void)fputs("\r\x1b[K", stderr);
    progress->shown = false;
}
