#include "scan/program.h"

#include <stdlib.h>

/* Split classes so that each lies inside or outside of set. */
static unsigned
refine(uint8_t class_of[256], unsigned count, const struct wl_bytes *set)
{
    int inside[256], other[256];
    unsigned made = count;

    for (int i = 0; i < 256; i++)
        inside[i] = other[i] = -1;
    for (int c = 0; c < 256; c++) {
        int *mine = wl_bytes_has(set, (unsigned char)c) ? inside : other;
        mine[class_of[c]] = class_of[c];
    }
    for (int c = 0; c < 256; c++) {
        int was = class_of[c];
        if (inside[was] < 0 || other[was] < 0 || !wl_bytes_has(set, (unsigned char)c))
            continue;
        if (inside[was] == was)
            inside[was] = (int)made++;
        class_of[c] = (uint8_t)inside[was];
    }
    return made;
}

/* Classes of what logs are full of get the low numbers, so that the part of a row of transitions
 * that is used lies together. */
static void
put_common_first(uint8_t class_of[256], unsigned classes)
{
    static const char common[] = " etaoinsrlcdum0123456789pfhgby:.-w/kv_,xTEI[]()\"=jzqSACRNDO"
                                 "MLPWUFHGB'<>{}@+KV#;JYXZQ*?!|&%$\\~^`";
    int number[256];
    unsigned next = 0;

    for (unsigned c = 0; c < classes; c++)
        number[c] = -1;
    for (const char *p = common; *p; p++) {
        int *mine = number + class_of[(unsigned char)*p];
        if (*mine < 0)
            *mine = (int)next++;
    }
    for (unsigned c = 0; c < classes; c++)
        if (number[c] < 0)
            number[c] = (int)next++;
    for (int c = 0; c < 256; c++)
        class_of[c] = (uint8_t)number[class_of[c]];
}

static void
classify(struct wl_program *p)
{
    uint8_t class_of[256] = {0}, context[256] = {0};
    unsigned contexts = 1, classes = 1;

    for (size_t i = 0; i < p->set_count; i++)
        classes = refine(class_of, classes, p->sets + i);
    classes = refine(class_of, classes, &wl_word_bytes);
    /* what has been read is asked for by looks against the direction of reading, and by \b */
    for (size_t i = 0; i < p->node_count; i++) {
        const struct wl_nfa_node *n = p->nodes + i;
        if (n->op == (p->backward ? WL_NFA_RIGHT : WL_NFA_LEFT))
            contexts = refine(context, contexts, p->sets + n->set);
        else if (n->op == WL_NFA_BORDER || n->op == WL_NFA_INSIDE)
            contexts = refine(context, contexts, &wl_word_bytes);
        if (n->op == WL_NFA_ACCEPT && n->a >= p->numbers)
            p->numbers = n->a + 1;
    }
    p->sign_count = (uint16_t)(classes + WL_SIGN_CLASS);
    put_common_first(class_of, classes);
    for (int c = 255; c >= 0; c--) {
        p->sign_of[c] = (uint16_t)(class_of[c] + WL_SIGN_CLASS);
        p->sample[p->sign_of[c]] = (uint8_t)c;
        p->context_of[c] = (uint8_t)(context[c] + 1);
        p->context_sample[p->context_of[c]] = (uint8_t)c;
    }
}

/* Which bytes may come first behind an entry? stack and seen have room for every node. */
static void
first_bytes(const struct wl_program *p, uint32_t entry, uint32_t *stack, bool *seen,
            struct wl_bytes *set, bool *empty)
{
    size_t depth = 0;

    memset(seen, 0, p->node_count * sizeof *seen);
    stack[depth++] = entry;
    while (depth > 0) {
        uint32_t at = stack[--depth];
        const struct wl_nfa_node *n = p->nodes + at;
        if (seen[at])
            continue;
        seen[at] = true;
        if (n->op == WL_NFA_BYTE) {
            for (int i = 0; i < 4; i++)
                set->bits[i] |= p->sets[n->set].bits[i];
        } else if (n->op == WL_NFA_ACCEPT) {
            *empty = true;
        } else {
            stack[depth++] = n->a;
            if (n->op == WL_NFA_SPLIT)
                stack[depth++] = n->b;
        }
    }
}

/* Mark in may[entry * signs + sign] what may begin an entry. */
static size_t
mark_entries(const struct wl_program *p, uint32_t *stack, bool *seen, bool *may)
{
    size_t total = 0, signs = p->sign_count;

    for (size_t i = 0; i < p->entry_count; i++) {
        struct wl_bytes set = {{0}};
        bool empty = false;
        first_bytes(p, p->entries[i], stack, seen, &set, &empty);
        for (unsigned c = 0; c < signs; c++) {
            bool here = empty || (c >= WL_SIGN_CLASS && wl_bytes_has(&set, p->sample[c]));
            may[i * signs + c] = here;
            total += here;
        }
    }
    return total;
}

static int
sort_entries(struct wl_program *p)
{
    unsigned signs = p->sign_count;
    bool *may = malloc((size_t)p->entry_count * signs + 1), *seen = malloc(p->node_count + 1u);
    uint32_t *stack = malloc((2 * (size_t)p->node_count + 2) * sizeof *stack);
    uint32_t *at = malloc((signs + 1) * sizeof *at), *list = NULL, total = 0;
    int rc = WL_ENOMEM;

    if (may && seen && stack && at)
        list = malloc((mark_entries(p, stack, seen, may) + 1) * sizeof *list);
    p->by_sign = list;
    p->by_sign_at = at;
    if (!list)
        goto out;
    for (unsigned c = 0; c < signs; c++) {
        at[c] = total;
        for (size_t i = 0; i < p->entry_count; i++)
            if (may[i * signs + c])
                list[total++] = p->entries[i];
    }
    at[signs] = total;
    rc = 0;
out:
    free(may);
    free(seen);
    free(stack);
    return rc;
}

int
wl_program_make(struct wl_program *program, struct wl_nfa *nfa)
{
    bool failed = nfa->failed;

    *program = (struct wl_program){.nodes = nfa->nodes,
                                   .sets = nfa->sets,
                                   .entries = nfa->entries,
                                   .node_count = (uint32_t)nfa->node_count,
                                   .set_count = (uint32_t)nfa->set_count,
                                   .entry_count = (uint32_t)nfa->entry_count,
                                   .backward = nfa->backward,
                                   .floating = nfa->floating};
    *nfa = (struct wl_nfa){0};
    if (failed)
        return WL_ENOMEM;
    classify(program);
    return program->floating ? sort_entries(program) : 0;
}

void
wl_program_done(struct wl_program *program)
{
    free((void *)program->nodes);
    free((void *)program->sets);
    free((void *)program->entries);
    free((void *)program->by_sign);
    free((void *)program->by_sign_at);
    *program = (struct wl_program){0};
}
