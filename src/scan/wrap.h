/*
 * Messages that wrap over two lines. Texts are fragments, so that each half of a wrapped message
 * may be found by itself; it is one piece of evidence all the same, and belongs to the line in
 * which it ends. Internal to detection.
 */
#pragma once

#include "scan/line.h"

/**
 * Forget what the line says about codes by message text alone where the next line goes on with the
 * same message. Where there is no whole next line, what is not forgotten may have to be: then
 * d->may_go_on is set.
 */
void wl_wrap_drop(struct wl_detector *d);
