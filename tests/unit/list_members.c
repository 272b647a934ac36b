/*
 * Lists what lies in containers, for tests and by hand:
 *
 *   list_members [-p PASSWORD]... [-l LIMIT=NUMBER]... [-rskn] FILE...
 *
 * A line a member: verdict, bytes, CRC-32, modification time, locator, reason; then "end", or
 * "error" and its text. -r allows rar, -s seeks not even in files, -k keeps the bytes unread, -n
 * takes no checksum. The locator is escaped as for terminals; "-" is standard input.
 */
#include "base/utf8.h"
#include "input/container.h"
#include "input/stream_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

#define PASSWORDS_MAX 8

static const char *const verdicts[] = {
    [WL_VERDICT_READ] = "READ",       [WL_VERDICT_KNOWN] = "KNOWN",
    [WL_VERDICT_SKIPPED] = "SKIPPED", [WL_VERDICT_PARTIAL] = "PARTIAL",
    [WL_VERDICT_REFUSED] = "REFUSED", [WL_VERDICT_FAILED] = "FAILED",
};

static char bytes[256 * 1024];
static bool streamed, kept, unsummed;

static bool
set_limit(struct wl_limits *limits, const char *text)
{
    const char *value = strchr(text, '=');
    uint64_t number = value ? strtoull(value + 1, NULL, 10) : 0;
    const struct {
        const char *name;
        uint64_t *wide;
        unsigned *narrow;
    } names[] = {
        {"depth=", NULL, &limits->depth},
        {"ratio=", NULL, &limits->ratio},
        {"seconds=", NULL, &limits->member_seconds},
        {"after=", &limits->ratio_after, NULL},
        {"members=", &limits->members, NULL},
        {"bytes=", &limits->member_bytes, NULL},
        {"spool=", &limits->spool_bytes, NULL},
        {"dictionary=", &limits->dictionary_bytes, NULL},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncmp(text, names[i].name, strlen(names[i].name)) != 0)
            continue;
        if (names[i].wide)
            *names[i].wide = number;
        else
            *names[i].narrow = (unsigned)number;
        return true;
    }
    return false;
}

static void
print_member(const struct wl_member *member)
{
    enum wl_verdict verdict = member->verdict;
    const char *reason = member->reason;
    struct wl_error err = {0};
    struct wl_buf name;
    uint64_t size = 0;
    uLong crc = crc32(0, NULL, 0);
    ptrdiff_t n = 0;

    if (member->stream && !kept)
        while ((n = member->stream->ops->read(member->stream, bytes, sizeof bytes, &err)) > 0) {
            size += (uint64_t)n;
            if (!unsummed)
                crc = crc32(crc, (const Bytef *)bytes, (uInt)n);
        }
    if (n < 0) {
        verdict = WL_VERDICT_PARTIAL;
        reason = err.text;
    }
    wl_buf_init(&name);
    wl_utf8_add_escaped(&name, wl_span_of(member->locator));
    printf("%s\t%" PRIu64 "\t%08lx\t%" PRId64 "\t%s\t%s\n", verdicts[verdict], size, crc,
           member->mtime_us, wl_buf_text(&name), reason ? reason : "");
    wl_buf_done(&name);
}

static int
list(const char *path, const struct wl_container_setup *setup)
{
    static struct wl_stream_ops ops;
    struct wl_container *container;
    struct wl_member member;
    struct wl_stream *stream;
    struct wl_error err = {0};
    int rc = wl_stream_open(&stream, path, &err);

    if (rc == 0 && streamed) {
        ops = *stream->ops;
        ops.seek = NULL;
        stream->ops = &ops;
    }
    if (rc == 0)
        rc = wl_container_open(&container, stream, path, setup, &err);
    if (rc == 0) {
        while ((rc = wl_container_next(container, &member, &err)) > 0)
            print_member(&member);
        wl_container_close(container);
    }
    printf(rc < 0 ? "error\t%s\n" : "end\n", err.text);
    return rc;
}

int
main(int argc, char **argv)
{
    const char *passwords[PASSWORDS_MAX + 1] = {0};
    struct wl_container_setup setup = {.limits = wl_limits_default, .passwords = passwords};
    size_t count = 0;
    struct rusage usage;
    int option, bad = 0;

    while ((option = getopt(argc, argv, "p:l:rskn")) >= 0) {
        if (option == 'p' && count < PASSWORDS_MAX)
            passwords[count++] = optarg;
        else if (option == 'l')
            bad |= !set_limit(&setup.limits, optarg);
        else if (option == 'r')
            setup.rar = true;
        else if (option == 's')
            streamed = true;
        else if (option == 'k')
            kept = true;
        else if (option == 'n')
            unsummed = true;
        else
            bad = 1;
    }
    if (bad || optind == argc) {
        fprintf(stderr,
                "usage: list_members [-p PASSWORD]... [-l LIMIT=NUMBER]... [-rskn] FILE...\n");
        return 2;
    }
    for (; optind < argc; optind++)
        (void)list(argv[optind], &setup);
    if (getenv("LIST_MEMBERS_MEMORY") && getrusage(RUSAGE_SELF, &usage) == 0)
        fprintf(stderr, "%ld KiB\n", usage.ru_maxrss);
    return 0;
}
