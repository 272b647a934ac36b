#include "scan/line.h"

#include "base/ascii.h"
#include "scan/notes.h"
#include "scan/wrap.h"

#include <stdlib.h>

/* Looked for on first need: most candidates come to nothing before. */
static const char *
notes_start(struct wl_detector *d)
{
    if (!d->notes_known)
        d->notes_at = wl_notes_find((struct wl_span){d->start, (size_t)(d->end - d->start)},
                                    d->noted, WL_CODES_MAX, &d->noted_count);
    d->notes_known = true;
    return d->start + d->notes_at;
}

/* What patterns see of the line around a piece of evidence. */
static struct wl_span
window_around(struct wl_detector *d, struct wl_span found)
{
    const char *notes = notes_start(d), *start = d->start;
    const char *from, *to = found.ptr + found.len;

    if (found.ptr < start) { /* a text that began in an earlier line: that one belongs to it */
        const char *lf = memrchr(d->memory, '\n', (size_t)(found.ptr - d->memory));
        start = lf ? lf + 1 : d->memory;
    }
    from = found.ptr - start > WL_RADIUS ? found.ptr - WL_RADIUS : start;

    to = notes - to > WL_RADIUS ? to + WL_RADIUS : notes;
    return (struct wl_span){from, (size_t)(to - from)};
}

static void
count_evidence(struct wl_detector *d, const struct wl_code *code, unsigned form, int confidence,
               struct wl_span found, const char *pattern)
{
    size_t count, index = (size_t)(code - wl_codes(&count));
    struct wl_tally *tally = d->tallies + index;
    bool touched = false;

    for (size_t i = 0; i < d->touched_count && !touched; i++)
        touched = d->touched[i] == index;
    if (!touched) {
        *tally = (struct wl_tally){0};
        d->touched[d->touched_count++] = (uint8_t)index;
    }
    if (confidence <= tally->confidence[form])
        return;
    tally->confidence[form] = (uint8_t)confidence;
    tally->found[form] = found;
    tally->pattern[form] = pattern;
}

/* The same form of the same code cannot become surer than this: further ones need no look. */
static bool
is_settled(const struct wl_detector *d, const struct wl_token *token)
{
    size_t count, index = (size_t)(token->code - wl_codes(&count));

    for (size_t i = 0; i < d->touched_count; i++)
        if (d->touched[i] == index)
            return d->tallies[index].confidence[wl_token_form(token)] >= 95;
    return false;
}

/* What the header of a W3C log says needs no words beside it. */
static bool
take_column(struct wl_detector *d, const struct wl_token *token)
{
    struct wl_span line = {d->start, (size_t)(d->end - d->start)};

    if (d->columns.status < 0 || token->kind != WL_TOKEN_NUMBER ||
        !wl_columns_is_status(&d->columns, line, token->text))
        return false;
    count_evidence(d, token->code, WL_FORM_NUMBER, 95, token->text, "column.sc-win32-status");
    return true;
}

static int
take_token(struct wl_detector *d, const struct wl_token *token, struct wl_error *err)
{
    const struct wl_rule *rule = NULL;
    int confidence;

    if (take_column(d, token))
        return 0;
    if (is_settled(d, token)) {
        wl_judge_tell(&d->judge, WL_TRACE_SETTLED, token->code, token->text, NULL,
                      (int)token->kind);
        return 0;
    }
    confidence = wl_judge_token(&d->judge, window_around(d, token->text), token, &rule, err);
    if (confidence > 0)
        count_evidence(d, token->code, wl_token_form(token), confidence, token->text, rule->id);
    return confidence < 0 ? confidence : 0;
}

/* Small numbers or .NET names near a keyword of a pattern that knows them. */
static int
take_small(struct wl_detector *d, enum wl_small_kind kind, const char *from, const char *to,
           struct wl_error *err)
{
    struct wl_token token;

    while ((from = wl_small_next(&d->small, kind, from, to, d->start, d->end, &token)) < to) {
        int rc = take_token(d, &token, err);
        if (rc < 0)
            return rc;
        from = token.text.ptr + token.text.len;
    }
    return 0;
}

static int
take_deep(struct wl_detector *d, enum wl_small_kind kind, struct wl_error *err)
{
    const char *stop = notes_start(d);

    for (size_t i = 0; i < d->deep_count; i++) {
        const char *at = d->deep[i].ptr;
        const char *from = at - d->start > WL_RADIUS ? at - WL_RADIUS : d->start;
        const char *to = stop - at > WL_RADIUS ? at + WL_RADIUS : stop;
        int rc;
        if (!(d->deep_looks[i] & (kind == WL_SMALL_NAME ? WL_DEEP_NAME : WL_DEEP_NUMBER)))
            continue;
        if (from < d->deep_done[kind])
            from = d->deep_done[kind];
        if (to > d->limit)
            to = d->limit;
        if (from >= to)
            continue;
        rc = take_small(d, kind, from, to, err);
        if (rc < 0)
            return rc;
        d->deep_done[kind] = to;
    }
    return 0;
}

/* Patterns that know a wording: wherever one of their keywords stands. */
static int
take_wordings(struct wl_detector *d, struct wl_error *err)
{
    for (size_t i = 0; i < d->deep_count; i++) {
        struct wl_span window;
        if (!(d->deep_looks[i] & WL_DEEP_WORDING))
            continue;
        window = window_around(d, (struct wl_span){d->deep[i].ptr, 0});
        for (size_t r = 0; r < d->set->rule_count; r++) {
            const struct wl_rule *rule = d->set->rules + r;
            struct wl_span found;
            size_t from = 0;
            int confidence;
            if (rule->kind != WL_RULE_PATTERN)
                break;
            if (!rule->code)
                continue;
            while ((confidence = wl_judge_wording(&d->judge, rule, window, &from, &found, err)) > 0)
                if (found.ptr >= d->judged && found.ptr < d->limit)
                    count_evidence(d, wl_code_by_number(rule->code), WL_FORM_MESSAGE, confidence,
                                   found, rule->id);
            if (confidence < 0)
                return confidence;
        }
    }
    return 0;
}

static int
take_keywords(struct wl_detector *d, struct wl_error *err)
{
    int rc;

    if (d->deep_count == 0)
        return 0;
    rc = take_deep(d, WL_SMALL_NUMBER, err);

    if (rc == 0)
        rc = take_deep(d, WL_SMALL_NAME, err);
    if (rc == 0)
        rc = take_wordings(d, err);
    d->deep_count = 0;
    return rc;
}

static void
remember_text(struct wl_detector *d, const struct wl_text_match *match)
{
    const char *end = match->found.ptr + match->found.len;

    if (end > d->end) {
        if (d->pending_count < WL_PENDING_MAX)
            d->pending[d->pending_count++] = *match;
        return;
    }
    if (end <= d->judged || end > d->limit || match->found.ptr >= notes_start(d))
        return;
    for (size_t i = 0; i < d->match_count; i++)
        if (d->matches[i].text == match->text && d->matches[i].found.ptr == match->found.ptr)
            return;
    if (d->match_count < WL_TEXTS_MAX)
        d->matches[d->match_count++] = *match;
}

/* A text inside a longer one is part of it: 11001's inside 11032's. */
static bool
is_inside_another(const struct wl_detector *d, size_t index)
{
    const struct wl_span inner = d->matches[index].found;

    for (size_t i = 0; i < d->match_count; i++) {
        const struct wl_span outer = d->matches[i].found;
        if (outer.len > inner.len && inner.ptr >= outer.ptr &&
            inner.ptr + inner.len <= outer.ptr + outer.len)
            return true;
    }
    return false;
}

static int
take_texts(struct wl_detector *d, struct wl_error *err)
{
    for (size_t i = 0; i < d->match_count; i++) {
        const struct wl_text_match *m = d->matches + i;
        const struct wl_text *text = d->set->texts + m->text;
        struct wl_span found = m->found;
        struct wl_span window = window_around(d, found);
        int confidence;
        if (is_inside_another(d, i))
            continue;
        /* what begins in an earlier line is shown from where this line begins */
        if (found.ptr < d->start) {
            found.len -= (size_t)(d->start - found.ptr);
            found.ptr = d->start;
        }
        confidence = wl_judge_text(&d->judge, window, text, found, err);
        if (confidence < 0)
            return confidence;
        if (confidence > 0)
            count_evidence(d, wl_code_by_number(text->code),
                           strcmp(text->language, "en") == 0 ? WL_FORM_MESSAGE : WL_FORM_LOCALIZED,
                           confidence, found, text->id);
    }
    return 0;
}

static int
compare_hits(const void *a, const void *b)
{
    const struct wl_hit *x = a, *y = b;

    if (x->confidence != y->confidence)
        return y->confidence - x->confidence;
    return x->found.ptr < y->found.ptr ? -1 : x->found.ptr > y->found.ptr;
}

/* One verdict a code: the surest evidence, made surer by others that agree with it. */
static size_t
conclude(const struct wl_detector *d, struct wl_hit *hits)
{
    size_t count = 0, all;
    const struct wl_code *codes = wl_codes(&all);

    for (size_t i = 0; i < d->touched_count; i++) {
        const struct wl_tally *tally = d->tallies + d->touched[i];
        unsigned best = 0, agreeing = 0, confidence;
        for (unsigned form = 0; form < WL_FORMS; form++) {
            if (tally->confidence[form] > tally->confidence[best])
                best = form;
            agreeing += tally->confidence[form] >= 40;
        }
        confidence = tally->confidence[best] + (agreeing > 1 ? 15 * (agreeing - 1) : 0);
        if (confidence > 99)
            confidence = 99;
        if (confidence < d->threshold)
            continue;
        hits[count++] =
            (struct wl_hit){codes[d->touched[i]].number, (uint8_t)best, (uint8_t)confidence,
                            tally->pattern[best], tally->found[best]};
    }
    if (count > 1)
        qsort(hits, count, sizeof *hits, compare_hits);
    return count;
}

void
wl_line_open(struct wl_detector *d, const char *at, const struct wl_piece *piece)
{
    const char *low = piece->text - piece->before;
    const char *high = piece->text + piece->len + piece->after;
    const char *border = memrchr(low, '\n', (size_t)(at - low));
    bool known;

    d->start = border ? border + 1 : low;
    border = memchr(at, '\n', (size_t)(high - at));
    d->end = border ? border : high;
    d->after = border ? border + 1 : high;
    if (!d->decolored) {
        d->origin = d->start;
        d->follow = (struct wl_span){d->after, (size_t)(high - d->after)};
    }
    d->memory = low;
    if (border && d->end > d->start && d->end[-1] == '\r')
        d->end--;
    d->match_count = d->deep_count = d->touched_count = 0;
    d->deep_done[0] = d->deep_done[1] = d->start > d->judged ? d->start : d->judged;
    known = at >= d->peek.start && at < d->peek.end && d->peek.start == d->start;
    d->notes_known = known && d->peek.notes_known;
    d->peek = (struct wl_peek){0};
    if (!known)
        wl_judge_reset(&d->judge);
}

int
wl_line_candidate(struct wl_detector *d, const char *p, unsigned classes, const char *low,
                  const char *high, size_t *used, struct wl_error *err)
{
    struct wl_text_match match;
    struct wl_token token;
    unsigned looks_for;

    *used = 1;
    if (p == d->worth && !d->worth_confidence)
        remember_text(d, &d->worth_text);
    else if (p != d->worth && classes & WL_CLASS_TEXT &&
             wl_text_index_at(&d->prepared->texts, p, low, high, &match))
        remember_text(d, &match);
    if (*p == '#' && p == d->start && p >= d->judged)
        wl_columns_read(&d->columns, (struct wl_span){p, (size_t)(d->end - p)});
    /* a keyword may speak for a number on the other side of a border inside a line */
    if (d->judged - p <= WL_RADIUS && classes & WL_CLASS_KEYWORD &&
        (looks_for = wl_deep_at(&d->prepared->deep, p, d->end)) && p < notes_start(d)) {
        d->deep[d->deep_count] = (struct wl_span){p, 1};
        d->deep_looks[d->deep_count++] = looks_for;
        if (d->deep_count == WL_DEEP_MAX) {
            int rc = take_keywords(d, err);
            if (rc < 0)
                return rc;
        }
    }
    if (p == d->worth && d->worth_confidence) {
        token = d->worth_token;
        *used = token.text.len;
        count_evidence(d, token.code, wl_token_form(&token), d->worth_confidence, token.text,
                       d->worth_rule->id);
        return 0;
    }
    if (p >= d->judged && p < d->limit && classes & WL_CLASS_TOKENS &&
        wl_token_at(p, d->start, d->end, false, &token)) {
        *used = token.text.len;
        return p < notes_start(d) ? take_token(d, &token, err) : 0;
    }
    return 0;
}

void
wl_line_pending(struct wl_detector *d)
{
    size_t kept = 0, count = d->pending_count;
    struct wl_text_match pending[WL_PENDING_MAX];

    memcpy(pending, d->pending, count * sizeof *pending);
    d->pending_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (pending[i].found.ptr + pending[i].found.len > d->end)
            d->pending[kept++] = pending[i];
        else
            remember_text(d, &pending[i]);
    }
    d->pending_count = kept;
}

int
wl_line_close(struct wl_detector *d, wl_line_fn *fn, void *arg, struct wl_error *err)
{
    struct wl_hit hits[WL_CODES_MAX];
    struct wl_line_hits line;
    int rc = take_texts(d, err);

    if (rc == 0)
        rc = take_keywords(d, err);
    if (rc < 0)
        return rc;
    if (d->touched_count > 0)
        wl_wrap_drop(d);
    line.count = conclude(d, hits);
    if (line.count == 0)
        return 0;
    line.line = (struct wl_span){d->start, (size_t)(d->end - d->start)};
    line.hits = hits;
    line.may_go_on = d->may_go_on;
    line.notes_at = d->notes_at;
    line.noted_count = d->noted_count;
    memcpy(line.noted, d->noted, d->noted_count * sizeof *d->noted);
    return fn(arg, &line, err);
}
