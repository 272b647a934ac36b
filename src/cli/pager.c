#include "cli/pager.h"

#include "base/count.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* 0: it is no terminal, or hides how high it is. */
static unsigned
lines_of_screen(void)
{
    struct winsize size;

    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
        return 0;
    return size.ws_row;
}

static const char *
pager_command(void)
{
    const char *command = getenv("WSALOG_PAGER");

    if (!command)
        command = getenv("PAGER");
    if (!command)
        command = "less";
    return *command && strcmp(command, "cat") != 0 ? command : NULL;
}

bool
wl_pager_show(const struct wl_buf *text)
{
    unsigned lines = lines_of_screen();
    const char *command = pager_command();
    FILE *pager;
    int status;

    if (lines == 0 || !command || wl_count_newlines(text->ptr, text->len) < lines)
        return false;
    /* Colours as they are, nothing where it turns out to be short, the screen left as it is. */
    (void)setenv("LESS", "FRX", 0);
    (void)signal(SIGPIPE, SIG_IGN); /* who leaves the pager early has seen enough */
    pager = popen(command, "w");
    if (!pager)
        return false;
    (void)fwrite(text->ptr, 1, text->len, pager);
    status = pclose(pager);
    return status != -1 && !(WIFEXITED(status) && WEXITSTATUS(status) == 127); /* 127: not found */
}
