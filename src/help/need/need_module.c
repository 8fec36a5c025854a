/* The doors of needs, offers and gifts in one table. */
#include "db/search.h"
#include "help/need/need_inside.h"
#include "schema.h"

static const struct route need_routes[] = {
	{ GET, "/needs", needs_page, ANYONE, "List published needs, or offers",
	  .query = QUERY_OF(QUERY(FIELD_BOOL, "offers", "Offers in place of needs"),
	                    QUERY_CHOICE("topic", "What it is for", need_topics),
	                    QUERY(FIELD_PLACE, "place", "Land, down to the township"),
	                    QUERY(FIELD_TEXT, "q", "What to search for"),
	                    QUERY(FIELD_TEXT, "show", "done: those that are over")),
	  .gives = &need_public_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/needs/new", need_new_page, SIGNED_IN, "Show the form of a new need or offer", .where = need_new_where,
	  .query = QUERY_OF(QUERY(FIELD_BOOL, "offer", "An offer"), QUERY(FIELD_TEXT, "person", "For whom"),
	                    QUERY(FIELD_TEXT, "who", "Name of somebody to write it for")),
	  .flags = ROUTE_PAGE },
	{ GET, "/needs/mine", need_mine_page, SIGNED_IN, "List what I need, offer and give", .gives = &need_record,
	  .flags = ROUTE_LIST },
	{ POST, "/needs", need_new_post, SIGNED_IN, "Post a need or an offer", .where = need_new_where,
	  .prepare = need_new_prepare, .takes = &need_form_record, .gives = &need_record, .flags = ROUTE_UPLOAD },
	{ GET, "/needs/{need}", need_page, ANYONE, "Show a need or an offer", .where = need_where,
	  .gives = &need_public_record },
	{ GET, "/needs/{need}/check", need_check_page, MAY(RIGHT_CASE_HANDLE),
	  "Show what is to be checked before it is public", .where = need_desk_where, .gives = &need_record },
	{ POST, "/needs/{need}/publish", need_publish_post, MAY(RIGHT_CASE_HANDLE), "Publish with the words checked",
	  .where = need_desk_where, .prepare = need_publish_prepare, .takes = &publish_form_record,
	  .gives = &need_record, .flags = ROUTE_UPLOAD },
	{ POST, "/gifts", need_give_post, SIGNED_IN, "Take on a part of a need: need, way, pieces, payment, words",
	  .where = need_give_where, .takes = &give_form_record, .gives = &gift_record },
	{ GET, "/gifts/{gift}", gift_page, SIGNED_IN,
	  "Show its giver, the household and who hands it over what became of a gift", .where = gift_where,
	  .gives = &gift_record },
	{ GET, "/gifts/{gift}/pictures/{picture}", gift_picture_page, SIGNED_IN,
	  "Get the photograph of a gift's handing over in one of its sizes", .where = gift_where, .flags = ROUTE_PAGE },
	{ POST, "/gifts/{gift}/sent", gift_sent_post, SIGNED_IN, "Say as its giver that it is on its way",
	  .where = gift_giver_where, .gives = &gift_record },
	{ POST, "/gifts/{gift}/withdraw", gift_withdraw_post, SIGNED_IN, "Take a promise back as its giver",
	  .where = gift_giver_where, .gives = &gift_record },
	{ POST, "/gifts/{gift}/hand", gift_hand_post, SIGNED_IN,
	  "Hand a gift over, as station or desk, with a photograph", .where = gift_hand_where,
	  .prepare = gift_hand_prepare, .takes = &hand_form_record, .gives = &gift_record, .flags = ROUTE_UPLOAD },
	{ POST, "/gifts/{gift}/confirm", gift_confirm_post, SIGNED_IN,
	  "Confirm as the household that it came, with thanks", .where = gift_asker_where, .takes = &thanks_form_record,
	  .gives = &gift_record },
	{ POST, "/chores/lapse-gifts", gift_lapse_post, MAY_NOBODY, "End promises that were not kept",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	ROUTES_END,
};

static const struct chore need_chores[] = {
	{ "/chores/lapse-gifts", 60000, gift_lapse_look, .by_row = true },
	{ .path = NULL },
};

/* What is public stands by township or county; a village that moves takes only what is its own along. */
static const char *const moves[] = {
	"UPDATE need SET place = place + $3 WHERE place >= $1 AND place < $2",
	"UPDATE need SET shown_place = shown_place + $3 WHERE shown_place >= $1 AND shown_place < $2 AND shown_place > 0",
	"UPDATE gift SET giver_place = giver_place + $3 WHERE giver_place >= $1 AND giver_place < $2 /* scan */",
	NULL,
};

static enum outcome move_search(struct db *db, int64_t from, int64_t from_end, int64_t to)
{
	enum outcome outcome = search_move(db, "need", from, from_end, to);

	return outcome == DONE ? search_move(db, "offer", from, from_end, to) : outcome;
}

const struct module need_module = {
	.name = "need",
	.schema = need_schema,
	.routes = need_routes,
	.checks = need_checks,
	.chores = need_chores,
	.indicators = need_indicators,
	.moves = moves,
	.move_place = move_search,
};
