/*
 * Reads and checks patterns/codes.yaml for the generator of the code table. Knows what a good file
 * is, not what becomes of it: that is gen_codes.c.
 */
#pragma once

#include "scan/ydoc.h"

enum gen_field {
    GEN_CODE,
    GEN_NAMES,
    GEN_ALIASES,
    GEN_POSIX,
    GEN_DOTNET,
    GEN_RUST,
    GEN_LIBUV,
    GEN_SEVERITY,
    GEN_NOISE,
    GEN_CALLS,
    GEN_SUMMARY,
    GEN_MEANING,
    GEN_CAUSES,
    GEN_CHECKS,
    GEN_BY_CALL,
    GEN_FIELDS
};

#define GEN_SUMMARY_COLUMNS 48

/* Keys of an item of by_call, all of them required. */
enum gen_call_field {
    GEN_CALL_CALLS,
    GEN_CALL_MEANING,
    GEN_CALL_CAUSES,
    GEN_CALL_CHECKS,
    GEN_CALL_FIELDS
};
extern const char *const gen_call_keys[GEN_CALL_FIELDS];

struct gen_code {
    const struct wl_ynode *field[GEN_FIELDS]; /* NULL for one that is left out */
    unsigned number, severity;
    bool noise;
};

struct gen_codes {
    struct gen_code *codes; /* sorted by number */
    size_t count;
};

/**
 * Check the document and note its codes: every field known and of its kind, what is required there,
 * numbers ascending, names and SocketError members unique, summaries fit to stand behind a log
 * line.
 *
 * @param out  on success the caller frees out->codes; nodes are borrowed from doc
 * @return     0, WL_EPARSE (with position), WL_ENOMEM
 */
int gen_codes_read(struct gen_codes *out, const struct wl_ydoc *doc, struct wl_error *err);
