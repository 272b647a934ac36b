/*
 * Who does what next. There is one lock, held only to look for work: a thread takes a role (read,
 * gather, deliver), lets go of the lock, does it, and looks again. Turns stand in a ring in the
 * order of the input; who has read a block gathers it right away, while it is in the cache, unless
 * another thread is idle: then that one does, and reading goes on. Only the thread that made the
 * flow waits for input, so that a signal finds it.
 */
#include "flow/flow.h"

#include "flow/turn.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define QUEUE 16u              /* inputs that are known before they are read */
#define START_AFTER (WL_BLOCK) /* bytes, read without a pause: less is not worth a thread */

struct worker {
    struct wl_flow *flow;
    pthread_t thread;
    struct wl_detector *detector;
};

/* What has happened to a turn. */
enum stage { WAITS, GATHERING, READY };

struct wl_flow {
    const struct wl_flow_setup *setup;
    struct wl_delivery delivery; /* of who delivers */
    struct worker self;          /* the thread that made the flow */
    struct worker *workers;      /* the others, once they are started */
    unsigned worker_count;

    pthread_mutex_t lock;
    pthread_cond_t work; /* for workers: there is some */
    pthread_cond_t news; /* for the thread that made the flow */
    bool waits;          /* it does, for news */
    unsigned idle;       /* threads that wait for work or news */

    struct wl_turn *turns; /* a ring: `count` of `cap` in use, from head on */
    enum stage *stages;    /* parallel: how far each of them is */
    uint64_t *numbers;     /* parallel: of all turns, in order */
    unsigned head, count, cap;
    uint64_t next_number;
    struct wl_job *jobs, **jobs_end; /* not yet read to their end */
    unsigned job_count;
    bool reading, delivering, started, closing;
    bool paused;  /* the input at hand has no more at the moment */
    bool stopped; /* nothing more is read */
    uint64_t run_bytes;
    struct wl_error error; /* that ended the run */

    void *state;            /* of detection behind what has been delivered; of who delivers */
    void *newest;           /* ... behind the latest turn that is known */
    uint64_t newest_number; /* of that turn */
};

static int
no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

static int
make_detector(struct worker *worker, struct wl_error *err)
{
    const struct wl_flow_setup *setup = worker->flow->setup;
    int rc = wl_detector_new(&worker->detector, setup->patterns, err);

    if (rc == 0)
        wl_detector_threshold(worker->detector, setup->min_confidence);
    return rc;
}

int
wl_flow_new(struct wl_flow **out, const struct wl_flow_setup *setup, struct wl_error *err)
{
    struct wl_flow *f = calloc(1, sizeof *f);
    unsigned turns = setup->jobs > 1 ? setup->jobs + 2 : 1;
    int rc = 0;

    if (!f)
        return no_memory(err);
    f->setup = setup;
    f->self.flow = f;
    f->jobs_end = &f->jobs;
    (void)pthread_mutex_init(&f->lock, NULL);
    (void)pthread_cond_init(&f->work, NULL);
    (void)pthread_cond_init(&f->news, NULL);
    if (wl_delivery_init(&f->delivery, setup) < 0) {
        rc = no_memory(err);
        goto out;
    }
    rc = make_detector(&f->self, err);
    if (rc < 0)
        goto out;
    f->turns = calloc(turns, sizeof *f->turns);
    f->stages = calloc(turns, sizeof *f->stages);
    f->numbers = calloc(turns, sizeof *f->numbers);
    f->state = malloc(wl_detector_state_size(f->self.detector));
    f->newest = malloc(wl_detector_state_size(f->self.detector));
    if (!f->turns || !f->stages || !f->numbers || !f->state || !f->newest) {
        rc = no_memory(err);
        goto out;
    }
    wl_detector_save(f->self.detector, f->state);
    wl_detector_save(f->self.detector, f->newest);
    rc = wl_turn_init(f->turns, wl_detector_state_size(f->self.detector), err);
    if (rc < 0)
        goto out;
    f->cap = 1;
    *out = f;
    f = NULL;
out:
    wl_flow_free(f);
    return rc;
}

/* Somebody may have something to do now. */
static void
tell(struct wl_flow *f)
{
    if (f->started)
        (void)pthread_cond_signal(&f->work);
    if (f->waits)
        (void)pthread_cond_signal(&f->news);
}

/* Gathering starts from the newest state that is known; delivery checks it. */
static void
assume_state(struct wl_flow *f, const struct wl_turn *turn, uint64_t number,
             struct wl_detector *detector)
{
    wl_detector_load(detector, f->newest);
    if (!turn->first)
        return;
    wl_detector_reset(detector);
    if (number < f->newest_number)
        return;
    wl_detector_save(detector, f->newest);
    f->newest_number = number;
}

static void
keep_newest(struct wl_flow *f, const void *state, uint64_t number)
{
    if (number < f->newest_number)
        return;
    memcpy(f->newest, state, wl_detector_state_size(f->self.detector));
    f->newest_number = number;
}

static bool
can_read(const struct wl_flow *f)
{
    return !f->reading && !f->paused && !f->stopped && f->jobs && f->count < f->cap;
}

static void
gather_turn(struct wl_flow *f, struct worker *worker, unsigned at)
{
    struct wl_turn *turn = f->turns + at;

    f->stages[at] = GATHERING;
    if (turn->full && !turn->job->cancelled) {
        assume_state(f, turn, f->numbers[at], worker->detector);
        (void)pthread_mutex_unlock(&f->lock);
        wl_turn_gather(turn, worker->detector, f->delivery.wants);
        (void)pthread_mutex_lock(&f->lock);
        keep_newest(f, turn->after, f->numbers[at]);
    }
    f->stages[at] = READY;
}

/* The first turn that nobody gathers. @return false: none */
static bool
can_gather(const struct wl_flow *f, unsigned *at)
{
    for (unsigned i = 0; i < f->count; i++) {
        *at = (f->head + i) % f->cap;
        if (f->stages[*at] == WAITS)
            return true;
    }
    return false;
}

static void
read_turn(struct wl_flow *f, struct worker *worker)
{
    unsigned at = (f->head + f->count) % f->cap;
    struct wl_turn *turn = f->turns + at;
    struct wl_job *job = f->jobs, *member = NULL;
    bool over = job->cancelled;
    int rc;

    f->reading = true;
    (void)pthread_mutex_unlock(&f->lock);
    if (!over && wl_job_member(job, f->setup, &member)) {
        (void)pthread_mutex_lock(&f->lock);
        member->next = f->jobs;
        f->jobs = member;
        f->job_count++;
        f->reading = false;
        return;
    }
    rc = wl_turn_read(turn, job, f->setup, over);
    (void)pthread_mutex_lock(&f->lock);
    f->reading = false;
    if (rc == WL_PAUSED) {
        f->paused = true;
        tell(f);
        return;
    }
    f->numbers[at] = f->next_number++;
    f->stages[at] = WAITS;
    f->count++;
    if (turn->full)
        f->run_bytes += turn->block.len;
    if (turn->last) {
        f->jobs = job->next;
        f->jobs_end = f->jobs ? f->jobs_end : &f->jobs;
        f->job_count--;
    }
    tell(f);
    /* Where reading takes longest (a filter, a slow disk) it goes on, and others do the rest; else
     * it is gathered right here, where it is in the cache. */
    if (f->idle == 0 || !can_read(f))
        gather_turn(f, worker, at);
}

static bool
can_deliver(const struct wl_flow *f)
{
    return !f->delivering && f->count > 0 && f->stages[f->head] == READY;
}

/* The first error counts. */
static void
stop(struct wl_flow *f, int rc, const struct wl_error *err)
{
    if (rc < 0 && f->error.status == 0)
        f->error = *err;
    if (rc != 0)
        f->stopped = true;
}

static void
deliver_turn(struct wl_flow *f, struct worker *worker)
{
    struct wl_turn *turn = f->turns + f->head;
    struct wl_job *job = turn->job;
    struct wl_error err = {0};
    bool drop = f->stopped || job->over;
    int rc = 0;

    f->delivering = true;
    (void)pthread_mutex_unlock(&f->lock);
    if (!drop)
        rc = wl_turn_deliver(turn, &f->delivery, worker->detector, f->state, &err);
    else if (turn->last)
        rc = wl_job_drop(job, &f->delivery, &err);
    (void)pthread_mutex_lock(&f->lock);
    /* turns that began from a wrong state tell nothing about what comes behind them */
    if (!drop && turn->redone)
        keep_newest(f, f->state, f->next_number);
    stop(f, rc, &err);
    job->cancelled = job->over;
    if (turn->last)
        wl_job_free(job);
    f->delivering = false;
    f->head = (f->head + 1) % f->cap;
    f->count--;
    f->paused = false;
    tell(f);
}

static bool
can_wait(const struct wl_flow *f)
{
    return f->paused && f->jobs && !f->stopped && !f->reading && !f->delivering && f->count == 0;
}

/* All that came is delivered: let it out before the wait, which may be long. */
static void
wait_for_input(struct wl_flow *f)
{
    struct wl_job *job = f->jobs;

    f->reading = f->delivering = true;
    (void)pthread_mutex_unlock(&f->lock);
    if (wl_delivery_flush(&f->delivery, &job->error) == 0) {
        if (job->source)
            (void)wl_source_wait(job->source, f->setup->stop, &job->error);
        else
            wl_job_open(job, f->setup);
    }
    (void)pthread_mutex_lock(&f->lock);
    f->reading = f->delivering = f->paused = false;
    f->run_bytes = 0;
}

static void *work(void *arg);

/* Without memory for all of them, there are fewer. */
static void
start_workers(struct wl_flow *f)
{
    size_t size = wl_detector_state_size(f->self.detector);
    sigset_t all, before;

    f->started = true;
    f->workers = calloc(f->setup->jobs - 1, sizeof *f->workers);
    if (!f->workers)
        return;
    while (f->cap < f->setup->jobs + 2 && wl_turn_init(f->turns + f->cap, size, NULL) == 0)
        f->cap++;
    tzset(); /* the first look at TZ is not for several threads at once */
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    while (f->worker_count + 1 < f->setup->jobs) {
        struct worker *worker = f->workers + f->worker_count;
        worker->flow = f;
        if (pthread_create(&worker->thread, NULL, work, worker) != 0)
            break;
        f->worker_count++;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static bool
is_worth_starting(const struct wl_flow *f)
{
    return !f->started && f->setup->jobs > 1 && f->count == 0 && f->run_bytes >= START_AFTER &&
           can_read(f);
}

/* Do the next thing that can be done. @return false if there is none */
static bool
step(struct wl_flow *f, struct worker *worker)
{
    bool self = worker == &f->self;
    unsigned at;

    if (self && is_worth_starting(f))
        start_workers(f);
    if (can_deliver(f))
        deliver_turn(f, worker);
    else if (f->idle > 0 && can_read(f))
        read_turn(f, worker);
    else if (can_gather(f, &at))
        gather_turn(f, worker, at);
    else if (can_read(f))
        read_turn(f, worker);
    else if (self && can_wait(f))
        wait_for_input(f);
    else
        return false;
    return true;
}

static void *
work(void *arg)
{
    struct worker *worker = arg;
    struct wl_flow *f = worker->flow;

    if (make_detector(worker, NULL) < 0)
        return NULL;
    (void)pthread_mutex_lock(&f->lock);
    while (!f->closing)
        if (!step(f, worker)) {
            f->idle++;
            (void)pthread_cond_wait(&f->work, &f->lock);
            f->idle--;
        }
    (void)pthread_mutex_unlock(&f->lock);
    return NULL;
}

/* The part of the thread that made the flow, which alone looks for signals. */
static void
step_or_wait(struct wl_flow *f)
{
    if (!f->stopped && f->setup->stop && *f->setup->stop) {
        f->stopped = true;
        return;
    }
    if (step(f, &f->self))
        return;
    f->waits = true;
    f->idle++;
    (void)pthread_cond_wait(&f->news, &f->lock);
    f->idle--;
    f->waits = false;
}

int
wl_flow_add(struct wl_flow *f, const struct wl_input *input, struct wl_error *err)
{
    struct wl_job *job = calloc(1, sizeof *job);
    bool stopped;

    if (!job)
        return no_memory(err);
    job->input = *input;
    job->source = input->source;
    (void)pthread_mutex_lock(&f->lock);
    *f->jobs_end = job;
    f->jobs_end = &job->next;
    f->job_count++;
    while (!f->stopped && (f->started ? f->job_count > QUEUE : f->jobs || f->count > 0))
        step_or_wait(f);
    stopped = f->stopped || (f->setup->stop && *f->setup->stop);
    tell(f); /* of the new input, and of what this thread leaves to others now */
    (void)pthread_mutex_unlock(&f->lock);
    return stopped;
}

/* Inputs that are left when the run has ended. */
static void
drop_jobs(struct wl_flow *f)
{
    while (f->jobs) {
        struct wl_job *job = f->jobs;
        struct wl_error err = {0};
        int rc = wl_job_drop(job, &f->delivery, &err);
        stop(f, rc, &err);
        f->jobs = job->next;
        wl_job_free(job);
    }
    f->jobs_end = &f->jobs;
    f->job_count = 0;
}

int
wl_flow_finish(struct wl_flow *f, struct wl_error *err)
{
    (void)pthread_mutex_lock(&f->lock);
    while (!f->stopped && (f->jobs || f->count > 0))
        step_or_wait(f);
    while (f->reading || f->delivering || f->count > 0)
        step_or_wait(f);
    f->closing = true;
    (void)pthread_cond_broadcast(&f->work);
    (void)pthread_mutex_unlock(&f->lock);
    for (unsigned i = 0; i < f->worker_count; i++) {
        (void)pthread_join(f->workers[i].thread, NULL);
        wl_detector_free(f->workers[i].detector);
    }
    f->worker_count = 0;
    drop_jobs(f);
    wl_detector_load(f->self.detector, f->state);
    if (f->error.status < 0 && err)
        *err = f->error;
    return f->error.status;
}

uint64_t
wl_flow_given_up(const struct wl_flow *f, const char **pattern)
{
    return wl_detector_given_up(f->self.detector, pattern);
}

void
wl_flow_free(struct wl_flow *f)
{
    if (!f)
        return;
    f->stopped = true;
    if (f->state && f->turns)
        (void)wl_flow_finish(f, NULL);
    for (unsigned i = 0; f->turns && i < f->cap; i++)
        wl_turn_done(f->turns + i);
    free(f->turns);
    free(f->stages);
    free(f->numbers);
    free(f->workers);
    free(f->state);
    free(f->newest);
    wl_detector_free(f->self.detector);
    wl_delivery_done(&f->delivery);
    (void)pthread_mutex_destroy(&f->lock);
    (void)pthread_cond_destroy(&f->work);
    (void)pthread_cond_destroy(&f->news);
    free(f);
}
