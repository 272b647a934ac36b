#include "cli/progress.h"

#include "base/civil.h"
#include "cli/scan_words.h"
#include "cli/terminal.h"
#include "report/layout.h"

#include <signal.h>
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

static volatile sig_atomic_t asked; /* by SIGUSR1 */

static void
on_signal(int number)
{
    (void)number;
    asked = 1;
}

/* "1.2 GiB, 310.0 MiB/s, 12 found, 40 s left" */
static void
add_state(struct wl_buf *out, const struct wl_progress *p, int64_t now)
{
    uint64_t ms = (uint64_t)(now - p->begun_us) / 1000, used = p->done;

    if (p->origin)
        used += p->origin->used;
    wl_words_add_size(out, p->bytes);
    if (ms > 0) {
        wl_buf_add_text(out, ", ");
        wl_words_add_size(out, p->bytes * 1000 / ms);
        wl_buf_add_text(out, "/s");
    }
    wl_buf_addf(out, ", %llu found", (unsigned long long)p->found);
    if (p->expected > used && used > 0 && ms >= 1000)
        wl_buf_addf(out, ", %llu s left",
                    (unsigned long long)((double)ms / (double)used * (double)(p->expected - used) /
                                         1000.0) +
                        1);
}

static void
show(struct wl_progress *p, int64_t now, bool line)
{
    struct wl_buf out;
    struct wl_layout layout = {.out = &out, .width = p->width - 1, .utf8 = p->utf8, .color = false};

    wl_buf_init(&out);
    wl_buf_addf(&out, "%sreading file %llu, ", line ? "" : "\r", (unsigned long long)p->files);
    add_state(&out, p, now);
    wl_buf_add_text(&out, ": ");
    layout.column = out.len - !line;
    if (layout.column + 8 < layout.width)
        wl_layout_text(&layout, p->path ? p->path : "", layout.width - layout.column, WL_FIT_TAIL,
                       WL_TONE_PLAIN);
    wl_buf_add_text(&out, line ? "\n" : "\x1b[K");
    if (!out.failed)
        (void)fwrite(out.ptr, 1, out.len, stderr);
    wl_buf_done(&out);
    p->shown = !line;
}

static void
look(struct wl_progress *p)
{
    int64_t now = clock_us();

    p->looked = p->bytes;
    if (now < p->due_us)
        return;
    p->due_us = now + PERIOD_US;
    show(p, now, false);
}

static void
answer(struct wl_progress *p)
{
    const char *path = p->path;

    asked = 0;
    wl_progress_clear(p);
    p->path = path;
    show(p, clock_us(), true);
}

static int
take_bytes(struct wl_sink *base, struct wl_span bytes, struct wl_error *err)
{
    struct wl_progress *p = (struct wl_progress *)base;

    (void)err;
    p->bytes += bytes.len;
    if (asked)
        answer(p);
    if (p->on && p->bytes - p->looked >= LOOK)
        look(p);
    return 0;
}

static int
take_line(struct wl_sink *base, const struct wl_found *found, struct wl_error *err)
{
    (void)err;
    ((struct wl_progress *)base)->found += found->count;
    return 0;
}

static int
begin(struct wl_sink *base, const struct wl_origin *origin, struct wl_error *err)
{
    (void)err;
    ((struct wl_progress *)base)->origin = origin;
    return 0;
}

static int
end(struct wl_sink *base, const struct wl_ending *ending, struct wl_error *err)
{
    (void)ending;
    (void)err;
    ((struct wl_progress *)base)->origin = NULL;
    return 0;
}

static const struct wl_sink_ops ops = {
    .begin = begin, .bytes = take_bytes, .line = take_line, .end = end};

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
    progress->begun_us = clock_us();
    progress->due_us = progress->begun_us + WL_US_SECOND;
    (void)sigaction(SIGUSR1, &(struct sigaction){.sa_handler = on_signal, .sa_flags = SA_RESTART},
                    NULL);
}

void
wl_progress_done(struct wl_progress *progress, uint64_t size)
{
    progress->done += size;
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
