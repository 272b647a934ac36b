#include "report/systems.h"

#include "base/utf8.h"
#include "scan/related.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

#define NTSTATUS_WIN32 0xC0070000u /* NTSTATUS_FROM_WIN32(code) = this | code; ntstatus.h */
#define LABEL 15                   /* columns */
#define SHARED_MAX 8

/* The spellings that the table of codes has, and the label and prefix people know them by. */
static const struct {
    const char *label, *prefix, *json;
    size_t offset;
} spellings[] = {
    {".NET", "SocketError.", ".NET SocketError", offsetof(struct wl_code, dotnet)},
    {"POSIX", "", "POSIX", offsetof(struct wl_code, posix)},
    {"libuv, Node.js", "", "libuv", offsetof(struct wl_code, libuv)},
    {"Rust", "ErrorKind::", "Rust ErrorKind", offsetof(struct wl_code, rust)},
};
#define SPELLINGS (sizeof spellings / sizeof *spellings)

static const char *
spelling(const struct wl_code *code, size_t which)
{
    return *(const char *const *)((const char *)code + spellings[which].offset);
}

/* Other codes with that spelling. @return how many, at most SHARED_MAX */
static size_t
shared_by(const struct wl_code *code, size_t which, unsigned out[SHARED_MAX])
{
    size_t count, found = 0;
    const struct wl_code *codes = wl_codes(&count);

    for (size_t i = 0; i < count && found < SHARED_MAX; i++) {
        const char *other = spelling(codes + i, which);

        if (codes + i != code && other && strcmp(other, spelling(code, which)) == 0)
            out[found++] = codes[i].number;
    }
    return found;
}

/* Rows of related.tsv that belong to a spelling: "ECONNRESET" has those of Linux, BSD, ... */
static bool
belongs(const struct wl_related *row, const struct wl_code *code, size_t which)
{
    const char *name = spelling(code, which);

    return row->code == code->number && strcmp(row->name, name) == 0;
}

/* " (Linux errno 104, BSD and macOS errno 54)", or " (-4077)" where the label says the system. */
static void
add_numbers(struct wl_buf *text, const struct wl_code *code, size_t which)
{
    bool own = strncmp(spelling(code, which), "UV_", 3) == 0;
    const char *separator = " (";
    size_t count;
    const struct wl_related *rows = wl_related(&count);

    for (size_t i = 0; i < count; i++)
        if (belongs(rows + i, code, which)) {
            wl_buf_add_text(text, separator);
            if (!own)
                wl_buf_addf(text, "%s ", rows[i].system);
            wl_buf_addf(text, "%" PRId32, rows[i].number);
            separator = ", ";
        }
    if (*separator == ',')
        wl_buf_add_char(text, ')');
}

static void
add_shared(struct wl_buf *text, const struct wl_code *code, size_t which)
{
    unsigned shared[SHARED_MAX];
    size_t count = shared_by(code, which, shared);

    for (size_t i = 0; i < count; i++)
        wl_buf_addf(text, "%s%u", i > 0 ? ", " : "; lossy, stands for ", shared[i]);
    if (count > 0)
        wl_buf_add_text(text, ", too");
}

static void
add_line(const struct wl_prose *prose, const char *label, const char *text)
{
    char first[2 + LABEL + 2];

    (void)snprintf(first, sizeof first, "  %-*s", LABEL, label);
    wl_prose_add(prose, first, 2 + LABEL, text);
}

/* Win32 errors that other programming interfaces show for the condition. */
static bool
is_cousin(const struct wl_related *row, const struct wl_code *code)
{
    return row->code == code->number && strcmp(row->system, "Win32 error") == 0;
}

void
wl_systems_add(const struct wl_prose *prose, const struct wl_code *code)
{
    size_t count;
    const struct wl_related *rows = wl_related(&count);
    uint32_t hresult = WL_HRESULT_WIN32 | code->number;
    struct wl_buf text;

    wl_buf_init(&text);
    wl_buf_addf(&text, "%" PRIu32 ": the HRESULT without its sign", hresult);
    add_line(prose, "unsigned", wl_buf_text(&text));
    wl_buf_clear(&text);
    wl_buf_addf(&text, "0x%08" PRIX32, NTSTATUS_WIN32 | code->number);
    add_line(prose, "NTSTATUS", wl_buf_text(&text));
    for (size_t i = 0; i < SPELLINGS; i++)
        if (spelling(code, i)) {
            wl_buf_clear(&text);
            wl_buf_addf(&text, "%s%s", spellings[i].prefix, spelling(code, i));
            add_numbers(&text, code, i);
            add_shared(&text, code, i);
            add_line(prose, spellings[i].label, wl_buf_text(&text));
        }
    for (size_t i = 0; i < count; i++)
        if (is_cousin(rows + i, code)) {
            wl_buf_clear(&text);
            wl_buf_addf(&text, "%" PRId32 " %s%s%s", rows[i].number, rows[i].name,
                        *rows[i].note ? ": " : "", rows[i].note);
            add_line(prose, "Win32 cousin", wl_buf_text(&text));
        }
    wl_buf_done(&text);
}

static void
begin_system(struct wl_buf *out, const char *system, const char *name, bool *more)
{
    wl_buf_addf(out, "%s{\"system\":", *more ? "," : "");
    wl_utf8_add_json(out, wl_span_of(system));
    if (name) {
        wl_buf_add_text(out, ",\"name\":");
        wl_utf8_add_json(out, wl_span_of(name));
    }
    *more = true;
}

static void
add_spelling_json(struct wl_buf *out, const struct wl_code *code, size_t which, bool *more)
{
    unsigned shared[SHARED_MAX];
    size_t count = shared_by(code, which, shared);

    begin_system(out, spellings[which].json, spelling(code, which), more);
    if (count > 0)
        wl_buf_add_text(out, ",\"shared\":[");
    for (size_t i = 0; i < count; i++)
        wl_buf_addf(out, "%s%u", i > 0 ? "," : "", shared[i]);
    wl_buf_add_text(out, count > 0 ? "]}" : "}");
}

void
wl_systems_add_json(struct wl_buf *out, const struct wl_code *code)
{
    size_t count;
    const struct wl_related *rows = wl_related(&count);
    bool more = false;

    wl_buf_add_text(out, ",\"systems\":[");
    begin_system(out, "NTSTATUS", NULL, &more);
    wl_buf_addf(out, ",\"number\":%" PRIu32 "}", NTSTATUS_WIN32 | code->number);
    for (size_t i = 0; i < SPELLINGS; i++)
        if (spelling(code, i))
            add_spelling_json(out, code, i, &more);
    for (size_t i = 0; i < count; i++)
        if (rows[i].code == code->number) {
            begin_system(out, rows[i].system, rows[i].name, &more);
            wl_buf_addf(out, ",\"number\":%" PRId32 "}", rows[i].number);
        }
    wl_buf_add_char(out, ']');
}
