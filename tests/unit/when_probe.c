/*
 * Reads lines "since<TAB>TIME" or "until<TAB>TIME" and prints the microseconds each means, or "!"
 * and the message, its lines joined by " | ". Now is the argument, in microseconds; the zone is TZ.
 */
#include "report/when.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
print_joined(const char *text)
{
    (void)fputs("! ", stdout);
    for (; *text; text++) {
        if (*text == '\n')
            (void)fputs(" | ", stdout);
        else
            (void)putchar(*text);
    }
    (void)putchar('\n');
}

int
main(int argc, char **argv)
{
    char line[1024];
    int64_t now_us = argc == 2 ? strtoll(argv[1], NULL, 10) : 0;

    while (fgets(line, sizeof line, stdin)) {
        char *text = strchr(line, '\t');
        struct wl_error err = {0};
        int64_t at_us;
        int rc;

        if (!text)
            return 2;
        line[strcspn(line, "\n")] = '\0';
        *text++ = '\0';
        rc = strcmp(line, "until") == 0 ? wl_when_parse_until(text, now_us, &at_us, &err)
                                        : wl_when_parse(text, now_us, &at_us, &err);
        if (rc < 0)
            print_joined(err.text);
        else
            (void)printf("%" PRId64 "\n", at_us);
    }
    return 0;
}
