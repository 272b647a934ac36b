#include "base/zone.h"

#include "base/civil.h"
#include "base/span.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The file is one of rules, not the index of zones beside them. */
static bool
holds_rules(const char *path)
{
    FILE *file = fopen(path, "rb");
    char magic[4];
    bool good = file && fread(magic, 1, sizeof magic, file) == sizeof magic &&
                memcmp(magic, "TZif", sizeof magic) == 0;

    if (file)
        (void)fclose(file);
    return good;
}

bool
wl_zone_known(const char *zone)
{
    const char *directory = getenv("TZDIR");
    char path[512];
    int len;

    if (!*zone || zone[0] == '/' || zone[0] == '.' || strstr(zone, "..") || strchr(zone, ':'))
        return false;
    if (!directory || !*directory)
        directory = "/usr/share/zoneinfo";
    len = snprintf(path, sizeof path, "%s/%s", directory, zone);
    return len > 0 && (size_t)len < sizeof path && holds_rules(path);
}

/* A name of three letters or more, or anything in <>, then hours west of UTC. What follows is the
 * rule for summer time, which the C library checks no better than we could. */
static bool
is_posix(const char *zone)
{
    const char *p = zone;

    if (*p == '<') {
        p = strchr(p, '>');
        if (!p || p - zone < 4)
            return false;
        p++;
    } else {
        while (isalpha((unsigned char)*p))
            p++;
        if (p - zone < 3)
            return false;
    }
    if (*p == '+' || *p == '-')
        p++;
    return isdigit((unsigned char)*p);
}

static unsigned
take_two_digits(const char **p)
{
    unsigned value = 0;

    for (int i = 0; i < 2 && isdigit((unsigned char)**p); i++)
        value = value * 10 + (unsigned)(*(*p)++ - '0');
    return value;
}

/* +02:00, +0200, +2. POSIX counts to the west, people to the east. */
static bool
from_offset(const char *zone, char *out, size_t size)
{
    const char *p = zone + 1;
    unsigned hours, minutes;

    if ((zone[0] != '+' && zone[0] != '-') || !isdigit((unsigned char)*p))
        return false;
    hours = take_two_digits(&p);
    if (*p == ':' && isdigit((unsigned char)p[1]))
        p++;
    minutes = take_two_digits(&p);
    if (*p || hours > 14 || minutes > 59)
        return false;
    (void)snprintf(out, size, "<%c%02u%02u>%c%02u:%02u", zone[0], hours, minutes,
                   zone[0] == '+' ? '-' : '+', hours, minutes);
    return true;
}

int
wl_zone_set(const char *zone, struct wl_error *err)
{
    char posix[64];

    if (from_offset(zone, posix, sizeof posix))
        zone = posix;
    else if (strcmp(zone, "UTC") != 0 && !wl_zone_known(zone) && !is_posix(zone))
        return wl_error_set(err, WL_EPARSE,
                            "no time zone '%s'; examples: Europe/Berlin, UTC, +02:00, CET-1CEST",
                            zone);
    if (setenv("TZ", strcmp(zone, "UTC") == 0 ? "UTC0" : zone, 1) != 0)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    tzset();
    wl_civil_zone_changed();
    return 0;
}
