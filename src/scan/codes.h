/*
 * The table of Winsock codes: names, what other systems call them, and what they mean. Generated at
 * build time from patterns/codes.yaml, sorted by number; read only.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

/* How much a code usually matters, and where to look. The names in codes.yaml are lower case. */
enum wl_severity {
    WL_SEVERITY_INFO,      /* a status, normal noise */
    WL_SEVERITY_TRANSIENT, /* try again */
    WL_SEVERITY_USAGE,     /* the program's own fault */
    WL_SEVERITY_CONFIG,    /* set-up of program or machine */
    WL_SEVERITY_RESOURCE,  /* ports, handles, memory */
    WL_SEVERITY_LOCAL,     /* this machine's network */
    WL_SEVERITY_PEER,      /* the other side, or what lies between */
    WL_SEVERITY_DNS,       /* name resolution */
    WL_SEVERITY_PROVIDER,  /* the Winsock catalog */
};

/* What is true of a code when one of these functions reports it; goes before the general words. */
struct wl_code_call {
    const char *const *calls;  /* spelled as in Microsoft's headers; ends with NULL */
    const char *meaning;       /* one or two sentences */
    const char *const *causes; /* as those of the code */
    const char *const *checks;
};

struct wl_code {
    uint16_t number;  /* 10054 */
    uint8_t severity; /* enum wl_severity */
    bool noise;       /* normal in healthy programs: reports show it apart */
    const char *name; /* the usual spelling, WSAECONNRESET */
    const char *const
        *names; /* every WSA* spelling that counts in a log, the usual one first; ends with NULL */
    const char *const
        *aliases;       /* names for look-up only: ERROR_*, EAI_*, h_errno's; ends with NULL */
    const char *posix;  /* ECONNRESET, or NULL */
    const char *dotnet; /* SocketError member, ConnectionReset, or NULL */
    const char *rust;   /* std::io::ErrorKind, or NULL */
    const char *libuv;  /* UV_ECONNRESET, or NULL */
    const char *const *calls;           /* functions that typically return it; ends with NULL */
    const char *summary;                /* at most 48 columns, lower case, no final full stop */
    const char *meaning;                /* one to three sentences */
    const char *const *causes;          /* likely ones, likeliest first; ends with NULL */
    const char *const *checks;          /* what to do next, commands included; ends with NULL */
    const struct wl_code_call *by_call; /* where the function matters; ends with calls NULL */
};

#define WL_HRESULT_WIN32 0x80070000u /* HRESULT_FROM_WIN32(code) = this | code; winerror.h */

/** All codes, sorted by number. @param count set to how many */
const struct wl_code *wl_codes(size_t *count);

/** The code with that number, or NULL. */
const struct wl_code *wl_code_by_number(uint32_t number);

/** The code with that name (names only, not aliases), in any case, or NULL. */
const struct wl_code *wl_code_by_name(struct wl_span name);

/** The code whose .NET SocketError member that is (exact case), or NULL. */
const struct wl_code *wl_code_by_dotnet(struct wl_span name);

/**
 * What is particular to a code reported by that function, NULL for nothing. Case does not matter,
 * nor a prefix WSA, a suffix Ex, parentheses behind it, or what stands before a '.' or ':':
 * "ConnectEx", "wsaconnect()" and "ws2_32.connect" are all connect.
 */
const struct wl_code_call *wl_code_by_call(const struct wl_code *code, struct wl_span call);

/** Is it one of the functions that typically return the code? Compared as above. */
bool wl_code_is_typical(const struct wl_code *code, struct wl_span call);

/** "peer" and the like. */
const char *wl_severity_name(unsigned severity);
