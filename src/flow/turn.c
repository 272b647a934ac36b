#include "flow/turn.h"

#include "input/event_log.h"
#include "input/format.h"
#include "input/stream_file.h"
#include "input/transcript.h"

#include <stdlib.h>
#include <sys/stat.h>

int
wl_turn_init(struct wl_turn *turn, size_t state_size, struct wl_error *err)
{
    *turn = (struct wl_turn){.before = malloc(state_size), .after = malloc(state_size)};
    if (turn->before && turn->after)
        return 0;
    wl_turn_done(turn);
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

void
wl_turn_done(struct wl_turn *turn)
{
    wl_room_done(&turn->room);
    wl_findings_done(&turn->findings);
    free(turn->before);
    free(turn->after);
    *turn = (struct wl_turn){0};
}

/* Records of text: the decoded source, made into lines. */
static int
open_records(struct wl_job *job)
{
    struct wl_source *inner = job->source;
    int rc;

    job->source = NULL;
    rc = wl_records_open(&job->lines, inner, job->input.records, &job->error);
    if (rc < 0)
        return rc;
    return wl_source_of_stream(&job->source, job->lines, WL_ENCODING_BYTES, &job->error);
}

/* The raw bytes of an input that is a file. */
static int
open_raw(struct wl_job *job, struct wl_stream **out)
{
    struct wl_source *source = job->source;
    int rc;

    if (!source)
        return wl_stream_open(out, job->input.path, &job->error);
    job->source = NULL;
    rc = wl_source_release(source, out, &job->error);
    wl_source_free(source);
    return rc;
}

static int
open_event_log(struct wl_job *job)
{
    struct wl_stream *inner;
    int rc =
        job->member ? wl_stream_borrow(&inner, job->stream, &job->error) : open_raw(job, &inner);

    if (rc == 0)
        rc = wl_event_log_open(&job->lines, inner, &job->error);
    if (rc < 0)
        return rc;
    return wl_source_of_stream(&job->source, job->lines, WL_ENCODING_BYTES, &job->error);
}

static int
open_source(struct wl_job *job, const struct wl_flow_setup *setup)
{
    int rc = 0;

    if (job->input.records == WL_RECORDS_EVENT_LOG)
        return open_event_log(job);
    if (job->member)
        rc = wl_source_of_stream(&job->source, job->stream, setup->encoding, &job->error);
    else if (!job->source)
        rc = wl_source_open(&job->source, job->input.path, setup->encoding, &job->error);
    if (rc == 0 && !job->member)
        job->mtime_us = wl_source_mtime(job->source);
    if (rc == 0 && job->input.records != WL_RECORDS_NONE)
        rc = open_records(job);
    return rc;
}

void
wl_job_open(struct wl_job *job, const struct wl_flow_setup *setup)
{
    int rc = open_source(job, setup);

    if (rc == 0)
        rc = wl_blocks_new(&job->blocks, job->source, &job->error);
    if (rc < 0)
        return;
    if (job->input.follow)
        wl_source_follow(job->source, job->input.follow);
    job->context.day_first = setup->day_order == WL_DAY_FIRST;
    job->context.reference_us = job->mtime_us ? job->mtime_us : setup->now_us;
}

/* Files are there; a pipe with a name waits for who writes it. */
static bool
may_wait(struct wl_job *job)
{
    struct stat st;

    if (!job->looked && !job->input.regular)
        job->may_wait = strcmp(job->input.path, "-") != 0 && stat(job->input.path, &st) == 0 &&
                        !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
    job->looked = true;
    return job->may_wait;
}

/* As what the first bytes say that it is. */
static void
reopen(struct wl_job *job)
{
    int rc = job->input.records == WL_RECORDS_EVENT_LOG ? open_event_log(job) : open_records(job);

    if (rc == 0)
        (void)wl_blocks_new(&job->blocks, job->source, &job->error);
}

/* Enough to tell text from the rest: more of it is not waited for. */
static bool
is_enough(struct wl_span head)
{
    return !wl_format_may_begin(head.ptr, head.len) && !wl_container_is(head.ptr, head.len) &&
           memcmp(head.ptr, "ElfFile", head.len < 8 ? head.len : 8) != 0;
}

/* What the first bytes make of the input. */
static void
take_shape(struct wl_job *job, struct wl_span head, const struct wl_flow_setup *setup)
{
    struct wl_input *input = &job->input;
    struct wl_magic magic =
        wl_magic_judge(head.ptr, head.len, head.len < WL_MAGIC_HEAD, setup->encoding);

    if (input->look == WL_LOOK_FILTER) {
        input->container = wl_format_is_sure(head.ptr, head.len);
        if (magic.records == WL_RECORDS_EVENT_LOG)
            input->records = magic.records;
        return;
    }
    input->container = wl_container_is(head.ptr, head.len);
    input->records = magic.records;
}

bool
wl_job_look(struct wl_job *job, const struct wl_flow_setup *setup)
{
    struct wl_span head;
    int rc;

    if (job->looked_into || job->member || job->input.look == WL_LOOK_NOT || job->error.status < 0)
        return true;
    if (!job->source && may_wait(job))
        return false;
    if (!job->source)
        wl_job_open(job, setup);
    if (job->error.status < 0)
        return true;
    rc = wl_source_peek(job->source, is_enough, &head, &job->error);
    if (rc == 0)
        return false;
    job->looked_into = true;
    if (rc < 0)
        return true;
    take_shape(job, head.len ? head : wl_span_of(""), setup);
    if (!job->input.container && job->input.records == WL_RECORDS_NONE)
        return true;
    wl_blocks_free(job->blocks);
    job->blocks = NULL;
    if (!job->input.container)
        reopen(job);
    return true;
}

static void
close_source(struct wl_job *job)
{
    wl_blocks_free(job->blocks);
    wl_source_free(job->source);
    wl_stream_close(job->lines);
    job->blocks = NULL;
    job->source = NULL;
    job->lines = NULL;
}

void
wl_job_free(struct wl_job *job)
{
    if (!job)
        return;
    close_source(job);
    wl_container_close(job->container);
    free(job->locator);
    free(job->skipped);
    free(job);
}

static struct wl_job *
make_member(const struct wl_job *container, const struct wl_member *member)
{
    struct wl_job *job = calloc(1, sizeof *job);

    if (!job)
        return NULL;
    job->input = container->input;
    job->input.container = false;
    job->input.records = member->magic.records;
    if (container->input.look == WL_LOOK_FILTER && job->input.records != WL_RECORDS_EVENT_LOG)
        job->input.records = WL_RECORDS_NONE;
    job->member = true;
    job->named = strcmp(member->locator, container->input.locator) != 0;
    job->within = container->container;
    job->locator = strdup(member->locator);
    job->input.locator = job->locator;
    job->verdict = member->verdict;
    job->stream = member->stream;
    job->mtime_us = member->mtime_us;
    if (member->verdict != WL_VERDICT_READ)
        job->skipped = strdup(member->reason);
    if (job->locator && (job->skipped || member->verdict == WL_VERDICT_READ))
        return job;
    wl_job_free(job);
    return NULL;
}

static int
open_container(struct wl_job *job, const struct wl_flow_setup *setup)
{
    struct wl_stream *stream;
    int rc = open_raw(job, &stream);

    if (rc < 0)
        return rc;
    return wl_container_open(&job->container, stream, job->input.locator, &setup->containers,
                             &job->error);
}

int
wl_job_member(struct wl_job *job, const struct wl_flow_setup *setup, struct wl_job **member)
{
    struct wl_member next;
    int rc = 0;

    if (!wl_job_look(job, setup) || !job->input.container || job->error.status < 0)
        return 0;
    if (!job->container)
        rc = open_container(job, setup);
    if (rc == 0)
        rc = wl_container_next(job->container, &next, &job->error);
    if (rc <= 0)
        return 0;
    if (next.verdict == WL_VERDICT_READ && setup->leave) {
        bool known = false;
        next.reason = setup->leave(setup->leave_arg, next.locator, next.mtime_us, &known);
        if (next.reason)
            next.verdict = known ? WL_VERDICT_KNOWN : WL_VERDICT_SKIPPED;
    }
    *member = make_member(job, &next);
    return *member ? 1 : (wl_error_set(&job->error, WL_ENOMEM, "out of memory"), 0);
}

static int
read_block(struct wl_turn *turn, struct wl_job *job, const struct wl_flow_setup *setup)
{
    int rc;

    if (!wl_job_look(job, setup))
        return WL_PAUSED;
    if (job->error.status == 0 && !job->blocks) {
        if (!job->source && may_wait(job))
            return WL_PAUSED;
        wl_job_open(job, setup);
    }
    if (job->error.status < 0) {
        turn->error = job->error;
        return 0;
    }
    rc = wl_blocks_next(job->blocks, &turn->room, &turn->block, &turn->error);
    if (rc == WL_PAUSED)
        return rc;
    turn->full = rc == 1;
    turn->last = rc < 1 || turn->block.last;
    turn->broken = wl_source_broken(job->source);
    turn->used =
        job->member ? wl_container_taken(job->within) : turn->block.offset + turn->block.len;
    if (!job->begun)
        job->bom = wl_source_bom(job->source);
    return 0;
}

static bool
has_content(const struct wl_job *job, bool over)
{
    return !over && job->input.path && !job->input.container && !job->skipped;
}

int
wl_turn_read(struct wl_turn *turn, struct wl_job *job, const struct wl_flow_setup *setup, bool over)
{
    turn->job = job;
    turn->first = !job->begun;
    turn->last = true;
    turn->full = turn->redone = false;
    turn->error.status = 0;
    turn->broken = turn->used = 0;
    if (has_content(job, over) && read_block(turn, job, setup) == WL_PAUSED)
        return WL_PAUSED;
    if (job->input.container)
        turn->error = job->error;
    job->begun = true;
    if (turn->last)
        close_source(job);
    return 0;
}

static void
gather(struct wl_turn *turn, struct wl_detector *detector, unsigned wants)
{
    turn->error.status = 0;
    (void)wl_findings_gather(&turn->findings, detector, &turn->block, &turn->job->context, wants,
                             &turn->error);
    wl_detector_save(detector, turn->after);
}

void
wl_turn_gather(struct wl_turn *turn, struct wl_detector *detector, unsigned wants)
{
    wl_detector_save(detector, turn->before);
    wl_findings_reset(&turn->findings, &turn->block);
    gather(turn, detector, wants);
}

static int
begin(const struct wl_turn *turn, struct wl_delivery *delivery, struct wl_error *err)
{
    const struct wl_block *block = &turn->block;
    size_t whole = block->len - block->guessed;
    struct wl_origin origin = {.locator = turn->job->input.locator,
                               .mtime_us = turn->job->mtime_us,
                               .member = turn->job->named,
                               .head = {block->text, whole < WL_HEAD ? whole : WL_HEAD},
                               .bom = turn->job->bom};
    struct wl_span host = wl_transcript_host((struct wl_span){block->text, block->len});

    wl_delivery_host(delivery, host);
    return wl_delivery_begin(delivery, &origin, err);
}

/* Gathering began from what was known then; it is done again if that was not right. */
static void
verify(struct wl_turn *turn, struct wl_detector *detector, unsigned wants, void *state)
{
    size_t size = wl_detector_state_size(detector);

    if (turn->first) {
        wl_detector_load(detector, state);
        wl_detector_reset(detector);
        wl_detector_save(detector, state);
    }
    if (memcmp(turn->before, state, size) == 0)
        return;
    turn->redone = true;
    wl_detector_load(detector, state);
    wl_turn_gather(turn, detector, wants);
}

static int
deliver_block(struct wl_turn *turn, struct wl_delivery *delivery, struct wl_detector *detector,
              void *state, struct wl_error *err)
{
    int rc;

    verify(turn, detector, delivery->wants, state);
    wl_delivery_open(delivery, &turn->block);
    while ((rc = wl_delivery_take(delivery, &turn->block, &turn->findings, err)) == 0 &&
           turn->error.status == 0 && !wl_findings_complete(&turn->findings, &turn->block)) {
        wl_detector_load(detector, turn->after);
        gather(turn, detector, delivery->wants);
    }
    memcpy(state, turn->after, wl_detector_state_size(detector));
    if (rc < 0)
        return rc;
    if (turn->error.status < 0) {
        *err = turn->error;
        return err->status;
    }
    return wl_delivery_close(delivery, &turn->block, &turn->findings, err);
}

static enum wl_verdict
verdict_of(const struct wl_job *job, const struct wl_flow_result *result)
{
    if (job->skipped)
        return job->verdict;
    if (result->error.status == WL_ELIMIT)
        return WL_VERDICT_REFUSED;
    if (result->complete)
        return WL_VERDICT_READ;
    return result->bytes > 0 || result->error.status == 0 ? WL_VERDICT_PARTIAL : WL_VERDICT_FAILED;
}

static int
end_job(struct wl_job *job, struct wl_delivery *delivery, bool complete, int rc,
        struct wl_error *err)
{
    struct wl_flow_result result = {.broken = delivery->broken,
                                    .complete = complete,
                                    .locator = job->input.locator,
                                    .member = job->member,
                                    .container = job->input.container,
                                    .skipped = job->skipped};
    struct wl_error ignored;

    job->over = true;
    if (delivery->begun) {
        int ended = wl_delivery_end(delivery, complete, &job->context, rc < 0 ? &ignored : err);
        if (rc == 0)
            rc = ended;
        result.lines = wl_delivery_lines(delivery);
        result.bytes = delivery->bytes;
        result.occurrences = delivery->occurrences;
        result.older = delivery->older;
    }
    if (rc < 0)
        result.error = *err;
    result.verdict = verdict_of(job, &result);
    return job->input.end(job->input.arg, &result, err);
}

int
wl_turn_deliver(struct wl_turn *turn, struct wl_delivery *delivery, struct wl_detector *detector,
                void *state, struct wl_error *err)
{
    struct wl_job *job = turn->job;
    bool interrupted;
    int rc = 0;

    delivery->broken = turn->broken;
    if (!job->started && job->input.begin && !job->input.container)
        job->input.begin(job->input.arg, job->input.locator);
    job->started = true;
    if (turn->full && turn->first)
        rc = begin(turn, delivery, err);
    delivery->origin.used = turn->used;
    if (turn->full && rc == 0)
        rc = deliver_block(turn, delivery, detector, state, err);
    if (!turn->full && turn->error.status < 0) {
        *err = turn->error;
        rc = err->status;
    }
    /* a signal that interrupts a read is no error of the input */
    interrupted = rc == WL_EIO && err->text[0] == '\0';
    if (interrupted)
        rc = 0;
    if (rc == 0 && !turn->last)
        return 0;
    return end_job(job, delivery, rc == 0 && !interrupted, rc, err);
}

int
wl_job_drop(struct wl_job *job, struct wl_delivery *delivery, struct wl_error *err)
{
    if (job->over)
        return 0;
    if (job->started)
        return end_job(job, delivery, false, 0, err);
    job->over = true;
    return job->input.end(job->input.arg, NULL, err);
}
