/*
 * Writes an event log for other tests: of each line of standard input, SECONDS TEXT, an event of
 * that time (since 1970) with that text. Each chunk holds as many events as the argument says.
 */
#include "evtx_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EPOCH UINT64_C(11644473600) /* 1601 to 1970 in seconds */

static struct evtx_writer writer;

int
main(int argc, char **argv)
{
    unsigned each = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 100, count = 0;
    char line[1024];

    evtx_init(&writer);
    while (fgets(line, sizeof line, stdin)) {
        char *text;
        uint64_t seconds = strtoull(line, &text, 10);
        struct evtx_value value;
        struct evtx_event event = {
            .provider = "Example-Service",
            .channel = "Application",
            .computer = "WEB01.example.com",
            .id = 1000,
            .level = 2,
            .filetime = (seconds + EPOCH) * 10000000,
            .xml = "<EventData><Data Name='Message'>{0}</Data></EventData>",
            .values = &value,
            .count = 1,
        };
        text[strcspn(text, "\n")] = '\0';
        value = evtx_string(text + (*text == ' '));
        evtx_event(&writer, &event);
        if (++count % each == 0)
            evtx_end_chunk(&writer);
    }
    evtx_end(&writer);
    (void)fwrite(writer.out.ptr, 1, writer.out.len, stdout);
    evtx_done(&writer);
    return 0;
}
