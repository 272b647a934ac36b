/*
 * The evidence of a diagnosis as sentences and samples. Only diagnose*.c include this.
 */
#pragma once

#include "report/diagnose_group.h"

/** Fill in all but rule and confidence. Texts are put into out->arena. @return 0, WL_ENOMEM */
int wl_diagnosis_say(struct wl_diagnoses *out, struct wl_diagnosis *found, struct wl_group *group);

/** Fill in found->checks. @return 0, WL_ENOMEM */
int wl_diagnosis_check(struct wl_diagnoses *out, struct wl_diagnosis *found,
                       const struct wl_group *group);

/** "45 s", "4 min", "1 h", "3 days": to the unit that fits. */
void wl_diagnosis_duration_text(struct wl_buf *out, int64_t us);
