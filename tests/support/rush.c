#include "support/rush.h"

/* ---- who asks ---- */

/* The token that this door gives; as rush_token(). */
static const char *let_in(const char *path, struct text json)
{
	ask_json(POST, path, AS_NOBODY, text_string(town_arena(), json));
	check_status(200);
	return text_string(town_arena(), text_format(town_arena(), "%s", answer_json("token")));
}

const char *rush_token(const char *login)
{
	return let_in("/api/v1/sign-in",
	              text_format(town_arena(), "{\"login\":\"%s\",\"password\":\"mountain-path-7\"}", login));
}

const char *rush_join(const char *word, int number, const char *place)
{
	return let_in(
		"/api/v1/join",
		text_format(town_arena(),
	                    "{\"name\":\"%s%d\",\"login\":\"%s%d\",\"password\":\"mountain-path-7\",\"place\":\"%s\"}",
	                    word, number, word, number, place));
}

/* ---- one ---- */

static void finish(struct exchange *exchange)
{
	struct underway *u = exchange->owner;

	pthread_mutex_lock(&u->lock);
	u->is_over = true;
	pthread_cond_signal(&u->over);
	pthread_mutex_unlock(&u->lock);
}

static void make_ready(struct underway *u, const char *token, const char *path, const char *type, const char *body)
{
	*u = (struct underway){ .arena = arena_new(),
		                .lock = PTHREAD_MUTEX_INITIALIZER,
		                .over = PTHREAD_COND_INITIALIZER };
	u->headers[0] = (struct header){ T("Content-Type"), text_copy(u->arena, text_of(type)) };
	u->headers[1] = (struct header){ T("Accept-Language"), T("en") };
	u->headers[2] = (struct header){ T("Authorization"), text_format(u->arena, "Bearer %s", token) };
	u->exchange = (struct exchange){ .arena = u->arena,
		                         .method = POST,
		                         .path = text_copy(u->arena, text_of(path)),
		                         .peer = T("192.0.2.9"),
		                         .headers = u->headers,
		                         .header_count = token[0] != '\0' ? 3 : 2,
		                         .body = text_copy(u->arena, text_of(body)),
		                         .finish = finish,
		                         .owner = u };
}

void underway_begin(struct underway *u, const char *token, const char *path, const char *type, const char *body)
{
	make_ready(u, token, path, type, body);
	site_handle(town_site(), &u->exchange);
}

int underway_wait(struct underway *u)
{
	pthread_mutex_lock(&u->lock);
	while (!u->is_over)
		pthread_cond_wait(&u->over, &u->lock);
	pthread_mutex_unlock(&u->lock);
	return u->exchange.reply.status;
}

void underway_end(struct underway *u)
{
	pthread_cond_destroy(&u->over);
	pthread_mutex_destroy(&u->lock);
	arena_free(u->arena);
}

/* ---- many ---- */

static struct underway crowd[RUSH_MOST];
static int crowd_size;
static pthread_barrier_t start;

static void *go(void *given)
{
	struct underway *u = given;

	pthread_barrier_wait(&start);
	site_handle(town_site(), &u->exchange);
	underway_wait(u);
	return NULL;
}

void rush_add(const char *token, const char *path, const char *json)
{
	assert_true(crowd_size < RUSH_MOST);
	make_ready(&crowd[crowd_size++], token, path, "application/json", json);
}

int rush(int done, int refused)
{
	pthread_t threads[RUSH_MOST];
	int count = 0, others = 0;

	assert_int_equal(pthread_barrier_init(&start, NULL, (unsigned)crowd_size), 0);
	for (int i = 0; i < crowd_size; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, go, &crowd[i]), 0);
	for (int i = 0; i < crowd_size; i++) {
		const struct reply *reply = &crowd[i].exchange.reply;

		pthread_join(threads[i], NULL);
		count += reply->status == done;
		if (reply->status != done && reply->status != refused && others++ == 0)
			print_error("%d of the rush: status %d\n%.*s\n", i, reply->status, TEXT(reply->body));
		underway_end(&crowd[i]);
	}
	pthread_barrier_destroy(&start);
	crowd_size = 0;
	assert_int_equal(others, 0);
	return count;
}
