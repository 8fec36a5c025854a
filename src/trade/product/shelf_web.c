/* What everybody sees: the county's home, the shelf, a product, a seller. */
#include "trade/product/shelf.h"

#include <inttypes.h>
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "base/money.h"
#include "trade/product/product_templates.h"

enum { HOME_GOODS = 8, SIMILAR_GOODS = 5, SELLER_GOODS = 50, NEAR_STATIONS = 3, SHELF_WORDS = 60 };

/* ---- the shelf ---- */

static enum shelf_sort sort_of(struct text word)
{
	if (text_equal(word, T("new")))
		return SHELF_NEWEST;
	return text_equal(word, T("price")) ? SHELF_CHEAPEST : SHELF_BEST_SELLING;
}

/* An amount in the query; what cannot be read counts as not said. */
static int64_t query_fen(struct request *r, const char *name, int64_t otherwise)
{
	int64_t fen;
	struct text written = request_query(r, name);

	if (!money_read(written, &fen) || fen < 0 || fen > PRODUCT_PRICE_FEN)
		return otherwise;
	return fen;
}

/* False: a place or a cursor that is none of ours (404). */
static bool question_read(struct request *r, struct shelf_question *q)
{
	struct text after = request_query(r, "after");

	*q = (struct shelf_question){
		.words = text_first(text_trim(request_query(r, "q")), SHELF_WORDS),
		.category = request_query(r, "category"),
		.least_fen = query_fen(r, "from", 0),
		.most_fen = query_fen(r, "to", PRODUCT_PRICE_FEN),
		.in_stock = request_query_int(r, "stock", 0, 1, 0) == 1,
		.sort = sort_of(request_query(r, "sort")),
		.limit = request_limit(r),
	};
	if (request_query(r, "limit").length == 0)
		q->limit = 24;
	if (request_query(r, "place").length > 0 && !request_query_place(r, "place", &q->place))
		return false;
	return after.length == 0 || shelf_cursor_read(after, &q->after);
}

struct text shelf_link(struct request *r, const struct shelf_question *q, struct text category)
{
	struct output out = output_in(r->arena);

	out_string(&out, q->sort == SHELF_NEWEST     ? "/shelf?sort=new"
	                 : q->sort == SHELF_CHEAPEST ? "/shelf?sort=price"
	                                             : "/shelf?sort=sold");
	if (q->words.length > 0) {
		out_string(&out, "&q=");
		out_url(&out, q->words);
	}
	if (q->place != PLACE_WHOLE) {
		out_string(&out, "&place=");
		out_text(&out, place_code(r->arena, q->place));
	}
	if (category.length > 0) {
		out_string(&out, "&category=");
		out_url(&out, category);
	}
	if (q->least_fen > 0)
		out_format(&out, "&from=%s", money_plain(r->arena, q->least_fen).bytes);
	if (q->most_fen < PRODUCT_PRICE_FEN)
		out_format(&out, "&to=%s", money_plain(r->arena, q->most_fen).bytes);
	if (q->in_stock)
		out_string(&out, "&stock=1");
	return output_text(&out);
}

static enum outcome shelf_load(struct request *r, struct shelf_view *view)
{
	struct shelf_question ask = view->question;
	struct product *goods;
	struct category *categories;
	enum outcome outcome;

	ask.limit++; /* one more says that there is a next page */
	outcome = shelf_find(r->db, r->arena, &ask, &goods, &view->count);
	if (outcome != DONE)
		return outcome;
	if (view->count > view->question.limit) {
		view->count = view->question.limit;
		view->next = shelf_cursor_text(r->arena, &ask, &goods[view->count - 1]);
	}
	view->goods = goods;
	if (r->json)
		return DONE;
	outcome = shelf_count(r->db, r->arena, &view->question, &view->total);
	if (outcome == DONE)
		outcome = category_list(r->db, r->arena, &categories, &view->category_count);
	if (outcome != DONE)
		return outcome;
	view->categories = categories;
	view->place_name = place_name(r->db, r->arena, view->question.place);
	return DONE;
}

void shelf_page(struct request *r)
{
	struct shelf_view view = { 0 };
	enum outcome outcome;

	if (!question_read(r, &view.question)) {
		fail(r, NOT_FOUND, NULL);
		return;
	}
	outcome = shelf_load(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_list_after(r, &product_record, view.goods, view.count, view.next);
		return;
	}
	page_begin(r, view.count > 0 || view.question.words.length == 0 ? _("Goods") : _("Nothing found"), "shelf");
	shelf_list_html(r, &view);
	page_end(r);
}

/* ---- a product ---- */

static const struct field product_view_fields[] = {
	PART_FIELD(product_view, product, &product_record),
	LIST_FIELD(product_view, variants, N_("Kinds and sizes"), FIELD_OUT, &variant_record, 0, PRODUCT_VARIANTS),
	FIELD_END,
};
const struct record product_view_record = { .name = "product_page",
	                                    .size = sizeof(struct product_view),
	                                    .fields = product_view_fields };

static enum outcome variants_load(struct request *r, struct product_view *view)
{
	struct variant *all;
	size_t count;
	struct text wanted = request_query(r, "variant");
	enum outcome outcome = product_variants(r->db, r->arena, view->product.county, view->product.id, &all, &count);

	if (outcome != DONE)
		return outcome;
	view->kinds = all;
	for (size_t i = 0; i < count; i++)
		if (all[i].open == 1)
			all[view->kind_count++] = all[i];
	for (size_t i = 0; i < view->kind_count; i++) {
		const struct variant *v = &all[i];
		bool shared = false;

		for (size_t j = 0; j < i; j++)
			shared = shared || all[j].stock_id == v->stock_id;
		view->left += shared ? 0 : v->available;
		if (text_equal(wanted, id_public(r->arena, v->county, v->id)))
			view->chosen = v;
	}
	for (size_t i = 0; view->chosen == NULL && i < view->kind_count; i++)
		if (all[i].available > 0)
			view->chosen = &all[i];
	if (view->chosen == NULL && view->kind_count > 0)
		view->chosen = &all[0];
	view->variants = (struct list){ all, view->kind_count };
	return DONE;
}

/* Where it should go: what was chosen, else the reader's home, else the county it comes from. False: no such place. */
static bool destination_read(struct request *r, struct product_view *view)
{
	struct text chosen = request_query(r, "place");

	if (chosen.length == 0)
		chosen = request_query(r, "to");
	view->to_place = r->person_id != 0 ? r->person_place : 0;
	if (chosen.length > 0)
		return place_read(chosen, &view->to_place);
	if (view->to_place == 0)
		view->to_place = place_of_county(view->product.county);
	return true;
}

static enum outcome promise_load(struct request *r, struct product_view *view)
{
	const struct product *p = &view->product;
	int64_t grams = view->chosen ? view->chosen->weight_g : 0;
	enum outcome outcome = shipping_promise(r->db, p->county, view->to_place, grams, r->now,
	                                        p->presale ? p->ships_on : 0, &view->promise);

	view->is_promised = outcome == DONE;
	if (view->is_promised && p->presale && p->closes_at < view->promise.order_by)
		view->promise.order_by =
			p->closes_at - 60000; /* its last minute, so that the day shown is the last day */
	return outcome == NOT_FOUND ? DONE : outcome;
}

/* What else there is, for whoever came for something that cannot be had. */
static enum outcome similar_load(struct request *r, struct product_view *view)
{
	const struct product *p = &view->product;
	const struct shelf_question question = { .place = place_of_county(p->county),
		                                 .category = p->category,
		                                 .most_fen = PRODUCT_PRICE_FEN,
		                                 .sort = SHELF_BEST_SELLING,
		                                 .in_stock = true,
		                                 .limit = SIMILAR_GOODS };

	if (view->on_sale && view->left > 0)
		return DONE;
	enum outcome outcome = shelf_find(r->db, r->arena, &question, &view->similar, &view->similar_count);
	size_t kept = 0;

	for (size_t i = 0; outcome == DONE && i < view->similar_count && kept + 1 < SIMILAR_GOODS; i++)
		if (view->similar[i].id != p->id && product_is_on_sale(&view->similar[i], r->now))
			view->similar[kept++] = view->similar[i];
	view->similar_count = kept;
	return outcome;
}

static enum outcome product_load(struct request *r, int64_t county, int64_t id, struct product_view *view)
{
	enum outcome outcome = product_one(r->db, r->arena, county, id, &view->product);

	if (outcome == DONE)
		outcome = variants_load(r, view);
	if (outcome == DONE)
		outcome = seller_one(r->db, r->arena, county, view->product.seller_id, &view->seller);
	if (outcome != DONE)
		return outcome;
	view->on_sale = product_is_on_sale(&view->product, r->now) && view->seller.open == 1;
	view->product.in_stock = view->left > 0;
	if (r->json)
		return DONE;
	if (!destination_read(r, view))
		return NOT_FOUND;
	outcome = promise_load(r, view);
	if (outcome == DONE)
		outcome = station_near(r->db, r->arena, view->to_place, NEAR_STATIONS, &view->stations,
		                       &view->station_count);
	if (outcome == DONE)
		outcome = similar_load(r, view);
	if (outcome == DONE && view->chosen != NULL && view->seller.household_share > 0)
		outcome = seller_reach(r->db, r->arena, &view->seller, &view->reach);
	place_addresses(r->db, r->arena, view->product.place, view->to_place, PLACE_COUNTY, &view->origin,
	                &view->to_address);
	view->may_edit = request_may(r, RIGHT_CATALOG_EDIT, view->seller.place) ||
	                 seller_has_member(r->db, county, view->seller.id, r->person_id);
	return outcome;
}

void product_page(struct request *r)
{
	struct product_view view = { 0 };
	int64_t county, id;
	enum outcome outcome;

	if (!request_id(r, "product", &county, &id)) {
		fail(r, NOT_FOUND, NULL);
		return;
	}
	outcome = product_load(r, county, id, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_one(r, &product_view_record, &view);
		return;
	}
	page_begin_named(r, product_title(r, &view.product), "shelf", "/shelf");
	product_page_html(r, &view);
	page_end(r);
}

/* ---- a seller ---- */

void seller_page(struct request *r)
{
	struct seller_view view = { 0 };
	const struct seller *seller = &view.seller;
	enum outcome outcome = request_row(r, "seller", seller_one, &view.seller);

	if (outcome == DONE && r->json) {
		give_one(r, &seller_record, seller);
		return;
	}
	if (outcome == DONE)
		outcome = shelf_of_seller(r->db, r->arena, seller->county, seller->id, SELLER_GOODS, &view.goods,
		                          &view.count);
	if (outcome == DONE)
		outcome = seller_grower_count(r->db, seller->county, seller->id, &view.growers);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.address = place_address(r->db, r->arena, seller->place, PLACE_COUNTY);
	view.may_edit = request_may(r, RIGHT_SELLER_EDIT, seller->place);
	view.may_sell = request_may(r, RIGHT_CATALOG_EDIT, seller->place) ||
	                seller_has_member(r->db, seller->county, seller->id, r->person_id);
	page_begin_named(r, seller->name, "shelf", "/shelf");
	seller_page_html(r, &view);
	page_end(r);
}

/* ---- home ---- */

/* The county this installation is about: as it is set, else the one with most sellers. 0: none yet. */
static int64_t home_place(struct request *r)
{
	struct text code = request_setting(r, "home_place");
	int64_t place = 0;

	if (code.length > 0 && place_read(code, &place))
		return place;
	if (db_number(
		    r->db, &place,
		    "SELECT county FROM seller WHERE open = 1 GROUP BY county ORDER BY count(*) DESC, county LIMIT 1 /* scan */",
		    bind_none()) != DONE)
		return 0;
	return place_of_county(place);
}

static enum outcome lead_load(struct request *r, struct home_view *view)
{
	struct seller_part parts[SELLER_PARTS];
	struct seller seller = { 0 };
	struct variant *variants;
	size_t count, part_count;
	enum outcome outcome = shelf_lead(r->db, r->arena, view->place, r->now, &view->lead);

	if (outcome == NOT_FOUND)
		return DONE;
	if (outcome == DONE)
		outcome = product_variants(r->db, r->arena, view->lead.county, view->lead.id, &variants, &count);
	if (outcome == DONE)
		outcome = seller_one(r->db, r->arena, view->lead.county, view->lead.seller_id, &seller);
	if (outcome != DONE)
		return outcome;
	view->has_lead = true;
	for (size_t i = 0; i < count; i++) {
		if (variants[i].open != 1)
			continue;
		view->lead_left += variants[i].available;
		if (view->lead_variant == NULL && variants[i].price_fen == view->lead.price_fen)
			view->lead_variant = &variants[i];
	}
	part_count = seller_parts(&seller, view->lead.price_fen, 0, parts);
	if (part_count > 0 && parts[0].kind == ACCOUNT_HOUSEHOLD)
		view->lead_household_fen = parts[0].fen;
	return DONE;
}

static void name_load(struct request *r, struct home_view *view)
{
	struct level_bar_item path[6];
	struct output above = output_in(r->arena);
	size_t count = 0;

	if (view->place == PLACE_WHOLE || place_path(r->db, r->arena, view->place, path, &count) != DONE || count == 0)
		return;
	view->name = path[count - 1].name;
	for (size_t i = 0; i + 1 < count; i++) {
		if (i > 0)
			out_string(&above, " · ");
		out_text(&above, path[i].name);
	}
	view->above = output_text(&above);
}

/* What stands above as the one thing of the day is not shown again. */
static void leave_out_lead(struct home_view *view)
{
	size_t kept = 0;

	for (size_t i = 0; i < view->count; i++)
		if (!view->has_lead || view->goods[i].id != view->lead.id)
			view->goods[kept++] = view->goods[i];
	view->count = kept < HOME_GOODS ? kept : HOME_GOODS;
}

void home_page(struct request *r)
{
	struct home_view view = { .place = home_place(r) };
	struct shelf_question question = { .place = view.place,
		                           .most_fen = PRODUCT_PRICE_FEN,
		                           .sort = SHELF_BEST_SELLING,
		                           .in_stock = true,
		                           .limit = HOME_GOODS + 1 };
	enum outcome outcome;

	name_load(r, &view);
	outcome = lead_load(r, &view);
	if (outcome == DONE)
		outcome = shelf_find(r->db, r->arena, &question, &view.goods, &view.count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	leave_out_lead(&view);
	page_begin(r, view.name.length > 0 ? text_string(r->arena, view.name) : _("Home"), "home");
	shelf_home_html(r, &view);
	page_end(r);
}
