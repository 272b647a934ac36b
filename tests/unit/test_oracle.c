/*
 * The plain path (no prefilter, no automata, every rule asked of PCRE2) beside the fast one, over
 * the samples and over lines put together from pieces of them. WSALOG_SAMPLES names their
 * directory; an argument asks for so many rounds of made-up lines.
 */
#include "scan/detect.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define TEXT_MAX (2u << 20)
#define SAID_MAX (4u << 20)

static char *text, *made; /* all samples; lines made of them */
static size_t text_len;
static unsigned long rounds = 3;

struct said {
    struct wl_detector *detector;
    const char *text;
    char *out;
    size_t len;
};

static struct said fast, plain;

static size_t
add_span(struct said *said, const char *what, struct wl_span span)
{
    int n = span.ptr ? snprintf(said->out + said->len, SAID_MAX - said->len, " %s=%.*s", what,
                                (int)span.len, span.ptr)
                     : 0;

    return n > 0 ? (size_t)n : 0;
}

static int
say(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    struct said *said = arg;

    for (size_t i = 0; i < line->count; i++) {
        const struct wl_hit *hit = line->hits + i;
        struct wl_fields f;
        assert_int_equal(wl_detect_fields(said->detector, line->line, hit->found, &f, err), 0);
        assert_true(said->len + 4096 < SAID_MAX);
        said->len +=
            (size_t)snprintf(said->out + said->len, SAID_MAX - said->len, "%td+%zu %u/%u/%u %s",
                             hit->found.ptr - said->text, hit->found.len, hit->code, hit->form,
                             hit->confidence, hit->pattern);
        said->len += add_span(said, "call", f.call);
        said->len += add_span(said, "peer", f.peer);
        said->len += add_span(said, "port", f.port);
        said->len += add_span(said, "process", f.process);
        said->len += add_span(said, "level", f.level);
        said->len += add_span(said, "host", f.host);
        said->out[said->len++] = '\n';
        said->out[said->len] = '\0';
    }
    return 0;
}

static void
detect(struct said *said, const char *input, size_t len)
{
    struct wl_piece piece = {input, 0, len, 0, true};
    struct wl_error err;

    said->text = input;
    said->len = 0;
    said->out[0] = '\0';
    wl_detector_reset(said->detector);
    assert_int_equal(wl_detect(said->detector, &piece, say, said, &err), 0);
}

static void
compare(const char *input, size_t len)
{
    size_t at = 0, line = 0, said;

    detect(&fast, input, len);
    detect(&plain, input, len);
    if (fast.len == plain.len && memcmp(fast.out, plain.out, fast.len) == 0)
        return;
    for (; fast.out[at] == plain.out[at]; at++)
        if (fast.out[at] == '\n')
            line = at + 1;
    said = line;
    at = strtoul(fast.out[line] ? fast.out + line : plain.out + line, NULL, 10);
    if (fast.out[line] && plain.out[line] && strtoul(plain.out + line, NULL, 10) < at)
        at = strtoul(plain.out + line, NULL, 10);
    for (line = at; line > 0 && input[line - 1] != '\n';)
        line--;
    fail_msg("fast:  %.*s\nplain: %.*s\nline:  %.*s", (int)strcspn(fast.out + said, "\n"),
             fast.out + said, (int)strcspn(plain.out + said, "\n"), plain.out + said,
             (int)strcspn(input + line, "\n"), input + line);
}

static void
read_file(const char *path)
{
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    text_len += fread(text + text_len, 1, TEXT_MAX - text_len - 1, file);
    (void)fclose(file);
    if (text_len > 0 && text[text_len - 1] != '\n')
        text[text_len++] = '\n';
}

static int
set_up(void **state)
{
    const char *samples = getenv("WSALOG_SAMPLES");
    struct wl_error err;
    char path[4096];
    struct dirent *entry;
    DIR *dir;

    (void)state;
    text = malloc(TEXT_MAX);
    made = malloc(TEXT_MAX);
    fast.out = malloc(SAID_MAX);
    plain.out = malloc(SAID_MAX);
    if (!text || !made || !fast.out || !plain.out || !samples ||
        wl_detector_new(&fast.detector, wl_patterns_builtin(), &err) < 0 ||
        wl_detector_new(&plain.detector, wl_patterns_builtin(), &err) < 0)
        return -1;
    wl_detector_plain(plain.detector, true);
    (void)snprintf(path, sizeof path, "%s/labelled.jsonl", samples);
    read_file(path);
    (void)snprintf(path, sizeof path, "%s/logs", samples);
    dir = opendir(path);
    while (dir && (entry = readdir(dir))) {
        (void)snprintf(path, sizeof path, "%s/logs/%s", samples, entry->d_name);
        if (entry->d_name[0] != '.')
            read_file(path);
    }
    return dir ? closedir(dir) : -1;
}

static int
tear_down(void **state)
{
    (void)state;
    wl_detector_free(fast.detector);
    wl_detector_free(plain.detector);
    free(text);
    free(made);
    free(fast.out);
    free(plain.out);
    return 0;
}

static void
test_oracle__samples(void **state)
{
    (void)state;
    assert_true(text_len > 50000);
    compare(text, text_len);
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* A beginning of one line, an end of another, now and then a byte of rubbish. */
static size_t
make_lines(size_t lines, uint32_t *seed)
{
    size_t len = 0;

    for (size_t i = 0; i < lines && len + 4096 < TEXT_MAX; i++) {
        for (int part = 0; part < 2; part++) {
            const char *from = text + next_random(seed) % text_len;
            const char *lf = memchr(from, '\n', (size_t)(text + text_len - from));
            size_t size = (size_t)(lf - from);
            if (part == 0) {
                const char *start = memrchr(text, '\n', (size_t)(from - text));
                start = start ? start + 1 : text;
                size = (size_t)(from - start);
                from = start;
            }
            size = size < 1500 ? size : 1500;
            memcpy(made + len, from, size);
            if (size > 0 && next_random(seed) % 3 == 0)
                made[len + next_random(seed) % size] =
                    "0123456789 :.-_([])'\"#=/\\<\x1b\xC2,xwsE"[next_random(seed) % 34];
            len += size;
        }
        made[len++] = '\n';
    }
    return len;
}

static void
test_oracle__lines_made_of_pieces(void **state)
{
    uint32_t seed = 42;

    (void)state;
    for (unsigned long i = 0; i < rounds; i++)
        compare(made, make_lines(200, &seed));
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oracle__samples),
        cmocka_unit_test(test_oracle__lines_made_of_pieces),
    };

    if (argc > 1)
        rounds = strtoul(argv[1], NULL, 10);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
