/*
 * The archives and compressed files that lie in one another: a stack of layers, each read from a
 * member of the one below it, the bottom one from the outermost stream. The member at hand of each
 * layer is behind a guard. What limits can be told before reading are kept here.
 */
#pragma once

#include "input/guard.h"
#include "input/names.h"

struct wl_layer {
    enum wl_format format;
    struct wl_layer *below;   /* NULL at the bottom */
    struct wl_stream *under;  /* it is read from this: a guard, a spool, the outermost stream */
    struct wl_stream *spool;  /* owned; NULL: none */
    struct wl_filter *filter; /* one of the two is there */
    struct wl_archive *archive;
    struct wl_guard guard; /* of its member at hand */
    uint64_t taken;
    const uint64_t *measure; /* bytes in: of itself where under can be sought in, else from below */
    uint64_t dictionary;
    bool counted; /* its dictionary is, in those of all layers */
    unsigned depth;
    uint64_t count; /* members so far */
    struct wl_names names;

    /* its user's */
    size_t locator_len; /* its own locator is the beginning of its members' */
    int64_t mtime_us;
};

struct wl_layers {
    const struct wl_container_setup *setup;
    struct wl_meter meter;
    struct wl_layer *bottom, *top;  /* NULL: none is left */
    uint64_t spooled, dictionaries; /* bytes, of all layers */
};

/**
 * Put a layer onto the stack: format, in under (borrowed), which begins with head.
 * @return 0; WL_ELIMIT: a limit forbids it; WL_EIO: it can't be read; WL_ENOMEM
 */
int wl_layers_push(struct wl_layers *layers, enum wl_format format, struct wl_stream *under,
                   struct wl_span head, struct wl_error *err);

/** Drop the top layer. */
void wl_layers_pop(struct wl_layers *layers);

/** The top layer goes on to its next member: layer->guard reads it. */
void wl_layers_begin(struct wl_layers *layers);

/** Nothing but compression is below: for the user it is the outermost one. */
bool wl_layer_is_outermost(const struct wl_layer *layer);
