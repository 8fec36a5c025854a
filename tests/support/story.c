/* The ground of whole stories, see story.h. */
#include "support/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "base/money.h"

enum { WORDS_ROOM = 2048, WORDS_KEPT = 32 };

static struct story story;

const char *words_of(const char *format, ...)
{
	static char room[WORDS_KEPT][WORDS_ROOM];
	static size_t next;
	char *words = room[next++ % WORDS_KEPT];
	va_list list;

	va_start(list, format);
	int length = vsnprintf(words, WORDS_ROOM, format, list);
	va_end(list);
	assert_in_range(length, 0, WORDS_ROOM - 1);
	return words;
}

void keep_id(char id[STORY_ID], const char *path)
{
	snprintf(id, STORY_ID, "%s", answer_json(path));
}

void keep_id_behind(char id[STORY_ID], const char *text, const char *before)
{
	assert_non_null(text);
	const char *at = strstr(text, before);
	assert_non_null(at);
	at += strlen(before);
	snprintf(id, STORY_ID, "%.*s", (int)strcspn(at, "/?"), at);
}

const char *person_of(const char *login)
{
	ask_json(GET, "/api/v1/me", login, NULL);
	return words_of("%s", answer_json("id"));
}

const char *order_of(const char *variant, int pieces, const char *where, const char *payment)
{
	return words_of(
		"{\"lines\":[{\"variant\":\"%s\",\"pieces\":%d}],\"receiver\":\"收件人\",\"phone\":\"13812345678\",%s,"
		"\"payment\":\"%s\"}",
		variant, pieces, where, payment);
}

/* ---- the shop ---- */

static void add_grower(int which, const char *village, const char *head, const char *as, int weight)
{
	ask_json(POST, words_of("/api/v1/places/%s/households", village), as, words_of("{\"head\":\"%s\"}", head));
	check_status(201);
	keep_id(story.grower[which], "id");
	int64_t county, id;
	assert_true(id_read(text_of(story.grower[which]), &county, &id));
	story.grower_place[which] =
		town_number("SELECT place FROM household WHERE county = $1 AND id = $2", county, id);
	ask_json(POST, words_of("/api/v1/sellers/%s/growers", story.seller), "county",
	         words_of("{\"household\":\"%s\",\"weight\":%d}", story.grower[which], weight));
	check_status(200);
}

static void add_seller(void)
{
	ask_json(POST, "/api/v1/sellers", "county",
	         "{\"kind\":\"cooperative\",\"name\":\"古蔺李子合作社\",\"place\":\"" STORY_VILLAGE "\","
	         "\"household_share\":54,\"own_share\":16,\"station_share\":5,\"carrier_share\":17,"
	         "\"platform_share\":6,\"reserve_share\":2}");
	check_status(201);
	keep_id(story.seller, "id");
	ask_json(POST, words_of("/api/v1/sellers/%s/members", story.seller), "county", "{\"login\":\"seller\"}");
	check_status(200);
	add_grower(0, STORY_VILLAGE, "李大山", "cadre", 2);
	add_grower(1, STORY_OTHER_VILLAGE, "赵春花", "township", 1);
}

static void add_routes(void)
{
	ask_json(POST, "/api/v1/shipping?from=510525", "county",
	         "{\"to\":\"510525\",\"days\":1,\"cutoff\":\"18:00\",\"base_fen\":300,\"per_kg_fen\":0}");
	check_status(200);
	ask_json(POST, "/api/v1/shipping?from=510525", "county",
	         "{\"to\":\"\",\"days\":3,\"cutoff\":\"18:00\",\"base_fen\":600,\"per_kg_fen\":150}");
	check_status(200);
}

static void add_goods(void)
{
	ask_json(
		POST, "/api/v1/desk/products", "seller",
		words_of("{\"seller\":\"%s\",\"title\":\"古蔺脆红李\",\"category\":\"fruit\",\"place\":\"" STORY_VILLAGE
	                 "\","
	                 "\"name\":\"5斤装\",\"unit\":\"box\",\"weight_g\":2700,\"price_fen\":3990}",
	                 story.seller));
	check_status(201);
	keep_id(story.product, "id");
	ask_json(GET, words_of("/api/v1/products/%s", story.product), AS_NOBODY, NULL);
	keep_id(story.small, "variants.0.id");
	ask_json(POST, words_of("/api/v1/desk/products/%s/variants", story.product), "seller",
	         words_of("{\"name\":\"10斤装\",\"unit\":\"box\",\"weight_g\":5300,\"price_fen\":7500,"
	                  "\"shares\":\"%s\",\"pieces\":2}",
	                  story.small));
	check_status(201);
	keep_id(story.big, "id");
	int64_t county;
	assert_true(id_read(text_of(story.small), &county, &story.stock_id));
	ask_json(POST, words_of("/api/v1/desk/stock/%s/moves", story.small), "seller",
	         words_of("{\"why\":\"receipt\",\"pieces\":%d}", STORY_STOCK));
	check_status(201);
}

struct story *story_now(void)
{
	return &story;
}

const struct story *story_town(void)
{
	story = (struct story){ .stock_id = 0 };
	town();
	ask_json(GET, "/api/v1/stations?place=510525", "county", NULL);
	keep_id(story.station, "items.0.id");
	add_seller();
	add_routes();
	add_goods();
	check_books();
	return &story;
}

/* ---- deeds ---- */

void seller_moves(const char *order, const char *to)
{
	ask_json(POST, "/api/v1/desk/orders", "seller",
	         words_of("{\"seller\":\"%s\",\"to\":\"%s\",\"orders\":[\"%s\"]}", story.seller, to, order));
	check_status(200);
	assert_int_equal(answer_json_int("changed"), 1);
}

void station_hands_over(const char *order, const char *code)
{
	ask(POST, words_of("/orders/%s/arrive", order), "operator", NOTHING);
	check_location("/counter/parcels?done=arrived");
	ask(POST, words_of("/orders/%s/hand", order), "operator", FORM("code", code));
	check_location("/counter/parcels?done=handed");
}

/* ---- what the books say ---- */

static int64_t fen_at(const char *path)
{
	return answer_json_int(path);
}

static size_t items_in_answer(void)
{
	size_t count = 0;

	for (const char *at = text_string(town_arena(), answer_body()); (at = strstr(at, "\"state\":")); at++)
		count++;
	return count;
}

int64_t balance_of(const char *kind, const char *account)
{
	int64_t fen = 0;

	ask_json(GET, words_of("/api/v1/accounts/%s/%s", kind, account), "auditor", NULL);
	if (answer_status() == 404)
		return 0;
	check_status(200);
	assert_string_equal(answer_json("next"), "null");
	for (size_t i = items_in_answer(); i-- > 0;) {
		if (strcmp(answer_json(words_of("items.%zu.state", i)), "posted") != 0)
			continue;
		bool is_credit = strcmp(answer_json(words_of("items.%zu.credit_kind", i)), kind) == 0;
		int64_t amount = fen_at(words_of("items.%zu.amount_fen", i));
		fen += is_credit ? amount : -amount;
	}
	return fen;
}

int64_t sum_of_all_balances(void)
{
	int64_t sum = 0;
	size_t count = 0;

	ask_json(GET, "/api/v1/ledger", AS_NOBODY, NULL);
	check_status(200);
	for (const char *at = text_string(town_arena(), answer_body()); (at = strstr(at, "\"balance_fen\":")); at++)
		count++;
	for (size_t i = 0; i < count; i++)
		sum += fen_at(words_of("items.%zu.balance_fen", i));
	return sum;
}

void figures_ask(const char *place, const char *period)
{
	ask_json(GET, words_of("/api/v1/figures/%s?period=%s", place, period), "province", NULL);
	check_status(200);
}

int64_t figure_of(const char *indicator)
{
	for (int i = 0;; i++)
		if (!strcmp(answer_json(words_of("figures.%d.name", i)), indicator))
			return answer_json_int(words_of("figures.%d.value", i));
}

int64_t household_fen_of(int64_t place)
{
	return town_number("SELECT COALESCE(sum(value), 0) FROM tally_leaf WHERE county = 510525 AND indicator = 4"
	                   " AND period = 20260000 AND place = $1",
	                   place);
}

int64_t journal_count(void)
{
	return town_number("SELECT count(*) FROM journal");
}
