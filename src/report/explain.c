#include "report/explain.h"

#include "base/utf8.h"
#include "report/systems.h"

#include <inttypes.h>
#include <strings.h>

static uint32_t
hresult_of(uint32_t number)
{
    return WL_HRESULT_WIN32 | number;
}

/* WSAECONNRESET  10054  0x2746  HRESULT 0x80072746 (-2147014842) */
static void
add_title(const struct wl_prose *prose, const struct wl_code *code)
{
    wl_prose_add_bold(prose, code->name);
    wl_buf_addf(prose->out, "  %u  0x%X  HRESULT 0x%08" PRIX32 " (%" PRId32 ")\n", code->number,
                code->number, hresult_of(code->number), (int32_t)hresult_of(code->number));
}

static void
append(struct wl_buf *out, const char *separator, const char *label, const char *text)
{
    if (out->len > 0)
        wl_buf_add_text(out, separator);
    wl_buf_addf(out, "%s%s", label, text);
}

/* Other Windows spellings of the same number. */
static void
add_other_names(const struct wl_prose *prose, const struct wl_code *code)
{
    struct wl_buf names;

    wl_buf_init(&names);
    for (size_t i = 1; code->names[0] && code->names[i]; i++)
        append(&names, ", ", "", code->names[i]);
    for (size_t i = 0; code->aliases[i]; i++)
        append(&names, ", ", "", code->aliases[i]);
    if (names.len > 0)
        wl_prose_add(prose, "other names:   ", 15, wl_buf_text(&names));
    wl_buf_done(&names);
}

static void
add_calls(const struct wl_prose *prose, const struct wl_code *code)
{
    struct wl_buf calls;

    wl_buf_init(&calls);
    for (size_t i = 0; code->calls[i]; i++)
        append(&calls, ", ", "", code->calls[i]);
    if (calls.len > 0)
        wl_prose_add(prose, "typical calls: ", 15, wl_buf_text(&calls));
    wl_buf_done(&calls);
}

static void
add_list(const struct wl_prose *prose, const char *heading, const char *const *items)
{
    if (!items[0])
        return;
    wl_buf_add_char(prose->out, '\n');
    wl_prose_add_heading(prose, heading);
    for (; *items; items++)
        wl_prose_add(prose, "  - ", 4, *items);
}

/* "From connect: ..." or that there is nothing to say of that function. */
static void
add_meaning(const struct wl_prose *prose, const struct wl_code *code, struct wl_span call,
            const struct wl_code_call *particular)
{
    struct wl_buf text;

    wl_buf_init(&text);
    if (call.len > 0) {
        bool fits = particular || wl_code_is_typical(code, call);

        wl_buf_add_text(&text, fits ? "From " : "Nothing particular is known of ");
        wl_utf8_add_escaped(&text, call);
        wl_buf_add_text(&text, fits ? ": " : "; in general: ");
    }
    wl_buf_add_text(&text, particular ? particular->meaning : code->meaning);
    wl_prose_add(prose, "", 0, wl_buf_text(&text));
    wl_buf_done(&text);
}

/* Which functions are worth naming with --call. */
static void
add_hint(const struct wl_prose *prose, const struct wl_code *code)
{
    struct wl_buf text;

    if (!code->by_call)
        return;
    wl_buf_init(&text);
    wl_buf_add_text(&text, "What it means depends on the function that failed: --call ");
    for (const struct wl_code_call *one = code->by_call; one->calls; one++)
        wl_buf_addf(&text, "%s%s",
                    one == code->by_call   ? ""
                    : one[1].calls == NULL ? " or "
                                           : ", ",
                    one->calls[0]);
    wl_buf_add_char(&text, '.');
    wl_buf_add_char(prose->out, '\n');
    wl_prose_add(prose, "", 0, wl_buf_text(&text));
    wl_buf_done(&text);
}

void
wl_explain_add_code(const struct wl_prose *prose, const struct wl_code *code, struct wl_span call)
{
    const struct wl_code_call *particular = wl_code_by_call(code, call);

    add_title(prose, code);
    wl_prose_add(prose, "", 0, code->summary);
    wl_buf_add_char(prose->out, '\n');
    add_meaning(prose, code, call, particular);
    wl_buf_add_char(prose->out, '\n');
    add_other_names(prose, code);
    add_calls(prose, code);
    wl_buf_addf(prose->out, "severity:      %s%s\n", wl_severity_name(code->severity),
                code->noise ? ", normal in healthy programs" : "");
    add_list(prose, "Likely causes", particular ? particular->causes : code->causes);
    add_list(prose, "What to check", particular ? particular->checks : code->checks);
    wl_buf_add_char(prose->out, '\n');
    wl_prose_add_heading(prose, "In other systems");
    wl_systems_add(prose, code);
    if (call.len == 0)
        add_hint(prose, code);
}

void
wl_explain_add_row(const struct wl_prose *prose, const struct wl_code *code)
{
    /* 5 + 25 + 48 letters and two blanks make 80; the few longer names have short summaries. */
    wl_buf_addf(prose->out, "%5u %-25s ", code->number, code->name);
    wl_prose_add_text(prose, wl_span_of(code->summary));
    wl_buf_add_char(prose->out, '\n');
}

void
wl_explain_add_related(const struct wl_prose *prose, const struct wl_related *related)
{
    const struct wl_code *code = wl_code_by_number(related->code);
    struct wl_buf text;

    wl_buf_init(&text);
    wl_buf_addf(&text, "%" PRId32 " is no Winsock code but %s (%s)", related->number, related->name,
                related->system);
    if (*related->note)
        wl_buf_addf(&text, ": %s", related->note);
    wl_buf_add_char(&text, '.');
    if (code)
        wl_buf_addf(&text, " Winsock's code for the same condition: %u %s (%s).", code->number,
                    code->name, code->summary);
    wl_prose_add(prose, "", 0, wl_buf_text(&text));
    wl_buf_done(&text);
}

void
wl_explain_add_note(const struct wl_prose *prose, const char *word, const char *remark)
{
    struct wl_buf text;

    wl_buf_init(&text);
    wl_buf_add_char(&text, '\'');
    wl_utf8_add_escaped(&text, wl_span_of(word));
    wl_buf_addf(&text, "': %s", remark);
    wl_prose_add(prose, "", 0, wl_buf_text(&text));
    wl_buf_done(&text);
}

static void
add_json_text(struct wl_buf *out, const char *key, const char *value)
{
    if (!value)
        return;
    wl_buf_addf(out, ",\"%s\":", key);
    wl_utf8_add_json(out, wl_span_of(value));
}

static void
add_json_list(struct wl_buf *out, const char *key, const char *const *values)
{
    wl_buf_addf(out, ",\"%s\":[", key);
    for (size_t i = 0; values[i]; i++) {
        if (i > 0)
            wl_buf_add_char(out, ',');
        wl_utf8_add_json(out, wl_span_of(values[i]));
    }
    wl_buf_add_char(out, ']');
}

void
wl_explain_add_code_json(struct wl_buf *out, const struct wl_code *code, struct wl_span call)
{
    const struct wl_code_call *particular = wl_code_by_call(code, call);

    wl_buf_addf(out, "{\"code\":%u", code->number);
    add_json_text(out, "name", code->name);
    add_json_list(out, "names", code->names);
    wl_buf_addf(out,
                ",\"hex\":\"0x%X\",\"hresult\":\"0x%08" PRIX32 "\",\"hresult_signed\":%" PRId32,
                code->number, hresult_of(code->number), (int32_t)hresult_of(code->number));
    add_json_list(out, "aliases", code->aliases);
    add_json_text(out, "posix", code->posix);
    add_json_text(out, "dotnet", code->dotnet);
    add_json_text(out, "rust", code->rust);
    add_json_text(out, "libuv", code->libuv);
    add_json_text(out, "severity", wl_severity_name(code->severity));
    wl_buf_addf(out, ",\"noise\":%s", code->noise ? "true" : "false");
    add_json_text(out, "summary", code->summary);
    add_json_text(out, "meaning", particular ? particular->meaning : code->meaning);
    add_json_list(out, "calls", code->calls);
    add_json_list(out, "causes", particular ? particular->causes : code->causes);
    add_json_list(out, "checks", particular ? particular->checks : code->checks);
    if (particular)
        add_json_list(out, "particular_to", particular->calls);
    wl_systems_add_json(out, code);
    wl_buf_add_text(out, "}\n");
}

void
wl_explain_add_related_json(struct wl_buf *out, const struct wl_related *related)
{
    wl_buf_addf(out, "{\"number\":%" PRId32, related->number);
    add_json_text(out, "name", related->name);
    add_json_text(out, "system", related->system);
    if (related->code)
        wl_buf_addf(out, ",\"winsock\":%u", related->code);
    if (*related->note)
        add_json_text(out, "note", related->note);
    wl_buf_add_text(out, "}\n");
}

static bool
contains(const char *text, struct wl_span word)
{
    for (; text && *text; text++)
        if (strncasecmp(text, word.ptr, word.len) == 0)
            return true;
    return false;
}

static bool
list_contains(const char *const *list, struct wl_span word)
{
    for (; *list; list++)
        if (contains(*list, word))
            return true;
    return false;
}

static bool
calls_contain(const struct wl_code *code, struct wl_span word)
{
    for (const struct wl_code_call *one = code->by_call; one && one->calls; one++)
        if (contains(one->meaning, word) || list_contains(one->causes, word) ||
            list_contains(one->checks, word))
            return true;
    return false;
}

static bool
code_contains(const struct wl_code *code, struct wl_span word)
{
    return list_contains(code->names, word) || list_contains(code->aliases, word) ||
           contains(code->posix, word) || contains(code->dotnet, word) ||
           contains(code->rust, word) || contains(code->libuv, word) ||
           contains(code->summary, word) || contains(code->meaning, word) ||
           list_contains(code->causes, word) || list_contains(code->checks, word) ||
           calls_contain(code, word);
}

bool
wl_explain_contains(const struct wl_code *code, const char *words)
{
    while (*(words += strspn(words, " \t\n"))) {
        size_t len = strcspn(words, " \t\n");

        if (!code_contains(code, (struct wl_span){words, len}))
            return false;
        words += len;
    }
    return true;
}
