/*
 * evtx_fill MIB OUT.evtx: a Windows event log of that size, always the same one. Records as they
 * are in an Application log, a third of 330 bytes, the others of 830; one in 500 reports a Winsock
 * error.
 */
#include "evtx_writer.h"

#include <stdio.h>
#include <stdlib.h>

#define START UINT64_C(134130000000000000) /* FILETIME */

static const char short_xml[] = "<EventData><Data Name='Service'>{0}</Data></EventData>";
static const char long_xml[] =
    "<EventData><Data Name='Message'>{0}</Data><Data Name='Detail'>{1}</Data></EventData>";

static void
add_event(struct evtx_writer *w, unsigned i)
{
    char text[256], detail[128];
    struct evtx_value values[2];
    struct evtx_event event = {.provider = "Order Service",
                               .channel = "Application",
                               .computer = "web1.example.net",
                               .id = 1000 + i % 40,
                               .level = 2 + i % 3,
                               .filetime = START + i * UINT64_C(10000000),
                               .values = values};

    if (i % 3 == 0) {
        (void)snprintf(text, sizeof text, "worker %u", i % 97);
        event.xml = short_xml;
        event.count = 1;
    } else {
        (void)snprintf(text, sizeof text,
                       i % 500 == 0
                           ? "Request %u to 192.0.2.%u:10054 ended: recv failed with error 10054"
                           : "Request %u to 192.0.2.%u:10054 ended after 10060 ms, 11001 bytes",
                       i, i % 254);
        (void)snprintf(
            detail, sizeof detail,
            "order %u of customer %u, %u items, handled by pool thread %u of the service", i,
            i % 1009, i % 13, i % 32);
        values[1] = evtx_string(detail);
        event.xml = long_xml;
        event.count = 2;
    }
    values[0] = evtx_string(text);
    evtx_event(w, &event);
}

int
main(int argc, char **argv)
{
    static struct evtx_writer writer;
    size_t want = argc == 3 ? strtoul(argv[1], NULL, 10) << 20 : 0;
    FILE *out = argc == 3 ? fopen(argv[2], "wb") : NULL;
    bool failed;

    if (!out || want == 0) {
        (void)fputs("usage: evtx_fill MIB OUT.evtx\n", stderr);
        return 2;
    }
    evtx_init(&writer);
    for (unsigned i = 0; writer.out.len < want && !writer.out.failed; i++)
        add_event(&writer, i);
    evtx_end(&writer);
    failed = writer.out.failed || fwrite(writer.out.ptr, 1, writer.out.len, out) != writer.out.len;
    failed = fclose(out) != 0 || failed;
    if (failed)
        (void)fputs("evtx_fill: cannot write\n", stderr);
    evtx_done(&writer);
    return failed;
}
