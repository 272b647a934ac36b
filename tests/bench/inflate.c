/*
 * Unpacks a .gz file with zlib and throws the bytes away: inflate FILE. The least that reading such
 * a file costs; a peer of the benchmark, built by the runner where zlib is installed.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static unsigned char packed[256 * 1024], bytes[256 * 1024];

/* All bytes of what was read, over the borders of members. Z_OK while it goes on. */
static int
inflate_some(z_stream *stream, unsigned long long *total)
{
    int rc = Z_OK;

    while (rc == Z_OK && stream->avail_in > 0) {
        stream->next_out = bytes;
        stream->avail_out = sizeof bytes;
        rc = inflate(stream, Z_NO_FLUSH);
        *total += sizeof bytes - stream->avail_out;
        if (rc == Z_STREAM_END)
            rc = inflateReset(stream);
    }
    return rc == Z_BUF_ERROR ? Z_OK : rc;
}

int
main(int argc, char **argv)
{
    unsigned long long total = 0;
    z_stream stream;
    ssize_t got;
    int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1, rc;

    memset(&stream, 0, sizeof stream);
    if (fd < 0 || inflateInit2(&stream, 15 + 32) != Z_OK) {
        fprintf(stderr, "usage: inflate FILE\n");
        return 2;
    }
    do {
        got = read(fd, packed, sizeof packed);
        stream.next_in = packed;
        stream.avail_in = got > 0 ? (unsigned)got : 0;
        rc = inflate_some(&stream, &total);
    } while (got > 0 && rc == Z_OK);
    printf("%llu\n", total);
    (void)inflateEnd(&stream);
    return got == 0 && rc == Z_OK ? 0 : 2;
}
