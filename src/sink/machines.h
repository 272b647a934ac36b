/*
 * Learns from the files of a run which machine they come from, and tells for every one of them,
 * when all have been read. A name holds for the directory of the file that tells it, and what is
 * below; for the rest of its bundle (an operand: a directory, or an archive) where all that is told
 * there is one machine. The nearest directory decides; where two are named in it, none is. A file
 * that is an operand itself shares what is told in its own directory.
 */
#pragma once

#include "base/buf.h"
#include "scan/machine.h"
#include "sink/sink.h"

#define WL_MACHINES_MAX 256u /* files that tell one; more are not kept */

struct wl_machine_told {
    char
        *directory; /* what locators of files in it begin with, with the border: "case.zip!logs/" */
    char *name;
};

struct wl_machines_sink {
    struct wl_sink base;
    struct wl_machine_told told[WL_MACHINES_MAX];
    size_t count;
    const char *const *operands; /* directories among them are bundles; ends with NULL */
    struct wl_buf head;
    char *locator; /* of the source at hand */
};

/** operands are borrowed. The first of them that a locator lies below is its bundle. */
void wl_machines_init(struct wl_machines_sink *sink, const char *const *operands);
void wl_machines_done(struct wl_machines_sink *sink);

/** The machine of a source of the run; NULL if none is told. Borrowed. */
const char *wl_machines_of(const struct wl_machines_sink *sink, const char *locator);
