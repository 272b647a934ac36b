/*
 * What lies in a container: the files of an archive, of archives in it, and so on down, one after
 * the other as streams. Nothing is written to disk; what must be seekable is kept in memory, within
 * limits. Compressed files (.gz, .bz2, .xz, .zst, .lz4) are containers of one member. What a member
 * is, its first bytes tell, not its name.
 */
#pragma once

#include "input/encoding.h"
#include "input/magic.h"
#include "input/stream.h"

#include <stdbool.h>

/* Counted on what really comes out. Each is a gap when it is reached, never silent. */
struct wl_limits {
    unsigned depth;          /* archives in one another */
    unsigned ratio;          /* bytes out for a byte in, once ratio_after bytes came out */
    uint64_t ratio_after;    /* bytes */
    uint64_t members;        /* of one outermost archive, all depths together */
    uint64_t member_bytes;   /* of one member, decoded */
    unsigned member_seconds; /* of unpacking it; waiting for the outermost stream is not counted */
    uint64_t spool_bytes;    /* in memory at a time, for what must be seekable inside an archive */
    uint64_t dictionary_bytes; /* that a decompressor may ask for */
};

/** Design section 9: depth 8, ratio 1000 after 64 MiB, dictionary 128 MiB, ... */
extern const struct wl_limits wl_limits_default;

/* How much of a member could be read. The order is that of a ledger. */
enum wl_verdict {
    WL_VERDICT_READ,    /* all of it */
    WL_VERDICT_KNOWN,   /* not read again: the database has it */
    WL_VERDICT_SKIPPED, /* left out on purpose: no log */
    WL_VERDICT_PARTIAL, /* up to a place */
    WL_VERDICT_REFUSED, /* a limit forbids it */
    WL_VERDICT_FAILED,  /* not at all: encrypted, damaged */
};

struct wl_container_setup {
    struct wl_limits limits;
    enum wl_encoding encoding;
    const char *const *passwords; /* tried in order; NULL-terminated, or NULL */
    bool rar;                     /* --allow-rar */
    uint64_t (*now_us)(void);     /* a clock for member_seconds; NULL: the machine's own */
};

/*
 * Strings are borrowed until the next call of wl_container_next(). When reading the stream fails,
 * the error's text is the reason why the member is only PARTIAL.
 */
struct wl_member {
    const char *locator; /* "case.zip!logs/app.log.gz"; names as in the archive, not yet escaped;
                            one that is there twice is "name#2" the second time */
    enum wl_verdict verdict;  /* READ: stream is there to be read; else reason says why not */
    const char *reason;       /* a few words: "image", "encrypted: no password fits"; else NULL */
    struct wl_magic magic;    /* of a READ one */
    int64_t mtime_us;         /* 0 if unknown */
    struct wl_stream *stream; /* owned by the container, closed by the next call */
};

struct wl_container;

/**
 * Is head, the first bytes of a file, that of a container that can be read here? To be asked before
 * anything heavy is loaded.
 */
bool wl_container_is(const char *head, size_t len);

/**
 * Open the container behind stream, which is owned from now on, also on failure. setup is borrowed.
 * @param locator  its own shown name, copied
 * @return 0; WL_EIO, WL_ELIMIT with a message; WL_ENOMEM
 */
int wl_container_open(struct wl_container **out, struct wl_stream *stream, const char *locator,
                      const struct wl_container_setup *setup, struct wl_error *err);
void wl_container_close(struct wl_container *container);

/** Bytes of the outermost container that have been used so far. */
uint64_t wl_container_taken(const struct wl_container *container);

/**
 * The next member that is no container itself, in the order of the archive, or the news of one that
 * can't be read. What is left unread of the member before is passed over. Damage inside an inner
 * archive becomes a member with verdict PARTIAL or FAILED and the locator of that archive, and goes
 * on behind it.
 * @return 1 a member; 0 the end; WL_EIO, WL_ELIMIT: the outermost archive itself can't be read any
 * further (err says what and where); WL_ENOMEM
 */
int wl_container_next(struct wl_container *container, struct wl_member *member,
                      struct wl_error *err);
