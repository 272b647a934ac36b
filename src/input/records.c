#include "input/records.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK 65536u
#define CSV_NAMES 4
#define CSV_HEAD 1024u
#define CSV_MAX (64u << 10) /* a field that goes on for longer was not meant to be one */

struct records {
    struct wl_stream base;
    struct wl_source *source; /* owned */
    enum wl_records kind;
    char in[CHUNK];
    size_t len, at;    /* of in */
    struct wl_buf out; /* made and not yet read, from taken on */
    size_t taken;
    bool ended;

    bool inside;   /* a record */
    bool blank;    /* line ends that have not been written as one blank */
    bool closed;   /* a record has just ended: what parts it from the next is left out */
    size_t length; /* of the record so far */
    struct {       /* XML: the tag at hand, as far as it matters */
        char text[8];
        size_t len;
        bool open;
    } tag;
    struct { /* JSON */
        unsigned depth;
        bool string, escaped;
        char name[8]; /* the last string, as far as it matters, and its length */
        size_t length;
        bool named; /* that string is a name: a colon stands behind it */
        enum { NO_BYTES, BYTES_MAY_COME, BYTES } bytes;
        int byte; /* of a list of bytes, as far as its digits are there; -1: none */
    } json;
    struct {                  /* CSV */
        char names[CSV_HEAD]; /* the first bytes, until they tell the mark */
        size_t len;
        char mark;            /* between fields */
        bool quoted, closing; /* in a field with quotes; behind what may be its last one */
        bool begins;          /* a field begins here */
    } csv;
};

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool
begins(struct wl_span text, const char *word)
{
    size_t len = strlen(word);

    return text.len >= len && memcmp(text.ptr, word, len) == 0;
}

static struct wl_span
without_blanks(struct wl_span text)
{
    while (text.len > 0 && is_blank(*text.ptr)) {
        text.ptr++;
        text.len--;
    }
    return text;
}

static bool
is_json(struct wl_span head)
{
    bool list = begins(head, "[");
    struct wl_span rest = {head.ptr + 1, head.len - 1}, first = without_blanks(rest);

    if (list)
        return begins(first, "{");
    /* printed out: one value a line; objects in one line each are lines already */
    return begins(head, "{") && first.len > 0 && *first.ptr == '"' &&
           memchr(rest.ptr, '\n', (size_t)(first.ptr - rest.ptr));
}

/* Events of journald, one in a line: lines already, but for messages that are lists of bytes. */
static bool
is_journal(struct wl_span head)
{
    const char *lf = memchr(head.ptr, '\n', head.len);
    size_t len = lf ? (size_t)(lf - head.ptr) : head.len;

    return begins(head, "{") && (memmem(head.ptr, len, "\"__REALTIME_TIMESTAMP\"", 22) ||
                                 memmem(head.ptr, len, "\"__CURSOR\"", 10));
}

/* The first line of an export: four names or more, of words without digits, quoted or not.
 * @return what parts them, 0 for none */
static char
csv_mark(struct wl_span head)
{
    static const char marks[] = ",;\t";
    const char *lf = memchr(head.ptr, '\n', head.len);
    struct wl_span line = {head.ptr, lf ? (size_t)(lf - head.ptr) : 0};

    if (begins(line, "#TYPE ")) /* of PowerShell: the names stand in the next line */
        return csv_mark((struct wl_span){lf + 1, head.len - line.len - 1});
    for (const char *mark = marks; *mark; mark++) {
        size_t names = 1, letters = 0, i;
        for (i = 0; i < line.len; i++) {
            unsigned char c = (unsigned char)line.ptr[i];
            bool quote = c == '"' && (letters == 0 || i + 1 == line.len ||
                                      line.ptr[i + 1] == *mark || line.ptr[i + 1] == '\r');
            if (c == (unsigned char)*mark && letters == 0)
                break;
            if (c == (unsigned char)*mark) {
                names++;
                letters = 0;
            } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
                letters++;
            } else if (c >= 0x80) {
                letters++;
            } else if (!quote && !strchr(" -_./()\r", c)) {
                break;
            }
        }
        if (i == line.len && names >= CSV_NAMES && letters > 0)
            return *mark;
    }
    return 0;
}

enum wl_records
wl_records_judge(struct wl_span head)
{
    const char *close;

    head = without_blanks(head);
    if (head.len < 2)
        return WL_RECORDS_NONE;
    if (is_json(head) || is_journal(head))
        return WL_RECORDS_JSON;
    if (csv_mark(head))
        return WL_RECORDS_CSV;
    if (begins(head, "<?xml")) {
        close = memchr(head.ptr, '>', head.len);
        if (!close)
            return WL_RECORDS_NONE;
        head = (struct wl_span){close + 1, head.len - (size_t)(close + 1 - head.ptr)};
        head = without_blanks(head);
    }
    if (begins(head, "<Events>") || begins(head, "<Events ") || begins(head, "<Event>") ||
        begins(head, "<Event "))
        return WL_RECORDS_XML;
    return WL_RECORDS_NONE;
}

enum wl_records
wl_records_judge_raw(const char *head, size_t len, enum wl_encoding encoding)
{
    struct wl_utf16 state = {0};
    struct wl_buf text;
    enum wl_records kind = WL_RECORDS_NONE;
    size_t bom;
    enum wl_encoding seen = wl_encoding_detect(head, len, true, &bom);

    if (encoding == WL_ENCODING_AUTO)
        encoding = seen;
    if (encoding != WL_ENCODING_UTF16LE && encoding != WL_ENCODING_UTF16BE)
        return wl_records_judge((struct wl_span){head + bom, len - bom});
    state.big = encoding == WL_ENCODING_UTF16BE;
    wl_buf_init(&text);
    if (wl_utf16_convert(&state, head + bom, len - bom, &text) == 0)
        kind = wl_records_judge(wl_buf_span(&text));
    wl_buf_done(&text);
    return kind;
}

/* A byte of a record, or of what stands outside; line ends in a record become one blank. */
static void
put(struct records *r, char c)
{
    if (r->inside && (c == '\r' || c == '\n'))
        r->blank = true;
    if (r->blank && is_blank(c))
        return;
    if (r->blank)
        wl_buf_add_char(&r->out, ' ');
    r->blank = false;
    wl_buf_add_char(&r->out, c);
    r->length++;
}

static void
end_record(struct records *r)
{
    r->inside = r->blank = false;
    r->closed = true;
    wl_buf_add_char(&r->out, '\n');
}

static void
begin_record(struct records *r)
{
    r->inside = true;
    r->closed = false;
    r->length = 0;
}

/* "<Event" before a blank or >, "</Event>": the names of others only begin so. */
static void
take_xml(struct records *r, char c)
{
    if (r->closed && is_blank(c))
        return;
    r->closed = false;
    if (c == '<')
        r->tag.len = 0;
    r->tag.open = c == '<' || (r->tag.open && c != '>' && r->tag.len < sizeof r->tag.text);
    if (!r->inside && r->tag.len == 6 && memcmp(r->tag.text, "<Event", 6) == 0 &&
        (is_blank(c) || c == '>'))
        begin_record(r);
    put(r, c);
    if (r->tag.len < sizeof r->tag.text)
        r->tag.text[r->tag.len++] = c;
    if (r->inside && c == '>' && r->tag.len == 8 && memcmp(r->tag.text, "</Event>", 8) == 0)
        end_record(r);
    if (c == '>')
        r->tag.len = sizeof r->tag.text;
}

/* What a list of bytes says, as the string that it stands for; bytes are no text perhaps. */
static void
put_byte(struct records *r)
{
    int c = r->json.byte;

    r->json.byte = -1;
    if (c < 0)
        return;
    if (c == '"' || c == '\\')
        put(r, '\\');
    if (c == '\n')
        wl_buf_add(&r->out, "\\n", 2);
    else if (c < ' ')
        put(r, ' ');
    else
        put(r, (char)c);
}

/* Of the list behind "MESSAGE": . @return the character is part of it */
static bool
take_bytes(struct records *r, char c)
{
    if (r->json.bytes == BYTES_MAY_COME && is_blank(c))
        return true;
    if (r->json.bytes == BYTES_MAY_COME && !(c >= '0' && c <= '9')) {
        r->json.bytes = NO_BYTES; /* another kind of list, which is left as it is */
        put(r, '[');
        r->json.depth++;
        return false;
    }
    if (r->json.bytes == BYTES_MAY_COME)
        put(r, '"');
    r->json.bytes = BYTES;
    if (c >= '0' && c <= '9') {
        r->json.byte = (r->json.byte < 0 ? 0 : r->json.byte * 10) + (c - '0');
        if (r->json.byte > 255)
            r->json.byte = '?';
        return true;
    }
    if (is_blank(c))
        return true;
    put_byte(r);
    if (c != ',') { /* its end */
        r->json.bytes = NO_BYTES;
        put(r, '"');
    }
    return c == ',' || c == ']';
}

static bool
is_message(const struct records *r)
{
    return r->json.named && r->json.length == 7 && memcmp(r->json.name, "MESSAGE", 7) == 0;
}

/* Which value comes. */
static void
note_name(struct records *r, char c)
{
    if (r->json.string) {
        if (r->json.length < sizeof r->json.name)
            r->json.name[r->json.length++] = c;
    } else if (c == '"') {
        r->json.length = 0;
        r->json.named = false;
    } else if (c == ':') {
        r->json.named = true;
    } else if (!is_blank(c)) {
        r->json.named = false;
    }
}

static void
take_json(struct records *r, char c)
{
    if (r->closed && (is_blank(c) || c == ','))
        return;
    if (!r->inside && c == '{')
        begin_record(r);
    r->closed = false;
    if (r->json.bytes != NO_BYTES && take_bytes(r, c))
        return;
    if (r->inside && !r->json.string && c == '[' && is_message(r)) {
        r->json.bytes = BYTES_MAY_COME;
        r->json.byte = -1;
        return;
    }
    put(r, c);
    if (!r->inside)
        return;
    if (r->json.string) {
        if (!r->json.escaped && c == '"')
            r->json.string = false;
        else
            note_name(r, c);
        r->json.escaped = !r->json.escaped && c == '\\';
        return;
    }
    note_name(r, c);
    if (c == '"')
        r->json.string = true;
    else if (c == '{' || c == '[')
        r->json.depth++;
    else if ((c == '}' || c == ']') && --r->json.depth == 0)
        end_record(r);
}

/* The line of names, in which no field is quoted across a line end. */
static void
take_names(struct records *r, char c)
{
    if (r->csv.len < CSV_HEAD)
        r->csv.names[r->csv.len++] = c;
    if (c == '\n' || r->csv.len == CSV_HEAD)
        r->csv.mark = csv_mark((struct wl_span){r->csv.names, r->csv.len});
    if (r->csv.len == CSV_HEAD && !r->csv.mark)
        r->csv.mark = ',';
    r->csv.begins = c == '\n';
    put(r, c);
}

/* Line ends in a quoted field become blanks; two quotes in it stand for one, and stay two. */
static void
take_csv(struct records *r, char c)
{
    bool end = c == '\n' || c == r->csv.mark;

    if (r->csv.quoted && r->csv.closing && (end || c == '\r'))
        r->csv.quoted = r->inside = r->blank = false;
    else if (!r->csv.quoted && r->csv.begins && c == '"') {
        r->csv.quoted = true;
        begin_record(r);
        put(r, c);
        r->csv.begins = r->csv.closing = false;
        return;
    }
    r->csv.closing = r->csv.quoted && c == '"' && !r->csv.closing;
    r->csv.begins = !r->csv.quoted && end;
    put(r, c);
}

static void
convert(struct records *r)
{
    while (r->at < r->len && r->kind != WL_RECORDS_NONE) {
        if (r->inside && r->length > (r->kind == WL_RECORDS_CSV ? CSV_MAX : WL_RECORD_MAX))
            r->kind = WL_RECORDS_NONE;
        else if (r->kind == WL_RECORDS_CSV && !r->csv.mark)
            take_names(r, r->in[r->at++]);
        else if (r->kind == WL_RECORDS_CSV)
            take_csv(r, r->in[r->at++]);
        else if (r->kind == WL_RECORDS_XML)
            take_xml(r, r->in[r->at++]);
        else
            take_json(r, r->in[r->at++]);
    }
    if (r->kind == WL_RECORDS_NONE)
        r->inside = false;
    if (r->kind == WL_RECORDS_NONE && r->blank) {
        wl_buf_add_char(&r->out, '\n');
        r->blank = false;
    }
    wl_buf_add_span(&r->out, (struct wl_span){r->in + r->at, r->len - r->at});
    r->at = r->len;
}

static ptrdiff_t
hand_out(struct records *r, char *ptr, size_t cap)
{
    size_t n = r->out.len - r->taken;

    n = n < cap ? n : cap;
    memcpy(ptr, r->out.ptr + r->taken, n);
    r->taken += n;
    return (ptrdiff_t)n;
}

static ptrdiff_t
read_records(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct records *r = (struct records *)stream;

    while (r->taken == r->out.len && !r->ended) {
        ptrdiff_t n = wl_source_read(r->source, r->in, sizeof r->in, err);
        if (n < 0)
            return n;
        r->ended = n == 0 && wl_source_ended(r->source);
        r->len = (size_t)n;
        r->at = 0;
        wl_buf_clear(&r->out);
        r->taken = 0;
        convert(r);
        if (r->out.failed)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    return r->taken < r->out.len ? hand_out(r, ptr, cap) : 0;
}

static void
close_records(struct wl_stream *stream)
{
    struct records *r = (struct records *)stream;

    wl_source_free(r->source);
    wl_buf_done(&r->out);
    free(r);
}

int
wl_records_open(struct wl_stream **out, struct wl_source *source, enum wl_records kind,
                struct wl_error *err)
{
    static const struct wl_stream_ops ops = {.read = read_records, .close = close_records};
    struct records *r = calloc(1, sizeof *r);

    if (!r) {
        wl_source_free(source);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    r->base = (struct wl_stream){&ops, UINT64_MAX};
    r->source = source;
    r->kind = kind;
    wl_buf_init(&r->out);
    *out = &r->base;
    return 0;
}
