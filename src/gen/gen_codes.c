/*
 * gen_codes CODES.YAML OUT.C: the table of codes as C for src/scan/codes_table.h. Runs on the
 * building machine. The file is written whole or not at all.
 */
#include "base/buf.h"
#include "gen/codes_yaml.h"
#include "scan/codes_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct entry {
    const char *name;
    size_t index;
};

static void
add_string(struct wl_buf *out, const struct wl_ynode *node)
{
    if (!node) {
        wl_buf_add_text(out, "NULL");
        return;
    }
    wl_buf_add_char(out, '"');
    for (size_t i = 0; i < node->text.len; i++) {
        unsigned char c = (unsigned char)node->text.ptr[i];

        if (c < 0x20 || c >= 0x7F)
            wl_buf_addf(out, "\\%03o", c);
        else if (c == '"' || c == '\\' || c == '?') /* two ? could begin a trigraph */
            wl_buf_addf(out, "\\%c", c);
        else
            wl_buf_add_char(out, (char)c);
    }
    wl_buf_add_char(out, '"');
}

/* An initializer of a pointer to strings that end with NULL. */
static void
add_list(struct wl_buf *out, const struct wl_ynode *list)
{
    wl_buf_add_text(out, "(const char *const[]){");
    for (const struct wl_ynode *item = list ? list->first : NULL; item; item = item->next) {
        add_string(out, item);
        wl_buf_add_text(out, ", ");
    }
    wl_buf_add_text(out, "NULL}");
}

static void
add_calls(struct wl_buf *out, const struct wl_ynode *list)
{
    if (!list)
        return;
    wl_buf_add_text(out, ",\n     .by_call = (const struct wl_code_call[]){");
    for (const struct wl_ynode *item = list->first; item; item = item->next) {
        wl_buf_add_text(out, "\n      {");
        for (unsigned f = 0; f < GEN_CALL_FIELDS; f++) {
            const struct wl_ynode *value = wl_ynode_get(item, gen_call_keys[f]);

            wl_buf_addf(out, ".%s = ", gen_call_keys[f]);
            if (f == GEN_CALL_MEANING)
                add_string(out, value);
            else
                add_list(out, value);
            wl_buf_add_text(out, ", ");
        }
        wl_buf_add_text(out, "},");
    }
    wl_buf_add_text(out, "\n      {0}}");
}

static void
add_code(struct wl_buf *out, const struct gen_code *code)
{
    static const struct {
        const char *member;
        enum gen_field field;
    } texts[] = {{"posix", GEN_POSIX}, {"dotnet", GEN_DOTNET},   {"rust", GEN_RUST},
                 {"libuv", GEN_LIBUV}, {"summary", GEN_SUMMARY}, {"meaning", GEN_MEANING}},
      lists[] = {{"names", GEN_NAMES},
                 {"aliases", GEN_ALIASES},
                 {"calls", GEN_CALLS},
                 {"causes", GEN_CAUSES},
                 {"checks", GEN_CHECKS}};

    wl_buf_addf(out, "    {.number = %u, .severity = %u, .noise = %s,\n     .name = ", code->number,
                code->severity, code->noise ? "true" : "false");
    add_string(out, code->field[GEN_NAMES]->first);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        wl_buf_addf(out, ",\n     .%s = ", texts[i].member);
        add_string(out, code->field[texts[i].field]);
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        wl_buf_addf(out, ",\n     .%s = ", lists[i].member);
        add_list(out, code->field[lists[i].field]);
    }
    add_calls(out, code->field[GEN_BY_CALL]);
    wl_buf_add_text(out, "},\n");
}

/* Where a word's entry goes: the first free slot from its own on. */
static void
take_slot(uint16_t *slots, const char *word, size_t entry)
{
    unsigned slot = wl_code_slot(wl_span_of(word));

    while (slots[slot])
        slot = (slot + 1) % WL_NAME_SLOTS;
    slots[slot] = (uint16_t)(entry + 1);
}

static void
add_index(struct wl_buf *out, const char *table, const struct entry *entries, size_t count)
{
    uint16_t slots[WL_NAME_SLOTS] = {0};

    wl_buf_addf(out, "\nstatic const struct wl_code_name %s_list[] = {\n", table);
    for (size_t i = 0; i < count; i++) {
        wl_buf_addf(out, "    {\"%s\", %zu, %zu},\n", entries[i].name, strlen(entries[i].name),
                    entries[i].index);
        take_slot(slots, entries[i].name, i);
    }
    wl_buf_addf(out, "};\nconst struct wl_code_names %s = {%s_list, {", table, table);
    for (unsigned i = 0; i < WL_NAME_SLOTS; i++)
        if (slots[i])
            wl_buf_addf(out, "[%u] = %u, ", i, slots[i]);
    wl_buf_add_text(out, "}};\n");
}

static int
add_indexes(struct wl_buf *out, const struct gen_codes *codes, struct wl_error *err)
{
    size_t names = 0, dotnet = 0, total = 0;
    struct entry *entries;

    for (size_t i = 0; i < codes->count; i++)
        total += codes->codes[i].field[GEN_NAMES]->count;
    if (total > WL_NAME_SLOTS / 2)
        return wl_error_set(err, WL_EPARSE, "%zu names: up to %u are foreseen", total,
                            WL_NAME_SLOTS / 2);
    entries = calloc(total + codes->count + 1, sizeof *entries); /* never of size 0 */
    if (!entries)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    for (size_t i = 0; i < codes->count; i++) {
        const struct gen_code *code = &codes->codes[i];

        for (const struct wl_ynode *n = code->field[GEN_NAMES]->first; n; n = n->next)
            entries[names++] = (struct entry){n->text.ptr, i};
        if (code->field[GEN_DOTNET])
            entries[total + dotnet++] = (struct entry){code->field[GEN_DOTNET]->text.ptr, i};
    }
    add_index(out, "wl_code_names", entries, names);
    add_index(out, "wl_code_dotnet", entries + total, dotnet);
    free(entries);
    return out->failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
}

/* By number, so that a look-up is one step: most numbers asked about are no codes. */
static void
add_places(struct wl_buf *out, const struct gen_codes *codes)
{
    unsigned last = codes->codes[codes->count - 1].number;

    wl_buf_addf(out, "const uint8_t wl_code_places[%u] = {", last + 1);
    for (size_t i = 0; i < codes->count; i++)
        wl_buf_addf(out, "[%u] = %zu, ", codes->codes[i].number, i + 1);
    wl_buf_addf(out, "};\nconst uint32_t wl_code_last = %u;\n", last);
}

static int
make_table(struct wl_buf *out, const struct gen_codes *codes, struct wl_error *err)
{
    wl_buf_add_text(out, "/* Made by gen_codes from patterns/codes.yaml: change that. */\n"
                         "#include \"scan/codes_table.h\"\n\n"
                         "const struct wl_code wl_code_table[] = {\n");
    for (size_t i = 0; i < codes->count; i++)
        add_code(out, &codes->codes[i]);
    wl_buf_addf(out, "};\nconst size_t wl_code_table_count = %zu;\n", codes->count);
    if (codes->count == 0 || codes->count > UINT8_MAX)
        return wl_error_set(err, WL_EPARSE, "%zu codes: 1 to %d are foreseen", codes->count,
                            UINT8_MAX);
    add_places(out, codes);
    return add_indexes(out, codes, err);
}

static int
write_file(const char *path, const struct wl_buf *text, struct wl_error *err)
{
    FILE *file = fopen(path, "wb");
    bool failed;

    if (!file)
        return wl_error_set(err, WL_EIO, "cannot open '%s': %s", path, strerror(errno));
    failed = fwrite(text->ptr, 1, text->len, file) != text->len;
    failed = fclose(file) != 0 || failed;
    if (failed) {
        (void)remove(path);
        return wl_error_set(err, WL_EIO, "cannot write '%s'", path);
    }
    return 0;
}

int
main(int argc, char **argv)
{
    struct wl_ydoc *doc = NULL;
    struct gen_codes codes = {0};
    struct wl_error err = {0};
    struct wl_buf out;
    int rc;

    if (argc != 3) {
        (void)fputs("usage: gen_codes CODES.YAML OUT.C\n", stderr);
        return 2;
    }
    wl_buf_init(&out);
    rc = wl_ydoc_load_file(&doc, argv[1], &err);
    if (rc == 0)
        rc = gen_codes_read(&codes, doc, &err);
    if (rc == 0)
        rc = make_table(&out, &codes, &err);
    if (rc == 0)
        rc = write_file(argv[2], &out, &err);
    if (rc < 0)
        (void)fprintf(stderr, "%s\n", err.text);
    free(codes.codes);
    wl_ydoc_free(doc);
    wl_buf_done(&out);
    return rc < 0;
}
