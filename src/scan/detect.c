#include "scan/detect.h"

#include "scan/judge.h"
#include "scan/notes.h"
#include "scan/prefilter.h"
#include "scan/text_index.h"

#include <stdlib.h>

#define TEXTS_MAX 64   /* texts of one line that are kept for comparison */
#define PENDING_MAX 16 /* texts that end in a later line */
#define DEEP_MAX 64    /* places in a line around which small numbers are looked at */

/* What a line says about one code. */
struct tally {
    uint8_t confidence[WL_FORMS];
    struct wl_span found[WL_FORMS];
    const char *pattern[WL_FORMS];
};

struct wl_detector {
    const struct wl_patterns *set;
    struct wl_judge judge;
    struct wl_prefilter filter;
    struct wl_text_index *texts;
    unsigned threshold;
    bool plain;

    /* the line at hand */
    const char *start, *end;    /* of the line, as far as it is in memory */
    const char *judged, *limit; /* of the part that this piece judges */
    size_t notes_at, noted_count;
    uint16_t noted[WL_CODES_MAX];
    struct wl_text_match matches[TEXTS_MAX];
    size_t match_count;
    const char *deep[DEEP_MAX]; /* where keywords of deep patterns stand */
    size_t deep_count;
    const char *deep_done; /* small tokens up to here have been judged */
    struct tally tallies[WL_CODES_MAX];
    uint8_t touched[WL_CODES_MAX]; /* indices into the code table */
    size_t touched_count;

    struct wl_text_match pending[PENDING_MAX];
    size_t pending_count;
};

static void
fill_filter(struct wl_detector *d)
{
    wl_prefilter_init(&d->filter);
    for (size_t i = 0; i < d->set->rule_count; i++) {
        const struct wl_rule *rule = d->set->rules + i;
        if (rule->kind == WL_RULE_PATTERN && (rule->small || rule->code))
            for (const char *const *k = rule->keywords; *k; k++)
                wl_prefilter_add(&d->filter, wl_span_of(*k), WL_CLASS_KEYWORD);
    }
    for (size_t i = 0; i < d->set->form_count; i++) {
        const struct wl_text_form *form = d->set->forms + i;
        for (int k = 0; k < 2; k++) {
            const char *anchor = form->folded.ptr + form->anchor[k];
            unsigned char first = (unsigned char)*anchor;
            /* classes apart, so that the tables of one do not pass the mixtures of others */
            uint8_t class = first >= 0x80 ? 128 : first >= 'n' ? 64 : 32;
            wl_prefilter_add(&d->filter, (struct wl_span){anchor, WL_ANCHOR}, class);
        }
    }
}

int
wl_detector_new(struct wl_detector **out, const struct wl_patterns *set, struct wl_error *err)
{
    struct wl_detector *d = calloc(1, sizeof *d);
    int rc;

    if (!d)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    d->set = set;
    d->threshold = WL_THRESHOLD;
    rc = wl_judge_init(&d->judge, set, err);
    if (rc == 0)
        rc = wl_text_index_new(&d->texts, set->forms, set->form_count, err);
    if (rc < 0) {
        wl_detector_free(d);
        return rc;
    }
    fill_filter(d);
    *out = d;
    return 0;
}

void
wl_detector_free(struct wl_detector *d)
{
    if (!d)
        return;
    wl_judge_done(&d->judge);
    wl_text_index_free(d->texts);
    free(d);
}

void
wl_detector_threshold(struct wl_detector *d, unsigned confidence)
{
    d->threshold = confidence;
}

void
wl_detector_plain(struct wl_detector *d, bool plain)
{
    d->plain = plain;
}

void
wl_detector_trace(struct wl_detector *d, wl_trace_fn *trace, void *arg)
{
    d->judge.trace = trace;
    d->judge.trace_arg = arg;
}

uint64_t
wl_detector_given_up(const struct wl_detector *d)
{
    return d->judge.given_up;
}

static const char *
next_candidate(const struct wl_detector *d, const char *p, const char *end, unsigned *classes)
{
    if (!d->plain)
        return wl_prefilter_next(&d->filter, p, end, classes);
    *classes = ~0u;
    return p < end ? p : end;
}

/* What patterns see of the line around a piece of evidence. */
static struct wl_span
window_around(const struct wl_detector *d, struct wl_span found)
{
    const char *notes = d->start + d->notes_at;
    const char *from = found.ptr - d->start > WL_RADIUS ? found.ptr - WL_RADIUS : d->start;
    const char *to = found.ptr + found.len;

    to = notes - to > WL_RADIUS ? to + WL_RADIUS : notes;
    return (struct wl_span){from, (size_t)(to - from)};
}

static void
count_evidence(struct wl_detector *d, const struct wl_code *code, unsigned form, int confidence,
               struct wl_span found, const char *pattern)
{
    size_t count, index = (size_t)(code - wl_codes(&count));
    struct tally *tally = d->tallies + index;
    bool touched = false;

    for (size_t i = 0; i < d->touched_count && !touched; i++)
        touched = d->touched[i] == index;
    if (!touched) {
        *tally = (struct tally){0};
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

static int
take_token(struct wl_detector *d, const struct wl_token *token, struct wl_error *err)
{
    const struct wl_rule *rule = NULL;
    int confidence;

    if (is_settled(d, token))
        return 0;
    confidence = wl_judge_token(&d->judge, window_around(d, token->text), token, &rule, err);
    if (confidence > 0)
        count_evidence(d, token->code, wl_token_form(token), confidence, token->text, rule->id);
    return confidence < 0 ? confidence : 0;
}

/* Small numbers and .NET names near a keyword of a pattern that knows them. */
static int
take_deep(struct wl_detector *d, struct wl_error *err)
{
    const char *stop = d->start + d->notes_at;

    for (size_t i = 0; i < d->deep_count; i++) {
        const char *from = d->deep[i] - d->start > WL_RADIUS ? d->deep[i] - WL_RADIUS : d->start;
        const char *to = stop - d->deep[i] > WL_RADIUS ? d->deep[i] + WL_RADIUS : stop;
        if (from < d->deep_done)
            from = d->deep_done;
        if (to > d->limit)
            to = d->limit;
        for (const char *p = from; p < to; p++) {
            struct wl_token token;
            if (wl_token_at(p, d->start, d->end, true, &token) &&
                (token.kind == WL_TOKEN_SMALL || token.kind == WL_TOKEN_DOTNET)) {
                int rc = take_token(d, &token, err);
                if (rc < 0)
                    return rc;
                p = token.text.ptr + token.text.len - 1;
            }
        }
        if (to > d->deep_done)
            d->deep_done = to;
    }
    return 0;
}

/* Patterns that know a wording: wherever one of their keywords stands. */
static int
take_wordings(struct wl_detector *d, struct wl_error *err)
{
    for (size_t i = 0; i < d->deep_count; i++) {
        struct wl_span window = window_around(d, (struct wl_span){d->deep[i], 0});
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
    int rc = take_deep(d, err);

    if (rc == 0)
        rc = take_wordings(d, err);
    d->deep_count = 0;
    return rc;
}

/* The prefilter saw four bytes; only a whole keyword of a deep pattern counts. */
static bool
is_deep_keyword(const struct wl_detector *d, const char *p)
{
    for (size_t i = 0; i < d->set->rule_count; i++) {
        const struct wl_rule *rule = d->set->rules + i;
        if (rule->kind != WL_RULE_PATTERN)
            break;
        if (!rule->small && !rule->code)
            continue;
        for (const char *const *k = rule->keywords; *k; k++) {
            struct wl_span word = wl_span_of(*k);
            if ((size_t)(d->end - p) >= word.len &&
                wl_keyword_in(word, (struct wl_span){p, word.len}))
                return true;
        }
    }
    return false;
}

static void
remember_text(struct wl_detector *d, const struct wl_text_match *match)
{
    const char *end = match->found.ptr + match->found.len;

    if (end > d->end) {
        if (d->pending_count < PENDING_MAX)
            d->pending[d->pending_count++] = *match;
        return;
    }
    if (end <= d->judged || end > d->limit || match->found.ptr >= d->start + d->notes_at)
        return;
    for (size_t i = 0; i < d->match_count; i++)
        if (d->matches[i].text == match->text && d->matches[i].found.ptr == match->found.ptr)
            return;
    if (d->match_count < TEXTS_MAX)
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
        /* what begins in an earlier line is seen from where this line begins */
        struct wl_span found = m->found;
        int confidence;
        if (is_inside_another(d, i))
            continue;
        if (found.ptr < d->start) {
            found.len -= (size_t)(d->start - found.ptr);
            found.ptr = d->start;
        }
        confidence = wl_judge_text(&d->judge, window_around(d, found), text, found, err);
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
        const struct tally *tally = d->tallies + d->touched[i];
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
    qsort(hits, count, sizeof *hits, compare_hits);
    return count;
}

static void
open_line(struct wl_detector *d, const char *at, const struct wl_piece *piece)
{
    const char *low = piece->text - piece->before;
    const char *high = piece->text + piece->len + piece->after;
    const char *border = memrchr(low, '\n', (size_t)(at - low));

    d->start = border ? border + 1 : low;
    border = memchr(at, '\n', (size_t)(high - at));
    d->end = border ? border : high;
    if (border && d->end > d->start && d->end[-1] == '\r')
        d->end--;
    d->match_count = d->deep_count = d->touched_count = 0;
    d->deep_done = d->start > d->judged ? d->start : d->judged;
    d->notes_at = wl_notes_find((struct wl_span){d->start, (size_t)(d->end - d->start)}, d->noted,
                                WL_CODES_MAX, &d->noted_count);
}

static int
take_candidate(struct wl_detector *d, const char *p, unsigned classes, const char *low,
               const char *high, size_t *used, struct wl_error *err)
{
    struct wl_text_match match;
    struct wl_token token;

    *used = 1;
    if (classes & WL_CLASS_TEXTS && wl_text_index_at(d->texts, p, low, high, &match))
        remember_text(d, &match);
    if (p < d->judged || p >= d->start + d->notes_at)
        return 0;
    if (classes & WL_CLASS_KEYWORD && is_deep_keyword(d, p)) {
        d->deep[d->deep_count++] = p;
        if (d->deep_count == DEEP_MAX) {
            int rc = take_keywords(d, err);
            if (rc < 0)
                return rc;
        }
    }
    if (classes & (WL_CLASS_NUMBER | WL_CLASS_NAME | WL_CLASS_HEX | WL_CLASS_DECIMAL) &&
        wl_token_at(p, d->start, d->end, false, &token)) {
        *used = token.text.len;
        return take_token(d, &token, err);
    }
    return 0;
}

static void
take_pending(struct wl_detector *d)
{
    size_t kept = 0, count = d->pending_count;
    struct wl_text_match pending[PENDING_MAX];

    memcpy(pending, d->pending, sizeof pending);
    d->pending_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (pending[i].found.ptr + pending[i].found.len > d->end)
            d->pending[kept++] = pending[i];
        else
            remember_text(d, &pending[i]);
    }
    d->pending_count = kept;
}

static int
close_line(struct wl_detector *d, wl_line_fn *fn, void *arg, struct wl_error *err)
{
    struct wl_hit hits[WL_CODES_MAX];
    struct wl_line_hits line = {.line = {d->start, (size_t)(d->end - d->start)}, .hits = hits};
    int rc = take_texts(d, err);

    if (rc == 0)
        rc = take_keywords(d, err);
    if (rc < 0)
        return rc;
    if (d->touched_count == 0)
        return 0;
    line.count = conclude(d, hits);
    if (line.count == 0)
        return 0;
    line.notes_at = d->notes_at;
    line.noted_count = d->noted_count;
    memcpy(line.noted, d->noted, d->noted_count * sizeof *d->noted);
    return fn(arg, &line, err);
}

/* The place of work that comes first: a candidate, or the end of a text that began earlier. */
static const char *
next_event(const struct wl_detector *d, const char *candidate)
{
    for (size_t i = 0; i < d->pending_count; i++) {
        const char *last = d->pending[i].found.ptr + d->pending[i].found.len - 1;
        if (last < candidate)
            candidate = last;
    }
    return candidate;
}

int
wl_detect(struct wl_detector *d, const struct wl_piece *piece, wl_line_fn *fn, void *arg,
          struct wl_error *err)
{
    size_t margin = piece->before < WL_MARGIN ? piece->before : WL_MARGIN;
    const char *low = piece->text - margin, *p = low;
    const char *stop = piece->text + piece->len, *high = stop + piece->after;
    unsigned classes = 0;

    d->judged = piece->text;
    d->limit = stop;
    d->pending_count = 0;
    for (;;) {
        const char *q = next_candidate(d, p, high, &classes);
        const char *event = next_event(d, q), *line_stop;
        if (event >= stop)
            return 0;
        open_line(d, event, piece);
        take_pending(d);
        line_stop = d->end < stop ? d->end : stop;
        while (q < line_stop) {
            size_t used;
            int rc = take_candidate(d, q, classes, low, high, &used, err);
            if (rc < 0)
                return rc;
            q = next_candidate(d, q + used, high, &classes);
        }
        if (d->end > d->judged) {
            int rc = close_line(d, fn, arg, err);
            if (rc < 0)
                return rc;
        }
        p = line_stop < stop ? line_stop + 1 : stop;
        if (p < q && q < stop)
            p = q; /* nothing stands between */
    }
}

int
wl_detect_fields(struct wl_detector *d, struct wl_span line, struct wl_span at,
                 struct wl_fields *out, struct wl_error *err)
{
    struct wl_span *const to[WL_GROUPS] = {
        [WL_GROUP_CALL] = &out->call,   [WL_GROUP_PEER] = &out->peer,
        [WL_GROUP_PORT] = &out->port,   [WL_GROUP_PROCESS] = &out->process,
        [WL_GROUP_LEVEL] = &out->level, [WL_GROUP_HOST] = &out->host,
    };
    size_t from = (size_t)(at.ptr - line.ptr), len;
    struct wl_span window;

    *out = (struct wl_fields){0};
    from = from > 3 * WL_RADIUS ? from - 3 * WL_RADIUS : 0;
    len = line.len - from < 6 * WL_RADIUS ? line.len - from : 6 * WL_RADIUS;
    window = (struct wl_span){line.ptr + from, len};
    wl_keywords_find(d->judge.keywords, window, d->judge.present);
    for (size_t i = 0; i < d->set->rule_count; i++) {
        const struct wl_rule *rule = d->set->rules + i;
        struct wl_match m;
        bool news = false;
        int rc;
        if (rule->kind != WL_RULE_FIELD)
            continue;
        rc = wl_judge_match(&d->judge, rule, window, 0, &m, err);
        if (rc < 0)
            return rc;
        /* a rule speaks as a whole: a peer is not mixed with the port of another rule */
        for (unsigned g = WL_GROUP_CALL; rc > 0 && g < WL_GROUPS; g++)
            news = news || (m.group[g].ptr && g != WL_GROUP_PORT && to[g]->ptr == NULL);
        for (unsigned g = WL_GROUP_CALL; news && g < WL_GROUPS; g++)
            if (m.group[g].ptr && to[g]->ptr == NULL)
                *to[g] = m.group[g];
    }
    return 0;
}
