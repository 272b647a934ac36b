/*
 * Build time only: what detection makes of the built-in pattern set, as one C file of constants.
 *
 *   gen_prepared OUT.c
 */
#include "scan/prepared.h"

#include <inttypes.h>
#include <stdio.h>

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
        (void)fprintf(out, "%s_by_sign, %s_by_sign_at, NULL}", prefix, prefix);
    else
        (void)fputs("NULL, NULL, NULL}", out);
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
put_plan_arrays(const struct wl_gate_plan *plan, size_t rules)
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
        put_u16(left, "rule_of", s->rule_of, s->place_count);
        put_u64(left, "blind", s->blind, rules / 64 + 1);
        put_u16(left, "before", s->before, rules);
    }
    put_program_arrays("evidence", &plan->evidence.program);
    put_u64("evidence", "blind", plan->evidence.blind, plan->number_words);
    put_program_arrays("fields", &plan->fields.program);
    put_u64("fields", "blind", plan->fields.blind, plan->number_words);
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
        (void)fprintf(out, ",\n     %s_rule_of, %" PRIu32 ", %s_blind, %s_before},\n", left,
                      plan->sides[g].place_count, left, left);
    }
    (void)fputs("    },\n    {", out);
    put_program("evidence", &plan->evidence.program);
    (void)fputs(", evidence_blind},\n    {", out);
    put_program("fields", &plan->fields.program);
    (void)fputs(", fields_blind}},\n", out);
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

int
main(int argc, char **argv)
{
    const struct wl_patterns *set = wl_patterns_builtin();
    struct wl_prepared p;
    struct wl_error err = {0};

    if (argc != 2) {
        (void)fputs("usage: gen_prepared OUT.c\n", stderr);
        return 2;
    }
    out = fopen(argv[1], "w");
    if (!out || wl_prepared_make(&p, set, &err) < 0) {
        (void)fprintf(stderr, "gen_prepared: %s: %s\n", argv[1], out ? err.text : "cannot write");
        return 1;
    }
    (void)fputs("/* Generated from the pattern set: do not edit. */\n"
                "#include \"scan/prepared.h\"\n\n",
                out);
    put_plan_arrays(&p.plan, set->rule_count);
    put_index_arrays(&p.texts);
    put_deep_words(&p.deep);
    (void)fputs("extern const struct wl_text_form wl_text_forms_builtin[];\n"
                "const struct wl_prepared wl_prepared_builtin = {\n",
                out);
    put_plan(&p.plan);
    put_filter(&p.filter);
    (void)fprintf(out,
                  "    {wl_text_forms_builtin, texts_anchors, texts_groups, texts_slots, "
                  "texts_behind, texts_before, %" PRIu32 ", %" PRIu32 ", %" PRIu32 ", %" PRIu32
                  "},\n",
                  p.texts.anchor_count, p.texts.group_count, p.texts.slot_count, p.texts.shift);
    put_deep(&p.deep);
    wl_prepared_done(&p);
    if (fclose(out) != 0) {
        perror(argv[1]);
        return 1;
    }
    return 0;
}
