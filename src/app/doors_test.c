/* The matrix of rights: every door of every module is knocked at by those who may not come in, and with requests that are broken.
   The rows come from the modules themselves, so a new door is in it from its first day. The town has one of each thing, and none is the
   buyer's or of the other county, so whatever these two may do with a thing that an address names is a fault.
   Whoever is refused must have written nothing: the journal is counted before and after each knock. */
#include "support/town.h"

#include <stdio.h>
#include <string.h>

#include "app/doors_town.h"
#include "app/modules.h"
#include "base/id.h"
#include "common/person/person.h"
#include "support/money.h"

enum { PATH_ROOM = 512, ID_ROOM = 64 };

/* ---- one of each thing ---- */

/* What a {name} of a path stands for: a row of the table. */
static const struct thing {
	const char *name, *county, *id;
} things[] = {
	{ "person", "SELECT county FROM login WHERE login = 'cadre'",
	  "SELECT person_id FROM login WHERE login = 'cadre'" },
	{ "session",
	  "SELECT s.county FROM session AS s JOIN login AS l ON l.person_id = s.person_id WHERE l.login = 'cadre'",
	  "SELECT s.id FROM session AS s JOIN login AS l ON l.person_id = s.person_id WHERE l.login = 'cadre'" },
	{ "household", "SELECT county FROM household", "SELECT id FROM household" },
	{ "station", "SELECT county FROM station WHERE county = 510525",
	  "SELECT id FROM station WHERE county = 510525" },
	{ "account", "SELECT 510525 AS county", "SELECT owner_id FROM account WHERE kind = 4 AND owner_id > 0" },
	{ "transfer", "SELECT county FROM transfer", "SELECT id FROM transfer" },
	{ "seller", "SELECT county FROM seller WHERE kind = 'cooperative'",
	  "SELECT id FROM seller WHERE kind = 'cooperative'" },
	{ "product", "SELECT county FROM product", "SELECT id FROM product" },
	{ "variant", "SELECT county FROM variant", "SELECT id FROM variant" },
	{ "stock", "SELECT county FROM stock", "SELECT id FROM stock" },
	{ "order", "SELECT county FROM orders WHERE state = 5", "SELECT id FROM orders WHERE state = 5" },
	{ "return", "SELECT county FROM order_return", "SELECT id FROM order_return" },
	{ "payment", "SELECT county FROM payment", "SELECT id FROM payment" },
	{ "case", "SELECT county FROM case_file WHERE kind = 'question'",
	  "SELECT id FROM case_file WHERE kind = 'question'" },
	{ "decision", "SELECT county FROM register_decision", "SELECT id FROM register_decision" },
	{ "visit", "SELECT county FROM register_visit", "SELECT id FROM register_visit" },
	{ "appeal", "SELECT county FROM register_appeal", "SELECT id FROM register_appeal" },
	{ "need", "SELECT county FROM need", "SELECT id FROM need" },
	{ "gift", "SELECT county FROM gift", "SELECT id FROM gift" },
	{ "job", "SELECT county FROM job", "SELECT id FROM job" },
	{ "given", "SELECT county FROM campaign_gift", "SELECT id FROM campaign_gift" },
	{ "campaign", "SELECT county FROM campaign", "SELECT id FROM campaign" },
	{ "voucher", "SELECT county FROM voucher", "SELECT id FROM voucher" },
	{ "settlement", "SELECT county FROM ride_settlement", "SELECT id FROM ride_settlement" },
	{ "course", "SELECT county FROM course", "SELECT id FROM course ORDER BY id DESC" },
	{ "trainee", "SELECT county FROM trainee", "SELECT id FROM trainee ORDER BY id DESC" },
	{ "follow_up", "SELECT county FROM follow_up", "SELECT id FROM follow_up" },
	{ "vacancy", "SELECT county FROM vacancy", "SELECT id FROM vacancy" },
	{ "application", "SELECT county FROM application", "SELECT id FROM application" },
	{ "project", "SELECT county FROM project", "SELECT id FROM project" },
	{ "fund", "SELECT county FROM project_fund", "SELECT id FROM project_fund" },
	{ "line", "SELECT county FROM project_line", "SELECT id FROM project_line" },
	{ "contract", "SELECT county FROM project_contract", "SELECT id FROM project_contract" },
	{ "milestone", "SELECT county FROM project_milestone", "SELECT id FROM project_milestone" },
	{ "entry", "SELECT county FROM project_entry", "SELECT id FROM project_entry" },
	{ "partner", "SELECT county FROM partner", "SELECT id FROM partner" },
	{ "pledge", "SELECT county FROM pledge", "SELECT id FROM pledge" },
	{ "meeting", "SELECT county FROM meeting", "SELECT id FROM meeting" },
	{ "task", "SELECT county FROM meeting_task", "SELECT id FROM meeting_task" },
	{ "delivery", "SELECT county FROM pledge_delivery", "SELECT id FROM pledge_delivery" },
	{ "goal", "SELECT county FROM project_goal", "SELECT id FROM project_goal" },
	{ "linkage", "SELECT county FROM linkage", "SELECT id FROM linkage" },
	{ "payday", "SELECT county FROM payday", "SELECT id FROM payday" },
	{ "pairing", "SELECT county FROM pairing", "SELECT id FROM pairing" },
	{ "region", "SELECT county FROM paired_region", "SELECT id FROM paired_region" },
	{ "pairing_offer", "SELECT county FROM pairing_offer", "SELECT id FROM pairing_offer" },
	{ "pairing_entry", "SELECT county FROM pairing_entry WHERE what = 'letter'",
	  "SELECT id FROM pairing_entry WHERE what = 'letter'" },
};

static const struct thing *thing_named(struct text name)
{
	for (size_t i = 0; i < sizeof things / sizeof things[0]; i++)
		if (text_equal(name, text_of(things[i].name)))
			return &things[i];
	return NULL;
}

/* What stands in a path for {name}; a thing nobody has when the town has none. county 0: the thing's own. */
static const char *filled_in(struct text name, int64_t county)
{
	const struct thing *thing = thing_named(name);
	if (text_equal(name, T("place")))
		return "510525101001";
	if (text_equal(name, T("kind")))
		return "balance";
	if (text_equal(name, T("month")))
		return "202607";
	if (text_equal(name, T("form"))) /* of a project */
		return "payment";
	if (text_equal(name, T("code"))) /* of a voucher */
		return text_string(town_arena(),
		                   text_format(town_arena(), "%012lld",
		                               (long long)town_number("SELECT CAST(code AS BIGINT) FROM voucher")));
	if (text_equal(name, T("year")))
		return "2026";
	if (text_equal(name, T("number"))) /* of a region's goal */
		return "1";
	int64_t its_county = county ? county : thing ? town_number(thing->county) : 510525;
	return text_string(town_arena(), id_public(town_arena(), its_county, thing ? town_number(thing->id) : 1));
}

static const char *filled(struct text name)
{
	return filled_in(name, 0);
}

/* The route's path with one of the town's things for each {name}. */
static const char *path_in(const struct route *route, const char *before, int64_t county)
{
	struct output out = output_in(town_arena());
	struct text rest = text_of(route->path);
	out_string(&out, before);
	while (rest.length) {
		size_t open = text_find(rest, T("{")), close = text_find(rest, T("}"));
		out_text(&out, text_part(rest, 0, open));
		if (open < rest.length)
			out_string(&out, filled_in(text_part(rest, open + 1, close - open - 1), county));
		rest = text_part(rest, open < rest.length ? close + 1 : rest.length, rest.length);
	}
	return text_string(town_arena(), output_text(&out));
}

static const char *path_of(const struct route *route, const char *before)
{
	return path_in(route, before, 0);
}

static bool names_a_thing(const struct route *route)
{
	return strchr(route->path, '{') != NULL;
}

/* ---- the town with all that ---- */

static void order_by_buyer2(const char *way)
{
	const char *variant = filled(T("variant"));
	char json[PATH_ROOM];
	snprintf(json, sizeof json,
	         "{\"lines\":[{\"variant\":\"%s\",\"pieces\":1}],\"receiver\":\"赵国强\",\"phone\":\"13800000009\","
	         "\"place\":\"510525101002\",\"payment\":\"%s\"}",
	         variant, way);
	ask_json(POST, "/api/v1/orders", "buyer2", json);
	check_status(201);
}

static void make_shop(void)
{
	ask(POST, "/places/510525101001/households", "cadre", FORM("head", "王德贵"));
	check_status(303);
	ask(POST, "/sellers", "county",
	    FORM("kind", "cooperative", "name", "古蔺李子合作社", "place", "510525101001", "household_share", "54",
	         "own_share", "16", "station_share", "4", "carrier_share", "18", "platform_share", "6", "reserve_share",
	         "2"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/sellers/{seller}/members" }, ""), "county",
	    FORM("login", "seller"));
	check_status(303);
	ask(POST, "/desk/products", "seller",
	    FORM("seller", filled(T("seller")), "category", "fruit", "title", "古蔺脆红李", "place", "510525101001",
	         "name", "5斤装", "unit", "box", "weight_g", "2.7", "price_fen", "39.90", "on_hand", "100"));
	check_status(303);
	ask(POST, "/shipping", "county",
	    FORM("from", "510525", "to", "", "days", "3", "cutoff", "18:00", "base_fen", "6", "per_kg_fen", "1.5"));
	check_status(303);
}

/* A paid order that arrived and of which a return is asked, and one that waits for its money. */
static void make_orders(void)
{
	static const char *const ways[] = { "packed", "shipped", "delivered" };
	town_fund("buyer2", 1000000);
	order_by_buyer2("balance");
	const char *order = text_string(town_arena(), text_of(answer_json("orders.0.id")));
	for (size_t i = 0; i < 3; i++) {
		ask(POST, "/desk/orders", "seller",
		    FORM("seller", filled(T("seller")), "to", ways[i], "orders.0", order));
		check_status(303);
	}
	ask(POST, path_of(&(struct route){ .path = "/orders/{order}/return" }, ""), "buyer2",
	    FORM("number", "1", "pieces", "1", "reason", "bruised"));
	check_status(303);
	order_by_buyer2("gateway");
}

static void make_cases(void)
{
	ask(POST, "/ask", "buyer2", FORM("title", "水管裂了", "words", "从上周开始"));
	check_status(303);
	ask(POST, "/needs", "buyer2",
	    FORM("offer", "0", "way", "goods", "topic", "winter", "title", "过冬棉被", "wanted", "2", "unit", "床"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/needs/{need}/publish" }, ""), "county", FORM("title", "过冬棉被"));
	check_status(303);
	ask(POST, "/gifts", "seller", FORM("need", filled(T("need")), "way", "goods", "pieces", "1"));
	check_status(303);
}

/* A household that was refused by the rule, and appeals. */
static void make_register(void)
{
	static const char *const asked[] = { "people",        "4",   "workers",     "2",  "ill",     "0",
		                             "out_of_school", "0",   "uninsured",   "0",  "housing", "safe",
		                             "water",         "tap", "land_tenths", "25", "cattle",  "1",
		                             "sheep",         "3",   "version",     "0",  NULL };
	const char *person =
		text_string(town_arena(), id_public(town_arena(), 510525,
	                                            town_number("SELECT person_id FROM login WHERE login = 'seller'")));

	ask(POST, path_of(&(struct route){ .path = "/households/{household}/members" }, ""), "cadre",
	    FORM("person", person, "relation", "head"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/households/{household}/years/{year}" }, ""), "cadre", asked);
	check_status(303);
	ask(POST, "/rules", "county",
	    FORM("place", "510525", "purpose", "leave", "name", "Rule of 2026", "law", "County paper 2026-3",
	         "since_on", "2026-07-20", "below_fen", "8000", "years", "1"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/households/{household}/status" }, ""), "county",
	    FORM("status", "registered", "since_on", "2026-07-01", "reason", "From the old register"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/households/{household}/visits" }, ""), "cadre",
	    FORM("visited_on", "2026-07-18", "note", "All is well"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/households/{household}/decisions" }, ""), "county",
	    FORM("purpose", "leave", "reason", "Still in need"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/households/{household}/decisions/{decision}/appeal" }, ""),
	    "seller", FORM("words", "We can do without"));
	check_status(303);
}

/* A campaign of the first township whose one voucher was taken for a ride and settled. */
static void make_campaign(void)
{
	int64_t company;
	const char *bus;
	ask(POST, "/sellers", "county",
	    FORM("kind", "enterprise", "name", "古蔺客运公司", "place", "510525", "household_share", "0", "own_share",
	         "100", "station_share", "0", "carrier_share", "0", "platform_share", "0", "reserve_share", "0"));
	check_status(303);
	company = town_number("SELECT id FROM seller WHERE kind = 'enterprise'");
	bus = text_string(town_arena(), id_public(town_arena(), 510525, company));
	ask(POST, text_string(town_arena(), text_format(town_arena(), "/sellers/%s/members", bus)), "county",
	    FORM("login", "seller"));
	check_status(303);
	ask(POST, "/campaigns", "county",
	    FORM("title", "免费车票", "about", "上学路远的孩子", "place", "510525101", "company", bus, "goal_fen",
	         "100.00", "ride_fen", "5.00", "valid_days", "90"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/campaigns/{campaign}/publish" }, ""), "county", NOTHING);
	check_status(303);
	ask(POST, "/given", "buyer2",
	    FORM("campaign", filled(T("campaign")), "amount_fen", "20.00", "payment", "balance"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/campaigns/{campaign}/households" }, ""), "county",
	    FORM("household", filled(T("household"))));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/campaigns/{campaign}/issue" }, ""), "county", FORM("each", "2"));
	check_status(303);
	ask(POST, "/rides", "seller",
	    FORM("code",
	         text_string(town_arena(), text_format(town_arena(), "%012lld",
	                                               (long long)town_number("SELECT CAST(code AS BIGINT) FROM voucher"
	                                                                      " ORDER BY number DESC")))));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/campaigns/{campaign}/settle" }, ""), "county", NOTHING);
	check_status(303);
}

/* A project of the first township, run by the county, with money and all that stands beside it. */
static void make_project(void)
{
	ask(POST, "/projects", "county",
	    FORM("title", "通村路", "kind", "road", "about", "六公里水泥路", "place", "510525101", "level", "county",
	         "owner_name", "古蔺县交通运输局", "start_on", "2026-07-01", "end_on", "2026-12-31"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/projects/{project}/funds" }, ""), "county",
	    FORM("source", "county", "name", "县财政", "promised_fen", "1000.00", "dated_on", "2026-07-01"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/projects/{project}/lines" }, ""), "county",
	    FORM("title", "路面", "budget_fen", "1000.00"));
	check_status(303);
	for (int i = 0; i < 4; i++) { /* whoever may do all takes some of them out */
		ask(POST, path_of(&(struct route){ .path = "/projects/{project}/milestones" }, ""), "county",
		    FORM("title", "路面完成", "planned_on", "2026-11-01"));
		check_status(303);
	}
	for (int i = 0; i < 4; i++) {
		ask(POST, path_of(&(struct route){ .path = "/projects/{project}/goals" }, ""), "county",
		    FORM("title", "通车里程", "unit", "米", "target", "6000", "planned_on", "2026-12-31"));
		check_status(303);
	}
	ask(POST, path_of(&(struct route){ .path = "/projects/{project}/approve" }, ""), "province", NOTHING);
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/projects/{project}/contracts" }, ""), "county",
	    FORM("title", "施工", "category", "works", "method", "open", "name", "路桥公司", "amount_fen", "900.00",
	         "dated_on", "2026-07-01", "start_on", "2026-07-01", "end_on", "2026-12-01"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/projects/{project}/arrivals" }, ""), "county",
	    FORM("fund", filled(T("fund")), "amount_fen", "500.00", "dated_on", "2026-07-01"));
	check_status(303);
}

/* A partner of the county that promised something to the first township and reported a part of it. */
static void make_partner(void)
{
	ask(POST, "/partners", "county", FORM("name", "泸州师范学院", "kind", "university", "place", "510525"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/partners/{partner}/members" }, ""), "county",
	    FORM("login", "buyer2", "is_contact", "yes"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/partners/{partner}/pledges" }, ""), "buyer2",
	    FORM("way", "goods", "title", "课桌", "place", "510525101", "quantity", "30", "unit", "套", "worth_fen",
	         "9000.00", "by_on", "2026-08-20"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/pledges/{pledge}/deliveries" }, ""), "buyer2",
	    FORM("quantity", "10", "words", "Brought to the school"));
	check_status(303);
}

/* The household has a share in the co-operative, whose dividend was reckoned. */
static void make_linkage(void)
{
	ask(POST, "/linkages", "cadre",
	    FORM("seller", filled(T("seller")), "household", filled(T("household")), "kind", "dividend", "what", "Land",
	         "stake", "land", "shares", "3"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/linkages/{linkage}/confirm" }, ""), "seller", NOTHING);
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/sellers/{seller}/paydays" }, ""), "county",
	    FORM("kind", "dividend", "title", "Dividend", "total_fen", "10.00"));
	check_status(303);
}

/* An open offer, and a helper who stands by the household, which has written to him. */
static void make_pairing(void)
{
	const char *helper =
		text_string(town_arena(), id_public(town_arena(), 510525,
	                                            town_number("SELECT person_id FROM login WHERE login = 'buyer2'")));

	ask(POST, "/pairings/offers", "buyer2",
	    FORM("place", "510525101", "called", "赵家", "about", "常来常往", "households", "2"));
	check_status(303);
	ask(POST, "/pairings", "cadre", FORM("household", filled(T("household")), "person", helper, "called", "赵家"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/pairings/{pairing}/accept" }, ""), "buyer2", NOTHING);
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/pairings/{pairing}/agree" }, ""), "seller",
	    FORM("shows", "name", "letters", "1"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/pairings/{pairing}/words" }, ""), "seller",
	    FORM("what", "letter", "words", "Come and see us"));
	check_status(303);
	ask(POST, "/regions", "county",
	    FORM("partner", filled(T("partner")), "place", "510525101", "since_on", "2026-07-01", "about",
	         "Teachers and books", "goal_trained", "40"));
	check_status(303);
}

static void make_course(const char *title)
{
	ask(POST, "/courses", "township",
	    FORM("title", title, "topic", "farm", "holder", "农业局", "place", "510525101001", "starts_on",
	         "2026-07-20", "ends_on", "2026-07-20", "days", "1", "seats", "9"));
	check_status(303);
	ask(POST, "/trainees", "buyer2", FORM("course", filled(T("course")), "before_fen", "800.00"));
	check_status(303);
}

/* A course that is over, whose one pupil is to be asked later, one that takes people, and work that somebody asked for. */
static void make_training(void)
{
	make_course("花椒管护");
	ask(POST, path_of(&(struct route){ .path = "/courses/{course}/attendance" }, ""), "township",
	    FORM("on_day", "2026-07-20", "present.0", filled(T("trainee"))));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/courses/{course}/close" }, ""), "township", NOTHING);
	check_status(303);
	make_course("直播卖货");
	ask(POST, "/vacancies", "township",
	    FORM("title", "花椒分拣", "employer", "合作社", "place", "510525101001", "pay_fen", "2600.00", "seats", "2",
	         "until_on", "2026-08-20"));
	check_status(303);
	ask(POST, "/applications", "buyer2", FORM("vacancy", filled(T("vacancy")), "words", "会分拣"));
	check_status(303);
}

/* A confirmed meeting of the county whose decision went to the first township. */
static void make_meeting(void)
{
	ask(POST, "/meetings", "county",
	    FORM("title", "秋收调度会", "held_on", "2026-07-20", "place", "510525", "decisions", "修好机耕道"));
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/meetings/{meeting}/confirm" }, ""), "county", NOTHING);
	check_status(303);
	ask(POST, path_of(&(struct route){ .path = "/meetings/{meeting}/tasks" }, ""), "county",
	    FORM("decision", "1", "due_on", "2026-08-20", "to.510525101", "1"));
	check_status(303);
}

static char foreign_csrf[ID_ROOM + 1]; /* a good token, of somebody else */

static void full_town(void)
{
	static const char *const people[] = { "admin",    "buyer",  "other_operator", "cadre", "seller",
		                              "operator", "county", "auditor",        "buyer3" };
	town();
	make_shop();
	make_orders();
	make_cases();
	make_register();
	ask(POST, "/jobs", "seller", FORM("address", "/desk/orders.csv"));
	check_status(303);
	make_campaign();
	make_project();
	make_partner();
	make_linkage();
	make_pairing();
	make_training();
	make_meeting();
	for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
		ask_get("/me", people[i]);
		check_status(200);
	}
	ask_get("/me/password", "seller");
	snprintf(foreign_csrf, sizeof foreign_csrf, "%s", answer_between("name=\"csrf\" value=\"", "\""));
	ask_get("/sign-in", AS_NOBODY); /* a guest's cookie */
	for (size_t i = 0; i < sizeof things / sizeof things[0]; i++)
		if (!town_number(things[i].id)) {
			fprintf(stderr, "the town has no %s\n", things[i].name);
			_fail(__FILE__, __LINE__);
		}
}

/* ---- knocking ---- */

static int64_t journal_rows(void)
{
	return town_number("SELECT count(*) AS count FROM journal");
}

static void blame(const struct route *route, const char *who, const char *why)
{
	fprintf(stderr, "%s %s as %s: %s; status %d, location %s\n", route->method == GET ? "GET" : "POST", route->path,
	        who ? who : "nobody", why, answer_status(), answer_location());
	_fail(__FILE__, __LINE__);
}

/* The answer refuses, and nothing is written. */
static void check_refused(const struct route *route, const char *who, int64_t rows_before, int least, int most)
{
	int status = answer_status();
	if (status < least || status > most)
		blame(route, who, "should be refused");
	if (journal_rows() != rows_before)
		blame(route, who, "was refused and has written");
}

static bool is_closed(const struct route *route)
{
	return route->may == SIGNED_IN || route->may > MAY_BASE;
}

static void knock_as_nobody(const struct route *route)
{
	int64_t rows = journal_rows();
	ask(route->method, path_of(route, ""), AS_NOBODY, NOTHING);
	if (is_closed(route) && !(route->flags & ROUTE_API)) {
		check_refused(route, AS_NOBODY, rows, 303, 303);
		if (strncmp(answer_location(), "/sign-in", 8) != 0 || answer_body().length)
			blame(route, AS_NOBODY, "should lead to signing in and show nothing");
	}
	if (answer_status() >= 500)
		blame(route, AS_NOBODY, "broke");
	if (!is_closed(route) || (route->flags & ROUTE_PAGE))
		return;
	rows = journal_rows();
	ask_json(route->method, path_of(route, "/api/v1"), AS_NOBODY, route->method == POST ? "{}" : NULL);
	check_refused(route, AS_NOBODY, rows, 401, 401);
}

static void knock_as(const struct route *route, const char *who, bool holds_rights_elsewhere)
{
	int64_t rows = journal_rows();
	ask(route->method, path_of(route, ""), who, NOTHING);
	if (answer_status() >= 500)
		blame(route, who, "broke");
	bool is_public = route->may == ANYONE || (route->may == SIGNED_IN && !names_a_thing(route));
	if (is_public || (holds_rights_elsewhere && !names_a_thing(route)))
		return;
	check_refused(route, who, rows, 403, 404);
	/* The number of the thing with the county that the stranger comes from. */
	if (names_a_thing(route) && !strstr(route->path, "{place}")) {
		ask(route->method, path_in(route, "", 510524), who, NOTHING);
		check_refused(route, who, rows, 403, 404);
	}
	if (route->flags & ROUTE_PAGE)
		return;
	ask_json(route->method, path_of(route, "/api/v1"), who, route->method == POST ? "{}" : NULL);
	check_refused(route, who, rows, 403, 404);
}

static void each_route(void (*look)(const struct route *route))
{
	for (size_t i = 0; all_modules[i]; i++)
		for (const struct route *route = all_modules[i]->routes; route && route->path; route++)
			look(route);
}

static void look_as_strangers(const struct route *route)
{
	if (route->may == MAY_NOBODY) {
		int64_t rows = journal_rows();
		ask(route->method, path_of(route, ""), "admin", NOTHING);
		check_refused(route, "admin", rows, 404, 405);
		return;
	}
	knock_as_nobody(route);
	if (!strcmp(route->path, "/sign-out"))
		return; /* it would end what the next doors are knocked at with */
	knock_as(route, "other_operator", true);
	knock_as(route, "buyer", false);
}

TEST(no_door_opens_to_a_stranger)
{
	full_town();
	each_route(look_as_strangers);
	check_books();
}

/* ---- every role, inside its land, outside it, and after it has ended ---- */

/* "buyer3" lives in the other county and has nothing in this one; it holds one role after the other. */
static const char tester[] = "buyer3";

static const struct role_held {
	const char *word;
	enum role role;
	const char *over; /* NULL: none any more */
	bool is_inside;
} roles_held[] = {
	{ "officer", ROLE_OFFICER, "510525", true },     { "officer", ROLE_OFFICER, "510524", false },
	{ "officer", ROLE_OFFICER, "510525209", false }, { "cadre", ROLE_CADRE, "510525", true },
	{ "cadre", ROLE_CADRE, "510524", false },        { "cadre", ROLE_CADRE, "510525209", false },
	{ "operator", ROLE_OPERATOR, "510525", true },   { "operator", ROLE_OPERATOR, "510524", false },
	{ "auditor", ROLE_AUDITOR, "510525", true },     { "auditor", ROLE_AUDITOR, "510524", false },
	{ "officer", ROLE_OFFICER, NULL, false },
};

static const struct role_held *held; /* just now */

static void change_role(const char *verb, const char *role, const char *over)
{
	char path[PATH_ROOM], json[PATH_ROOM];
	int64_t county = town_number("SELECT county FROM login WHERE login = 'buyer3'");
	int64_t id = town_number("SELECT person_id FROM login WHERE login = 'buyer3'");
	snprintf(path, sizeof path, "/api/v1/people/%s/%s",
	         text_string(town_arena(), id_public(town_arena(), county, id)), verb);
	snprintf(json, sizeof json, "{\"role\":\"%s\",\"place\":\"%s\"}", role, over);
	ask_json(POST, path, "admin", json);
	check_status(200);
}

/* The table of roles and the row of the route say whether the door may open; where they say no it must not, whatever its handler. Where
   they say yes it may still be closed for a reason of its own (a station's operator has a station), and GET alone is tried. */
static void look_as_role(const struct route *route)
{
	int right = route->may - MAY_BASE;
	if (route->may < MAY_BASE)
		return;
	bool has_right = held->over && (role_rights(held->role) >> right & 1);
	bool may_open = has_right && (held->is_inside || !names_a_thing(route));
	if (may_open && route->method == POST)
		return;
	int64_t rows = journal_rows();
	ask(route->method, path_of(route, ""), tester, NOTHING);
	if (answer_status() >= 500)
		blame(route, tester, "broke");
	if (may_open)
		return;
	check_refused(route, held->word, rows, 403, 404);
	if (route->flags & ROUTE_PAGE)
		return;
	ask_json(route->method, path_of(route, "/api/v1"), tester, route->method == POST ? "{}" : NULL);
	check_refused(route, held->word, rows, 403, 404);
}

TEST(no_door_opens_beyond_a_role)
{
	full_town();
	for (size_t i = 0; i < sizeof roles_held / sizeof roles_held[0]; i++) {
		held = &roles_held[i];
		change_role("grant", held->word, held->over ? held->over : "510525");
		ask_get("/me", tester);
		check_status(200);
		if (!held->over)
			change_role("revoke", held->word, "510525");
		each_route(look_as_role);
		if (held->over)
			change_role("revoke", held->word, held->over);
	}
	check_books();
}

static void look_as_forged(const struct route *route)
{
	/* not the seller, whose the foreign token is */
	static const char *const everybody[] = {
		AS_NOBODY, "buyer", "operator", "cadre", "county", "auditor", "admin"
	};
	if (route->method != POST || route->may == MAY_NOBODY)
		return;
	int64_t rows = journal_rows();
	for (size_t i = 0; i < sizeof everybody / sizeof everybody[0]; i++) {
		ask_csrf(NULL);
		ask(POST, path_of(route, ""), everybody[i], NOTHING);
		check_refused(route, everybody[i], rows, 403, 403);
		ask_csrf(foreign_csrf);
		ask(POST, path_of(route, ""), everybody[i], NOTHING);
		check_refused(route, everybody[i], rows, 403, 403);
		ask_csrf(NULL);
		ask_raw(path_of(route, ""), everybody[i], "application/json", "{}", 2);
		check_refused(route, everybody[i], rows, 403, 403);
	}
}

TEST(no_door_takes_a_forged_form)
{
	full_town();
	each_route(look_as_forged);
}

static char too_large[LIMIT_UPLOAD_BYTES + 1];

/* Bodies that are none, each with its content type. */
static const struct broken {
	const char *type, *body;
	size_t length;
	int status; /* where bodies are read as forms */
} broken_bodies[] = {
	{ "application/x-www-form-urlencoded", "name=%zz", 8, 400 },
	{ "application/x-www-form-urlencoded", "name=%ff", 8, 400 },
	{ "application/x-www-form-urlencoded", "name=a%00b", 10, 400 },
	{ "application/x-www-form-urlencoded", "name=%", 6, 400 },
	{ "application/json", "{\"name\":", 8, 400 },
	{ "application/json", "{\"name\":\"\xff\"}", 12, 400 },
	{ "application/json", "[]", 2, 400 },
	{ "application/json", "{\"a\":1,\"a\":2}", 13, 400 },
	{ "application/json", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}", 61,
	  400 },
	{ "multipart/form-data; boundary=x", "--x\r\nno end", 11, 400 },
	{ "multipart/form-data", "--x--", 5, 400 },
	{ "text/plain", "name", 4, 415 },
	{ "", "name=x", 6, 415 },
};

static char too_many[8 * LIMIT_FORM_FIELDS];

static void knock_with_broken(const struct route *route, const char *who)
{
	static const char form[] = "application/x-www-form-urlencoded";
	const char *path = path_of(route, "");
	bool is_outside = route->flags & ROUTE_OUTSIDE; /* an unsigned body is not read at all */
	int64_t rows = journal_rows();
	ask_raw(path, who, form, too_large, sizeof too_large);
	check_refused(route, who, rows, 413, 413);
	ask_raw(path, who, "application/json", too_large, sizeof too_large);
	check_refused(route, who, rows, 413, 413);
	ask_raw(path, who, form, too_many, strlen(too_many));
	check_refused(route, who, rows, is_outside ? 403 : 400, is_outside ? 403 : 400);
	for (size_t i = 0; i < sizeof broken_bodies / sizeof broken_bodies[0]; i++) {
		const struct broken *broken = &broken_bodies[i];
		ask_raw(path, who, broken->type, broken->body, broken->length);
		if (is_outside)
			check_refused(route, who, rows, 400, 403);
		else
			check_refused(route, who, rows, broken->status, broken->status);
	}
}

static void look_as_broken(const struct route *route)
{
	static const char *const everybody[] = { AS_NOBODY, "buyer", "cadre", "admin" };
	if (route->method != POST || route->may == MAY_NOBODY)
		return;
	for (size_t i = 0; i < sizeof everybody / sizeof everybody[0]; i++)
		knock_with_broken(route, everybody[i]);
}

TEST(no_door_takes_a_broken_body)
{
	full_town();
	memset(too_large, 'a', sizeof too_large);
	for (size_t i = 0; i <= LIMIT_FORM_FIELDS; i++)
		snprintf(too_many + 4 * i, sizeof too_many - 4 * i, "a=1&");
	each_route(look_as_broken);
}

/* The town has what the path names: else the strangers were refused for nothing. */
static bool is_there(const struct route *route)
{
	static const char *const lacking[] = { "{picture}", "{refund}",   "{payout}", "{session}",
		                               "/receipt",  "{job}/file", "{audio}" };
	for (size_t i = 0; i < sizeof lacking / sizeof lacking[0]; i++)
		if (strstr(route->path, lacking[i]))
			return false;
	return true;
}

/* Who may do everything breaks nothing by sending nothing, by page and by program. What a door refuses leaves no trace. */
static void look_as_administrator(const struct route *route)
{
	if (route->may == MAY_NOBODY || !strcmp(route->path, "/sign-out"))
		return;
	int64_t rows = journal_rows();
	ask(route->method, path_of(route, ""), "admin", NOTHING);
	if (answer_status() >= 500)
		blame(route, "admin", "broke");
	bool counts_failures = !strcmp(route->path, "/sign-in") || !strcmp(route->path, "/me/password");
	if (answer_status() >= 400 && journal_rows() != rows && !counts_failures)
		blame(route, "admin", "was refused and has written");
	if (route->method == GET && names_a_thing(route) && is_there(route) && !(route->flags & ROUTE_API) &&
	    answer_status() == 404)
		blame(route, "admin", "should be shown");
	if (route->flags & ROUTE_PAGE)
		return;
	ask_json(route->method, path_of(route, "/api/v1"), "admin", route->method == POST ? "{}" : NULL);
	if (answer_status() >= 500)
		blame(route, "admin", "broke as JSON");
}

TEST(no_door_breaks_when_nothing_is_sent)
{
	full_town();
	each_route(look_as_administrator);
	check_books();
}

/* What is personal is kept by no cache between. */
static void look_at_cache(const struct route *route)
{
	if (route->method != GET || !is_closed(route))
		return;
	ask_get(path_of(route, ""), "admin");
	if (answer_status() == 200 && !text_equal(answer_header("cache"), T("no-store")))
		blame(route, "admin", "may be kept by a cache");
}

TEST(no_page_of_a_closed_door_is_cached)
{
	full_town();
	each_route(look_at_cache);
}

/* Where a password is posted nothing is kept that was made of it. */
static void look_for_secrets(const struct route *route)
{
	for (const struct field *field = route->takes ? route->takes->fields : NULL; field && field->kind != FIELD_NONE;
	     field++)
		if (field->kind == FIELD_SECRET && !(route->flags & ROUTE_NOT_KEPT))
			blame(route, AS_NOBODY, "takes a secret, so it wants ROUTE_NOT_KEPT");
}

TEST(no_door_keeps_a_secret)
{
	town();
	each_route(look_for_secrets);
}

/* ---- for other tests ---- */

/* The public ids as they were before anybody did something to the things. */
static char first_ids[sizeof things / sizeof things[0]][ID_ROOM], first_voucher[ID_ROOM];

void doors_town(void)
{
	full_town();
	for (size_t i = 0; i < sizeof things / sizeof things[0]; i++)
		snprintf(first_ids[i], sizeof first_ids[i], "%s", filled(text_of(things[i].name)));
	snprintf(first_voucher, sizeof first_voucher, "%s", filled(T("code")));
}

const char *doors_thing(struct text name)
{
	const struct thing *thing = thing_named(name);
	if (text_equal(name, T("code")))
		return first_voucher;
	return thing ? first_ids[thing - things] : filled(name);
}

void doors_each(void (*look)(const struct route *route))
{
	each_route(look);
}
