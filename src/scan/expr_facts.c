#include "scan/expr_facts.h"

static unsigned
capped(unsigned length)
{
    return length < WL_EXPR_INF ? length : WL_EXPR_INF;
}

unsigned
wl_expr_least(const struct wl_expr *expr)
{
    unsigned sum = 0, least = WL_EXPR_INF;

    switch ((enum wl_expr_kind)expr->kind) {
    case WL_EXPR_SET:
        return 1;
    case WL_EXPR_REP:
        return capped(expr->min * wl_expr_least(expr->first));
    case WL_EXPR_CAT:
    case WL_EXPR_GROUP:
        for (const struct wl_expr *part = expr->first; part; part = part->next)
            sum = capped(sum + wl_expr_least(part));
        return sum;
    case WL_EXPR_ALT:
        for (const struct wl_expr *part = expr->first; part; part = part->next) {
            unsigned length = wl_expr_least(part);
            least = length < least ? length : least;
        }
        return least;
    default:
        return 0;
    }
}

unsigned
wl_expr_length(const struct wl_expr *expr)
{
    unsigned sum = 0, longest = 0;

    switch ((enum wl_expr_kind)expr->kind) {
    case WL_EXPR_SET:
        return 1;
    case WL_EXPR_REP:
        if (expr->max == WL_EXPR_INF)
            return WL_EXPR_INF;
        return capped(expr->max * wl_expr_length(expr->first));
    case WL_EXPR_CAT:
    case WL_EXPR_GROUP:
        for (const struct wl_expr *part = expr->first; part; part = part->next)
            sum = capped(sum + wl_expr_length(part));
        return sum;
    case WL_EXPR_ALT:
        for (const struct wl_expr *part = expr->first; part; part = part->next) {
            unsigned length = wl_expr_length(part);
            longest = length > longest ? length : longest;
        }
        return longest;
    default:
        return 0;
    }
}

unsigned
wl_expr_length_before(const struct wl_expr *expr, enum wl_group group)
{
    unsigned before = 0, longest = 0;

    if (expr->kind == WL_EXPR_GROUP && expr->group == group)
        return 0;
    for (const struct wl_expr *part = expr->first; part; part = part->next) {
        if (wl_expr_places(part, group) > 0) {
            unsigned length = capped(before + wl_expr_length_before(part, group));
            longest = length > longest ? length : longest;
        }
        if (expr->kind == WL_EXPR_CAT)
            before = capped(before + wl_expr_length(part));
    }
    return longest;
}

int
wl_expr_places(const struct wl_expr *expr, enum wl_group group)
{
    int n = expr->kind == WL_EXPR_GROUP && expr->group == group;

    for (const struct wl_expr *part = expr->first; part; part = part->next)
        n += wl_expr_places(part, group);
    return n;
}

bool
wl_expr_one_byte(const struct wl_expr *expr, bool behind, struct wl_bytes *set, bool *edge)
{
    switch (expr->kind) {
    case WL_EXPR_SET:
        for (int i = 0; i < 4; i++)
            set->bits[i] |= expr->set.bits[i];
        return true;
    case WL_EXPR_START:
        *edge = true;
        return behind;
    case WL_EXPR_END:
        *edge = true;
        return !behind;
    case WL_EXPR_CAT:
        return !expr->first->next && wl_expr_one_byte(expr->first, behind, set, edge);
    case WL_EXPR_ALT:
        for (const struct wl_expr *part = expr->first; part; part = part->next)
            if (!wl_expr_one_byte(part, behind, set, edge))
                return false;
        return true;
    default:
        return false;
    }
}

bool
wl_expr_outer_bytes(const struct wl_expr *expr, bool at_end, struct wl_bytes *set)
{
    bool empty = expr->kind != WL_EXPR_ALT;

    switch ((enum wl_expr_kind)expr->kind) {
    case WL_EXPR_SET:
        for (int i = 0; i < 4; i++)
            set->bits[i] |= expr->set.bits[i];
        return false;
    case WL_EXPR_ALT:
        for (const struct wl_expr *part = expr->first; part; part = part->next)
            empty = wl_expr_outer_bytes(part, at_end, set) || empty;
        return empty;
    case WL_EXPR_CAT:
        for (const struct wl_expr *part = expr->first; part; part = part->next) {
            bool through = wl_expr_outer_bytes(part, at_end, set);
            if (at_end && !through) /* what came before is hidden, but a byte more does no harm */
                empty = false;
            if (!at_end && !through)
                return false;
        }
        return empty;
    case WL_EXPR_REP:
        return wl_expr_outer_bytes(expr->first, at_end, set) || expr->min == 0;
    case WL_EXPR_GROUP:
        return wl_expr_outer_bytes(expr->first, at_end, set);
    default:
        return true;
    }
}
