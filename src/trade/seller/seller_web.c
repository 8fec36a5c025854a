/* Doors of sellers: an officer of the place registers, changes, closes them, and says who acts and who grows for them. Their public
   page and desk belong to trade/product, which knows the goods. */
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "base/money.h"
#include "common/person/person.h"
#include "schema.h"
#include "trade/seller/seller_templates.h"
#include "trade/seller/seller_view.h"

static const struct choice kinds[] = {
	{ "household", N_("Farming household") },
	{ "cooperative", N_("Co-operative") },
	{ "enterprise", N_("Enterprise") },
	{ NULL, NULL },
};

#define PART(member_, label_) WHOLE_FIELD(FIELD_PERCENT, seller_form, member_, label_, FIELD_BOTH, 0, SELLER_SHARES)
static const struct field typed_fields[] = {
	CHOICE_FIELD(seller_form, kind, N_("Kind"), FIELD_MUST, kinds),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_MUST,
	  .name = "name",
	  .offset = FIELD_WORDS(seller_form, name),
	  .label = N_("Public name"),
	  .hint = N_("Everybody sees it: never a villager's full name"),
	  .min = 2,
	  .max = LIMIT_NAME_CHARACTERS },
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_BOTH,
	  .name = "place",
	  .offset = FIELD_WHOLE(seller_form, place),
	  .label = N_("Place"),
	  .hint = N_("Its village, township or county; not needed for a household") },
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_BOTH,
	  .name = "household",
	  .offset = FIELD_WORDS(seller_form, household),
	  .label = N_("Household card"),
	  .hint = N_("Number of its card; only for a household"),
	  .max = 40 },
	NOTE_FIELD(seller_form, about, N_("About the seller"), FIELD_BOTH, 0, LIMIT_NOTE_CHARACTERS),
	PART(household_share, N_("To the household, percent")),
	PART(own_share, N_("To the seller, percent")),
	PART(station_share, N_("To the village station, percent")),
	PART(carrier_share, N_("For the transport, percent")),
	PART(platform_share, N_("For the platform, percent")),
	PART(reserve_share, N_("Put by for spoilt goods, percent")),
	INT_FIELD(seller_form, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};
const struct record seller_form_record = { .name = "seller_form",
	                                   .size = sizeof(struct seller_form),
	                                   .fields = typed_fields };

static const struct field member_fields[] = {
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "login",
	  .offset = FIELD_WORDS(member_form, login),
	  .label = N_("Sign-in name"),
	  .min = 1,
	  .max = 60 },
	FIELD_END,
};
const struct record member_form_record = { .name = "seller_member",
	                                   .size = sizeof(struct member_form),
	                                   .fields = member_fields };

static const struct field grower_form_fields[] = {
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "household",
	  .offset = FIELD_WORDS(grower_form, household),
	  .label = N_("Household card"),
	  .hint = N_("Number of its card"),
	  .min = 1,
	  .max = 40 },
	{ .kind = FIELD_INT,
	  .flags = FIELD_IN,
	  .name = "weight",
	  .offset = FIELD_WHOLE(grower_form, weight),
	  .label = N_("Share of the turns"),
	  .hint = N_("For example the boxes promised; 0 takes it away"),
	  .max = 1000000 },
	FIELD_END,
};
const struct record grower_form_record = { .name = "seller_grower",
	                                   .size = sizeof(struct grower_form),
	                                   .fields = grower_form_fields };

/* ---- shares ---- */

static struct seller_form form_of(const struct seller *s)
{
	return (struct seller_form){
		.kind = s->kind,
		.name = s->name,
		.about = s->about,
		.place = place_above(s->place, PLACE_VILLAGE),
		.household_share = s->household_share,
		.own_share = s->own_share,
		.station_share = s->station_share,
		.carrier_share = s->carrier_share,
		.platform_share = s->platform_share,
		.reserve_share = s->reserve_share,
		.version = s->version,
	};
}

static bool shares_apply(struct request *r, const struct seller_form *f, struct seller *s)
{
	int64_t sum = f->household_share + f->own_share + f->station_share + f->carrier_share + f->platform_share +
	              f->reserve_share;

	s->household_share = f->household_share;
	s->own_share = f->own_share;
	s->station_share = f->station_share;
	s->carrier_share = f->carrier_share;
	s->platform_share = f->platform_share;
	s->reserve_share = f->reserve_share;
	if (sum != SELLER_SHARES)
		form_problem(r, "household_share", N_("The parts must make 100 percent together; they make %s"),
		             percent_plain(r->arena, sum));
	return sum == SELLER_SHARES;
}

/* Where it is: a household's card, or the place of a firm. False with a problem. */
static bool place_apply(struct request *r, const struct seller_form *f, struct seller *s)
{
	struct household household = { 0 };
	int64_t county, id;

	if (!text_equal(f->kind, T("household"))) {
		s->place = f->place;
		if (place_county(f->place) != 0 && place_is_known(r->db, f->place))
			return true;
		form_problem(r, "place", N_("Choose a county, township or village"), T(""));
		return false;
	}
	if (f->household.length == 0 && place_level(s->place) == PLACE_HOUSEHOLD)
		return true; /* stays the household it was */
	if (id_read(f->household, &county, &id) && household_one(r->db, r->arena, county, id, &household) == DONE) {
		s->place = household.place;
		return true;
	}
	form_problem(r, "household", N_("No household has this number"), T(""));
	return false;
}

static bool form_apply(struct request *r, const struct seller_form *f, struct seller *s)
{
	bool good = shares_apply(r, f, s);

	s->kind = f->kind;
	s->name = f->name;
	s->about = f->about;
	return place_apply(r, f, s) && good;
}

/* ---- where ---- */

static enum outcome seller_where(struct request *r, struct scope *ret_scope)
{
	struct seller *seller = arena_take(r->arena, sizeof(*seller));
	enum outcome outcome = request_row(r, "seller", seller_one, seller);

	r->kept = seller;
	ret_scope->place = seller->place;
	return outcome; /* not `mine`: a member sells, the officer keeps the register */
}

/* Where one is listed or registered: the place asked for, else the first land of the right. */
static enum outcome land_where(struct request *r, struct scope *ret_scope)
{
	struct text code = request_query(r, "place");
	int64_t place = identity_where(&r->who, RIGHT_SELLER_EDIT);

	if (code.length > 0 && !place_read(code, &place))
		return NOT_FOUND;
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return DONE;
}

/* ---- pages ---- */

static const struct field member_row_fields[] = {
	INT_FIELD(seller_member, county, N_("County"), 0, 0, 0),
	INT_FIELD(seller_member, seller_id, N_("Seller"), 0, 0, 0),
	INT_FIELD(seller_member, person_id, N_("Person"), 0, 0, 0),
	TEXT_FIELD(seller_member, name, N_("Name"), FIELD_OUT, 0, 120),
	FIELD_END,
};
static const struct record member_row_record = { .name = "seller_member_row",
	                                         .size = sizeof(struct seller_member),
	                                         .fields = member_row_fields };

static enum outcome edit_load(struct request *r, struct seller_edit_view *view)
{
	const struct seller *s = view->seller;
	enum outcome outcome;

	if (s == NULL)
		return DONE;
	outcome = db_list(r->db, r->arena, &member_row_record, SELLER_MEMBERS, &view->members, &view->member_count,
	                  "SELECT m.county, m.seller_id, m.person_id, p.name FROM seller_member AS m"
	                  " JOIN person AS p ON p.id = m.person_id WHERE m.county = $1 AND m.seller_id = $2"
	                  " ORDER BY m.person_id LIMIT $3",
	                  bind(i64(s->county), i64(s->id), i64(SELLER_MEMBERS)));
	if (outcome == DONE)
		outcome = seller_growers(r->db, r->arena, s->county, s->id, &view->growers, &view->grower_count);
	return outcome;
}

static const char *seller_path(struct request *r, const struct seller *s)
{
	return text_format(r->arena, "/sellers/%.*s", TEXT(id_public(r->arena, s->county, s->id))).bytes;
}

/* False: it failed, and the answer is given. */
static bool show_edit(struct request *r, const struct seller *s, bool is_stale)
{
	struct seller_edit_view view = { .seller = s, .is_stale = is_stale };
	enum outcome outcome = edit_load(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return false;
	}
	view.form = s != NULL ? form_of(s)
	                      : (struct seller_form){ .kind = T("household"),
		                                      .place = r->scope.place,
		                                      .household_share = 5400,
		                                      .own_share = 1600,
		                                      .station_share = 400,
		                                      .carrier_share = 1800,
		                                      .platform_share = 600,
		                                      .reserve_share = 200 };
	page_begin_named(r, s != NULL ? s->name : text_of(_("Register a seller")), "desk",
	                 s != NULL ? seller_path(r, s) : "/sellers");
	seller_edit_html(r, &view);
	page_end(r);
	return true;
}

static void new_page(struct request *r)
{
	show_edit(r, NULL, false);
}

static void edit_page(struct request *r)
{
	show_edit(r, r->kept, false);
}

static void edit_refused(struct request *r, const struct seller *s)
{
	if (r->json || show_edit(r, s, false))
		refuse(r);
}

static void add(struct request *r)
{
	struct seller_form form = { 0 };
	struct seller s = { .id = request_new_id(r), .open = 1, .created_at = r->now, .version = 1 };
	enum outcome outcome;

	if (!form_read(r, &seller_form_record, &form) || !form_apply(r, &form, &s)) {
		edit_refused(r, NULL);
		return;
	}
	if (!request_may(r, RIGHT_SELLER_EDIT, s.place)) {
		fail(r, DENIED, NULL);
		return;
	}
	s.county = place_county(s.place);
	outcome = seller_add(r->db, &s);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &seller_record, &s, "%s?done=added", seller_path(r, &s));
}

static void change(struct request *r)
{
	const struct seller *was = r->kept;
	struct seller_form form = { 0 };
	struct seller s = *was;
	enum outcome outcome;

	if (!form_read(r, &seller_form_record, &form) || !form_apply(r, &form, &s)) {
		edit_refused(r, was);
		return;
	}
	if (form.version != was->version) {
		if (r->json || show_edit(r, was, true))
			refuse_stale(r);
		return;
	}
	if (!request_may(r, RIGHT_SELLER_EDIT, s.place) || place_county(s.place) != s.county) {
		fail(r, DENIED, NULL);
		return;
	}
	outcome = seller_change(r->db, &s, r->now);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "%s?done=changed", seller_path(r, &s));
}

static void set_open(struct request *r, int64_t open)
{
	struct seller s = *(const struct seller *)r->kept;
	enum outcome outcome;

	s.open = open;
	outcome = seller_change(r->db, &s, r->now);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "%s?done=changed", seller_path(r, &s));
}

static void open_post(struct request *r)
{
	set_open(r, 1);
}

static void close_post(struct request *r)
{
	set_open(r, 0);
}

static void back_to_edit(struct request *r, enum outcome outcome, const struct seller *s)
{
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "%s/edit?done=changed", seller_path(r, s));
}

static void member_add(struct request *r)
{
	const struct seller *s = r->kept;
	struct member_form form = { 0 };
	struct person person = { 0 };

	if (form_read(r, &member_form_record, &form) && person_of_login(r->db, r->arena, form.login, &person) != DONE)
		form_problem(r, "login", N_("Nobody signs in with this name"), T(""));
	if (r->problems.count > 0)
		edit_refused(r, s);
	else
		back_to_edit(r, seller_member_add(r->db, s->county, s->id, person.id, r->now), s);
}

static void member_remove(struct request *r)
{
	const struct seller *s = r->kept;
	int64_t county, id;

	if (!id_read(request_field(r, "person"), &county, &id))
		fail(r, NOT_FOUND, NULL);
	else
		back_to_edit(r, seller_member_remove(r->db, s->county, s->id, id), s);
}

static void grower_put(struct request *r)
{
	const struct seller *s = r->kept;
	struct grower_form form = { 0 };
	struct household household = { 0 };
	int64_t county, id;

	if (form_read(r, &grower_form_record, &form) &&
	    (!id_read(form.household, &county, &id) || county != s->county ||
	     household_card(r->db, r->arena, county, id, &household) != DONE))
		form_problem(r, "household", N_("No household of this county has this number"), T(""));
	if (r->problems.count > 0) {
		edit_refused(r, s);
		return;
	}
	back_to_edit(r,
	             seller_grower_add(r->db, &(struct grower){ .county = s->county,
	                                                        .seller_id = s->id,
	                                                        .household_id = household.id,
	                                                        .household_place = household.place,
	                                                        .weight = form.weight }),
	             s);
}

static const struct route seller_routes[] = {
	{ GET, "/sellers", seller_list_page, MAY(RIGHT_SELLER_EDIT), "List the sellers of a place", .where = land_where,
	  .gives = &seller_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_TABLE, QUERY(FIELD_TEXT, "kind", "household, cooperative or enterprise"),
	                    QUERY(FIELD_TEXT, "open", "open or closed")) },
	{ GET, "/sellers/new", new_page, MAY(RIGHT_SELLER_EDIT), "Show the form to register a seller",
	  .where = land_where, .flags = ROUTE_PAGE, .query = QUERY_OF(QUERY_LAND) },
	{ POST, "/sellers", add, MAY(RIGHT_SELLER_EDIT), "Register a seller", .where = land_where,
	  .takes = &seller_form_record, .gives = &seller_record, .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/sellers/{seller}/edit", edit_page, MAY(RIGHT_SELLER_EDIT), "Show the form to change a seller",
	  .where = seller_where, .flags = ROUTE_PAGE },
	{ POST, "/sellers/{seller}", change, MAY(RIGHT_SELLER_EDIT), "Change a seller", .where = seller_where,
	  .takes = &seller_form_record },
	{ POST, "/sellers/{seller}/open", open_post, MAY(RIGHT_SELLER_EDIT), "Open a seller again",
	  .where = seller_where },
	{ POST, "/sellers/{seller}/close", close_post, MAY(RIGHT_SELLER_EDIT), "Close a seller",
	  .where = seller_where },
	{ POST, "/sellers/{seller}/members", member_add, MAY(RIGHT_SELLER_EDIT), "Let a person act for a seller",
	  .where = seller_where, .takes = &member_form_record },
	{ POST, "/sellers/{seller}/members/remove", member_remove, MAY(RIGHT_SELLER_EDIT),
	  "Let a person act for a seller no longer", .where = seller_where },
	{ POST, "/sellers/{seller}/growers", grower_put, MAY(RIGHT_SELLER_EDIT),
	  "Say which household grows for a seller, with its weight", .where = seller_where,
	  .takes = &grower_form_record },
	ROUTES_END,
};

static const char *const moves[] = {
	"UPDATE seller SET place = place + $3 WHERE place >= $1 AND place < $2",
	"UPDATE seller_grower SET household_place = household_place + $3 WHERE household_place >= $1 AND household_place < $2",
	NULL,
};

/* What grew on a card that is merged is shared out to its account as before, and shown where the household is. */
static const struct merge merges[] = {
	{ .column = "seller_grower.household_id", .stays = "its account stays too" },
	{ .column = "seller_grower.household_place",
	  .there = { "UPDATE seller_grower SET household_place = " MERGED_INTO_PLACE
	             " WHERE household_place = " MERGED_PLACE " AND household_id = $2" },
	  .back = { "UPDATE seller_grower SET household_place = " MERGED_PLACE
	            " WHERE household_place = " MERGED_INTO_PLACE " AND household_id = $2" } },
	{ .column = NULL },
};

/* The tab "desk" of whoever acts for a seller. */
static void seller_frame(struct request *r)
{
	int64_t found;

	if (r->person_id != 0)
		r->sells = db_number(r->db, &found, "SELECT seller_id FROM seller_member WHERE person_id = $1 LIMIT 1",
		                     bind(i64(r->person_id))) == DONE;
}

/* Whoever acts for a firm or co-operative moves its goods and money: its account is opened by who may register that seller. A household's
   own sale is a villager's. */
static enum outcome seller_may_open(struct db *db, const struct identity *who, int64_t person_id, bool *ret_may)
{
	struct db_rows *rows = db_rows(db,
	                               "SELECT s.place FROM seller_member AS m JOIN seller AS s ON s.county = m.county"
	                               " AND s.id = m.seller_id WHERE m.person_id = $1 AND s.kind <> 'household'",
	                               bind(i64(person_id)));

	*ret_may = true;
	while (db_next(rows))
		if (!identity_may(who, RIGHT_SELLER_EDIT, db_int(rows, "place")))
			*ret_may = false;
	return db_done(rows);
}

const struct module seller_module = {
	.name = "seller",
	.may_open = seller_may_open,
	.schema = seller_schema,
	.routes = seller_routes,
	.moves = moves,
	.merges = merges,
	.frame = seller_frame,
};
