/*
 * The table of ordinals is set-associative: a look-up compares four keys, and what is forgotten
 * depends on the lines alone, never on addresses or on how the input came in pieces.
 */
#include "store/line_key.h"

#include "store/hash.h"

#include <string.h>

#define STAMP_DIGITS 14 /* to the second, where the date is written in full */
#define STAMP_BYTES 6   /* hold as many digits */

void
wl_ordinals_clear(struct wl_ordinals *ordinals)
{
    memset(ordinals, 0, sizeof *ordinals);
}

/* How often this key was asked for before. */
static uint32_t
ordinal_of(struct wl_ordinals *ordinals, const unsigned char key[WL_ID_SIZE])
{
    size_t set = key[0] % WL_ORDINAL_SETS;
    uint32_t way;

    for (way = 0; way < WL_ORDINAL_WAYS; way++)
        if (ordinals->sets[set].seen[way] > 0 &&
            memcmp(ordinals->sets[set].key[way], key, WL_ID_SIZE) == 0)
            return ordinals->sets[set].seen[way]++;
    way = ordinals->sets[set].oldest;
    ordinals->sets[set].oldest = (way + 1) % WL_ORDINAL_WAYS;
    memcpy(ordinals->sets[set].key[way], key, WL_ID_SIZE);
    ordinals->sets[set].seen[way] = 1;
    return 0;
}

/* Big endian, so that keys lie in the order of these digits. */
static void
put_stamp(struct wl_span stamp, unsigned char *out)
{
    uint64_t number = 0;
    int digits = 0;

    for (size_t i = 0; i < stamp.len && digits < STAMP_DIGITS; i++)
        if (stamp.ptr[i] >= '0' && stamp.ptr[i] <= '9') {
            number = number * 10 + (uint64_t)(stamp.ptr[i] - '0');
            digits++;
        }
    for (int i = STAMP_BYTES; i-- > 0; number >>= 8)
        out[i] = (unsigned char)number;
}

void
wl_line_key(struct wl_ordinals *ordinals, struct wl_span host, struct wl_span text,
            struct wl_span stamp, uint16_t code, unsigned char out[WL_ID_SIZE])
{
    unsigned char piece[WL_ID_SIZE + WL_ID_SIZE + 2];
    unsigned char *number = piece + WL_ID_SIZE + WL_ID_SIZE;

    /* Hashes of the parts, so that the border between host and text counts. */
    wl_hash(host.len ? host.ptr : "", host.len, piece);
    wl_hash(text.len ? text.ptr : "", text.len, piece + WL_ID_SIZE);
    wl_put_le(number, code, 2);
    wl_hash(piece, sizeof piece, piece);
    wl_put_le(piece + WL_ID_SIZE, ordinal_of(ordinals, piece), 4);
    wl_hash(piece, WL_ID_SIZE + 4, out);
    put_stamp(stamp, out);
}
