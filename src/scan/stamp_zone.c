/*
 * The zone of a time stamp: an offset, a name that scan/stamp_words.tsv knows, the bias of Windows.
 */
#include "scan/stamp_step.h"
#include "scan/stamp_words.h"

/* +hh:mm, +hhmm or (if short_form) +hh, so many bytes ahead; sets the zone and @return its end, or
 * 0. */
static size_t
zone_number(struct wl_stamp_reader *m, size_t ahead, bool short_form)
{
    int sign = wl_stamp_peek(m, ahead);
    size_t digits = wl_stamp_count_digits(m, ahead + 1, 5);
    int hours, minutes = 0;
    size_t end = ahead + 1 + digits;

    if ((sign != '+' && sign != '-') || (digits != 2 && digits != 4))
        return 0;
    hours = wl_stamp_digits_value(m, ahead + 1, 2);
    if (digits == 4) {
        minutes = wl_stamp_digits_value(m, ahead + 3, 2);
    } else if (wl_stamp_peek(m, end) == ':' && wl_stamp_count_digits(m, end + 1, 3) == 2) {
        minutes = wl_stamp_digits_value(m, end + 1, 2);
        end += 3;
    } else if (!short_form) {
        return 0;
    }
    /* No zone has other minutes; -1005 behind a time is more likely a code. */
    if (hours > 14 || minutes % 15 != 0 || minutes > 45)
        return 0;
    m->out->zone_minutes = (int16_t)((hours * 60 + minutes) * (sign == '-' ? -1 : 1));
    m->has_zone = true;
    return end;
}

/* GMT+2. @return its end, or 0 */
static size_t
zone_hour(struct wl_stamp_reader *m, size_t ahead)
{
    int sign = wl_stamp_peek(m, ahead);

    if ((sign != '+' && sign != '-') || wl_stamp_count_digits(m, ahead + 1, 2) != 1 ||
        wl_stamp_peek(m, ahead + 2) == ':')
        return 0;
    m->out->zone_minutes =
        (int16_t)(wl_stamp_digits_value(m, ahead + 1, 1) * (sign == '-' ? -60 : 60));
    m->has_zone = true;
    return ahead + 2;
}

/* EST and the like. @return its end, or 0 */
static size_t
zone_word(struct wl_stamp_reader *m, size_t ahead)
{
    const struct wl_stamp_word *word;
    struct wl_span text = {m->line.ptr + m->at + ahead, m->line.len - m->at - ahead};
    size_t len = wl_stamp_word_at(text, WL_WORD_ZONE, &word);
    int next = wl_stamp_peek(m, ahead + len);

    /* MST-router1 and EST.example are something else */
    if (len == 0 || next == '-' || next == '.' || next == '_' || next == '/')
        return 0;
    m->out->zone_minutes = word->value;
    m->out->guessed |= word->unsure ? WL_STAMP_ZONE : 0;
    m->has_zone = true;
    return ahead + len;
}

/* Any zone or none; a number set apart by a blank needs its minutes. */
void
wl_stamp_take_zone(struct wl_stamp_reader *m)
{
    size_t blanks = wl_stamp_count_blanks(m);
    size_t end = zone_number(m, blanks, blanks == 0);
    bool utc = wl_stamp_word_here(m, blanks, "utc", 3) || wl_stamp_word_here(m, blanks, "gmt", 3);
    size_t len = utc ? 3 : wl_stamp_word_here(m, blanks, "z", 1);

    if (end == 0 && len > 0) {
        end = zone_number(m, blanks + len, true);
        if (end == 0)
            end = zone_hour(m, blanks + len);
        if (end == 0 && !wl_ascii_letter(wl_stamp_peek(m, blanks + len)) &&
            !wl_ascii_digit(wl_stamp_peek(m, blanks + len))) {
            m->has_zone = true;
            end = blanks + len;
        }
    }
    if (end == 0)
        end = zone_word(m, blanks);
    m->at += end;
}

bool
wl_stamp_take_zone_number(struct wl_stamp_reader *m)
{
    size_t end = zone_number(m, 0, false);

    m->at += end;
    return end > 0;
}

/* Capitals that are no zone that we know leave it open. */
bool
wl_stamp_take_zone_name(struct wl_stamp_reader *m)
{
    size_t len = zone_word(m, 0);

    if (len > 0) {
        m->at += len;
        return true;
    }
    while (wl_stamp_peek(m, len) >= 'A' && wl_stamp_peek(m, len) <= 'Z')
        len++;
    m->at += len;
    return len >= 3 && len <= 5;
}

/* The Windows bias: what must be added to local time to get UTC. */
void
wl_stamp_take_bias(struct wl_stamp_reader *m)
{
    int sign = wl_stamp_peek(m, 0);
    size_t digits = wl_stamp_count_digits(m, 1, 4);
    int minutes = wl_stamp_digits_value(m, 1, digits);

    if ((sign != '+' && sign != '-') || digits < 1 || digits > 3 || minutes > 14 * 60)
        return;
    m->out->zone_minutes = (int16_t)(sign == '+' ? -minutes : minutes);
    m->has_zone = true;
    m->at += 1 + digits;
}
