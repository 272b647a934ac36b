/*
 * Escaping, and numbers and times for people.
 */
#include "report/html.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "report/phrase.h"

/* Marks that turn the direction of text, join or part letters, or show nothing at all. */
static bool
misleads(uint32_t cp)
{
    static const uint32_t ranges[][2] = {
        {0x00AD, 0x00AD}, {0x061C, 0x061C}, {0x180E, 0x180E}, {0x200B, 0x200F},   {0x2028, 0x202E},
        {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
    };

    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (cp >= ranges[i][0] && cp <= ranges[i][1])
            return true;
    return (cp & 0xFFFE) == 0xFFFE; /* no characters at all */
}

static void
add_special(struct wl_buf *out, struct wl_span text, uint32_t cp)
{
    if (cp == '<')
        wl_buf_add_text(out, "&lt;");
    else if (cp == '>')
        wl_buf_add_text(out, "&gt;");
    else if (cp == '&')
        wl_buf_add_text(out, "&amp;");
    else if (cp == '"')
        wl_buf_add_text(out, "&quot;");
    else if (cp == '\'')
        wl_buf_add_text(out, "&#39;");
    else if (misleads(cp))
        wl_buf_addf(out, "\\u{%04X}", (unsigned)cp);
    else if (cp == '\n')
        wl_buf_add_char(out, '\n');
    else
        wl_utf8_add_escaped(out, text);
}

void
wl_html_text(struct wl_buf *out, struct wl_span text)
{
    size_t plain = 0;
    unsigned size;

    for (size_t i = 0; i < text.len; i += size) {
        char c = text.ptr[i];
        uint32_t cp = wl_utf8_decode(text.ptr + i, text.len - i, &size);
        if (c >= ' ' && c < 0x7F && c != '<' && c != '>' && c != '&' && c != '"' && c != '\'')
            continue;
        wl_buf_add(out, text.ptr + plain, i - plain);
        add_special(out, (struct wl_span){text.ptr + i, size}, cp);
        plain = i + size;
    }
    if (plain < text.len)
        wl_buf_add(out, text.ptr + plain, text.len - plain);
}

void
wl_html_cut(struct wl_buf *out, struct wl_span text, size_t most)
{
    size_t end = most;

    if (text.len <= most) {
        wl_html_text(out, text);
        return;
    }
    while (end > 0 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80)
        end--;
    wl_html_text(out, (struct wl_span){text.ptr, end});
    wl_buf_add_text(out, "<span class=\"more\">… ");
    wl_html_count(out, (int64_t)(text.len - end));
    wl_buf_add_text(out, " more bytes</span>");
}

void
wl_html_phrase(struct wl_buf *out, struct wl_buf *phrase)
{
    wl_html_text(out, wl_buf_span(phrase));
    out->failed = out->failed || phrase->failed;
    wl_buf_clear(phrase);
}

void
wl_html_count(struct wl_buf *out, int64_t count)
{
    if (count < 0) {
        wl_buf_add_char(out, '-');
        count = -count;
    }
    if (count >= 1000) {
        wl_html_count(out, count / 1000);
        wl_buf_addf(out, ",%03d", (int)(count % 1000));
    } else {
        wl_buf_addf(out, "%d", (int)count);
    }
}

void
wl_html_share(struct wl_buf *out, int64_t count, int64_t total)
{
    int permille = total ? (int)((double)count * 1000 / (double)total + 0.5) : 0;

    if (permille == 0 && count > 0)
        wl_buf_add_text(out, "&lt;0.1%");
    else if (permille == 1000 && count < total)
        wl_buf_add_text(out, "&gt;99.9%");
    else
        wl_buf_addf(out, "%d.%d%%", permille / 10, permille % 10);
}

void
wl_html_time(struct wl_buf *out, int64_t instant_us)
{
    wl_buf_add_text(out, "<time datetime=\"");
    wl_civil_add_rfc3339(out, instant_us);
    wl_buf_add_text(out, "\">");
    wl_phrase_local(out, instant_us);
    wl_buf_add_text(out, "</time>");
}

void
wl_html_duration(struct wl_buf *out, int64_t duration_us)
{
    static const struct {
        int64_t seconds;
        const char *name;
    } units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
    int64_t seconds = duration_us / WL_US_SECOND;
    size_t i = 0;

    while (i < 3 && seconds < units[i].seconds)
        i++;
    wl_buf_addf(out, "%lld %s", (long long)(seconds / units[i].seconds), units[i].name);
    seconds %= units[i].seconds;
    if (i < 3 && seconds / units[i + 1].seconds > 0)
        wl_buf_addf(out, " %lld %s", (long long)(seconds / units[i + 1].seconds),
                    units[i + 1].name);
}

void
wl_html_cell_count(struct wl_buf *out, int64_t count)
{
    wl_buf_add_text(out, count ? "<td class=\"n\">" : "<td class=\"n zero\">");
    wl_html_count(out, count);
    wl_buf_add_text(out, "</td>");
}

void
wl_html_scroll(struct wl_buf *out, const char *label)
{
    wl_buf_addf(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n",
                label);
}
