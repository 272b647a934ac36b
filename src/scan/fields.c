/*
 * Rules are tried in order, each after a look at what it could still add: the first one that names
 * a peer spares the others. The gate says which rules can match at all; PCRE2 is asked about the
 * rest alone. The plain path tries every rule.
 */
#include "base/ascii.h"
#include "scan/line.h"

#include <stdlib.h>

/* Bytes on each side of a hit in which fields are sought. */
#define AROUND ((size_t)3 * WL_RADIUS)

#define BIT(group) (1u << (group))
/* A port is the peer's, and alone no news. */
#define NEWS \
    (BIT(WL_GROUP_CALL) | BIT(WL_GROUP_PEER) | BIT(WL_GROUP_PROCESS) | BIT(WL_GROUP_LEVEL) | \
     BIT(WL_GROUP_HOST))

/* The groups that an expression may name: (?<peer>, (?P<peer> or (?'peer'. */
static unsigned
named_in(const char *regex)
{
    static const char *const names[WL_GROUPS][2] = {
        [WL_GROUP_CALL] = {"<call>", "'call'"},          [WL_GROUP_PEER] = {"<peer>", "'peer'"},
        [WL_GROUP_PORT] = {"<port>", "'port'"},          [WL_GROUP_LEVEL] = {"<level>", "'level'"},
        [WL_GROUP_PROCESS] = {"<process>", "'process'"}, [WL_GROUP_HOST] = {"<host>", "'host'"},
    };
    unsigned named = 0;

    for (unsigned g = WL_GROUP_CALL; g < WL_GROUPS; g++)
        if (strstr(regex, names[g][0]) || strstr(regex, names[g][1]))
            named |= BIT(g);
    return named;
}

/* What each field rule may set, worked out once. */
static int
know_rules(struct wl_detector *d, struct wl_error *err)
{
    size_t count = d->set->rule_count;

    if (d->field_groups)
        return 0;
    d->field_groups = calloc(count + 1, sizeof *d->field_groups);
    if (!d->field_groups)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    for (d->first_field = 0; d->first_field < count; d->first_field++)
        if (d->set->rules[d->first_field].kind == WL_RULE_FIELD)
            break;
    for (size_t i = d->first_field; i < count; i++)
        d->field_groups[i] = (uint16_t)named_in(d->set->rules[i].regex);
    return 0;
}

/* What the level that was found stands for. */
static struct wl_span
level_of(const struct wl_rule *rule, struct wl_span found)
{
    for (const char *const *pair = rule->levels; pair && *pair; pair += 2)
        if (strlen(pair[0]) == found.len && wl_ascii_equal(pair[0], found.ptr, found.len))
            return wl_span_of(pair[1]);
    return found;
}

/* A rule speaks as a whole: a peer is not mixed with the port of another rule. @return what is set
 */
static unsigned
take(struct wl_span *const to[WL_GROUPS], const struct wl_rule *rule, const struct wl_match *m,
     unsigned have)
{
    unsigned found = 0;

    for (unsigned g = WL_GROUP_CALL; g < WL_GROUPS; g++)
        if (m->group[g].ptr)
            found |= BIT(g);
    found &= ~have;
    if (!(found & NEWS))
        return have;
    for (unsigned g = WL_GROUP_CALL; g < WL_GROUPS; g++)
        if (found & BIT(g))
            *to[g] = g == WL_GROUP_LEVEL ? level_of(rule, m->group[g]) : m->group[g];
    return have | found;
}

static struct wl_span
window_of(struct wl_span line, struct wl_span at)
{
    size_t from = (size_t)(at.ptr - line.ptr), len;

    from = from > AROUND ? from - AROUND : 0;
    len = line.len - from < 2 * AROUND ? line.len - from : 2 * AROUND;
    return (struct wl_span){line.ptr + from, len};
}

static size_t
next_rule(const struct wl_detector *d, size_t rule)
{
    return d->plain ? rule : wl_gate_next_field(d->judge.gate, rule);
}

/* Bound to the head of a line: it looks there, however far away the hit is. */
static bool
is_of_head(const struct wl_rule *rule)
{
    return rule->within > 0 || rule->regex[0] == '^';
}

enum { HEAD = 1, BODY = 2 }; /* rules */

/* Try rules of these kinds in a window; what they find goes where it is not set yet. */
static int
pick(struct wl_detector *d, struct wl_span window, unsigned kinds,
     struct wl_span *const to[WL_GROUPS], unsigned *have, struct wl_error *err)
{
    if (!d->plain && wl_gate_fields(d->judge.gate, window, err) < 0)
        return WL_ENOMEM;
    for (size_t i = d->first_field; (i = next_rule(d, i)) < d->set->rule_count; i++) {
        struct wl_match m;
        size_t first = 0;
        int rc;
        if (!(kinds & (is_of_head(d->set->rules + i) ? HEAD : BODY)))
            continue;
        if (!d->plain) {
            if (!(d->field_groups[i] & NEWS & ~*have))
                continue;
            (void)wl_gate_matches(d->judge.gate, i, &first);
        }
        rc = wl_judge_match(&d->judge, d->set->rules + i, window, first, &m, err);
        if (rc < 0)
            return rc;
        if (rc > 0)
            *have = take(to, d->set->rules + i, &m, *have);
    }
    return 0;
}

int
wl_detect_fields(struct wl_detector *d, struct wl_span line, struct wl_span at,
                 struct wl_fields *out, struct wl_error *err)
{
    struct wl_span *const to[WL_GROUPS] = {
        [WL_GROUP_CALL] = &out->call,   [WL_GROUP_PEER] = &out->peer,
        [WL_GROUP_PORT] = &out->port,   [WL_GROUP_PROCESS] = &out->process,
        [WL_GROUP_LEVEL] = &out->level, [WL_GROUP_HOST] = &out->host,
    };
    struct wl_span window = window_of(line, at);
    unsigned have = 0;
    int rc;

    *out = (struct wl_fields){.host = wl_columns_computer(&d->columns, line)};
    if (out->host.len > 0)
        have = BIT(WL_GROUP_HOST);
    rc = know_rules(d, err);
    if (rc < 0)
        return rc;
    if (window.ptr == line.ptr)
        return pick(d, window, HEAD | BODY, to, &have, err);
    rc = pick(d, (struct wl_span){line.ptr, window.len}, HEAD, to, &have, err);
    return rc < 0 ? rc : pick(d, window, BODY, to, &have, err);
}
