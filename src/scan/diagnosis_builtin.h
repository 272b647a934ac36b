/*
 * The built-in file of diagnoses, as it stands in patterns/.
 */
#pragma once

#include "base/span.h"

struct wl_span wl_diagnosis_builtin(void);
