/*
 * One YAML document as a small read-only tree that remembers where everything stood, so that
 * whoever reads it can point at a mistake. The only module that sees yaml.h.
 *
 * Deliberately less than YAML: no anchors, aliases or tags, no second document, no key twice, every
 * scalar is text. What the text means is the reader's business.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

#include <stdint.h>

#define WL_YDOC_BYTES_MAX (16u << 20) /* of one file */
#define WL_YDOC_DEPTH_MAX 16          /* mappings and sequences in each other */
#define WL_YDOC_KEYS_MAX 1024         /* of one mapping */

enum wl_ykind { WL_YMAPPING, WL_YSEQUENCE, WL_YSCALAR };

enum wl_ystyle { WL_YPLAIN, WL_YSINGLE, WL_YDOUBLE, WL_YLITERAL, WL_YFOLDED };

/**
 * A node; all of it lives until wl_ydoc_free.
 *
 * A sequence's items: `for (item = node->first; item; item = item->next)`.
 * A mapping's pairs: `for (key = node->first; key; key = key->next)` with key->value, never NULL;
 * keys are scalars, in the order of the file.
 */
struct wl_ynode {
    enum wl_ykind kind;
    enum wl_ystyle style;  /* of a scalar */
    uint32_t line, column; /* of its first character, 1-based; columns count characters */
    size_t offset;         /* of its first byte in the document */
    struct wl_span text;   /* a scalar's value; a NUL follows, none is inside */
    size_t count;          /* items, or pairs */
    struct wl_ynode *first, *next, *value;
};

/** A place in the source of a document. */
struct wl_yplace {
    uint32_t line, column; /* 1-based; columns count characters */
};

struct wl_ydoc;

/**
 * Read a document. Refused with WL_EPARSE and a position: what is no YAML or no UTF-8, NUL bytes,
 * an empty document, and what the head of this file excludes.
 *
 * @param out  yours on success: wl_ydoc_free
 * @return     0, WL_EPARSE, WL_ELIMIT (too long), WL_EIO (cannot be read), WL_ENOMEM
 */
int wl_ydoc_load_file(struct wl_ydoc **out, const char *path, struct wl_error *err);

/**
 * The same for a text in memory.
 *
 * @param name  shown in errors; copied
 * @param text  borrowed until wl_ydoc_free
 */
int wl_ydoc_load_memory(struct wl_ydoc **out, const char *name, struct wl_span text,
                        struct wl_error *err);

/** Free the document and all its nodes; NULL is accepted. */
void wl_ydoc_free(struct wl_ydoc *doc);

/** The outermost node, never NULL. */
const struct wl_ynode *wl_ydoc_root(const struct wl_ydoc *doc);

/** What errors call the document. */
const char *wl_ydoc_name(const struct wl_ydoc *doc);

/** The value of a key, or NULL; NULL also if node is NULL or no mapping. */
const struct wl_ynode *wl_ynode_get(const struct wl_ynode *node, const char *key);

/**
 * Where byte number offset (0-based, up to text.len) of a scalar's value stands in the source.
 * Exact for plain, single-quoted and literal (`|`) scalars, a doubled '' included; the start of the
 * scalar for the other styles.
 */
struct wl_yplace wl_ydoc_place(const struct wl_ydoc *doc, const struct wl_ynode *scalar,
                               size_t offset);

/**
 * Set an error that points into the document: `FILE:LINE:COLUMN: message`, the source line (tabs as
 * blanks, cut to about 76 columns around the column), and a line with a caret.
 *
 * @return WL_EPARSE always, so that `return wl_ydoc_error(...)` reads well
 */
int wl_ydoc_error(const struct wl_ydoc *doc, uint32_t line, uint32_t column, struct wl_error *err,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));
