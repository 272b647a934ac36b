/*
 * Which machine a bundle is from: what its own files say, by their content. Only a name is taken
 * from them, one that can be a host's; nothing else follows from what they say.
 */
#pragma once

#include "base/span.h"

#define WL_MACHINE_HEAD 8192u /* bytes of a file that are looked at */
#define WL_MACHINE_NAME 253u  /* bytes of a name at most */

/**
 * The machine's name as head, the decoded beginning of a file, tells it: systeminfo, msinfo32,
 * ipconfig /all, a PowerShell transcript, hostnamectl, a registry export of ComputerName; or, of a
 * file whose name is hostname or hostname.txt, its only line.
 * @param whole    head is all of the file
 * @return         a part of head, len 0 if it tells none
 */
struct wl_span wl_machine_told(struct wl_span head, bool whole, const char *locator);

/** Can it be the name of one certain host? Not so: localhost. */
bool wl_machine_name_ok(struct wl_span name);

/** Of the same host: WEB01 and web01.example.com. */
bool wl_machine_same(struct wl_span a, struct wl_span b);

/**
 * The host of a sosreport's top directory (sosreport-HOST-2026-11-20-abcdefg) in a locator.
 * @param end  set when one is found: bytes of locator up to and with the border behind the
 * directory
 * @return     a part of locator, len 0 if there is none
 */
struct wl_span wl_machine_of_path(const char *locator, size_t *end);
