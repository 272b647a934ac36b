#include "store/resume.h"

#include "store/queries.h"
#include "store/query.h"

#include <xxhash.h>

static void
key_of(struct wl_span locator, int64_t mtime_us, unsigned char key[WL_KEY_SIZE])
{
    XXH128_canonical_t canonical;

    XXH128_canonicalFromHash(&canonical,
                             XXH3_128bits_withSeed(locator.ptr, locator.len, (uint64_t)mtime_us));
    memcpy(key, canonical.digest, WL_KEY_SIZE);
}

void
wl_resume_key(const char *locator, int64_t mtime_us, unsigned char key[WL_KEY_SIZE])
{
    key_of(wl_span_of(locator), mtime_us, key);
}

int
wl_resume_load(struct wl_keyset *set, struct wl_store *store, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_stmt_prepare(&stmt, store, wl_query_read_before, err);

    if (rc < 0)
        return rc;
    while ((rc = wl_stmt_step(stmt, err)) > 0) {
        unsigned char key[WL_KEY_SIZE];
        key_of(wl_stmt_text(stmt, 0), wl_stmt_int(stmt, 1), key);
        rc = wl_keyset_add(set, key);
        if (rc < 0) {
            rc = wl_error_set(err, WL_ENOMEM, "out of memory");
            break;
        }
    }
    wl_stmt_free(stmt);
    return rc;
}
