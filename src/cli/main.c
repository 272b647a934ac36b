/*
 * The program: set up the process, then dispatch. It leaves by the exit statuses of command.h, or
 * by SIGPIPE when the reader of its output has gone.
 */
#include "cli/dispatch.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* A file opened as descriptor 1 or 2, because the caller had closed it, would receive output and
 * messages. The mode is the wrong one on purpose: using them stays an error. */
static void
fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) == -1)
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int
main(int argc, char **argv)
{
    fill_standard_descriptors();
    /* A parent may have left it ignored. */
    (void)signal(SIGPIPE, SIG_DFL);
    return wl_dispatch(argc, argv);
}
