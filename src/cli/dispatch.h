/*
 * From argv to an exit status: find the command, parse, run, and make sure that what was written
 * arrived.
 */
#pragma once

/** Run the program. @return its exit status */
int wl_dispatch(int argc, char **argv);
