/*
 * What a single word from a user may mean: a code in any of its notations, or a name in any of its
 * name spaces. For `explain` and for hints; detection in logs is stricter and elsewhere.
 */
#pragma once

#include "scan/codes.h"

/* How the word stands for the code; best first. */
enum wl_lookup_how {
    WL_LOOKUP_NUMBER,           /* 10054 */
    WL_LOOKUP_NAME,             /* WSAECONNRESET */
    WL_LOOKUP_ALIAS,            /* ERROR_IO_PENDING, EAI_NONAME, HOST_NOT_FOUND */
    WL_LOOKUP_HRESULT,          /* 0x80072746, 80072746 */
    WL_LOOKUP_HRESULT_SIGNED,   /* -2147014842 */
    WL_LOOKUP_HRESULT_UNSIGNED, /* 2147952454 */
    WL_LOOKUP_NTSTATUS,         /* 0xC0072746 */
    WL_LOOKUP_HEX,              /* 0x2746 */
    WL_LOOKUP_HEX_BARE,         /* 2746 */
    WL_LOOKUP_NEGATED,          /* -10054 */
    WL_LOOKUP_WRAPPED,          /* 4294957242: -10054 in 32 or 64 bits */
    WL_LOOKUP_DOTNET,           /* ConnectionReset */
    WL_LOOKUP_POSIX,            /* ECONNRESET */
    WL_LOOKUP_LIBUV,            /* UV_ECONNRESET, EAGAIN */
    WL_LOOKUP_RUST,             /* AddrInUse */
    WL_LOOKUPS
};

struct wl_lookup {
    const struct wl_code *code;
    enum wl_lookup_how how;
    bool exact; /* the word says this code; else another system's counterpart, or a guessed base */
};

/** A phrase for people, such as "HRESULT, FACILITY_WIN32"; static storage. */
const char *wl_lookup_how_text(enum wl_lookup_how how);

/**
 * All meanings of a word, best first, each code once. Blanks around the word, the case of letters,
 * qualifiers before the last '.' or ':' (SocketError.X, ErrorKind::X) and C's suffixes U and L do
 * not matter.
 *
 * @param out  room for max
 * @return     how many were stored; 0 for an unknown word
 */
size_t wl_lookup(struct wl_span word, struct wl_lookup *out, size_t max);

struct wl_near {
    const struct wl_code *code;
    const char *word; /* the spelling that is near; of a number the code's name */
};

/**
 * What an unknown word may have meant, nearest first, each code once: names by spelling mistakes, a
 * number also by its distance.
 *
 * @param out  room for max
 * @return     how many were stored
 */
size_t wl_lookup_near(struct wl_span word, struct wl_near *out, size_t max);
