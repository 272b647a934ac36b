/*
 * Slicing: table[k][b] is what byte b contributes when k more bytes follow it.
 */
#include "input/evtx_sum.h"

#include "input/evtx_bytes.h"

#define POLYNOMIAL 0xEDB88320u /* of RFC 1952, bits reversed */

void
wl_evtx_sums_init(struct wl_evtx_sums *sums)
{
    for (unsigned b = 0; b < 256; b++) {
        uint32_t sum = b;
        for (unsigned bit = 0; bit < 8; bit++)
            sum = sum >> 1 ^ (sum & 1 ? POLYNOMIAL : 0);
        sums->table[0][b] = sum;
    }
    for (unsigned k = 1; k < 8; k++)
        for (unsigned b = 0; b < 256; b++) {
            uint32_t sum = sums->table[k - 1][b];
            sums->table[k][b] = sum >> 8 ^ sums->table[0][sum & 0xFF];
        }
}

uint32_t
wl_evtx_sum(const struct wl_evtx_sums *sums, uint32_t sum, const unsigned char *ptr, size_t len)
{
    sum = ~sum;
    for (; len >= 8; ptr += 8, len -= 8) {
        uint32_t a = wl_evtx_u32(ptr) ^ sum, b = wl_evtx_u32(ptr + 4);
        sum = sums->table[7][a & 0xFF] ^ sums->table[6][a >> 8 & 0xFF] ^
              sums->table[5][a >> 16 & 0xFF] ^ sums->table[4][a >> 24] ^ sums->table[3][b & 0xFF] ^
              sums->table[2][b >> 8 & 0xFF] ^ sums->table[1][b >> 16 & 0xFF] ^
              sums->table[0][b >> 24];
    }
    for (; len > 0; ptr++, len--)
        sum = sum >> 8 ^ sums->table[0][(sum ^ *ptr) & 0xFF];
    return ~sum;
}
