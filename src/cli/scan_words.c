#include "cli/scan_words.h"

#include "base/ascii.h"

void
wl_words_add_size(struct wl_buf *out, uint64_t bytes)
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    uint64_t tenths;
    size_t unit = 0;

    if (bytes < 1024) {
        wl_buf_addf(out, "%llu byte%s", (unsigned long long)bytes, bytes == 1 ? "" : "s");
        return;
    }
    for (; bytes >= UINT64_C(1024) * 1024 && unit < 3; unit++)
        bytes /= 1024;
    tenths = bytes * 10 / 1024;
    wl_buf_addf(out, "%llu.%llu %s", (unsigned long long)(tenths / 10),
                (unsigned long long)(tenths % 10), units[unit]);
}

static bool
is_plain(const char *word)
{
    for (const char *p = word; *p; p++)
        if (!wl_ascii_letter(*p) && !wl_ascii_digit(*p) && !strchr("_-./:@%+=,", *p))
            return false;
    return *word != '\0';
}

void
wl_words_add_quoted(struct wl_buf *out, const char *word)
{
    if (is_plain(word)) {
        wl_buf_add_text(out, word);
        return;
    }
    wl_buf_add_char(out, '\'');
    for (; *word; word++) {
        if (*word == '\'')
            wl_buf_add_text(out, "'\\''");
        else
            wl_buf_add_char(out, *word);
    }
    wl_buf_add_char(out, '\'');
}

const char *
wl_words_reason(const struct wl_error *err)
{
    const char *reason = err->text;

    for (const char *p = reason; (p = strstr(p, "': ")); p += 3)
        reason = p + 3;
    return reason;
}
