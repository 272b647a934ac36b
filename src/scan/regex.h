/*
 * Regular expressions over bytes, caseless unless the expression says (?-i). The only module that
 * includes pcre2.h. A match works under a limit: hostile text costs a bounded time.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

#include <stdint.h>

/* The groups that a pattern may name. */
enum wl_group {
    WL_GROUP_CODE,    /* decimal: 10054, -10054, 4294957242 */
    WL_GROUP_NAME,    /* WSAECONNRESET, or a .NET SocketError member */
    WL_GROUP_HEX,     /* 0x2746, 2746 */
    WL_GROUP_HRESULT, /* 0x80072746, 80072746, -2147014842, 2147952454 */
    WL_GROUP_TEXT,    /* a message; the pattern says which code */
    WL_GROUP_CALL,
    WL_GROUP_PEER,
    WL_GROUP_PORT,
    WL_GROUP_PROCESS,
    WL_GROUP_LEVEL,
    WL_GROUP_HOST,
    WL_GROUPS
};

struct wl_regex;
struct wl_matcher; /* scratch memory and limits; one a thread */

/**
 * Compile text.
 * @param offset  on failure set to where in text the trouble is
 * @return        0 and *out (free with wl_regex_free()); WL_EPARSE, WL_ENOMEM
 */
int wl_regex_compile(struct wl_regex **out, struct wl_span text, size_t *offset,
                     struct wl_error *err);
void wl_regex_free(struct wl_regex *regex);

/** The expression has that group. */
bool wl_regex_has(const struct wl_regex *regex, enum wl_group group);

int wl_matcher_new(struct wl_matcher **out, struct wl_error *err);
void wl_matcher_free(struct wl_matcher *matcher);

/** Steps a match may take before it is given up. */
void wl_matcher_limit(struct wl_matcher *matcher, uint32_t steps);

struct wl_match {
    struct wl_span whole;
    struct wl_span group[WL_GROUPS]; /* ptr is NULL where the group took no part */
};

/**
 * First match of regex in subject at or after from.
 * @return 1 and *out (spans inside subject), 0 none, WL_ELIMIT given up
 */
int wl_regex_match(const struct wl_regex *regex, struct wl_matcher *matcher, struct wl_span subject,
                   size_t from, struct wl_match *out);

/**
 * Is there any match of regex, at or after from, in which a group holds token (inside subject),
 * with or without the byte before it? Alternatives of the match that hold something else do not
 * count.
 * @return 1, 0, WL_ELIMIT
 */
int wl_regex_captures(const struct wl_regex *regex, struct wl_matcher *matcher,
                      struct wl_span subject, size_t from, enum wl_group group,
                      struct wl_span token);
