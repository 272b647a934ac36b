/*
 * Tokens: the numbers and names in a line that could be a Winsock code, judged by their own bytes
 * and borders alone. Whether a line reports an error is for the patterns to say.
 */
#pragma once

#include "base/span.h"
#include "scan/codes.h"

enum wl_token_kind {
    WL_TOKEN_NUMBER,  /* 10054; -10054 and 4294957242 have it as their code too */
    WL_TOKEN_SMALL,   /* 6, 8, 87, 995, 996, 997 */
    WL_TOKEN_NAME,    /* WSAECONNRESET */
    WL_TOKEN_DOTNET,  /* ConnectionReset */
    WL_TOKEN_HEX,     /* 0x2746, 0x00002746, 2746 */
    WL_TOKEN_HRESULT, /* 0x80072746, 80072746, -2147014842, 2147952454 */
};

struct wl_token {
    enum wl_token_kind kind;
    const struct wl_code *code;
    struct wl_span text; /* without sign; a sign belongs to the token all the same */
};

/**
 * The token that begins exactly at p, inside [start, end).
 * @param deep  also the kinds that only count near a keyword: SMALL and DOTNET
 */
bool wl_token_at(const char *p, const char *start, const char *end, bool deep,
                 struct wl_token *out);
