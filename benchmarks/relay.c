/* A relay: what is said in its one room is sent to everybody else there, and nothing is checked,
 * limited or kept. It speaks as much IRC as benchmarks/crowd.py does, on one thread, in the fewest
 * calls of the system: a chat that is measured beside it cannot be expected to be faster.
 *
 *     cc -O2 -o relay relay.c && ./relay      prints its port
 */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 4096, ROOM = 16384, LINE = 512 };

struct client {
    char nick[32];
    char heard[ROOM + 1];
    size_t length;
};

static struct client *clients[MOST]; /* by descriptor */
static int members[MOST], count;

static void say(int to, const char *line, int length)
{
    send(to, line, length, MSG_NOSIGNAL); /* who does not read hears less */
}

static void tell(int author, const char *line, int length)
{
    for (int i = 0; i < count; i++)
        if (members[i] != author)
            say(members[i], line, length);
}

static void obey(int from, const char *said)
{
    const char *nick = clients[from]->nick;
    char line[LINE];

    if (!strncmp(said, "NICK ", 5))
        snprintf(clients[from]->nick, sizeof clients[from]->nick, "%s", said + 5);
    else if (!strncmp(said, "USER ", 5))
        say(from, line, snprintf(line, LINE, ":relay 376 %s :Welcome\r\n", nick));
    else if (!strncmp(said, "JOIN ", 5)) {
        members[count++] = from;
        tell(-1, line, snprintf(line, LINE, ":%s!u@h %.200s\r\n", nick, said));
        say(from, line, snprintf(line, LINE, ":relay 366 %s %.200s :\r\n", nick, said + 5));
    } else if (!strncmp(said, "PRIVMSG ", 8))
        tell(from, line, snprintf(line, LINE, ":%s!u@h %.400s\r\n", nick, said));
}

static void leave(int who)
{
    for (int i = 0; i < count; i++)
        if (members[i] == who)
            members[i--] = members[--count];
    free(clients[who]);
    clients[who] = NULL;
    close(who);
}

static void hear(int from)
{
    struct client *client = clients[from];
    ssize_t came = recv(from, client->heard + client->length, ROOM - client->length, 0);
    if (came <= 0) {
        leave(from);
        return;
    }
    client->length += came;
    char *start = client->heard, *end;
    while ((end = memchr(start, '\n', client->heard + client->length - start))) {
        end[end > start && end[-1] == '\r' ? -1 : 0] = '\0';
        obey(from, start);
        start = end + 1;
    }
    client->length -= start - client->heard;
    memmove(client->heard, start, client->length);
}

int main(void)
{
    struct sockaddr_in place = {.sin_family = AF_INET};
    socklen_t size = sizeof place;
    struct epoll_event ready[64];
    int listener = socket(AF_INET, SOCK_STREAM, 0), epoll = epoll_create1(0), on = 1;

    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&place, size) || listen(listener, MOST)
        || getsockname(listener, (struct sockaddr *)&place, &size)) {
        perror("relay");
        return 1;
    }
    printf("%d\n", ntohs(place.sin_port));
    fflush(stdout);
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener,
              &(struct epoll_event){.events = EPOLLIN, .data.fd = listener});
    for (;;) {
        int events = epoll_wait(epoll, ready, 64, -1);
        for (int i = 0; i < events; i++) {
            if (ready[i].data.fd != listener) {
                hear(ready[i].data.fd);
                continue;
            }
            int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
            if (client < 0)
                continue;
            if (client >= MOST || !(clients[client] = calloc(1, sizeof(struct client)))) {
                close(client);
                continue;
            }
            setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            epoll_ctl(epoll, EPOLL_CTL_ADD, client,
                      &(struct epoll_event){.events = EPOLLIN, .data.fd = client});
        }
    }
}
