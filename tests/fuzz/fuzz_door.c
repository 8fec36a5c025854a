/* Whole requests through the door of a small county. Nothing may break (500), every JSON answer is JSON, no header can be split, and
   after many of them every check of every module still holds.
   Ways: requests, as text ("POST /path?query", headers, an empty line, the body) behind a byte that says who asks (nobody, a buyer, a
   seller, an administrator); callbacks, messages of the payment company, rightly signed; goods, as a CSV file; pictures; orders as JSON. */
#include "fuzz/fuzz.h"

#include <inttypes.h>
#include <jansson.h>
#include <pthread.h>
#include <stdarg.h>

#include "app/modules.h"
#include "base/log.h"
#include "common/picture/picture.h"
#include "sim/sim.h"
#include "web/target.h"

enum { CHECK_EVERY = 3000, HEADERS = 16 };

static struct sim *sim;

_Noreturn void sim_fail(const struct sim *of, const char *format, ...)
{
	va_list values;
	(void)of;
	va_start(values, format);
	vfprintf(stderr, format, values);
	va_end(values);
	abort();
}

static struct {
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool is_over;
} waiting = { .lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER };

static void finish(struct exchange *exchange)
{
	(void)exchange;
	pthread_mutex_lock(&waiting.lock);
	waiting.is_over = true;
	pthread_cond_signal(&waiting.over);
	pthread_mutex_unlock(&waiting.lock);
}

static bool is_line(struct text t)
{
	return text_find(t, T("\r")) == t.length && text_find(t, T("\n")) == t.length;
}

static void check_reply(const struct exchange *exchange)
{
	const struct reply *reply = &exchange->reply;
	MUST(reply->status >= 200 && reply->status < 600 && reply->status != 500);
	MUST(reply->location.length == 0 || is_line(reply->location) || reply->status == 303);
	for (size_t i = 0; i < reply->cookie_count; i++)
		MUST(is_line(reply->cookies[i]));
	bool is_json = text_starts(reply->type, T("application/json")) ||
	               text_starts(reply->type, T("application/problem+json"));
	if (!is_json || reply->body.length == 0 || reply->encoding.length > 0)
		return;
	json_t *read = json_loadb(reply->body.bytes, reply->body.length, 0, NULL);
	MUST(read != NULL);
	json_decref(read);
}

static void ask(struct exchange *exchange)
{
	exchange->finish = finish;
	exchange->peer = T("192.0.2.9");
	waiting.is_over = false;
	if (exchange->body.length > site_body_limit(sim->site, exchange->method, exchange->path)) {
		exchange->body_too_large = true;
		exchange->body = T("");
	}
	site_handle(sim->site, exchange);
	pthread_mutex_lock(&waiting.lock);
	while (!waiting.is_over)
		pthread_cond_wait(&waiting.over, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	check_reply(exchange);
}

static void add_header(struct exchange *exchange, const char *name, struct text value)
{
	exchange->headers[exchange->header_count++] = (struct header){ text_of(name), value };
}

static void as(struct exchange *exchange, const struct who *who)
{
	if (who != NULL)
		add_header(exchange, "Authorization", text_join(exchange->arena, T("Bearer "), text_of(who->token)));
}

/* The request as the server would make it. */
static void read_request(struct exchange *exchange, struct text input)
{
	struct text line = T("");
	text_next(&input, '\n', &line);
	size_t space = text_find(line, T(" "));
	exchange->method = text_equal(text_part(line, 0, space), T("POST")) ? POST : GET;
	exchange->refused = target_read(exchange->arena, text_part(line, space + 1, line.length), &exchange->path,
	                                &exchange->query);
	while (input.length > 0 && text_next(&input, '\n', &line) && line.length > 0) {
		size_t colon = text_find(line, T(":"));
		struct text name = text_part(line, 0, colon),
			    value = text_trim(text_part(line, colon + 1, line.length));
		if (exchange->header_count < HEADERS - 2 && is_line(value) &&
		    !text_equal_caseless(name, T("Authorization")))
			exchange->headers[exchange->header_count++] = (struct header){ name, value };
	}
	exchange->body = input;
}

static void post(struct exchange *exchange, const struct who *who, const char *path, const char *type, struct text body)
{
	exchange->method = POST;
	exchange->path = text_of(path);
	exchange->body = body;
	add_header(exchange, "Content-Type", text_of(type));
	as(exchange, who);
}

static void say_as_company(struct exchange *exchange, struct text body)
{
	char key[32];
	int64_t at = simulation_clock();
	for (int i = 0; i < 32; i++)
		key[i] = (char)i;
	struct text nonce = text_format(exchange->arena, "%016" PRIx64, chance_next(&sim->chance));
	struct text message = text_format(exchange->arena, "POST\n/gateway/notify\n%" PRId64 "\n%.*s\n%.*s", at,
	                                  TEXT(nonce), TEXT(body));
	struct digest digest = digest_hmac_sha256((struct text){ key, sizeof key }, message);
	post(exchange, NULL, "/gateway/notify", "application/json", body);
	add_header(exchange, "X-Signature",
	           text_format(exchange->arena, "t=%" PRId64 ",n=%.*s,v1=%.*s", at, TEXT(nonce),
	                       TEXT(text_hex(exchange->arena, digest.bytes, sizeof digest.bytes))));
}

static void send_file(struct exchange *exchange, const char *path, const char *field, struct text bytes)
{
	const struct seller_of *seller = &sim->sellers[0];
	struct output body = output_in(exchange->arena);
	out_format(&body,
	           "--x\r\nContent-Disposition: form-data; name=\"seller\"\r\n\r\n%s\r\n--x\r\nContent-Disposition: "
	           "form-data; name=\"confirm\"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=\"%s\"; "
	           "filename=\"f\"\r\n\r\n",
	           seller->id, field);
	out_text(&body, bytes);
	out_string(&body, "\r\n--x--\r\n");
	post(exchange, &seller->member, path, "multipart/form-data; boundary=x", output_text(&body));
	exchange->query = text_format(exchange->arena, "seller=%s", seller->id);
}

static void check_books(void)
{
	struct arena *arena = arena_new();
	MUST(db_begin(sim->db) == DONE);
	for (size_t i = 0; all_modules[i] != NULL; i++)
		for (const struct check *check = all_modules[i]->checks; check != NULL && check->name != NULL;
		     check++) {
			struct text words = T("");
			if (check_run(check, sim->db, arena, &words) != DONE)
				sim_fail(sim, "check \"%s\": %.*s\n", check->name, TEXT(words));
		}
	db_rollback(sim->db);
	arena_free(arena);
}

static void open_county(void)
{
	sim = calloc(1, sizeof *sim);
	sim->arena = arena_new();
	digest_start();
	log_set_level(LOG_ERROR);
	sim_open(sim);
}

/* The decoder of pictures is this program started again. */
int LLVMFuzzerInitialize(const int *argc, char ***argv)
{
	if (*argc == 2 && strcmp((*argv)[1], "picture-child") == 0)
		exit(picture_child_main());
	return 0;
}

/* The request that goes on. */
static struct exchange *asking;

static void send_request(struct text input)
{
	const struct who *who[] = { NULL, &sim->buyers[0], &sim->sellers[0].member, &sim->admin };

	if (input.length == 0)
		return;
	read_request(asking, text_part(input, 1, input.length));
	as(asking, who[(unsigned char)input.bytes[0] % 4]);
	ask(asking);
}

static void send_callback(struct text input)
{
	say_as_company(asking, input);
	ask(asking);
}

static void send_goods(struct text input)
{
	send_file(asking, "/desk/import", "file", input);
	ask(asking);
}

static void send_picture(struct text input)
{
	send_file(asking, "/desk/products", "picture", input);
	ask(asking);
}

static void send_order(struct text input)
{
	post(asking, &sim->buyers[0], "/api/v1/orders", "application/json", input);
	ask(asking);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fuzz_parser ways[] = {
		{ "requests", send_request }, { "callbacks", send_callback }, { "goods", send_goods },
		{ "pictures", send_picture }, { "orders", send_order },       { NULL, NULL },
	};
	static const struct fuzz_parser *way;
	static int64_t asked;
	if (size > 32768)
		return 0;
	if (way == NULL)
		way = fuzz_parser_named(ways);
	if (sim == NULL)
		open_county();
	struct arena *arena = arena_new();
	struct header headers[HEADERS];
	struct exchange fresh = { .arena = arena, .headers = headers };
	asking = &fresh;
	way->feed(text_copy(arena, (struct text){ (const char *)data, size }));
	asking = NULL;
	arena_free(arena);
	if (++asked % CHECK_EVERY == 0)
		check_books();
	return 0;
}
