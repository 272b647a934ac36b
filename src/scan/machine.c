/*
 * The tools write "label: value"; that a file is theirs is known by a second text that stands in
 * it, too. Sources: their output on Windows 10, 11, Server 2022 and systemd 252.
 */
#include "scan/machine.h"

#include "base/ascii.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct teller {
    const char *label; /* begins a line, behind blanks */
    const char *proof; /* somewhere in the file */
};

static const struct teller tellers[] = {
    {"Host Name", "OS Name:"},                       /* systeminfo */
    {"Hostname", "Betriebssystemname:"},             /* in German */
    {"Host Name", "Windows IP Configuration"},       /* ipconfig /all */
    {"Hostname", "Windows-IP-Konfiguration"},        /* in German */
    {"System Name", "[System Summary]"},             /* msinfo32, exported as text */
    {"Machine", "PowerShell transcript start"},      /* Start-Transcript */
    {"Computer", "Windows PowerShell-Aufzeichnung"}, /* in German */
    {"Static hostname", "Operating System:"},        /* hostnamectl */
    {"Static hostname", "Machine ID:"},
    {"\"ComputerName\"=", "Control\\ComputerName"},      /* regedit's export */
    {"ComputerName    REG_SZ", "Control\\ComputerName"}, /* reg query */
};

static bool
contains(struct wl_span text, const char *what)
{
    return memmem(text.ptr, text.len, what, strlen(what)) != NULL;
}

static struct wl_span
trim(struct wl_span text)
{
    while (text.len > 0 && (wl_ascii_blank(*text.ptr) || *text.ptr == '\r' || *text.ptr == '"')) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && strchr(" \t\r\"", text.ptr[text.len - 1]) && text.ptr[text.len - 1])
        text.len--;
    return text;
}

bool
wl_machine_name_ok(struct wl_span name)
{
    bool letter = false;

    if (name.len == 0 || name.len > WL_MACHINE_NAME || !wl_ascii_alnum((unsigned char)*name.ptr))
        return false;
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        if (!wl_ascii_alnum(c) && c != '-' && c != '_' && c != '.')
            return false;
        letter = letter || wl_ascii_letter(c);
    }
    return letter && !wl_machine_same(name, wl_span_of("localhost"));
}

static struct wl_span
first_label(struct wl_span name)
{
    const char *dot = memchr(name.ptr, '.', name.len);

    return (struct wl_span){name.ptr, dot ? (size_t)(dot - name.ptr) : name.len};
}

bool
wl_machine_same(struct wl_span a, struct wl_span b)
{
    a = first_label(a);
    b = first_label(b);
    return a.len == b.len && wl_ascii_equal(a.ptr, b.ptr, a.len);
}

/* Behind the label: blanks and leader dots up to a colon, or a tab; what ends in '=' or a type has
 * its value right behind. The value ends before " (" (a transcript's version of Windows). */
static struct wl_span
value_of(struct wl_span line, const char *label)
{
    size_t at = strlen(label);
    bool direct = label[at - 1] == '=' || label[at - 1] == 'Z', tab = false;
    struct wl_span none = {line.ptr, 0}, value;
    const char *version;

    if (line.len <= at || !wl_ascii_equal(line.ptr, label, at))
        return none;
    while (!direct && at < line.len &&
           (line.ptr[at] == ' ' || line.ptr[at] == '.' || line.ptr[at] == '\t'))
        tab = tab || line.ptr[at++] == '\t';
    if (!direct && at < line.len && line.ptr[at] == ':')
        at++;
    else if (!direct && !tab)
        return none;
    value = trim((struct wl_span){line.ptr + at, line.len - at});
    version = memmem(value.ptr, value.len, " (", 2);
    if (version)
        value.len = (size_t)(version - value.ptr);
    return value;
}

/* The file's only line, if its name says that it is one of a host name. */
static struct wl_span
only_line(struct wl_span head, const char *locator)
{
    static const char *const names[] = {"hostname", "hostname.txt"};
    const char *name = locator + strlen(locator);
    struct wl_span line = head, none = {head.ptr, 0};

    while (name > locator && name[-1] != '/' && name[-1] != '!')
        name--;
    for (size_t i = 0; i < COUNT(names); i++) {
        if (strcasecmp(name, names[i]) != 0)
            continue;
        if (line.len > 0 && line.ptr[line.len - 1] == '\n')
            line.len--;
        line = trim(line);
        return wl_machine_name_ok(line) ? line : none;
    }
    return none;
}

static struct wl_span
labelled(struct wl_span head, const char *label)
{
    for (const char *p = head.ptr, *end = head.ptr + head.len; p < end;) {
        const char *lf = memchr(p, '\n', (size_t)(end - p));
        struct wl_span line = {p, (size_t)((lf ? lf : end) - p)}, value;

        while (line.len > 0 && wl_ascii_blank(*line.ptr)) {
            line.ptr++;
            line.len--;
        }
        value = value_of(line, label);
        if (lf && wl_machine_name_ok(value)) /* else it may be cut */
            return value;
        p = lf ? lf + 1 : end;
    }
    return (struct wl_span){head.ptr, 0};
}

struct wl_span
wl_machine_told(struct wl_span head, bool whole, const char *locator)
{
    struct wl_span told = {head.ptr, 0};

    if (whole)
        told = only_line(head, locator);
    for (size_t i = 0; i < COUNT(tellers) && told.len == 0; i++)
        if (contains(head, tellers[i].proof))
            told = labelled(head, tellers[i].label);
    return told;
}

/* "-2026-11-20-", of which digits are asked only */
static bool
is_date(const char *p)
{
    static const char shape[] = "-dddd-dd-dd-";

    for (size_t i = 0; shape[i]; i++)
        if (shape[i] == 'd' ? !wl_ascii_digit((unsigned char)p[i]) : p[i] != shape[i])
            return false;
    return true;
}

struct wl_span
wl_machine_of_path(const char *locator, size_t *end)
{
    static const char prefix[] = "sosreport-";
    struct wl_span host = {locator, 0};

    for (const char *p = locator; (p = strstr(p, prefix)); p++) {
        const char *name = p + sizeof prefix - 1, *stop = name + strcspn(name, "/!"), *date = name;
        if (p > locator && p[-1] != '/' && p[-1] != '!')
            continue;
        while (date < stop && !is_date(date))
            date++;
        if (!*stop || date == stop)
            continue;
        host = (struct wl_span){name, (size_t)(date - name)};
        /* a case's number stands between host and date */
        for (size_t i = host.len; i > 1 && wl_ascii_digit((unsigned char)host.ptr[i - 1]); i--)
            if (host.ptr[i - 2] == '-')
                host.len = i - 2;
        *end = (size_t)(stop - locator) + 1;
        if (wl_machine_name_ok(host))
            return host;
        host.len = 0;
    }
    return host;
}
