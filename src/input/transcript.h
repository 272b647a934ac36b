/*
 * Logs that name their machine once, at their head: transcripts of PowerShell.
 */
#pragma once

#include "base/span.h"

#define WL_TRANSCRIPT_HEAD 4096u /* bytes in which the head of one ends */

/** The machine on which a transcript that begins with head was made; empty for what is none. */
struct wl_span wl_transcript_host(struct wl_span head);
