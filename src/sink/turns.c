#include "sink/turns.h"

#include "base/utf8.h"

void
wl_turns_init(struct wl_turns *turns, bool headers)
{
    *turns = (struct wl_turns){.headers = headers};
    (void)pthread_mutex_init(&turns->lock, NULL);
}

void
wl_turns_done(struct wl_turns *turns)
{
    (void)pthread_mutex_destroy(&turns->lock);
}

struct wl_span
wl_turn_take(struct wl_turn *turn)
{
    struct wl_turns *turns = turn->turns;

    if (!turn->holding)
        (void)pthread_mutex_lock(&turns->lock);
    turn->holding = true;
    wl_buf_clear(&turn->header);
    if (turns->last == turn)
        return (struct wl_span){NULL, 0};
    if (turns->mid_line)
        wl_buf_add_char(&turn->header, '\n');
    if (turns->headers) {
        wl_buf_add_text(&turn->header, turns->last ? "\n==> " : "==> ");
        wl_utf8_add_escaped(&turn->header, wl_span_of(turn->name));
        wl_buf_add_text(&turn->header, " <==\n");
    }
    turns->last = turn;
    return wl_buf_span(&turn->header);
}

void
wl_turn_give(struct wl_turn *turn, char last, bool pause)
{
    turn->turns->mid_line = last != '\n';
    if (pause || last == '\n')
        wl_turn_pause(turn);
}

void
wl_turn_pause(struct wl_turn *turn)
{
    if (turn->holding)
        (void)pthread_mutex_unlock(&turn->turns->lock);
    turn->holding = false;
}
