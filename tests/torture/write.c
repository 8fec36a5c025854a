/* Keyed writes over many connections, whatever becomes of the server: each thread sends a request under a key of its own until it is
   acknowledged, the same request with the same key after a broken connection, a 503, a 500 or a 429. What was acknowledged is
   written down, a line each: the key, and the id the answer bore as the database writes it. --way impatient does not wait as long as
   Retry-After says.
   Ends on SIGTERM, or after --seconds: what is on its way is still brought to an end. Status 1 when something was answered that
   must not be, or was not acknowledged within PATIENCE_MS.
   The last line tells the figures: name=value. */
#include "torture/torture.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/id.h"
#include "torture/client.h"

enum { THREADS = 5000, PATIENCE_MS = 600000, REQUEST_BYTES = 4096, STACK_BYTES = 256 << 10, PEER_REQUESTS = 40 };

static struct {
	const struct torture_options *options;
	char *body;
	FILE *acks;
	pthread_mutex_t lock;
	atomic_llong next, acknowledged, busy, failed, broken, wrong, longest_ms;
	atomic_bool is_ending;
} here = { .lock = PTHREAD_MUTEX_INITIALIZER };

struct sender {
	pthread_t thread;
	int number, fd;
	int64_t sent;
	struct answer_read answer;
	char request[REQUEST_BYTES];
};

static size_t request_make(struct sender *sender, long long key)
{
	/* A new address now and then: the door counts how often one asks. */
	long long peer = sender->number * 3000LL + sender->sent++ / PEER_REQUESTS;
	int length = snprintf(sender->request, sizeof sender->request,
	                      "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
	                      "Content-Type: application/json\r\nAccept: application/json\r\n"
	                      "X-Forwarded-For: 10.%lld.%lld.%lld\r\nIdempotency-Key: %s-%lld\r\n"
	                      "Content-Length: %zu\r\n\r\n%s",
	                      here.options->target, here.options->token, peer >> 16 & 255, peer >> 8 & 255, peer & 255,
	                      here.options->prefix, key, strlen(here.body), here.body);
	if (length < 0 || (size_t)length >= sizeof sender->request)
		abort();
	return (size_t)length;
}

/* The id in the answer, as the database writes it. */
static int64_t id_of(const char *body)
{
	char name[80];
	int64_t county, id = 0;
	snprintf(name, sizeof name, "\"%s\":\"", here.options->field);
	const char *start = strstr(body, name);
	if (!start)
		return 0;
	start += strlen(name);
	return id_read((struct text){ start, strcspn(start, "\"") }, &county, &id) ? id : 0;
}

static void acknowledge(struct sender *sender, long long key)
{
	int64_t id = id_of(sender->answer.body);
	if (id == 0) {
		atomic_fetch_add(&here.wrong, 1);
		fprintf(stderr, "write: no id in %.300s\n", sender->answer.body);
		return;
	}
	pthread_mutex_lock(&here.lock);
	fprintf(here.acks, "%s-%lld %lld\n", here.options->prefix, key, (long long)id);
	fflush(here.acks);
	pthread_mutex_unlock(&here.lock);
	atomic_fetch_add(&here.acknowledged, 1);
}

/* One try; true: the key's fate is known. */
static bool try_once(struct sender *sender, long long key)
{
	if (sender->fd < 0)
		sender->fd = client_dial(here.options->port);
	if (sender->fd >= 0 && client_send(sender->fd, sender->request, request_make(sender, key)))
		client_read(sender->fd, &sender->answer);
	else
		sender->answer.status = 0;
	int status = sender->answer.status;
	if ((status == 0 || sender->answer.closes) && sender->fd >= 0) {
		close(sender->fd);
		sender->fd = -1;
	}
	if (status == 200 || status == 201) {
		acknowledge(sender, key);
		return true;
	}
	if (status != 0 && status != 429 && status != 500 && status != 503) {
		atomic_fetch_add(&here.wrong, 1);
		fprintf(stderr, "write: %d %.300s\n", status, sender->answer.body);
		return true;
	}
	if (status == 503 && sender->answer.retry_after == 0)
		atomic_fetch_add(&here.wrong, 1);
	atomic_fetch_add(status == 0 ? &here.broken : status == 500 ? &here.failed : &here.busy, 1);
	bool waits = (status == 503 || status == 429) && strcmp(here.options->way, "impatient") != 0;
	client_pause(waits ? 1000 * sender->answer.retry_after : 20);
	return false;
}

static void deliver(struct sender *sender, long long key)
{
	int64_t begun = client_ms(), took;
	bool over = false;
	while (!over && client_ms() - begun < PATIENCE_MS)
		over = try_once(sender, key);
	if (!over) {
		atomic_fetch_add(&here.wrong, 1);
		fprintf(stderr, "write: %s-%lld was never acknowledged\n", here.options->prefix, key);
	}
	took = client_ms() - begun;
	long long longest = atomic_load(&here.longest_ms);
	while (took > longest && !atomic_compare_exchange_weak(&here.longest_ms, &longest, took))
		;
}

static void *send_on(void *context)
{
	struct sender *sender = context;
	sender->fd = -1;
	while (!atomic_load(&here.is_ending)) {
		long long key = atomic_fetch_add(&here.next, 1);
		if (here.options->count > 0 && key >= here.options->count)
			break;
		deliver(sender, key);
	}
	if (sender->fd >= 0)
		close(sender->fd);
	return NULL;
}

static void end(int signal_number)
{
	(void)signal_number;
	atomic_store(&here.is_ending, true);
}

static bool senders_start(struct sender *senders, int count)
{
	pthread_attr_t attributes;
	bool good = pthread_attr_init(&attributes) == 0 && pthread_attr_setstacksize(&attributes, STACK_BYTES) == 0;
	for (int i = 0; good && i < count; i++) {
		senders[i].number = i;
		good = pthread_create(&senders[i].thread, &attributes, send_on, &senders[i]) == 0;
	}
	pthread_attr_destroy(&attributes);
	return good;
}

static int run(struct sender *senders, int count)
{
	const struct torture_options *options = here.options;
	signal(SIGTERM, end);
	int64_t begun = client_ms();
	if (!senders_start(senders, count))
		return 2;
	while (!atomic_load(&here.is_ending) && (options->count == 0 || atomic_load(&here.next) < options->count)) {
		client_pause(20);
		if (options->seconds > 0 && client_ms() - begun > 1000LL * options->seconds)
			end(0);
	}
	for (int i = 0; i < count; i++)
		pthread_join(senders[i].thread, NULL);
	printf("acknowledged=%lld busy=%lld failed=%lld broken=%lld longest_ms=%lld ms=%lld wrong=%lld\n",
	       atomic_load(&here.acknowledged), atomic_load(&here.busy), atomic_load(&here.failed),
	       atomic_load(&here.broken), atomic_load(&here.longest_ms), (long long)(client_ms() - begun),
	       atomic_load(&here.wrong));
	return atomic_load(&here.wrong) > 0;
}

int torture_write(const struct torture_options *options)
{
	int count = options->connections < THREADS ? options->connections : THREADS, code = 2;
	struct sender *senders = calloc((size_t)count, sizeof *senders);
	here.options = options;
	here.body = torture_file(options->body);
	here.acks = fopen(options->acks, "a");
	if (senders && here.acks)
		code = run(senders, count);
	if (here.acks && fclose(here.acks) != 0)
		code = 2;
	free(senders);
	free(here.body);
	return code;
}
