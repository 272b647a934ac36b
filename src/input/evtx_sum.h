/*
 * The checksum of event logs: CRC-32 as in RFC 1952. Eight bytes at a time, which is fast enough to
 * cost little beside reading the records.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct wl_evtx_sums {
    uint32_t table[8][256];
};

void wl_evtx_sums_init(struct wl_evtx_sums *sums);

/** Go on with sum, 0 to begin. */
uint32_t wl_evtx_sum(const struct wl_evtx_sums *sums, uint32_t sum, const unsigned char *ptr,
                     size_t len);
