/*
 * Dates by number or with the name of a month. What is left out is that of the latest such day
 * which is not after today.
 */
#include "report/when_parts.h"

#include "base/ascii.h"

static const char *const months[] = {"january",   "february", "march",    "april",
                                     "may",       "june",     "july",     "august",
                                     "september", "october",  "november", "december"};

/* Every 29 February has another one at most eight years before. */
#define YEARS_BACK 8

/* The name of a month at p, whole or three letters or more of it. @return 1 ... 12, or 0 */
static int
month_at(const struct wl_when *w, const char *p, size_t *len)
{
    *len = 0;
    while (p + *len < w->end && wl_ascii_letter(p[*len]))
        ++*len;
    for (int i = 0; i < 12 && *len >= 3; i++) {
        if (*len <= strlen(months[i]) && wl_ascii_equal(p, months[i], *len))
            return i + 1;
    }
    return 0;
}

bool
wl_when_is_date(const struct wl_when *w)
{
    const char *p = w->at;
    size_t len;

    if (month_at(w, p, &len))
        return p + len == w->end || !wl_ascii_letter(p[len]);
    while (p < w->end && wl_ascii_digit(*p))
        p++;
    if (p == w->at || p == w->end)
        return false;
    if (*p == '-' || *p == '/')
        return true;
    while (p < w->end && wl_ascii_blank(*p))
        p++;
    return month_at(w, p, &len) && p > w->at;
}

/* 2026-11-21 or 11/21: numbers with one sign between them. @return how many, 0 for a mistake */
static int
read_numbers(struct wl_when *w, int numbers[3])
{
    char sign = '\0';
    int count = 0;

    for (;;) {
        if (!wl_when_digits(w, 1, count == 0 ? 4 : 2, &numbers[count]))
            return 0;
        if (++count == 3 || w->at == w->end || (*w->at != '-' && *w->at != '/'))
            return count;
        if (sign && *w->at != sign)
            return 0;
        sign = *w->at++;
    }
}

/* The latest year that has the day, which is not after today. */
static void
choose_year(struct wl_civil *day, const struct wl_civil *today)
{
    day->year -= day->month > today->month || (day->month == today->month && day->day > today->day);
    for (int back = 0; back < YEARS_BACK && !wl_civil_valid(day); back++)
        day->year--;
}

/* Of two digits, as POSIX has them: 69 to 99 are of the 20th century. */
static int
whole_year(int number)
{
    return number + (number < 69 ? 2000 : 1900);
}

/* 2026-11-21, 26-11-21, 11-21 or 2026-11. */
static bool
read_numeric(struct wl_when *w, struct wl_civil *day)
{
    const struct wl_civil today = *day;
    struct wl_span word = wl_when_word(w);
    size_t first = 0;
    int numbers[3];
    int count = read_numbers(w, numbers);
    bool long_year;

    while (first < word.len && wl_ascii_digit(word.ptr[first]))
        first++;
    long_year = first == 4;
    if (count < 2 || first == 3 || (count == 3 && first == 1))
        return false;
    if (count == 2 && long_year) {
        day->year = numbers[0];
        day->month = numbers[1];
        day->day = 1;
        w->unit = WL_WHEN_MONTH;
        return true;
    }
    day->day = numbers[count - 1];
    day->month = numbers[count - 2];
    if (count == 2)
        choose_year(day, &today);
    else
        day->year = long_year ? numbers[0] : whole_year(numbers[0]);
    return true;
}

/* A year of four digits and nothing else that a number could be. */
static bool
take_year(struct wl_when *w, struct wl_civil *day)
{
    struct wl_when look = *w;
    int year;

    if (look.at < look.end && *look.at == ',')
        look.at++;
    wl_when_skip_blanks(&look);
    if (!wl_when_digits(&look, 4, 4, &year) || (look.at < look.end && !wl_ascii_blank(*look.at)))
        return false;
    w->at = look.at;
    day->year = year;
    return true;
}

/* The day behind the name of a month: Nov 21. */
static bool
take_month_day(struct wl_when *w, struct wl_civil *day)
{
    struct wl_when look = *w;

    wl_when_skip_blanks(&look);
    if (!wl_when_digits(&look, 1, 2, &day->day) || wl_when_is_clock(w) ||
        (look.at < look.end && !wl_ascii_blank(*look.at) && *look.at != ','))
        return false;
    w->at = look.at;
    return true;
}

/* Nov 21, 21 Nov, each with a year or without; November. */
static bool
read_named(struct wl_when *w, struct wl_civil *day)
{
    const struct wl_civil today = *day;
    bool has_day = wl_when_digits(w, 1, 2, &day->day);
    size_t len;

    wl_when_skip_blanks(w);
    day->month = month_at(w, w->at, &len);
    if (day->month == 0)
        return false;
    w->at += len;
    if (!has_day) {
        struct wl_when look = *w;

        wl_when_skip_blanks(&look);
        has_day = !wl_when_is_clock(&look) && take_month_day(w, day);
    }
    if (!has_day) {
        day->day = 1;
        w->unit = WL_WHEN_MONTH;
    }
    if (!take_year(w, day))
        choose_year(day, &today);
    return true;
}

int
wl_when_date(struct wl_when *w, struct wl_civil *civil)
{
    struct wl_span word = wl_when_word(w);
    bool named = wl_ascii_letter(*w->at);
    const char *p = w->at;

    while (p < w->end && wl_ascii_digit(*p))
        p++;
    named = named || (p < w->end && wl_ascii_blank(*p));
    w->unit = WL_WHEN_DAY;
    if (named ? !read_named(w, civil) : !read_numeric(w, civil))
        return wl_when_fail(w, word);
    word.len = (size_t)(w->at - word.ptr);
    if (!wl_civil_valid(civil))
        return wl_when_refuse(w, word, "there is no day %.*s in the calendar", (int)word.len,
                              word.ptr);
    return 0;
}
