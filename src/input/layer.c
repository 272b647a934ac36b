/* What is measured how is in guard.c; what a layer unpacks to, gzip.c and archive.c know. */
#include "input/layer.h"

#include "input/gzip.h"
#include "input/sevenzip.h"
#include "input/spool.h"

#include <stdlib.h>

#define MIB (UINT64_C(1) << 20)

static void
free_layer(struct wl_layers *layers, struct wl_layer *layer)
{
    if (layer->filter)
        wl_stream_close(&layer->filter->stream);
    wl_archive_close(layer->archive);
    wl_stream_close(layer->spool);
    wl_names_done(&layer->names);
    layers->dictionaries -= layer->counted ? layer->dictionary : 0;
    free(layer);
}

void
wl_layers_pop(struct wl_layers *layers)
{
    struct wl_layer *layer = layers->top;

    layers->top = layer->below;
    if (!layers->top)
        layers->bottom = NULL;
    free_layer(layers, layer);
}

/* A file in an archive or an archive in a file is one step; two of a kind are two. */
static unsigned
depth_on(const struct wl_layer *below, enum wl_format format)
{
    if (!below)
        return 1;
    return below->depth + !(wl_format_is_filter(below->format) && !wl_format_is_filter(format));
}

static int
check_dictionary(struct wl_layers *layers, struct wl_layer *layer, struct wl_error *err)
{
    int rc = 0;

    if (layer->format == WL_FORMAT_7ZIP)
        rc = wl_7zip_dictionary(layer->under, &layer->dictionary, err);
    if (rc < 0)
        return rc;
    if (layer->dictionary > layers->setup->limits.dictionary_bytes - layers->dictionaries) {
        rc = wl_error_set(err, WL_ELIMIT, "asks for a dictionary of %llu MiB",
                          (unsigned long long)((layer->dictionary + MIB - 1) / MIB));
    } else {
        layers->dictionaries += layer->dictionary;
        layer->counted = true;
    }
    return rc;
}

/* What can be known before anything is read. @return 0, or WL_ELIMIT with a reason */
static int
check_limits(const struct wl_layers *layers, const struct wl_layer *layer, struct wl_error *err)
{
    const struct wl_limits *limits = &layers->setup->limits;

    if (layer->depth > limits->depth)
        return wl_error_set(err, WL_ELIMIT, "archives are nested deeper than %u", limits->depth);
    if (layer->format == WL_FORMAT_RAR && !layers->setup->rar)
        return wl_error_set(err, WL_ELIMIT, "rar archive: read only with --allow-rar");
    return 0;
}

/* What a 7z is read from must be seekable. */
static int
hold(struct wl_layers *layers, struct wl_layer *layer, struct wl_error *err)
{
    int rc;

    if (layer->format != WL_FORMAT_7ZIP || layer->under->ops->seek)
        return 0;
    rc = wl_spool_open(&layer->spool, layer->under, &layers->spooled,
                       layers->setup->limits.spool_bytes, err);
    if (rc < 0)
        return rc;
    layer->under = layer->spool;
    layer->measure = &layer->taken;
    return 0;
}

static int
open_layer(struct wl_layers *layers, struct wl_layer *layer, struct wl_error *err)
{
    int rc = hold(layers, layer, err);

    if (rc == 0)
        rc = check_dictionary(layers, layer, err);
    if (rc < 0)
        return rc;
    if (layer->format == WL_FORMAT_GZIP)
        return wl_gzip_open(&layer->filter, layer->under, err);
    if (wl_format_is_filter(layer->format))
        return wl_archive_filter(&layer->filter, layer->under, layer->format, err);
    return wl_archive_open(&layer->archive, layer->under, layer->format, layers->setup->passwords,
                           err);
}

int
wl_layers_push(struct wl_layers *layers, enum wl_format format, struct wl_stream *under,
               struct wl_span head, struct wl_error *err)
{
    struct wl_layer *layer = calloc(1, sizeof *layer);
    int rc;

    if (!layer)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    layer->format = format;
    layer->below = layers->top;
    layer->under = under;
    layer->depth = depth_on(layers->top, format);
    layer->measure = layers->top ? layers->top->measure : &layer->taken;
    layer->dictionary = wl_format_dictionary(format, head.ptr, head.len);
    rc = check_limits(layers, layer, err);
    if (rc == 0)
        rc = open_layer(layers, layer, err);
    if (rc < 0) {
        free_layer(layers, layer);
        return rc;
    }
    layers->top = layer;
    if (!layers->bottom) {
        layers->bottom = layer;
        layers->meter.taken = &layer->taken;
        layers->meter.has_branches = layer->archive != NULL;
    }
    return 0;
}

bool
wl_layer_is_outermost(const struct wl_layer *layer)
{
    while (layer->below && wl_format_is_filter(layer->below->format))
        layer = layer->below;
    return !layer->below;
}

/* The bytes in that a member beginning now is measured from. What a layer above the bottom begins
 * with was read before, at the earliest when the last block below it was. */
static uint64_t
start_of(const struct wl_layer *layer)
{
    uint64_t start = *layer->measure;

    for (const struct wl_layer *l = layer; l->measure != &l->taken; l = l->below)
        if (l->below->guard.mark < start)
            start = l->below->guard.mark;
    return start;
}

void
wl_layers_begin(struct wl_layers *layers)
{
    struct wl_layer *layer = layers->top;
    struct wl_guard *guard = &layer->guard;

    guard->meter = &layers->meter;
    guard->filter = layer->filter;
    guard->archive = layer->archive;
    guard->taken = &layer->taken;
    guard->measure = layer->measure;
    guard->passing = false;
    guard->bottom = layer == layers->bottom;
    wl_guard_begin(guard, start_of(layer));
    if (layer == layers->bottom) {
        layers->meter.branch_taken = layer->taken;
        layers->meter.branch_handed = 0;
    }
}
