/* Sends each line of a file as one send(), as Suricata does, over one connection, as fast as it goes or at a given rate.
 * Usage: send SOCKET FILE [RECORDS_PER_SECOND [BUFFER_BYTES]]
 * Prints "ready" once it is connected and the file is in memory, and begins when it reads a line.
 * The socket blocks, so that nothing is lost. With a buffer of so many bytes (as net.core.wmem_default counts them; needs
 * root) it never waits, as Suricata: what does not fit is lost. Prints seconds from the first send to the last, the records
 * that were sent, the seconds of processor time that it took, and the records that were lost. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static double processor_time(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void wait_until(double time)
{
    /* A late wake-up is made up for by the records that follow at once. */
    double left = time - now();
    if (left > 0) {
        struct timespec t = {(time_t)left, (long)((left - (time_t)left) * 1e9)};
        nanosleep(&t, NULL);
    }
}

int main(int count, char **arguments)
{
    if (count < 3)
        return 2;
    double rate = count > 3 ? atof(arguments[3]) : 0;
    /* setsockopt(2) doubles it. */
    int half = count > 4 ? atoi(arguments[4]) / 2 : 0;
    int flags = half > 0 ? MSG_NOSIGNAL | MSG_DONTWAIT : MSG_NOSIGNAL;
    int file = open(arguments[2], O_RDONLY);
    struct stat stat;
    if (file < 0 || fstat(file, &stat) != 0)
        return 1;
    const char *eve = mmap(NULL, stat.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, arguments[1], sizeof address.sun_path - 1);
    int peer = socket(AF_UNIX, SOCK_STREAM, 0);
    if (half > 0 && setsockopt(peer, SOL_SOCKET, SO_SNDBUFFORCE, &half, sizeof half) != 0)
        return 1;
    if (connect(peer, (struct sockaddr *)&address, sizeof address) != 0)
        return 1;

    puts("ready");
    fflush(stdout);
    if (getchar() == EOF)
        return 1;
    long records = 0, lost = 0;
    double begin = now(), used = processor_time();
    for (const char *at = eve; at < eve + stat.st_size;) {
        const char *end = (const char *)memchr(at, '\n', eve + stat.st_size - at) + 1;
        while (at < end) {
            ssize_t sent = send(peer, at, end - at, flags);
            if (sent < 0 && errno == EAGAIN && half > 0) {
                lost++;
                at = end;
                continue;
            }
            if (sent <= 0)
                return 1;
            at += sent;
        }
        /* In steps of 20 records, so that the clock is not what is measured. */
        if (++records % 20 == 0 && rate > 0)
            wait_until(begin + records / rate);
    }
    double seconds = now() - begin;
    printf("%.6f %ld %.6f %ld\n", seconds, records - lost, processor_time() - used, lost);
    return 0;
}
