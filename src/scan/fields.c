#include "scan/line.h"

/* Bytes on each side of a hit in which fields are sought. */
#define AROUND ((size_t)3 * WL_RADIUS)

int
wl_detect_fields(struct wl_detector *d, struct wl_span line, struct wl_span at,
                 struct wl_fields *out, struct wl_error *err)
{
    struct wl_span *const to[WL_GROUPS] = {
        [WL_GROUP_CALL] = &out->call,   [WL_GROUP_PEER] = &out->peer,
        [WL_GROUP_PORT] = &out->port,   [WL_GROUP_PROCESS] = &out->process,
        [WL_GROUP_LEVEL] = &out->level, [WL_GROUP_HOST] = &out->host,
    };
    size_t from = (size_t)(at.ptr - line.ptr), len;
    struct wl_span window;

    *out = (struct wl_fields){0};
    from = from > AROUND ? from - AROUND : 0;
    len = line.len - from < 2 * AROUND ? line.len - from : 2 * AROUND;
    window = (struct wl_span){line.ptr + from, len};
    if (!d->plain && wl_gate_fields(d->judge.gate, window, err) < 0)
        return WL_ENOMEM;
    for (size_t i = d->judge.first_field; i < d->set->rule_count; i++) {
        const struct wl_rule *rule = d->set->rules + i;
        struct wl_match m;
        bool news = false;
        size_t first = 0;
        int rc;
        if (!d->plain && wl_gate_matches(d->judge.gate, i, &first) == WL_GATE_NO)
            continue;
        rc = wl_judge_match(&d->judge, rule, window, first, &m, err);
        if (rc < 0)
            return rc;
        /* a rule speaks as a whole: a peer is not mixed with the port of another rule */
        for (unsigned g = WL_GROUP_CALL; rc > 0 && g < WL_GROUPS; g++)
            news = news || (m.group[g].ptr && g != WL_GROUP_PORT && to[g]->ptr == NULL);
        for (unsigned g = WL_GROUP_CALL; news && g < WL_GROUPS; g++)
            if (m.group[g].ptr && to[g]->ptr == NULL)
                *to[g] = m.group[g];
    }
    return 0;
}
