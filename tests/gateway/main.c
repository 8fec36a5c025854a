/*
 * gateway: an outside payment gateway for tests and demonstrations. It plays the part of a payment company: signed
 * messages, a page for the buyer, callbacks; and it behaves badly on request. The protocol is docs/gateway.md.
 *
 * This file: options and lifetime. Signals are blocked in every thread and awaited here; on SIGTERM or SIGINT the doors
 * close first, then the deliveries stop, then the state goes, so nobody ever meets a part that is gone.
 */
#include "callback.h"
#include "doors.h"
#include "gateway.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <jansson.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
	const char *listen;
	const char *secret;
	const char *merchant;
	const char *seed;
	const char *retry_ms;
	const char *answer_ms;
	bool naughty;
	bool allow_any;
};

static const char usage[] = "usage: gateway [--listen 127.0.0.1:PORT] [--secret HEX] [--merchant NAME] [--naughty]\n"
			    "               [--seed N] [--retry-ms N] [--answer-ms N] [--allow-any]\n"
			    "  --listen     address and port; port 0 takes any free one (default 127.0.0.1:0)\n"
			    "  --secret     the shared key, 64 hexadecimal digits; else from GATEWAY_SECRET\n"
			    "  --merchant   the shop it serves (default tongcun)\n"
			    "  --naughty    opens the test doors /naughty, /test/pay and /test/state\n"
			    "  --seed       makes probabilities fall alike in every run (default: of chance)\n"
			    "  --retry-ms   pause before the second try of a callback; it doubles (default 1000)\n"
			    "  --answer-ms  how long its answers to the shop take (default 0)\n"
			    "  --allow-any  listens and calls back outside this machine too\n";

/* Reads one option at argv[*at]; false when it is not known or lacks its value. */
static bool option_read(struct options *o, char **argv, int *at)
{
	const struct {
		const char *name;
		const char **value;
	} values[] = {
		{ "--listen", &o->listen }, { "--secret", &o->secret },     { "--merchant", &o->merchant },
		{ "--seed", &o->seed },     { "--retry-ms", &o->retry_ms }, { "--answer-ms", &o->answer_ms },
	};
	const struct {
		const char *name;
		bool *flag;
	} flags[] = { { "--naughty", &o->naughty }, { "--allow-any", &o->allow_any } };

	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
		if (strcmp(argv[*at], flags[i].name) == 0)
			return *flags[i].flag = true;
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		if (strcmp(argv[*at], values[i].name) == 0 && argv[*at + 1] != NULL) {
			*values[i].value = argv[++*at];
			return true;
		}
	return false;
}

static bool listen_read(const char *text, bool allow_any, struct sockaddr_in *ret_address)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	const char *colon = strchr(text, ':');
	char host[INET_ADDRSTRLEN];
	int64_t port;

	if (colon == NULL || (size_t)(colon - text) >= sizeof host)
		return false;
	memcpy(host, text, (size_t)(colon - text));
	host[colon - text] = '\0';
	if (inet_pton(AF_INET, host, &address.sin_addr) != 1)
		return false;
	if (!allow_any && (ntohl(address.sin_addr.s_addr) >> 24) != 127)
		return false;
	if (!sign_number_read(colon + 1, strlen(colon + 1), &port) || port > UINT16_MAX)
		return false;
	address.sin_port = htons((uint16_t)port);
	*ret_address = address;
	return true;
}

static int complain(const char *what)
{
	fprintf(stderr, "gateway: %s\n", what);
	return 2;
}

/* Says where it listens, then waits for the end. */
static int serve(struct gateway *g, const struct sockaddr_in *address, const sigset_t *ends)
{
	struct callback *callback = callback_start(g);
	struct doors *doors = NULL;
	char host[INET_ADDRSTRLEN] = "";
	unsigned int port = 0;
	int status = 1;
	int which;

	if (callback != NULL)
		doors = doors_open(g, address, &port);
	if (doors != NULL) {
		inet_ntop(AF_INET, &address->sin_addr, host, sizeof host);
		printf("listening %s:%u\n", host, port);
		fflush(stdout);
		sigwait(ends, &which);
		status = 0;
	} else {
		complain("cannot listen");
	}
	doors_close(doors);
	callback_stop(callback);
	return status;
}

static int run(const struct options *o)
{
	struct gateway g = { .merchant = o->merchant, .naughty = o->naughty, .allow_any = o->allow_any };
	struct sockaddr_in address;
	int64_t retry_ms, seed;
	sigset_t ends;
	int status;

	if (o->secret == NULL || !sign_key_read(o->secret, &g.key))
		return complain("the secret (--secret or GATEWAY_SECRET) must be 64 hexadecimal digits");
	if (!listen_read(o->listen, o->allow_any, &address))
		return complain("--listen must be a loopback address and port such as 127.0.0.1:0");
	if (!sign_number_read(o->retry_ms, strlen(o->retry_ms), &retry_ms) || retry_ms < 1 || retry_ms > 60000)
		return complain("--retry-ms must be from 1 to 60000");
	randombytes_buf(&seed, sizeof seed);
	if (!sign_number_read(o->answer_ms, strlen(o->answer_ms), &g.answer_ms) || g.answer_ms > 60000)
		return complain("--answer-ms must be from 0 to 60000");
	if (o->seed != NULL && !sign_number_read(o->seed, strlen(o->seed), &seed))
		return complain("--seed must be a number");
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	g.state = state_new((uint64_t)seed, retry_ms);
	if (g.state == NULL)
		return complain("out of memory");
	status = serve(&g, &address, &ends);
	state_free(g.state);
	return status;
}

int main(int argc, char **argv)
{
	struct options o = {
		.listen = "127.0.0.1:0",
		.secret = getenv("GATEWAY_SECRET"),
		.merchant = "tongcun",
		.retry_ms = "1000",
		.answer_ms = "0",
	};
	int status;

	for (int at = 1; at < argc; at++)
		if (!option_read(&o, argv, &at)) {
			fputs(usage, stderr);
			return 2;
		}
	if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return complain("cannot start libsodium or libcurl");
	json_object_seed(0);
	status = run(&o);
	curl_global_cleanup();
	return status;
}
