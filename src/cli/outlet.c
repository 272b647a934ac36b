#include "cli/outlet.h"

#include "cli/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool
wl_outlet_names(const struct wl_invocation *invocation)
{
    const struct wl_options *given = &invocation->options;

    return given->operand_count > 1 &&
           (wl_options_has(given, WL_ANNOTATE_NUMBER) || wl_options_has(given, WL_ANNOTATE_ONLY) ||
            wl_options_has(given, WL_ANNOTATE_CONTEXT));
}

static struct wl_annotate_options
text_options(const struct wl_invocation *invocation, int fd)
{
    const struct wl_options *given = &invocation->options;
    struct wl_terminal terminal;
    int64_t escape = wl_options_number(given, WL_ANNOTATE_ESCAPE, 0);
    struct wl_annotate_options options;

    wl_terminal_init(&terminal, fd, invocation->common.color);
    options = (struct wl_annotate_options){
        .style =
            (enum wl_annotate_style)wl_options_number(given, WL_ANNOTATE_STYLE, WL_STYLE_APPEND),
        .note = {terminal.utf8, terminal.color},
        .escape = escape == 1 || (escape == 0 && terminal.tty),
        .explain = wl_options_has(given, WL_ANNOTATE_EXPLAIN),
        .context = (unsigned)wl_options_number(given, WL_ANNOTATE_CONTEXT, 0),
        .numbers = wl_options_has(given, WL_ANNOTATE_NUMBER),
        .width = terminal.width,
    };
    options.only =
        wl_options_has(given, WL_ANNOTATE_ONLY) || wl_options_has(given, WL_ANNOTATE_CONTEXT);
    options.names = wl_outlet_names(invocation);
    return options;
}

/* Reading what is being written would never end, and -o would empty it first. */
static int
check_inputs(const struct wl_options *given, int fd, struct wl_error *err)
{
    size_t count = given->operand_count ? given->operand_count : 1;
    struct stat out, in;

    if (fstat(fd, &out) < 0 || !S_ISREG(out.st_mode))
        return 0;
    for (size_t i = 0; i < count; i++) {
        const char *path = given->operand_count ? given->operands[i] : "-";
        int rc = strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &in) : stat(path, &in);
        if (rc == 0 && in.st_dev == out.st_dev && in.st_ino == out.st_ino)
            return wl_error_set(err, WL_EIO, "'%s' is the output too: it would be read for ever",
                                path);
    }
    return 0;
}

int
wl_outlet_open(int *fd, const struct wl_invocation *invocation, struct wl_error *err)
{
    const char *path = invocation->common.output;
    struct stat out;
    int rc;

    *fd = path ? open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666) : STDOUT_FILENO;
    if (*fd < 0)
        return wl_error_set(err, WL_EIO, "cannot write '%s': %s", path, strerror(errno));
    rc = check_inputs(&invocation->options, *fd, err);
    if (rc == 0 && path && fstat(*fd, &out) == 0 && S_ISREG(out.st_mode) && ftruncate(*fd, 0) < 0)
        rc = wl_error_set(err, WL_EIO, "cannot write '%s': %s", path, strerror(errno));
    return rc;
}

int
wl_outlet_close(int fd, const struct wl_invocation *invocation, struct wl_error *err)
{
    if (fd > STDERR_FILENO && close(fd) < 0)
        return wl_error_set(err, WL_EIO, "cannot write '%s': %s", invocation->common.output,
                            strerror(errno));
    return 0;
}

int
wl_outlet_init(struct wl_outlet *outlet, const struct wl_invocation *invocation, int fd,
               struct wl_error *err)
{
    const char *path = invocation->common.output;
    struct wl_annotate_options options;
    int rc;

    *outlet = (struct wl_outlet){0};
    rc = wl_writer_init(&outlet->writer, fd, path ? path : "standard output", err);
    if (rc < 0)
        return rc;
    if (invocation->common.format == 1)
        return wl_jsonl_new(&outlet->jsonl, &outlet->writer, err);
    options = text_options(invocation, fd);
    return wl_annotate_new(&outlet->text, &outlet->writer, &options, err);
}

void
wl_outlet_done(struct wl_outlet *outlet)
{
    wl_annotate_free(outlet->text);
    wl_jsonl_free(outlet->jsonl);
    wl_writer_done(&outlet->writer);
}

struct wl_sink *
wl_outlet_sink(const struct wl_outlet *outlet)
{
    return outlet->text ? wl_annotate_base(outlet->text) : wl_jsonl_base(outlet->jsonl);
}
