/* The fastest reader there can be: receives and throws away, one thread for each connection.
 * Usage: discard SOCKET CONNECTIONS
 * Prints "listening", and when the connections have ended the seconds of processor time that it took. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void *discard(void *connection)
{
    char *buffer = malloc(256 << 10);
    while (recv((int)(long)connection, buffer, 256 << 10, 0) > 0)
        ;
    return NULL;
}

int main(int count, char **arguments)
{
    if (count < 3)
        return 2;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy(address.sun_path, arguments[1], sizeof address.sun_path - 1);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 64) != 0)
        return 1;
    puts("listening");
    fflush(stdout);
    int connections = atoi(arguments[2]);
    pthread_t threads[64];
    for (int i = 0; i < connections && i < 64; i++)
        pthread_create(&threads[i], NULL, discard, (void *)(long)accept(listener, NULL, NULL));
    for (int i = 0; i < connections && i < 64; i++)
        pthread_join(threads[i], NULL);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%.6f\n", used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
    return 0;
}
