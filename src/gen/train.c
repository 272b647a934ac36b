#include "gen/train.h"

#include "scan/gate.h"

#define NUMBERS_MAX 65536

/* With the states in which reading starts in front: others are kept as differing from them. */
static int
begin(struct wl_automaton **out, const struct wl_program *program, struct wl_error *err)
{
    if (wl_automaton_new(out, program, err) < 0)
        return WL_ENOMEM;
    for (int c = WL_NO_BYTE; c < 256; c++)
        (void)wl_state_first(*out, c);
    return 0;
}

int
wl_trained_init(struct wl_trained *trained, const struct wl_gate_plan *plan, struct wl_error *err)
{
    *trained = (struct wl_trained){0};
    for (unsigned g = 0; g < WL_PLAN_GROUPS; g++)
        if (begin(&trained->left[g], &plan->sides[g].left, err) < 0 ||
            begin(&trained->right[g], &plan->sides[g].right, err) < 0)
            return WL_ENOMEM;
    if (begin(&trained->evidence, &plan->evidence.program, err) < 0)
        return WL_ENOMEM;
    if (begin(&trained->fields, &plan->fields.program, err) < 0)
        return WL_ENOMEM;
    return begin(&trained->gaps, &plan->gaps, err);
}

void
wl_trained_done(struct wl_trained *trained)
{
    for (unsigned g = 0; g < WL_PLAN_GROUPS; g++) {
        wl_automaton_free(trained->left[g]);
        wl_automaton_free(trained->right[g]);
    }
    wl_automaton_free(trained->evidence);
    wl_automaton_free(trained->fields);
    wl_automaton_free(trained->gaps);
}

/* Around a token, with its sign and without. */
static int
train_around(struct wl_trained *trained, enum wl_group group, struct wl_span line,
             struct wl_span token)
{
    static uint64_t ignored[NUMBERS_MAX / 64];
    const char *from = token.ptr, *end = token.ptr + token.len;

    for (int sign = 0; sign < 2; sign++, from--) {
        int rc = wl_automaton_reach(trained->right[group], line, from, end, ignored);
        if (rc > 0)
            rc = wl_automaton_reach(trained->left[group], line, from, from, ignored);
        if (rc < 0)
            return rc;
        if (from == line.ptr || (from[-1] != '-' && from[-1] != '+'))
            break;
    }
    return 0;
}

/* As the group that patterns find it by, and that by which contexts speak of it. */
static int
train_token(struct wl_trained *trained, struct wl_span line, const struct wl_token *token)
{
    enum wl_group group = wl_gate_group(token->kind);
    int rc = train_around(trained, group, line, token->text);

    if (rc == 0 && group == WL_GROUP_HEX)
        rc = train_around(trained, WL_GROUP_CODE, line, token->text);
    return rc;
}

int
wl_train(struct wl_trained *trained, struct wl_span line)
{
    static uint64_t ignored[NUMBERS_MAX / 64];
    const char *end = line.ptr + line.len;
    int rc = wl_automaton_scan(trained->evidence, line, ignored);

    if (rc == 0)
        rc = wl_automaton_scan(trained->gaps, line, ignored);
    if (rc == 0)
        rc = wl_automaton_scan(trained->fields, line, ignored);
    for (const char *p = line.ptr; p < end && rc == 0; p++) {
        struct wl_token token;
        if (wl_token_at(p, line.ptr, end, true, &token))
            rc = train_token(trained, line, &token);
    }
    return rc;
}

static void
finish_from(struct wl_automaton *a, unsigned first, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (unsigned sign = 0; sign < a->program->sign_count && sign < WL_SIGN_RARE; sign++) {
            unsigned from = first + (unsigned)i * WL_STATE_UNIT;
            if (!(sign == WL_SIGN_MARK && a->program->floating) &&
                *wl_state_next(a, from, sign) == WL_STATE_UNKNOWN)
                (void)wl_state_step(a, from, sign);
        }
}

static void
finish(struct wl_automaton *a)
{
    a->fixed = true;
    finish_from(a, WL_STATE_SPECIAL, a->special_count - WL_STATE_SPECIAL / WL_STATE_UNIT);
    finish_from(a, WL_STATE_PLAIN, a->plain_count);
}

void
wl_train_finish(struct wl_trained *trained)
{
    for (unsigned g = 0; g < WL_PLAN_GROUPS; g++) {
        finish(trained->left[g]);
        finish(trained->right[g]);
    }
    finish(trained->gaps);
    finish(trained->evidence); /* of the fields' states, each sign leads to another */
}
