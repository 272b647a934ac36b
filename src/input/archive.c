/*
 * libarchive watches over little of what matters here, so this does: a tar without its end mark, a
 * zip that holds fewer members than it says, bytes behind a compressed file. It converts names by
 * the locale of the thread; while it runs, that is UTF-8, so that names said to be Unicode arrive
 * as UTF-8 and all others as their bytes.
 */
#include "input/archive.h"

#include "input/archive_calls.h"
#include "input/feed.h"
#include "input/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY "libarchive.so.13"
#define TAR_BLOCK 512u
#define EMPTY_7ZIP 32u /* bytes */
#define IDLE_MAX 1000  /* answers of the library in which nothing moves on */
#define RESUMES_MAX 64

#define MEMBER(name) __typeof__(name)(*name); /* NOLINT(bugprone-macro-parentheses) */
#define LOAD(name) loaded = loaded && (*(void **)&lib.name = dlsym(lib.library, #name)) != NULL;

static const char *const readers[] = {
    [WL_FORMAT_COMPRESS] = "archive_read_support_filter_compress", /* cannot be appended */
    [WL_FORMAT_ZIP] = "archive_read_support_format_zip",
    [WL_FORMAT_7ZIP] = "archive_read_support_format_7zip",
    [WL_FORMAT_CAB] = "archive_read_support_format_cab",
    [WL_FORMAT_RAR] = "archive_read_support_format_rar5",
    [WL_FORMAT_TAR] = "archive_read_support_format_tar",
};

static const int filters[] = {
    [WL_FORMAT_COMPRESS] = ARCHIVE_FILTER_COMPRESS,
    [WL_FORMAT_BZIP2] = ARCHIVE_FILTER_BZIP2,
    [WL_FORMAT_XZ] = ARCHIVE_FILTER_XZ,
    [WL_FORMAT_ZSTD] = ARCHIVE_FILTER_ZSTD,
    [WL_FORMAT_LZ4] = ARCHIVE_FILTER_LZ4,
    [WL_FORMAT_LZMA] = ARCHIVE_FILTER_LZMA,
};

static struct {
    void *library;
    bool loaded;
    locale_t locale;
    WL_ARCHIVE_CALLS(MEMBER)
} lib;

struct wl_archive {
    struct wl_filter filter; /* where it is one */
    struct archive *la;
    enum wl_format format;
    const char *const *passwords;
    struct wl_feed feed;
    uint64_t base;    /* where la begins in it */
    uint64_t found;   /* entries so far */
    unsigned resumes; /* times that it began anew */

    /* the entry */
    char *name; /* where the library has none */
    const char *data;
    size_t left;
    int64_t offset, position; /* of data, and of what is handed out next */
    int64_t size;             /* that the header gives, 0 if none */
    int warning;              /* damage behind data */
    struct wl_error damage;   /* the first one, told at the end; or status 0 */
};

static void
load(void)
{
    bool loaded;

    lib.library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    loaded = lib.library != NULL;
    WL_ARCHIVE_CALLS(LOAD)
    lib.loaded = loaded;
    lib.locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

static uint64_t
taken(const struct wl_archive *a)
{
    la_int64_t bytes = a->la ? lib.archive_filter_bytes(a->la, -1) : 0;

    return a->base + (bytes > 0 ? (uint64_t)bytes : 0);
}

static la_ssize_t
read_callback(struct archive *la, void *arg, const void **out)
{
    struct wl_archive *a = arg;
    ptrdiff_t n = wl_feed_pull(&a->feed);

    (void)la;
    *out = a->feed.block;
    return n < 0 ? ARCHIVE_FATAL : n;
}

static la_int64_t
seek_callback(struct archive *la, void *arg, la_int64_t offset, int whence)
{
    struct wl_archive *a = arg;

    (void)la;
    if (whence == SEEK_CUR)
        offset += (la_int64_t)a->feed.at;
    else if (whence == SEEK_END)
        offset += (la_int64_t)a->feed.under->size;
    if (offset < 0 || wl_feed_seek(&a->feed, (uint64_t)offset) < 0)
        return ARCHIVE_FATAL;
    return offset;
}

static la_int64_t
skip_callback(struct archive *la, void *arg, la_int64_t request)
{
    struct wl_archive *a = arg;
    uint64_t left = a->feed.under->size > a->feed.at ? a->feed.under->size - a->feed.at : 0;
    uint64_t step = (uint64_t)request < left ? (uint64_t)request : left;

    (void)la;
    if (step < WL_FEED_BLOCK) /* reading on is as quick */
        return 0;
    return wl_feed_seek(&a->feed, a->feed.at + step) < 0 ? ARCHIVE_FATAL : (la_int64_t)step;
}

static int
describe(struct wl_archive *a, struct wl_error *err)
{
    const char *text = lib.archive_error_string(a->la);

    /* mostly a size that a damaged header invents */
    if (a->feed.rc == 0 && lib.archive_errno(a->la) == ENOMEM)
        return wl_error_set(err, WL_ELIMIT, "asks for more memory than there is");
    if (a->feed.rc == 0 && text && strstr(text, "assphrase"))
        return wl_error_set(err, WL_EIO, "encrypted: no password fits");
    if (a->feed.rc == 0 && text && strcasestr(text, "encrypt") && !strstr(text, "runcated"))
        return wl_error_set(err, WL_EIO, "encrypted in a way that cannot be read");
    return wl_feed_blame(&a->feed, taken(a), text, err);
}

static void
note_damage(struct wl_archive *a)
{
    if (a->damage.status == 0)
        (void)describe(a, &a->damage);
}

/* Where libarchive lacks a decompressor, it says so, and would start a program. */
static bool
enable(struct archive *la, const char *name)
{
    int (*call)(struct archive *) = NULL;

    *(void **)&call = name ? dlsym(lib.library, name) : NULL;
    return call && call(la) == ARCHIVE_OK;
}

static bool
enable_format(struct archive *la, enum wl_format format, bool streaming)
{
    if (format == WL_FORMAT_ZIP && streaming)
        return enable(la, "archive_read_support_format_zip_streamable");
    if (format == WL_FORMAT_RAR && !enable(la, "archive_read_support_format_rar"))
        return false;
    if (wl_format_is_filter(format) && (!enable(la, "archive_read_support_format_raw") ||
                                        !enable(la, "archive_read_support_format_empty")))
        return false;
    /* once, and no more often: what comes out may be compressed again */
    if (wl_format_is_filter(format) && format != WL_FORMAT_COMPRESS)
        return lib.archive_read_append_filter(la, filters[format]) == ARCHIVE_OK;
    return enable(la, readers[format]) &&
           (format != WL_FORMAT_TAR ||
            lib.archive_read_set_format_option(la, "tar", "read_concatenated_archives", "1") ==
                ARCHIVE_OK);
}

/* Begin at byte base of under, where that stands now. */
static int
begin(struct wl_archive *a, uint64_t base, struct wl_error *err)
{
    bool filter = wl_format_is_filter(a->format), seekable = a->feed.under->ops->seek && !filter;
    bool streaming = a->resumes > 0;
    int rc;

    if (a->la)
        (void)lib.archive_read_free(a->la);
    a->la = lib.archive_read_new();
    if (!a->la)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    a->base = base;
    if (!enable_format(a->la, a->format, streaming))
        return wl_error_set(err, WL_EIO, "the installed libarchive cannot read a %s",
                            wl_format_name(a->format));
    for (size_t i = 0; a->passwords && a->passwords[i]; i++)
        (void)lib.archive_read_add_passphrase(a->la, a->passwords[i]);
    (void)lib.archive_read_set_read_callback(a->la, read_callback);
    if (seekable && !streaming)
        (void)lib.archive_read_set_seek_callback(a->la, seek_callback);
    if (seekable)
        (void)lib.archive_read_set_skip_callback(a->la, skip_callback);
    (void)lib.archive_read_set_callback_data(a->la, a);
    rc = lib.archive_read_open1(a->la);
    /* a filter that fails at once looks like an empty file to the library */
    if (rc < ARCHIVE_WARN || a->feed.rc < 0 || (filter && lib.archive_errno(a->la) != 0))
        return describe(a, err);
    return 0;
}

int
wl_archive_open(struct wl_archive **out, struct wl_stream *under, enum wl_format format,
                const char *const *passwords, struct wl_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    size_t kept = format == WL_FORMAT_ZIP ? WL_ZIP_END_MAX : WL_FORMAT_MAGIC_MAX;
    struct wl_archive *a;
    locale_t before;
    int rc;

    (void)pthread_once(&once, load);
    if (!lib.loaded)
        return wl_error_set(err, WL_EIO, "%s is missing: install libarchive13", LIBRARY);
    a = calloc(1, sizeof *a);
    if (!a || wl_feed_init(&a->feed, under, kept) < 0) {
        free(a);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    a->format = format;
    a->passwords = passwords;
    before = uselocale(lib.locale);
    rc = begin(a, 0, err);
    (void)uselocale(before);
    if (rc < 0) {
        wl_archive_close(a);
        return rc;
    }
    *out = a;
    return 0;
}

void
wl_archive_close(struct wl_archive *archive)
{
    if (!archive)
        return;
    if (archive->la)
        (void)lib.archive_read_free(archive->la);
    wl_feed_done(&archive->feed);
    free(archive->name);
    free(archive);
}

uint64_t
wl_archive_taken(const struct wl_archive *archive)
{
    return taken(archive);
}

static enum wl_entry_kind
kind_of(struct archive_entry *entry)
{
    unsigned type = (unsigned)lib.archive_entry_filetype(entry);

    if (type == AE_IFDIR)
        return WL_ENTRY_DIRECTORY;
    /* a hard link may come with its content */
    if (type == AE_IFLNK ||
        (lib.archive_entry_hardlink(entry) && lib.archive_entry_size(entry) == 0))
        return WL_ENTRY_LINK;
    return type == AE_IFREG || type == 0 ? WL_ENTRY_FILE : WL_ENTRY_OTHER;
}

static bool
has_name(struct archive_entry *entry)
{
    const char *name = lib.archive_entry_pathname(entry);

    return name && *name;
}

/* Never none: what the library cannot convert is taken from the header as it is. */
static const char *
name_of(struct wl_archive *a, struct archive_entry *entry)
{
    size_t behind = (size_t)(a->feed.at - taken(a)), have = a->feed.kept + a->feed.len;
    struct wl_span name = {0};

    if (has_name(entry))
        return lib.archive_entry_pathname(entry);
    if (a->format == WL_FORMAT_ZIP && behind < have)
        name = wl_zip_name(a->feed.block - a->feed.kept, have - behind);
    free(a->name);
    a->name = name.len > 0 ? strndup(name.ptr, name.len) : NULL;
    return a->name && *a->name ? a->name : "(no name)";
}

static void
fill_entry(struct wl_archive *a, struct archive_entry *from, struct wl_entry *to)
{
    to->kind = kind_of(from);
    to->name = name_of(a, from);
    to->mtime_us = (int64_t)lib.archive_entry_mtime(from) * 1000000 +
                   lib.archive_entry_mtime_nsec(from) / 1000;
    to->encrypted = lib.archive_entry_is_encrypted(from) != 0;
    a->data = NULL;
    a->left = 0;
    a->offset = a->position = 0;
    a->size = (int64_t)lib.archive_entry_size(from);
    a->warning = 0;
    a->found++;
}

/* A zip whose directory or headers are damaged goes on at the next header that can be found.
 * @return whether it does */
static bool
resume_zip(struct wl_archive *a)
{
    bool directory = a->found == 0 && a->resumes == 0; /* not even that can be read */
    uint64_t header;

    return a->format == WL_FORMAT_ZIP && a->feed.under->ops->seek && a->feed.rc == 0 &&
           a->resumes++ < RESUMES_MAX &&
           wl_feed_find(&a->feed, directory ? 0 : taken(a) + 1, "PK\3\4", &header) > 0 &&
           begin(a, header, NULL) == 0;
}

static void
check_zip_end(struct wl_archive *a)
{
    struct wl_zip_end end;

    if (wl_feed_end(&a->feed) < 0)
        note_damage(a);
    else if (!wl_zip_end(a->feed.block - a->feed.kept, a->feed.kept, &end))
        (void)wl_feed_cut_off(&a->feed, &a->damage);
    else if (wl_zip_end_misses(&end, a->found))
        (void)wl_error_set(&a->damage, WL_EIO, "holds %llu of the %llu members that it lists",
                           (unsigned long long)a->found, (unsigned long long)end.members);
}

/* The library sees no more. Is that all that there was? */
static int
finish(struct wl_archive *a, struct wl_error *err)
{
    if (a->damage.status == 0 && a->format == WL_FORMAT_ZIP)
        check_zip_end(a);
    if (a->format == WL_FORMAT_7ZIP && a->found == 0 && a->feed.under->size > EMPTY_7ZIP)
        (void)wl_error_set(&a->damage, WL_EIO, "damaged: lists no members");
    if (a->damage.status == 0 && a->format == WL_FORMAT_TAR && a->feed.ended &&
        a->feed.zeros < TAR_BLOCK)
        (void)wl_feed_cut_off(&a->feed, &a->damage);
    return a->damage.status < 0 ? wl_error_set(err, a->damage.status, "%s", a->damage.text) : 0;
}

static int
next_entry(struct wl_archive *a, struct wl_entry *entry, struct wl_error *err)
{
    struct archive_entry *found;
    unsigned idle = 0;

    for (;;) {
        uint64_t before = taken(a);
        int rc = lib.archive_read_next_header(a->la, &found);
        if (rc == ARCHIVE_EOF)
            return finish(a, err);
        /* passing over the entry before may have failed, and this one be fine */
        if (rc == ARCHIVE_OK || rc == ARCHIVE_WARN || (rc == ARCHIVE_FAILED && has_name(found))) {
            fill_entry(a, found, entry);
            return 1;
        }
        note_damage(a);
        idle = taken(a) == before ? idle + 1 : 0;
        if (rc > ARCHIVE_FATAL && idle < IDLE_MAX && a->feed.rc == 0)
            continue;
        if (rc > ARCHIVE_FATAL || !resume_zip(a))
            return wl_error_set(err, a->damage.status, "%s", a->damage.text);
    }
}

int
wl_archive_next(struct wl_archive *archive, struct wl_entry *entry, struct wl_error *err)
{
    locale_t before = uselocale(lib.locale);
    int rc = next_entry(archive, entry, err);

    (void)uselocale(before);
    return rc;
}

/* @return 1 there is data, 0 the end */
static int
next_data(struct wl_archive *a, struct wl_error *err)
{
    for (unsigned idle = 0; idle < IDLE_MAX; idle++) {
        const void *data = NULL;
        size_t size = 0;
        la_int64_t offset = a->offset;
        int rc;

        if (a->warning < 0)
            return describe(a, err);
        rc = lib.archive_read_data_block(a->la, &data, &size, &offset);
        if (rc == ARCHIVE_EOF && a->position < a->size) /* a volume of several, or its last hole */
            return a->format == WL_FORMAT_TAR
                       ? 0
                       : wl_error_set(err, WL_EIO, "cut off: %lld of %lld bytes",
                                      (long long)a->position, (long long)a->size);
        if (rc == ARCHIVE_EOF)
            return 0;
        if (rc < ARCHIVE_WARN)
            return describe(a, err);
        a->warning = rc; /* a bad checksum comes along with the last bytes */
        a->data = data;
        a->left = data ? size : 0;
        a->offset = offset;
        if (offset < a->position)
            return wl_error_set(err, WL_EIO, "damaged: its parts overlap");
        if (a->left > 0)
            return 1;
    }
    return wl_error_set(err, WL_EIO, "damaged: nothing more comes out");
}

ptrdiff_t
wl_archive_read(struct wl_archive *archive, char *ptr, size_t cap, struct wl_error *err)
{
    struct wl_archive *a = archive;
    size_t n;

    if (a->left == 0) {
        int rc = next_data(a, err);
        if (rc <= 0)
            return rc;
    }
    if (a->position < a->offset) { /* a hole */
        uint64_t hole = (uint64_t)(a->offset - a->position);
        n = hole < cap ? (size_t)hole : cap;
        memset(ptr, 0, n);
    } else {
        n = a->left < cap ? a->left : cap;
        memcpy(ptr, a->data, n);
        a->data += n;
        a->left -= n;
        a->offset += (int64_t)n;
    }
    a->position += (int64_t)n;
    return (ptrdiff_t)n;
}

static ptrdiff_t
filter_read(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct wl_archive *a = (struct wl_archive *)stream;
    ptrdiff_t n = a->found ? wl_archive_read(a, ptr, cap, err) : 0;

    a->filter.taken = taken(a);
    return n == 0 ? wl_feed_rest(&a->feed, a->filter.taken, err) : n;
}

static void
filter_close(struct wl_stream *stream)
{
    wl_archive_close((struct wl_archive *)stream);
}

static const struct wl_stream_ops filter_ops = {filter_read, NULL, filter_close};

int
wl_archive_filter(struct wl_filter **out, struct wl_stream *under, enum wl_format format,
                  struct wl_error *err)
{
    struct wl_archive *a = NULL;
    struct archive_entry *entry;
    int rc = wl_archive_open(&a, under, format, NULL, err);

    if (rc < 0 || !a)
        return rc;
    rc = lib.archive_read_next_header(a->la, &entry);
    if (rc < ARCHIVE_WARN) {
        rc = describe(a, err);
        wl_archive_close(a);
        return rc;
    }
    a->found = rc != ARCHIVE_EOF; /* else it unpacks to nothing */
    a->filter.stream = (struct wl_stream){&filter_ops, UINT64_MAX};
    *out = &a->filter;
    return 0;
}
