/* The HTTP server: libmicrohttpd behind web/server.h. Nothing else in the program knows it.
   The way of a request: the library's first call makes a seat (an exchange with its arena, taken from a free list), the next
   ones bring the body, the last one asks the site for an answer. When that has not come by then, the connection is suspended and
   finish(), from whatever thread, resumes it; the library then calls once more and the answer is queued.
   A request whose head the library has no memory for (some 240 parameters or cookies) is given up and its end never told: the seat is then
   given back with the connection.
   Invariants: a seat is one connection's at a time and lives until its answer is sent; one of finish() and the suspending call
   comes second, and that one resumes. */
#include "web/server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <inttypes.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/thread.h"
#include "base/world.h"
#include "web/listener.h"
#include "web/loop.h"
#include "web/target.h"

enum {
	SERVER_IDLE_SECONDS = 30,
	SERVER_STOP_MS = 10000,
	SERVER_STOP_GRACE_MS = 2000, /* for a thread that has answered and is still on its way out of finish() */
	SERVER_SEATS_KEPT = 256,     /* free ones kept; the rest is given back to the machine */
	/* Of the library, a connection: the head of a request lies in it, and the head of the answer. */
	SERVER_MEMORY = 16 << 10,
	SERVER_PARAMETERS = 200, /* of a query: some 240 fit beside a short head */
	SERVER_BODY_FIRST = 4 << 10,
	SERVER_BODY_SHORT = 64 << 10,
	SERVER_DISCARD = 64 << 20, /* bytes of a body too large that are read away for a proper answer */
	SERVER_FILES = 128,  /* open files beside connections: databases, children for pictures, calls to others */
	SERVER_LEAVING = 64, /* connections that have been told closed and that the library still counts */
};

enum seat_state { SEAT_RUNNING, SEAT_SUSPENDED, SEAT_FINISHED };

struct seat {
	struct server *server;
	struct loop *loop;
	struct exchange exchange; /* exchange.owner is the seat */
	struct header headers[LIMIT_HEADERS];
	struct MHD_Connection *connection;
	size_t body_limit;
	char *body;
	size_t body_room, discarded;
	size_t body_taken; /* of the arena for the body: counted in the server's bodies */
	_Atomic int state;
	bool was_asked;  /* the site has the exchange */
	bool has_begun;  /* the head is whole: whoever stops the server waits for it */
	bool body_began; /* body_limit is known */
	bool closes;     /* the framing cannot be trusted: nothing more is read from this connection */
	struct seat *next;
};

/* What the library keeps for us with a connection, from its beginning to its end. */
struct guest {
	struct seat *seat; /* NULL between two requests */
};

struct server {
	struct server_options options;
	struct listener *listener;
	struct loop *loops;
	unsigned loop_count;
	pthread_mutex_t lock;
	pthread_cond_t calm;
	struct seat *free;
	size_t free_count;
	_Atomic size_t busy;    /* seats whose head is whole; it becomes less under the lock */
	_Atomic int unanswered; /* exchanges the site still has */
	_Atomic bool is_ending; /* connections are closed after their next answer */
	_Atomic size_t bodies;  /* bytes of memory that hold bodies */
	unsigned most;          /* connections */
};

/* ---- seats ---- */

static struct seat *seat_take(struct loop *loop)
{
	struct server *server = loop->context;
	pthread_mutex_lock(&server->lock);
	struct seat *seat = server->free;
	if (seat) {
		server->free = seat->next;
		server->free_count--;
	}
	pthread_mutex_unlock(&server->lock);
	if (!seat) {
		seat = calloc(1, sizeof *seat);
		if (!seat) {
			log_event(LOG_ERROR, "server", "reason=no_memory");
			abort();
		}
		seat->exchange.arena = arena_new();
	}
	struct arena *arena = seat->exchange.arena;
	seat->server = server;
	seat->loop = loop;
	seat->exchange = (struct exchange){ .arena = arena, .headers = seat->headers, .owner = seat };
	seat->body = NULL;
	seat->body_room = seat->body_limit = seat->discarded = seat->body_taken = 0;
	seat->was_asked = seat->has_begun = seat->body_began = seat->closes = false;
	seat->next = NULL;
	atomic_store(&seat->state, SEAT_RUNNING);
	return seat;
}

static void seat_free(struct seat *seat)
{
	arena_free(seat->exchange.arena);
	free(seat);
}

static void seat_give_back(struct seat *seat)
{
	struct server *server = seat->server;
	arena_reset(seat->exchange.arena);
	atomic_fetch_sub(&server->bodies, seat->body_taken);
	pthread_mutex_lock(&server->lock);
	bool kept = server->free_count < SERVER_SEATS_KEPT;
	if (kept) {
		seat->next = server->free;
		server->free = seat;
		server->free_count++;
	}
	if (seat->has_begun && atomic_fetch_sub(&server->busy, 1) == 1)
		pthread_cond_broadcast(&server->calm);
	pthread_mutex_unlock(&server->lock);
	if (!kept)
		seat_free(seat);
}

/* ---- reading the head ---- */

struct head_reader {
	struct seat *seat;
	int lengths; /* Content-Length headers */
	bool has_coding, too_many;
};

static enum MHD_Result head_read(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct head_reader *reader = context;
	struct exchange *exchange = &reader->seat->exchange;
	(void)kind;
	struct header header = { text_of(name), text_trim(text_of(value)) };
	if (text_equal_caseless(header.name, T("Content-Length")))
		reader->lengths++;
	if (text_equal_caseless(header.name, T("Transfer-Encoding")))
		reader->has_coding = true;
	if (exchange->header_count == LIMIT_HEADERS) {
		reader->too_many = true;
		return MHD_NO;
	}
	exchange->headers[exchange->header_count++] =
		(struct header){ text_copy(exchange->arena, header.name), text_copy(exchange->arena, header.value) };
	return MHD_YES;
}

static void method_read(struct exchange *exchange, const char *method)
{
	exchange->method = GET;
	if (!strcmp(method, "POST"))
		exchange->method = POST;
	else if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		exchange->refused = 405;
}

/* Behind the proxy the last address of the last X-Forwarded-For is the one the proxy itself saw: it adds one to the list or a
   header below those that a stranger sent. */
static void peer_read(struct seat *seat)
{
	struct exchange *exchange = &seat->exchange;
	if (seat->server->options.behind_proxy) {
		struct text rest = T(""), piece;
		for (size_t i = 0; i < exchange->header_count; i++)
			if (text_equal_caseless(exchange->headers[i].name, T("X-Forwarded-For")))
				rest = exchange->headers[i].value;
		while (rest.length && text_next(&rest, ',', &piece))
			exchange->peer = text_trim(piece);
		if (exchange->peer.length)
			return;
	}
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(seat->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char address[INET6_ADDRSTRLEN] = "";
	if (info && info->client_addr)
		getnameinfo(info->client_addr,
		            info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
		                                                     : sizeof(struct sockaddr_in),
		            address, sizeof address, NULL, 0, NI_NUMERICHOST);
	exchange->peer = text_copy(exchange->arena, text_of(address));
}

/* The whole head is here. */
static void seat_begin(struct seat *seat, const char *method)
{
	struct exchange *exchange = &seat->exchange;
	struct head_reader reader = { .seat = seat };
	exchange->started_ticks = machine_ticks();
	seat->has_begun = true;
	/* Before it asks whether the server is ending: who stops it says so first and looks then. */
	atomic_fetch_add(&seat->server->busy, 1);
	MHD_get_connection_values(seat->connection, MHD_HEADER_KIND, head_read, &reader);
	if (!exchange->refused)
		method_read(exchange, method);
	if (reader.lengths > 1 || (reader.lengths && reader.has_coding) || reader.too_many)
		exchange->refused = 400;
	else if (!exchange->refused && atomic_load(&seat->server->is_ending))
		exchange->refused =
			503; /* answered at once: nothing is suspended any more when the library is stopped */
	seat->closes = exchange->refused == 400 || exchange->refused == 503;
	peer_read(seat);
}

/* ---- the body ---- */

/* Room for that many bytes. False: all bodies together hold as much as they may; the request is refused and its sender let go. What is
   short still finds room when large ones have taken theirs: uploads that stand still keep nobody from ordering. */
static bool body_widen(struct seat *seat, size_t wanted)
{
	size_t room = seat->body_room ? 2 * seat->body_room : SERVER_BODY_FIRST;
	while (room < wanted)
		room *= 2;
	size_t most = room <= SERVER_BODY_SHORT ? 2 * (size_t)LIMIT_BODIES_BYTES : LIMIT_BODIES_BYTES;
	if (atomic_fetch_add(&seat->server->bodies, room) + room > most) {
		atomic_fetch_sub(&seat->server->bodies, room);
		seat->exchange.refused = 503;
		seat->exchange.body = T("");
		seat->closes = true;
		return false;
	}
	seat->body_taken += room; /* the arena keeps the shorter piece, too */
	seat->body = arena_grow(seat->exchange.arena, seat->body, seat->body_room, room);
	seat->body_room = room;
	return true;
}

/* False: enough of it. */
static bool body_add(struct seat *seat, const char *data, size_t size)
{
	struct exchange *exchange = &seat->exchange;
	size_t length = exchange->body.length;
	if (!seat->body_began) {
		seat->body_began = true;
		seat->body_limit = seat->server->options.body_limit(seat->server->options.context, exchange->method,
		                                                    exchange->path);
	}
	if (exchange->body_too_large || exchange->refused || size > seat->body_limit - length) {
		exchange->body_too_large = !exchange->refused;
		exchange->body = T("");
		seat->discarded += size;
		return seat->discarded <= SERVER_DISCARD;
	}
	if (length + size + 1 > seat->body_room && !body_widen(seat, length + size + 1)) {
		seat->discarded += size;
		return true;
	}
	memcpy(seat->body + length, data, size);
	exchange->body = (struct text){ seat->body, length + size };
	return true;
}

/* ---- the answer ---- */

static void add(struct MHD_Response *response, struct arena *arena, const char *name, struct text value)
{
	if (value.length)
		MHD_add_response_header(response, name, text_string(arena, value));
}

static void add_number(struct MHD_Response *response, struct arena *arena, const char *name, int64_t value)
{
	if (value > 0)
		add(response, arena, name, text_format(arena, "%" PRId64, value));
}

/* RFC 6266: a plain name for old clients and the real one in UTF-8. */
static void add_file(struct MHD_Response *response, struct arena *arena, struct text file)
{
	if (!file.length)
		return;
	struct output out = output_in(arena);
	out_string(&out, "attachment; filename=\"");
	for (size_t i = 0; i < file.length; i++) {
		char c = file.bytes[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
		             c == '-' || c == '_';
		out_raw(&out, plain ? &c : "_", 1);
	}
	out_string(&out, "\"; filename*=UTF-8''");
	out_url(&out, file);
	add(response, arena, "Content-Disposition", output_text(&out));
}

/* A path may hold any UTF-8; a header may not. */
static struct text location_of(struct arena *arena, struct text location)
{
	struct output out = output_in(arena);
	for (size_t i = 0; i < location.length; i++) {
		unsigned char c = (unsigned char)location.bytes[i];
		if (c > 0x20 && c < 0x7f)
			out_raw(&out, &location.bytes[i], 1);
		else
			out_format(&out, "%%%02X", c);
	}
	return output_text(&out);
}

static void add_headers(struct MHD_Response *response, struct seat *seat)
{
	const struct reply *reply = &seat->exchange.reply;
	struct arena *arena = seat->exchange.arena;
	add(response, arena, "Content-Type", reply->type);
	add(response, arena, "Location", location_of(arena, reply->location));
	add(response, arena, "ETag", reply->etag);
	add(response, arena, "Cache-Control", reply->cache);
	add(response, arena, "Content-Encoding", reply->encoding);
	add(response, arena, "Content-Security-Policy", reply->policy);
	add(response, arena, "Allow", reply->allow);
	add(response, arena, "X-Page", reply->page);
	add_number(response, arena, "Retry-After", reply->retry_after);
	add_file(response, arena, reply->file);
	for (size_t i = 0; i < reply->cookie_count; i++)
		add(response, arena, "Set-Cookie", reply->cookies[i]);
	add(response, arena, "Vary",
	    reply->is_static ? T("Accept-Encoding")
	                     : T("Accept-Encoding, Accept-Language, Accept, Cookie, Authorization"));
	add(response, arena, "X-Content-Type-Options", T("nosniff"));
	add(response, arena, "Referrer-Policy", T("same-origin"));
	if (seat->closes || atomic_load(&seat->server->is_ending))
		add(response, arena, "Connection", T("close"));
	if (reply->status == 401)
		add(response, arena, "WWW-Authenticate", T("Bearer"));
}

static enum MHD_Result seat_answer(struct seat *seat)
{
	const struct reply *reply = &seat->exchange.reply;
	union {
		const char *given;
		void *wanted; /* the library only reads it */
	} body = { .given = reply->body.length ? reply->body.bytes : "" };
	struct MHD_Response *response =
		MHD_create_response_from_buffer(reply->body.length, body.wanted, MHD_RESPMEM_PERSISTENT);
	if (!response)
		return MHD_NO;
	add_headers(response, seat);
	enum MHD_Result result =
		MHD_queue_response(seat->connection, (unsigned)(reply->status ? reply->status : 500), response);
	MHD_destroy_response(response);
	return result;
}

/* ---- asking the site ---- */

/* The seat may be another connection's once it is resumed; the server lives until it is counted down. */
static void finish(struct exchange *exchange)
{
	struct seat *seat = exchange->owner;
	struct server *server = seat->server;
	struct loop *loop = seat->loop;
	struct MHD_Connection *connection = seat->connection;
	if (atomic_exchange(&seat->state, SEAT_FINISHED) == SEAT_SUSPENDED)
		loop_resume(loop, connection);
	atomic_fetch_sub(&server->unanswered, 1);
}

static enum MHD_Result seat_ask(struct seat *seat)
{
	struct server *server = seat->server;
	seat->was_asked = true;
	seat->exchange.finish = finish;
	atomic_fetch_add(&server->unanswered, 1);
	server->options.handle(server->options.context, &seat->exchange);
	if (atomic_load(&seat->state) == SEAT_FINISHED)
		return seat_answer(seat);
	struct MHD_Connection *connection = seat->connection;
	MHD_suspend_connection(connection);
	if (atomic_exchange(&seat->state, SEAT_SUSPENDED) == SEAT_FINISHED) {
		atomic_store(&seat->state, SEAT_FINISHED);
		loop_resume(seat->loop, connection);
	}
	return MHD_YES;
}

/* ---- what the library calls ---- */

static struct guest *guest_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	assert(info && info->socket_context);
	return info->socket_context;
}

static void guest_empty(struct guest *guest)
{
	if (guest->seat)
		seat_give_back(guest->seat);
	guest->seat = NULL;
}

static void guest_begin(void **state)
{
	*state = calloc(1, sizeof(struct guest));
	if (!*state) {
		log_event(LOG_ERROR, "server", "reason=no_memory");
		abort();
	}
}

/* What is still there the site has never been asked about. */
static void guest_end(struct guest *guest)
{
	assert(!guest->seat || !guest->seat->was_asked);
	guest_empty(guest);
	free(guest);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **state,
                          enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		guest_begin(state);
	else
		guest_end(*state);
	loop_on_connection(context, connection, state, code);
}

/* The library keeps the connection of a query that it has no memory for, and says nothing, until it idled too long. So we say it, past the
   library, which has sent the answer before by now and closes what is shut down. */
static void turn_away(struct MHD_Connection *connection)
{
	static const char answer[] = "HTTP/1.1 414 URI Too Long\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	assert(info);
	(void)!send(info->connect_fd, answer, sizeof answer - 1, MSG_NOSIGNAL); /* who has gone hears nothing */
	shutdown(info->connect_fd, SHUT_RDWR);
}

static bool has_too_many_parameters(const char *target)
{
	int count = 0;
	while ((target = strpbrk(target, "?&")))
		target++, count++;
	return count > SERVER_PARAMETERS;
}

static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
	struct guest *guest = guest_of(connection);
	assert(!guest->seat);
	struct seat *seat = guest->seat = seat_take(context);
	seat->connection = connection;
	seat->exchange.refused =
		target_read(seat->exchange.arena, text_of(target), &seat->exchange.path, &seat->exchange.query);
	if (has_too_many_parameters(target)) {
		turn_away(connection);
		seat->exchange.refused = 414; /* should the library have had the memory after all */
	}
	return seat;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **state)
{
	struct seat *seat = *state;
	(void)context;
	(void)connection;
	(void)url;
	(void)version;
	assert(seat);
	loop_moved(seat->loop);
	if (!seat->has_begun) {
		seat_begin(seat, method);
		return MHD_YES;
	}
	if (*size) {
		if (!body_add(seat, data, *size))
			return MHD_NO;
		*size = 0;
		return MHD_YES;
	}
	return seat->was_asked ? seat_answer(seat) : seat_ask(seat);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
	(void)context;
	(void)code;
	*state = NULL;
	guest_empty(guest_of(connection));
}

static void on_left(void *context)
{
	struct server *server = context;
	listener_left(server->listener);
}

/* One that is not held up before one that is; then the one that has fewer. */
static bool is_freer(struct loop *loop, struct loop *other)
{
	bool is_held_up = loop_is_held_up(loop), other_is_held_up = loop_is_held_up(other);
	if (is_held_up != other_is_held_up)
		return other_is_held_up;
	return loop_connections(loop) < loop_connections(other);
}

static void enter(void *context, int socket, const struct sockaddr *address, socklen_t length)
{
	struct server *server = context;
	struct loop *freest = server->loops;
	for (unsigned i = 1; i < server->loop_count; i++)
		if (is_freer(&server->loops[i], freest))
			freest = &server->loops[i];
	loop_enter(freest, socket, address, length);
}

/* Paths are decoded by ourselves: the library would decode before we can tell a malformed one. */
static size_t on_unescape(void *context, struct MHD_Connection *connection, char *s)
{
	(void)context;
	(void)connection;
	return strlen(s);
}

/* ---- start ---- */

static unsigned threads_of(const struct server_options *options)
{
	long cores = options->threads > 0 ? options->threads : sysconf(_SC_NPROCESSORS_ONLN);
	return cores < 1 ? 1 : cores > 64 ? 64 : (unsigned)cores;
}

/* As many connections as files may be open beside the program's own; the limit is raised as far as that goes without asking. */
static unsigned connections_most(void)
{
	const rlim_t wanted = LIMIT_CONNECTIONS + SERVER_FILES;
	struct rlimit files;
	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return LIMIT_CONNECTIONS;
	if (files.rlim_cur < wanted && files.rlim_cur < files.rlim_max) {
		struct rlimit more = { .rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted,
			               .rlim_max = files.rlim_max };
		if (setrlimit(RLIMIT_NOFILE, &more) == 0)
			files = more;
	}
	if (files.rlim_cur >= wanted)
		return LIMIT_CONNECTIONS;
	rlim_t most = files.rlim_cur > (rlim_t)2 * SERVER_FILES ? files.rlim_cur - SERVER_FILES : files.rlim_cur / 2;
	log_event(LOG_WARN, "few_files", "limit=%llu connections=%llu", (unsigned long long)files.rlim_cur,
	          (unsigned long long)most);
	return (unsigned)most;
}

/* A loop may hold everybody; the listener bounds their number, and the library still counts those that are just leaving. */
static bool start_loop(struct server *server, struct loop *loop)
{
	*loop = (struct loop){ .left = on_left, .context = server };
	loop->daemon =
		MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET, 0, NULL, NULL,
	                         on_request, server, MHD_OPTION_CONNECTION_LIMIT, server->most + SERVER_LEAVING,
	                         MHD_OPTION_NOTIFY_CONNECTION, on_connection, loop, MHD_OPTION_CONNECTION_TIMEOUT,
	                         (unsigned)SERVER_IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	                         (size_t)SERVER_MEMORY, MHD_OPTION_URI_LOG_CALLBACK, on_target, loop,
	                         MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, server, MHD_OPTION_NOTIFY_COMPLETED,
	                         on_completed, server, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
	return loop->daemon && loop_start(loop);
}

static bool start_loops(struct server *server, struct arena *arena)
{
	unsigned count = threads_of(&server->options);
	server->loops = arena_array(arena, count, sizeof *server->loops);
	while (server->loop_count < count)
		if (!start_loop(server, &server->loops[server->loop_count++]))
			return false;
	return listener_start(server->listener, server->most, enter, server);
}

/* When it returns nothing is asked any more; what was asked may still be finished. */
static void stop_loops(struct server *server)
{
	for (unsigned i = 0; i < server->loop_count; i++)
		loop_stop(&server->loops[i]);
}

static void close_loops(struct server *server)
{
	for (unsigned i = 0; i < server->loop_count; i++)
		loop_close(&server->loops[i]);
	listener_close(server->listener);
}

enum outcome server_start(const struct server_options *options, struct arena *arena, struct server **ret_server,
                          struct text *ret_problem)
{
	struct server *server = arena_take(arena, sizeof *server);
	server->options = *options;
	enum outcome outcome = listener_open(options->listen, arena, &server->listener, ret_problem);
	if (outcome != DONE)
		return outcome;
	pthread_mutex_init(&server->lock, NULL);
	thread_condition_init(&server->calm);
	server->most = connections_most();
	if (!start_loops(server, arena)) {
		listener_stop(server->listener);
		stop_loops(server);
		close_loops(server);
		*ret_problem = T("The server cannot start its threads; raise the limits of tasks and open files.");
		return FAILED;
	}
	*ret_server = server;
	return DONE;
}

int server_port(const struct server *server)
{
	return listener_port(server->listener);
}

/* ---- stop ---- */

static void wait_until_calm(struct server *server)
{
	struct timespec until = thread_moment(SERVER_STOP_MS);
	pthread_mutex_lock(&server->lock);
	while (atomic_load(&server->busy) > 0)
		if (pthread_cond_timedwait(&server->calm, &server->lock, &until))
			break;
	pthread_mutex_unlock(&server->lock);
}

/* Answers are counted when the last thing was done for them, a little after they were sent. */
static int count_unanswered(struct server *server)
{
	for (int ms = 0; ms < SERVER_STOP_GRACE_MS && atomic_load(&server->unanswered) > 0; ms++)
		thread_sleep_ms(1);
	return atomic_load(&server->unanswered);
}

void server_stop(struct server *server)
{
	if (!server)
		return;
	atomic_store(&server->is_ending, true);
	listener_stop(server->listener);
	wait_until_calm(server);
	stop_loops(server);
	int unanswered = count_unanswered(server);
	if (unanswered > 0) {
		/* The library may not be stopped with connections suspended: it goes with the process. */
		log_event(LOG_ERROR, "server_stop", "unanswered=%d", unanswered);
		return;
	}
	close_loops(server);
	for (struct seat *seat = server->free, *next; seat; seat = next) {
		next = seat->next;
		seat_free(seat);
	}
	pthread_cond_destroy(&server->calm);
	pthread_mutex_destroy(&server->lock);
}
