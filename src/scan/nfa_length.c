#include "scan/nfa.h"

static unsigned
capped(unsigned length)
{
    return length < WL_EXPR_INF ? length : WL_EXPR_INF;
}

unsigned
wl_nfa_length(const struct wl_expr *expr)
{
    unsigned sum = 0, longest = 0;

    switch ((enum wl_expr_kind)expr->kind) {
    case WL_EXPR_SET:
        return 1;
    case WL_EXPR_REP:
        if (expr->max == WL_EXPR_INF)
            return WL_EXPR_INF;
        return capped(expr->max * wl_nfa_length(expr->first));
    case WL_EXPR_CAT:
    case WL_EXPR_GROUP:
        for (const struct wl_expr *part = expr->first; part; part = part->next)
            sum = capped(sum + wl_nfa_length(part));
        return sum;
    case WL_EXPR_ALT:
        for (const struct wl_expr *part = expr->first; part; part = part->next) {
            unsigned length = wl_nfa_length(part);
            longest = length > longest ? length : longest;
        }
        return longest;
    default:
        return 0;
    }
}

unsigned
wl_nfa_length_before(const struct wl_expr *expr, enum wl_group group)
{
    unsigned before = 0, longest = 0;

    if (expr->kind == WL_EXPR_GROUP && expr->group == group)
        return 0;
    for (const struct wl_expr *part = expr->first; part; part = part->next) {
        if (wl_nfa_places(part, group) > 0) {
            unsigned length = capped(before + wl_nfa_length_before(part, group));
            longest = length > longest ? length : longest;
        }
        if (expr->kind == WL_EXPR_CAT)
            before = capped(before + wl_nfa_length(part));
    }
    return longest;
}
