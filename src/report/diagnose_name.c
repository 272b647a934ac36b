/*
 * The name that could not be resolved, in a line where no field has it: the likeliest word.
 */
#include "base/ascii.h"
#include "report/diagnose_events.h"

static bool
listed(const char *const *list, struct wl_span word)
{
    for (; *list; list++)
        if (strlen(*list) == word.len && wl_ascii_equal(*list, word.ptr, word.len))
            return true;
    return false;
}

static bool
name_byte(int c)
{
    return wl_ascii_alnum(c) || c == '.' || c == '-' || c == '_';
}

/* Words that stand before a name. */
static bool
leads(struct wl_span word)
{
    static const char *const leaders[] = {
        "for",           "host",         "hostname", "name",  "resolve", "resolving", "lookup",
        "server",        "of",           "to",       "query", "domain",  "target",    "getaddrinfo",
        "gethostbyname", "getaddrinfow", "node",     "fqdn",  "dns",     "nom",       "nombre",
        "hosts",         "addr",         "remote",   "up",    "peer",    NULL};
    return listed(leaders, word);
}

static bool
is_plain(struct wl_span word)
{
    static const char *const plain[] = {"the",       "a",
                                        "is",        "not",
                                        "no",        "failed",
                                        "fail",      "error",
                                        "such",      "known",
                                        "unknown",   "remote",
                                        "name",      "host",
                                        "server",    "this",
                                        "by",        "local",
                                        "during",    "usually",
                                        "temporary", "nodename",
                                        "found",     "with",
                                        "returned",  "code",
                                        "hostname",  "lookup",
                                        "dns",       "resolution",
                                        "resolve",   "and",
                                        "that",      "could",
                                        "was",       "address",
                                        "be",        "requested",
                                        "valid",     "type",
                                        "data",      "query",
                                        "an",        "from",
                                        "request",   "localhost.localdomain",
                                        NULL};
    return listed(plain, word);
}

/* Not of a program's own names: modules, classes, files. */
static bool
is_code_name(struct wl_span word)
{
    static const char *const heads[] = {"org",    "com",      "java",    "javax",   "system",
                                        "socket", "requests", "urllib3", "asyncio", "aiohttp",
                                        "http",   "sun",      "net",     "io",      "microsoft",
                                        "self",   "std",      "tokio",   "hyper",   NULL};
    static const char *const tails[] = {
        "exe",      "dll",   "log", "cs",  "java",  "py",   "go",      "rs",   "cpp", "c",
        "h",        "js",    "ts",  "txt", "xml",   "json", "yaml",    "conf", "cfg", "ini",
        "gaierror", "error", "sys", "jar", "class", "ps1",  "timeout", NULL};
    const char *dot = memchr(word.ptr, '.', word.len), *last = memrchr(word.ptr, '.', word.len);

    if (!dot)
        return false;
    return listed(heads, (struct wl_span){word.ptr, (size_t)(dot - word.ptr)}) ||
           listed(tails, (struct wl_span){last + 1, (size_t)(word.ptr + word.len - last - 1)});
}

/* How much a word looks like a name that was asked for; below 2 it is none. */
static int
likeness(struct wl_span word, struct wl_span before, bool quoted)
{
    const char *last = memrchr(word.ptr, '.', word.len);
    size_t tail = last ? (size_t)(word.ptr + word.len - last - 1) : 0;
    bool letters = false, digits = false;
    int score = 0;

    for (size_t i = 0; i < word.len; i++) {
        letters = letters || wl_ascii_letter((unsigned char)word.ptr[i]);
        digits = digits || wl_ascii_digit((unsigned char)word.ptr[i]) || word.ptr[i] == '-';
    }
    if (!letters || word.len < 2 || is_plain(word) || is_code_name(word))
        return 0;
    for (size_t i = 0; last && i < tail; i++)
        if (!wl_ascii_letter((unsigned char)last[1 + i]))
            return 0;
    if (last && (tail < 2 || tail > 12 || (last[1] >= 'A' && last[1] <= 'Z')))
        return 0;
    score += last ? 3 : 0;
    score += leads(before) ? 2 : 0;
    score += quoted ? 1 : 0;
    return score + (digits ? 1 : 0);
}

struct wl_span
wl_line_name(struct wl_span text, struct wl_span host, struct wl_span process)
{
    struct wl_span best = {text.ptr, 0}, before = {text.ptr, 0};
    int most = 1;

    for (size_t i = 0; i < text.len; i++) {
        struct wl_span word = {text.ptr + i, 0};
        bool quoted = i > 0 && strchr("'\"`(", text.ptr[i - 1]);
        int score;
        if (!wl_ascii_alnum((unsigned char)text.ptr[i]))
            continue;
        while (i < text.len && name_byte((unsigned char)text.ptr[i]))
            i++;
        word.len = (size_t)(text.ptr + i - word.ptr);
        while (word.len > 1 && strchr(".-_", word.ptr[word.len - 1]))
            word.len--;
        score = likeness(word, before, quoted);
        if (score > most && !wl_span_equal(word, host) && !wl_span_equal(word, process)) {
            most = score;
            best = word;
        }
        before = word;
    }
    return best;
}

struct wl_span
wl_line_host(struct wl_span text, uint16_t *port)
{
    for (size_t i = 0; i < text.len; i++) {
        struct wl_span word = {text.ptr + i, 0};
        uint32_t number = 0;
        if (!wl_ascii_letter((unsigned char)text.ptr[i]))
            continue;
        while (i < text.len && name_byte((unsigned char)text.ptr[i]))
            i++;
        word.len = (size_t)(text.ptr + i - word.ptr);
        if (i + 2 >= text.len || text.ptr[i] != ':' ||
            likeness(word, (struct wl_span){"", 0}, false) < 3)
            continue;
        for (size_t k = i + 1;
             k < text.len && k < i + 7 && wl_ascii_digit((unsigned char)text.ptr[k]); k++)
            number = number * 10 + (uint32_t)(text.ptr[k] - '0');
        if (number >= 20 && number <= 65535) {
            *port = (uint16_t)number;
            return word;
        }
    }
    return (struct wl_span){text.ptr, 0};
}
