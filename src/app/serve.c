/* tongcun serve: the site over HTTP, chores in threads of their own, a clean end on SIGTERM. */
#include "app/subcommand.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/thread.h"
#include "db/open.h"
#include "web/server.h"

enum { CHORE_PAUSE_MS = 500, LONG_BYTES = 256 << 10 };

struct chore_thread {
	struct site *site;
	bool slow;
	atomic_bool is_ending;
	pthread_t thread;
};

/* Site of the request the server hands over. */
static void handle(void *site, struct exchange *exchange)
{
	site_handle(site, exchange);
}

static void *run_chores(void *context)
{
	struct chore_thread *chores = context;

	while (!atomic_load(&chores->is_ending)) {
		if (site_chores_of(chores->site, machine_now(), chores->slow) < CHORE_ROUNDS)
			thread_sleep_ms(CHORE_PAUSE_MS);
	}
	return NULL;
}

/* Gives how many could be started. */
static size_t start_chores(struct chore_thread chores[CHORE_THREADS])
{
	size_t count = 0;

	while (count < CHORE_THREADS && thread_start(&chores[count].thread, run_chores, &chores[count]))
		count++;
	return count;
}

/* All of it at once: nobody new is let in, and a chore that talks to an outside system has until its next word with it. */
static void end(struct site *site, struct server *server, struct chore_thread *chores, size_t count)
{
	site_will_stop(site);
	for (size_t i = 0; i < count; i++)
		atomic_store(&chores[i].is_ending, true);
	server_stop(server);
	for (size_t i = 0; i < count; i++)
		pthread_join(chores[i].thread, NULL);
}

/* Sleeps until the program is asked to end; the signals were blocked before any thread began, so only this one takes them. */
static int wait_for_end(const sigset_t *signals)
{
	int signal_taken = 0;

	while (sigwait(signals, &signal_taken) != 0)
		continue;
	return signal_taken;
}

static void block_signals(sigset_t *ret_signals)
{
	sigemptyset(ret_signals);
	sigaddset(ret_signals, SIGTERM);
	sigaddset(ret_signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, ret_signals, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int serve_site(const struct options *options, struct site *site, void (*ready)(void *context, int port), void *context)
{
	struct server_options server_options = {
		.listen = options->listen,
		.threads = options_threads(),
		.behind_proxy = options->proxy,
		.body_limit = site_body_limit,
		.handle = handle,
		.context = site,
	};
	struct chore_thread chores[CHORE_THREADS] = { { .site = site }, { .site = site, .slow = true } };
	struct text problem = T("");
	struct server *server;
	size_t started;
	sigset_t signals;

	/* What a long answer took goes back to the machine; glibc would keep up to 32 MB of such pieces for the next one. */
	mallopt(M_MMAP_THRESHOLD, LONG_BYTES);
	block_signals(&signals);
	if (server_start(&server_options, options->arena, &server, &problem) != DONE)
		return complain("%.*s", TEXT(problem));
	started = start_chores(chores);
	if (started < CHORE_THREADS) {
		end(site, server, chores, started);
		return complain("The machine gives no more threads; raise the limit of tasks of the service.");
	}
	log_event(LOG_INFO, "serving", "port=%d", server_port(server));
	if (ready != NULL)
		ready(context, server_port(server));
	log_event(LOG_INFO, "ending", "signal=%d", wait_for_end(&signals));
	end(site, server, chores, started);
	return 0;
}

static void say_ready(void *context, int port)
{
	const struct options *options = context;
	struct text host = text_part(options->listen, 0, options->listen.length);

	while (host.length > 0 && host.bytes[host.length - 1] != ':')
		host.length--;
	printf("Tongcun serves on http://%.*s%d\n", TEXT(host), port);
	fflush(stdout);
}

int subcommand_serve(struct options *options)
{
	struct digest secret;
	struct site *site;
	struct site_options site_options;
	int code;

	if (!options_secret(options, false, &secret))
		return 1;
	log_set_level(options->debug ? LOG_DEBUG : LOG_INFO);
	db_report_scans(options->debug);
	site_options = options_site_served(options, &secret);
	if (!start_site(options, &site_options, &site))
		return 1;
	code = serve_site(options, site, say_ready, options);
	site_stop(site);
	return code;
}
