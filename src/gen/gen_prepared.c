/*
 * Build time only: what detection makes of the built-in pattern set, as one C file of constants.
 *
 *   gen_prepared OUT.c [LOG...]
 *
 * The automata's states are worked out beforehand as far as the patterns' examples and LOGs ask for
 * them.
 */
#include "gen/train.h"
#include "scan/prepared.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static FILE *out;

/* Stands in for what is made here: the set names it. */
const struct wl_prepared wl_prepared_builtin = {0};

static void
begin(const char *type, const char *prefix, const char *name)
{
    (void)fprintf(out, "static const %s %s_%s[] = {", type, prefix, name);
}

static void
end(void)
{
    (void)fputs("};\n", out);
}

/* At least one element, since C has no empty arrays. */
static void
put_u16(const char *prefix, const char *name, const uint16_t *list, size_t count)
{
    begin("uint16_t", prefix, name);
    for (size_t i = 0; i < count; i++)
        (void)fprintf(out, "%u,", list[i]);
    (void)fputs("0", out);
    end();
}

static void
put_u32(const char *prefix, const char *name, const uint32_t *list, size_t count)
{
    begin("uint32_t", prefix, name);
    for (size_t i = 0; i < count; i++)
        (void)fprintf(out, "%" PRIu32 ",", list[i]);
    (void)fputs("0", out);
    end();
}

static void
put_u64(const char *prefix, const char *name, const uint64_t *list, size_t count)
{
    begin("uint64_t", prefix, name);
    for (size_t i = 0; i < count; i++)
        (void)fprintf(out, "0x%" PRIx64 ",", list[i]);
    (void)fputs("0", out);
    end();
}

static void
put_bytes(const uint8_t *list, size_t count)
{
    (void)fputs("{", out);
    for (size_t i = 0; i < count; i++)
        (void)fprintf(out, "%u,", list[i]);
    (void)fputs("}, ", out);
}

static void
put_bitmap(const uint64_t *bitmap, size_t count)
{
    (void)fputs("\n     {", out);
    for (size_t i = 0; i < count; i++)
        (void)fprintf(out, "0x%" PRIx64 ",", bitmap[i]);
    (void)fputs("}, ", out);
}

static void
put_string(struct wl_span text)
{
    (void)fputs("{\"", out);
    for (size_t i = 0; i < text.len; i++)
        (void)fprintf(out, "\\%03o", (unsigned char)text.ptr[i]);
    (void)fprintf(out, "\", %zu}", text.len);
}

static void
put_program_arrays(const char *prefix, const struct wl_program *p)
{
    begin("struct wl_nfa_node", prefix, "nodes");
    for (uint32_t i = 0; i < p->node_count; i++)
        (void)fprintf(out, "{%u,%d,%u,%" PRIu32 ",%" PRIu32 "},", p->nodes[i].op, p->nodes[i].edge,
                      p->nodes[i].set, p->nodes[i].a, p->nodes[i].b);
    (void)fputs("{0}", out);
    end();
    begin("struct wl_bytes", prefix, "sets");
    for (uint32_t i = 0; i < p->set_count; i++)
        (void)fprintf(out, "{{0x%" PRIx64 ",0x%" PRIx64 ",0x%" PRIx64 ",0x%" PRIx64 "}},",
                      p->sets[i].bits[0], p->sets[i].bits[1], p->sets[i].bits[2],
                      p->sets[i].bits[3]);
    (void)fputs("{{0}}", out);
    end();
    put_u32(prefix, "entries", p->entries, p->entry_count);
    if (p->floating) {
        put_u32(prefix, "by_sign", p->by_sign, p->by_sign_at[p->sign_count]);
        put_u32(prefix, "by_sign_at", p->by_sign_at, p->sign_count + 1u);
    }
}

/* Where a state that a row refers to leads. */
static unsigned
target(const struct wl_automaton *a, unsigned state, unsigned sign)
{
    return state > WL_STATE_DEAD ? *wl_state_next(a, state, sign) : state;
}

/* Of another state's transitions by common signs, how many differ? */
static unsigned
count_unlike(const struct wl_automaton *a, unsigned state, unsigned other)
{
    unsigned count = 0;

    for (unsigned sign = 0; sign < a->program->sign_count && sign < WL_SIGN_RARE; sign++)
        count += *wl_state_next(a, state, sign) != target(a, other, sign);
    return count;
}

/* The state to describe another by: where something may begin anywhere, most are like that in which
 * nothing has begun; elsewhere most lead nowhere. */
static unsigned
find_alike(const struct wl_automaton *a, unsigned state)
{
    unsigned start = a->first[wl_state_of(a, state)->context], best = WL_STATE_UNKNOWN;
    unsigned others[] = {WL_STATE_DEAD, state == start ? WL_STATE_UNKNOWN : start};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (count_unlike(a, state, others[i]) < count_unlike(a, state, best))
            best = others[i];
    return best;
}

/* @return how long it is */
static unsigned
put_row(const struct wl_automaton *a, unsigned state)
{
    unsigned alike = find_alike(a, state), count = count_unlike(a, state, alike);

    for (unsigned sign = WL_SIGN_RARE; sign < a->program->sign_count; sign++)
        count += *wl_state_next(a, state, sign) != WL_STATE_UNKNOWN;
    (void)fprintf(out, "%u,%u,", alike, count);
    for (unsigned sign = 0; sign < a->program->sign_count; sign++) {
        unsigned to = *wl_state_next(a, state, sign);
        if (to != (sign < WL_SIGN_RARE ? target(a, alike, sign) : WL_STATE_UNKNOWN))
            (void)fprintf(out, "%u,%u,", sign, to);
    }
    return 2 + 2 * count;
}

static void
put_state_list(const char *prefix, const char *name, const struct wl_state *states, size_t count)
{
    begin("struct wl_state", prefix, name);
    for (size_t i = 0; i < count; i++)
        (void)fprintf(out, "{%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%u,%u,%u,%u,0},", states[i].items,
                      states[i].accepts, states[i].row, states[i].node_count,
                      states[i].accept_count, states[i].slot, states[i].context);
    (void)fputs("{0}", out);
    end();
}

/* Rows of states from one on, behind others; each state remembers where its own is. */
static uint32_t
put_rows(const struct wl_automaton *a, unsigned first, size_t count, uint32_t at)
{
    for (size_t i = 0; i < count; i++) {
        unsigned state = first + (unsigned)i * WL_STATE_UNIT;
        wl_state_of(a, state)->row = at;
        at += put_row(a, state);
    }
    return at;
}

static void
put_states(const char *prefix, const struct wl_automaton *a)
{
    size_t special_count = a->special_count - WL_STATE_SPECIAL / WL_STATE_UNIT;
    uint32_t at = 1;

    begin("uint16_t", prefix, "rows");
    (void)fputs("0,", out);
    at = put_rows(a, WL_STATE_PLAIN, a->plain_count, at);
    (void)put_rows(a, WL_STATE_SPECIAL, special_count, at);
    end();
    put_state_list(prefix, "plain", wl_state_of(a, WL_STATE_PLAIN), a->plain_count);
    put_state_list(prefix, "special", wl_state_of(a, WL_STATE_SPECIAL), special_count);
    put_u32(prefix, "items", a->items, a->item_count);
    begin("struct wl_state_accepts", prefix, "accepts");
    for (size_t i = 0; i < a->accept_count; i++)
        (void)fprintf(out, "{0x%" PRIx64 ",%" PRIu32 "},", a->accepts[i].bits, a->accepts[i].word);
    (void)fputs("{0}", out);
    end();
    put_u16(prefix, "first", a->first, sizeof a->first / sizeof *a->first);
    (void)fprintf(out,
                  "static const struct wl_states %s_states = {%s_plain, %s_special, %s_rows, "
                  "%s_items, %s_accepts, %s_first, %zu, %zu, %zu, %zu};\n",
                  prefix, prefix, prefix, prefix, prefix, prefix, prefix, a->plain_count,
                  special_count, a->item_count, a->accept_count);
}

static void
put_program(const char *prefix, const struct wl_program *p)
{
    (void)fprintf(out,
                  "{%s_nodes, %s_sets, %s_entries, %" PRIu32 ", %" PRIu32 ", %" PRIu32
                  ", %d, %d, %u, %" PRIu32 ", ",
                  prefix, prefix, prefix, p->node_count, p->set_count, p->entry_count, p->backward,
                  p->floating, p->sign_count, p->numbers);
    (void)fputs("{", out);
    for (int i = 0; i < 256; i++)
        (void)fprintf(out, "%u,", p->sign_of[i]);
    (void)fputs("}, ", out);
    put_bytes(p->sample, sizeof p->sample);
    put_bytes(p->context_of, 256);
    put_bytes(p->context_sample, 256);
    if (p->floating)
        (void)fprintf(out, "%s_by_sign, %s_by_sign_at, ", prefix, prefix);
    else
        (void)fputs("NULL, NULL, ", out);
    (void)fprintf(out, "&%s_states}", prefix);
}

/* Eight more than there are. */
static void
put_nearest(const char *name, const char *list, size_t count)
{
    begin("char", "texts", name);
    for (size_t i = 0; i < count + 8; i++)
        (void)fprintf(out, "%d,", i < count ? list[i] : 0);
    end();
}

static void
put_plan_arrays(const struct wl_gate_plan *plan, const struct wl_trained *trained, size_t rules)
{
    begin("struct wl_span", "plan", "keywords");
    for (uint32_t i = 0; i < plan->keyword_count; i++) {
        put_string(plan->keywords[i]);
        (void)fputs(",", out);
    }
    (void)fputs("{NULL, 0}", out);
    end();
    put_u16("plan", "rule_keywords", plan->rule_keywords, plan->keywords_at[rules]);
    put_u16("plan", "keywords_at", plan->keywords_at, rules + 1);
    put_u16("plan", "first_unless", plan->first_unless, rules);
    put_u16("plan", "length", plan->length, plan->number_count);
    put_u64("plan", "unkeyed", plan->unkeyed, plan->rule_words);
    put_u64("plan", "headless", plan->headless, plan->rule_words);
    for (unsigned g = 0; g < WL_PLAN_GROUPS; g++) {
        const struct wl_plan_sides *s = plan->sides + g;
        char left[16], right[16];
        (void)snprintf(left, sizeof left, "left%u", g);
        (void)snprintf(right, sizeof right, "right%u", g);
        put_program_arrays(left, &s->left);
        put_program_arrays(right, &s->right);
        put_states(left, trained->left[g]);
        put_states(right, trained->right[g]);
        put_u16(left, "rule_of", s->rule_of, s->place_count);
        put_u16(left, "gapped", s->gapped, rules);
        put_u64(left, "blind", s->blind, rules / 64 + 1);
        put_u16(left, "before", s->before, rules);
    }
    put_program_arrays("evidence", &plan->evidence.program);
    put_states("evidence", trained->evidence);
    put_u64("evidence", "blind", plan->evidence.blind, plan->number_words);
    put_program_arrays("fields", &plan->fields.program);
    put_states("fields", trained->fields);
    put_u64("fields", "blind", plan->fields.blind, plan->number_words);
    put_program_arrays("gaps", &plan->gaps);
    put_states("gaps", trained->gaps);
    begin("struct wl_plan_gap", "plan", "gap_of");
    for (size_t i = 0; i < rules; i++)
        (void)fprintf(out, "{%u,%u},", plan->gap_of[i].near, plan->gap_of[i].far);
    (void)fputs("{0}", out);
    end();
}

static void
put_plan(const struct wl_gate_plan *plan)
{
    (void)fprintf(out,
                  "    {plan_keywords, %" PRIu32 ", plan_rule_keywords, plan_keywords_at, %" PRIu32
                  ", %" PRIu32 ", %" PRIu32
                  ", plan_first_unless, plan_length, plan_unkeyed, plan_headless, {\n",
                  plan->keyword_count, plan->rule_words, plan->number_words, plan->number_count);
    for (unsigned g = 0; g < WL_PLAN_GROUPS; g++) {
        char left[16], right[16];
        (void)snprintf(left, sizeof left, "left%u", g);
        (void)snprintf(right, sizeof right, "right%u", g);
        (void)fputs("    {", out);
        put_program(left, &plan->sides[g].left);
        (void)fputs(",\n     ", out);
        put_program(right, &plan->sides[g].right);
        (void)fprintf(out, ",\n     %s_rule_of, %s_gapped, %" PRIu32 ", %s_blind, %s_before},\n",
                      left, left, plan->sides[g].place_count, left, left);
    }
    (void)fputs("    },\n    {", out);
    put_program("evidence", &plan->evidence.program);
    (void)fputs(", evidence_blind},\n    {", out);
    put_program("fields", &plan->fields.program);
    (void)fputs(", fields_blind},\n    ", out);
    put_program("gaps", &plan->gaps);
    (void)fputs(", plan_gap_of},\n", out);
}

static void
put_filter(const struct wl_prefilter *filter)
{
    (void)fputs("    {{{", out);
    for (int i = 0; i < WL_SHAPE; i++)
        put_bytes(filter->shapes.low[i], 16);
    (void)fputs("}, {", out);
    for (int i = 0; i < WL_SHAPE; i++)
        put_bytes(filter->shapes.high[i], 16);
    (void)fputs("}}, ", out);
    put_bytes(filter->words, sizeof filter->words);
    put_bitmap(filter->beyond, sizeof filter->beyond / sizeof *filter->beyond);
    put_bitmap(filter->anywhere, sizeof filter->anywhere / sizeof *filter->anywhere);
    put_bitmap(filter->literals, sizeof filter->literals / sizeof *filter->literals);
    (void)fputs("},\n", out);
}

static void
put_index_arrays(const struct wl_text_index *index)
{
    begin("struct wl_text_anchor", "texts", "anchors");
    for (uint32_t i = 0; i < index->anchor_count; i++) {
        const struct wl_text_anchor *a = index->anchors + i;
        (void)fprintf(out, "{0x%" PRIx64 ",0x%" PRIx64 ",0x%" PRIx64 ",0x%" PRIx64 ",%u,%u,%u,%u},",
                      a->behind, a->behind_mask, a->before, a->before_mask, a->form, a->offset,
                      a->place, a->flags);
    }
    (void)fputs("{0}", out);
    end();
    begin("struct wl_text_group", "texts", "groups");
    for (uint32_t i = 0; i < index->group_count; i++) {
        const struct wl_text_group *g = index->groups + i;
        (void)fprintf(out, "{0x%" PRIx64 ",0x%" PRIx64 ",%u,%u,%u,0x%" PRIx32 ",0x%" PRIx32 "},",
                      g->key, g->mask, g->anchor, g->count, g->reach, g->behind, g->before);
    }
    (void)fputs("{0}", out);
    end();
    begin("struct wl_text_slot", "texts", "slots");
    for (uint32_t i = 0; i < index->slot_count; i++)
        (void)fprintf(out, "{0x%" PRIx32 ",%u,%u},", index->slots[i].first, index->slots[i].group,
                      index->slots[i].count);
    (void)fputs("{0}", out);
    end();
    put_nearest("behind", index->nearest_behind, index->anchor_count);
    put_nearest("before", index->nearest_before, index->anchor_count);
}

static void
put_deep_words(const struct wl_deep *deep)
{
    begin("struct wl_deep_word", "deep", "words");
    for (size_t i = 0; i < deep->count; i++) {
        const struct wl_deep_word *word = deep->words + i;
        (void)fputs("{", out);
        put_string(word->text);
        (void)fprintf(out, ", 0x%" PRIx64 ", 0x%" PRIx64 ", 0x%" PRIx64 ", %u},", word->head,
                      word->fold, word->mask, word->looks_for);
    }
    (void)fputs("{{NULL, 0}, 0, 0, 0, 0}", out);
    end();
}

static void
put_deep(const struct wl_deep *deep)
{
    (void)fprintf(out, "    {deep_words, %zu, {", deep->count);
    for (unsigned i = 0; i <= WL_DEEP_SLOTS; i++)
        (void)fprintf(out, "%u,", deep->at[i]);
    (void)fputs("}}};\n", out);
}

static int
train_with_log(struct wl_trained *trained, const char *path)
{
    FILE *log = fopen(path, "r");
    char *line = NULL;
    size_t cap = 0;
    ssize_t len;
    int rc = log ? 0 : WL_EIO;

    while (rc == 0 && (len = getline(&line, &cap, log)) > 0) {
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
            len--;
        rc = wl_train(trained, (struct wl_span){line, (size_t)len});
    }
    free(line);
    if (log && fclose(log) != 0)
        rc = WL_EIO;
    return rc;
}

static int
train(struct wl_trained *trained, const struct wl_patterns *set, const struct wl_gate_plan *plan,
      char **logs, struct wl_error *err)
{
    int rc = wl_trained_init(trained, plan, err);

    for (size_t i = 0; i < set->rule_count; i++)
        for (size_t k = 0; k < set->rules[i].example_count && rc == 0; k++)
            rc = wl_train(trained, wl_span_of(set->rules[i].examples[k].line));
    for (; *logs && rc == 0; logs++) {
        rc = train_with_log(trained, *logs);
        if (rc < 0)
            (void)wl_error_set(err, rc, "cannot read '%s'", *logs);
    }
    if (rc == 0)
        wl_train_finish(trained);
    return rc;
}

static void
put_all(const struct wl_prepared *p, const struct wl_trained *trained, size_t rules)
{
    (void)fputs("/* Generated from the pattern set: do not edit. */\n"
                "#include \"scan/prepared.h\"\n\n",
                out);
    put_plan_arrays(&p->plan, trained, rules);
    put_index_arrays(&p->texts);
    put_deep_words(&p->deep);
    (void)fputs("extern const struct wl_text_form wl_text_forms_builtin[];\n"
                "const struct wl_prepared wl_prepared_builtin = {\n",
                out);
    put_plan(&p->plan);
    put_filter(&p->filter);
    (void)fprintf(out,
                  "    {wl_text_forms_builtin, texts_anchors, texts_groups, texts_slots, "
                  "texts_behind, texts_before, %" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %" PRIu32
                  "},\n",
                  p->texts.anchor_count, p->texts.group_count, p->texts.slot_count, p->texts.shift);
    put_deep(&p->deep);
}

int
main(int argc, char **argv)
{
    const struct wl_patterns *set = wl_patterns_builtin();
    struct wl_prepared p;
    struct wl_trained trained = {0};
    struct wl_error err = {0};

    if (argc < 2) {
        (void)fputs("usage: gen_prepared OUT.c [LOG...]\n", stderr);
        return 2;
    }
    out = fopen(argv[1], "w");
    if (!out || wl_prepared_make(&p, set, &err) < 0 ||
        train(&trained, set, &p.plan, argv + 2, &err) < 0) {
        (void)fprintf(stderr, "gen_prepared: %s: %s\n", argv[1], out ? err.text : "cannot write");
        return 1;
    }
    put_all(&p, &trained, set->rule_count);
    wl_trained_done(&trained);
    wl_prepared_done(&p);
    if (fclose(out) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
