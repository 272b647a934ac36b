/*
 * A code in every name space it exists in: HRESULT, NTSTATUS, .NET, POSIX and its numbers, libuv,
 * Rust, and the Win32 errors that stand for the same condition. A mapping that several Winsock
 * codes share is marked: the way back is lost.
 */
#pragma once

#include "report/prose.h"
#include "scan/codes.h"

/** One line a name space, name first; a long one is wrapped. */
void wl_systems_add(const struct wl_prose *prose, const struct wl_code *code);

/**
 * The same as members of a JSON object, each with a comma in front: "systems", a list of objects
 * with system, name, number where there is one, and shared, the other codes that it stands for.
 */
void wl_systems_add_json(struct wl_buf *out, const struct wl_code *code);
