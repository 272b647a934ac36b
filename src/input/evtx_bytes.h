/*
 * Numbers as event logs store them: little-endian, at any address.
 */
#pragma once

#include <stdint.h>

static inline uint32_t
wl_evtx_u16(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static inline uint32_t
wl_evtx_u32(const unsigned char *p)
{
    return wl_evtx_u16(p) | wl_evtx_u16(p + 2) << 16;
}

static inline uint64_t
wl_evtx_u64(const unsigned char *p)
{
    return wl_evtx_u32(p) | (uint64_t)wl_evtx_u32(p + 4) << 32;
}
