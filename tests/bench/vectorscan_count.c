/*
 * Counts the lines of a file in which one of many expressions matches, by Vectorscan (or Hyperscan)
 * in block mode: vectorscan_count EXPRESSIONS FILE. A peer of the benchmark and nothing of wsalog;
 * the runner builds it where the library is installed.
 */
#include <errno.h>
#include <fcntl.h>
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXPRESSIONS_MAX = 256, EXPRESSION_BYTES = 4096, BLOCK_BYTES = 1 << 20 };

struct expressions {
    char *texts[EXPRESSIONS_MAX];
    unsigned flags[EXPRESSIONS_MAX];
    unsigned ids[EXPRESSIONS_MAX];
    unsigned count;
};

/* The block being scanned: what counts is lines, so a match inside the last counted one is passed
 * by. */
struct tally {
    const char *block;
    size_t len;
    size_t line_end; /* of the line counted last */
    unsigned long lines;
};

static void
die(const char *what)
{
    fprintf(stderr, "vectorscan_count: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* Expressions, one a line. */
static void
read_expressions(const char *path, struct expressions *out)
{
    static char line[EXPRESSION_BYTES];
    FILE *file = fopen(path, "r");

    if (!file)
        die(path);
    while (out->count < EXPRESSIONS_MAX && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        out->texts[out->count] = strdup(line);
        if (!out->texts[out->count])
            die("expressions");
        out->ids[out->count] = out->count;
        out->flags[out->count] = 0;
        out->count++;
    }
    (void)fclose(file);
}

static int
count_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
            void *context)
{
    struct tally *tally = context;

    (void)id;
    (void)from;
    (void)flags;
    if (to > tally->line_end) {
        const char *end = memchr(tally->block + to, '\n', tally->len - (size_t)to);
        tally->line_end = end ? (size_t)(end - tally->block) + 1 : tally->len;
        tally->lines++;
    }
    return 0;
}

/* Scans whole blocks that end with a line, and gives what is left over to the next. */
static unsigned long
count_lines(hs_database_t *database, hs_scratch_t *scratch, int fd)
{
    static char block[BLOCK_BYTES * 2];
    struct tally tally = {.block = block};
    size_t kept = 0;
    ssize_t got;

    do {
        const char *last;
        got = read(fd, block + kept, BLOCK_BYTES);
        if (got < 0)
            die("read");
        tally.len = kept + (size_t)got;
        last = got > 0 ? memrchr(block, '\n', tally.len) : NULL;
        kept = last ? tally.len - (size_t)(last + 1 - block) : 0;
        if (kept > BLOCK_BYTES)
            kept = 0; /* a line longer than a block is cut */
        tally.len -= kept;
        tally.line_end = 0;
        if (hs_scan(database, block, (unsigned)tally.len, 0, scratch, count_match, &tally) !=
            HS_SUCCESS)
            die("scan");
        memmove(block, block + tally.len, kept);
    } while (got > 0);
    return tally.lines;
}

int
main(int argc, char **argv)
{
    static struct expressions list;
    hs_database_t *database = NULL;
    hs_compile_error_t *error = NULL;
    hs_scratch_t *scratch = NULL;
    int fd;

    if (argc != 3) {
        fprintf(stderr, "usage: vectorscan_count EXPRESSIONS FILE\n");
        return 2;
    }
    read_expressions(argv[1], &list);
    if (hs_compile_multi((const char *const *)list.texts, list.flags, list.ids, list.count,
                         HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
        fprintf(stderr, "vectorscan_count: %s\n", error->message);
        return 2;
    }
    if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS)
        die("scratch");
    fd = open(argv[2], O_RDONLY);
    if (fd < 0)
        die(argv[2]);
    printf("%lu\n", count_lines(database, scratch, fd));
    return 0;
}
