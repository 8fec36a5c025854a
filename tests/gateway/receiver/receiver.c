/*
 * receiver: the shop's end of a callback, for test.sh. Prints "listening PORT", then a line for every request it gets:
 * milliseconds, path, X-Signature and body, separated by tabs. Answers 204; below /fail/ 500 to the first two requests
 * for each path. It checks nothing: what is true of a callback the test decides with openssl.
 *
 * One thread, no lock, no end but a signal.
 */
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BODY_MAX = 4096, PATHS_MAX = 16, FAILURES = 2 };

struct body {
	char text[BODY_MAX + 1];
	size_t length;
};

struct failing {
	char path[128];
	int times;
};

static unsigned int status_of(struct failing *failing, const char *path)
{
	if (strncmp(path, "/fail/", 6) != 0)
		return MHD_HTTP_NO_CONTENT;
	for (size_t i = 0; i < PATHS_MAX; i++) {
		struct failing *f = &failing[i];

		if (f->path[0] == '\0')
			(void)snprintf(f->path, sizeof f->path, "%s", path);
		if (strcmp(f->path, path) == 0)
			return f->times++ < FAILURES ? MHD_HTTP_INTERNAL_SERVER_ERROR : MHD_HTTP_NO_CONTENT;
	}
	return MHD_HTTP_NO_CONTENT;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *data, size_t *size, void **request)
{
	struct body *body = *request;
	struct MHD_Response *response;
	const char *signature;
	enum MHD_Result result;
	struct timespec now;

	(void)method;
	(void)version;
	if (body == NULL) {
		*request = calloc(1, sizeof *body);
		return *request ? MHD_YES : MHD_NO;
	}
	if (*size > 0) {
		if (*size > BODY_MAX - body->length)
			return MHD_NO;
		memcpy(body->text + body->length, data, *size);
		body->length += *size;
		*size = 0;
		return MHD_YES;
	}
	signature = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Signature");
	clock_gettime(CLOCK_REALTIME, &now);
	printf("%lld\t%s\t%s\t%s\n", (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000, path,
	       signature ? signature : "", body->text);
	fflush(stdout);
	response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
	result = MHD_queue_response(connection, status_of(context, path), response);
	MHD_destroy_response(response);
	return result;
}

static void complete(void *context, struct MHD_Connection *connection, void **request,
                     enum MHD_RequestTerminationCode why)
{
	(void)context;
	(void)connection;
	(void)why;
	free(*request);
	*request = NULL;
}

int main(void)
{
	struct failing failing[PATHS_MAX] = { 0 };
	struct MHD_Daemon *daemon;
	sigset_t ends;
	int which;

	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	daemon = MHD_start_daemon(MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handle, failing,
	                          MHD_OPTION_NOTIFY_COMPLETED, complete, NULL, MHD_OPTION_END);
	if (daemon == NULL)
		return 1;
	printf("listening %u\n", (unsigned int)MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	sigwait(&ends, &which);
	MHD_stop_daemon(daemon);
	return 0;
}
