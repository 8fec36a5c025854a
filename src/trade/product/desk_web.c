/* The seller's desk: my goods, new ones, changes, variants, stock. Who acts for the seller may all of it; so may whoever edits the
   catalogue of the place. */
#include "trade/product/shelf.h"

#include <assert.h>
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "trade/product/product_templates.h"

/* ---- where ---- */

static enum outcome found_seller(struct request *r, struct scope *ret_scope, struct desk_found *found, int64_t county,
                                 int64_t id)
{
	r->kept = found;
	return seller_scope(r, county, id, ret_scope, &found->seller);
}

static enum outcome found_product(struct request *r, struct scope *ret_scope, struct desk_found *found, int64_t county,
                                  int64_t id)
{
	enum outcome outcome = product_one(r->db, r->arena, county, id, &found->product);

	return outcome == DONE ? found_seller(r, ret_scope, found, county, found->product.seller_id) : outcome;
}

enum outcome desk_where_seller(struct request *r, struct scope *ret_scope)
{
	struct desk_found *found = arena_take(r->arena, sizeof(*found));
	struct text named = request_query(r, "seller");
	int64_t county, id;

	if (named.length == 0)
		named = request_field(r, "seller");
	if (!id_read(named, &county, &id))
		return NOT_FOUND;
	return found_seller(r, ret_scope, found, county, id);
}

enum outcome desk_where_product(struct request *r, struct scope *ret_scope)
{
	struct desk_found *found = arena_take(r->arena, sizeof(*found));
	int64_t county, id;

	return request_id(r, "product", &county, &id) ? found_product(r, ret_scope, found, county, id) : NOT_FOUND;
}

enum outcome desk_where_variant(struct request *r, struct scope *ret_scope)
{
	struct desk_found *found = arena_take(r->arena, sizeof(*found));
	enum outcome outcome = request_row(r, "variant", variant_one, &found->variant);

	return outcome == DONE ? found_product(r, ret_scope, found, found->variant.county, found->variant.product_id)
	                       : outcome;
}

enum outcome desk_where_stock(struct request *r, struct scope *ret_scope)
{
	struct desk_found *found = arena_take(r->arena, sizeof(*found));
	enum outcome outcome = request_row(r, "stock", stock_one, &found->stock);

	return outcome == DONE ? found_product(r, ret_scope, found, found->stock.county, found->stock.product_id)
	                       : outcome;
}

const char *desk_product_path(struct request *r, const struct product *p)
{
	return text_format(r->arena, "/desk/products/%.*s", TEXT(id_public(r->arena, p->county, p->id))).bytes;
}

/* Back to the product at the desk, with the words of what was done. */
static void back_to_product(struct request *r, enum outcome outcome, const struct product *p, const char *done)
{
	if (outcome == DONE)
		see_other(r, "%s?done=%s", desk_product_path(r, p), done);
	else
		fail(r, outcome, NULL);
}

/* ---- goods ---- */

static void show_product_form(struct request *r, struct desk_form_view *view)
{
	const struct product *p = &view->found->product;

	assert(p != NULL);
	page_begin_named(r, view->is_new ? text_of(_("New goods")) : p->title, "desk",
	                 view->is_new ? "/desk" : desk_product_path(r, p));
	desk_product_form_html(r, view);
	page_end(r);
}

static void product_refused(struct request *r, bool is_new, const struct product_form *row)
{
	struct desk_found *found = r->kept;
	struct desk_form_view view = {
		.found = found,
		.record = is_new ? &product_new_record : &product_form_record,
		.row = row,
		.path = is_new ? "/desk/products" : desk_product_path(r, &found->product),
		.is_new = is_new,
	};

	if (!r->json)
		show_product_form(r, &view);
	refuse(r);
}

void desk_new_page(struct request *r)
{
	struct desk_found *found = r->kept;
	struct product_form row = { .place = place_above(found->seller.place, PLACE_VILLAGE) };
	struct desk_form_view view = {
		.found = found, .record = &product_new_record, .row = &row, .path = "/desk/products", .is_new = true
	};

	show_product_form(r, &view);
}

/* Both forms: the picture is taken apart before the command is made. */
void desk_prepare(struct request *r)
{
	if (!picture_prepare(r, "picture"))
		product_refused(r, ((struct desk_found *)r->kept)->product.id == 0, NULL);
}

static enum outcome add_first_variant(struct request *r, const struct product_form *form, const struct product *p)
{
	struct variant v = { .county = p->county,
		             .id = request_new_id(r),
		             .product_id = p->id,
		             .name = form->name,
		             .unit = form->unit,
		             .weight_g = form->weight_g,
		             .price_fen = form->price_fen,
		             .pieces = 1,
		             .open = 1 };
	enum outcome outcome = variant_add(r->db, &v);

	if (outcome == DONE && form->on_hand > 0)
		outcome = stock_change(r->db, &(struct stock_move){ .county = p->county,
		                                                    .id = request_new_id(r),
		                                                    .stock_id = v.id,
		                                                    .pieces = form->on_hand,
		                                                    .why = T("receipt"),
		                                                    .person_id = r->who.person_id,
		                                                    .at = r->now });
	return outcome;
}

void desk_add(struct request *r)
{
	struct desk_found *found = r->kept;
	struct product_form form = { 0 };
	struct product p = { .county = found->seller.county,
		             .id = request_new_id(r),
		             .seller_id = found->seller.id,
		             .open = 1,
		             .created_at = r->now,
		             .version = 1 };
	bool typed = form_read(r, &product_new_record, &form);
	enum outcome outcome;

	/* Both are asked, so that all problems are told at once. */
	if (!product_form_apply(r, &form, p.county, &p) || !typed) {
		product_refused(r, true, NULL);
		return;
	}
	if (found->seller.open != 1) {
		fail(r, CONFLICT, N_("This seller is closed"));
		return;
	}
	outcome = picture_keep(r, "picture", &p.picture);
	if (outcome == DONE)
		outcome = product_add(r->db, r->arena, &p);
	if (outcome == DONE)
		outcome = add_first_variant(r, &form, &p);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	p.price_fen = form.price_fen;
	made(r, &product_record, &p, "%s?done=added", desk_product_path(r, &p));
}

static const struct field desk_product_fields[] = {
	PART_FIELD(desk_product_view, product, &product_record),
	{ .kind = FIELD_LIST,
	  .flags = FIELD_OUT,
	  .name = "variants",
	  .offset = offsetof(struct desk_product_view, variants_given),
	  .label = N_("Kinds and sizes"),
	  .rows = &variant_record },
	{ .kind = FIELD_LIST,
	  .flags = FIELD_OUT,
	  .name = "stocks",
	  .offset = offsetof(struct desk_product_view, stocks_given),
	  .label = N_("Stock"),
	  .rows = &stock_record },
	FIELD_END,
};
const struct record desk_product_record = { .name = "desk_product",
	                                    .size = sizeof(struct desk_product_view),
	                                    .fields = desk_product_fields };

void desk_product_page(struct request *r)
{
	struct desk_found *found = r->kept;
	struct desk_product_view view = { .product = found->product, .seller = found->seller };
	enum outcome outcome;

	outcome = product_variants(r->db, r->arena, view.product.county, view.product.id, &view.variants,
	                           &view.variant_count);
	if (outcome == DONE)
		outcome = product_stocks(r->db, r->arena, view.product.county, view.product.id, &view.stocks,
		                         &view.stock_count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		view.variants_given = (struct list){ view.variants, view.variant_count };
		view.stocks_given = (struct list){ view.stocks, view.stock_count };
		give_one(r, &desk_product_record, &view);
		return;
	}
	view.origin = place_address(r->db, r->arena, view.product.place, PLACE_COUNTY);
	page_begin_named(r, view.product.title, "desk", "/desk");
	desk_product_html(r, &view);
	page_end(r);
}

void desk_edit_page(struct request *r)
{
	struct desk_found *found = r->kept;
	struct product_form row = product_form_of(&found->product);
	struct desk_form_view view = { .found = found,
		                       .record = &product_form_record,
		                       .row = &row,
		                       .path = desk_product_path(r, &found->product) };

	show_product_form(r, &view);
}

/* Somebody changed it since: what is typed stays in the form, what stands now is shown beside it. */
static void product_stale(struct request *r)
{
	struct desk_found *found = r->kept;
	struct product_form row = product_form_of(&found->product);
	struct desk_form_view view = { .found = found,
		                       .record = &product_form_record,
		                       .row = &row,
		                       .path = desk_product_path(r, &found->product),
		                       .stale = &found->product };

	if (!r->json)
		show_product_form(r, &view);
	refuse_stale(r);
}

void desk_change(struct request *r)
{
	struct desk_found *found = r->kept;
	struct product p = found->product;
	struct product_form form = { 0 };
	struct text picture;
	bool typed = form_read(r, &product_form_record, &form);
	enum outcome outcome;

	if (!product_form_apply(r, &form, p.county, &p) || !typed) {
		product_refused(r, false, NULL);
		return;
	}
	if (form.version != found->product.version) {
		product_stale(r);
		return;
	}
	outcome = picture_keep(r, "picture", &picture);
	if (outcome == DONE && picture.length > 0)
		p.picture = picture;
	if (outcome == DONE)
		outcome = product_change(r->db, r->arena, &p);
	back_to_product(r, outcome, &p, "changed");
}

static void set_open(struct request *r, int64_t open)
{
	struct desk_found *found = r->kept;
	struct product p = found->product;

	if (open == 1 && p.price_fen == 0) {
		fail(r, CONFLICT, N_("Nothing of it is on sale: first put a kind or size on sale"));
		return;
	}
	p.open = open;
	back_to_product(r, product_change(r->db, r->arena, &p), &p, open ? "opened" : "closed");
}

void desk_open(struct request *r)
{
	set_open(r, 1);
}

void desk_close(struct request *r)
{
	set_open(r, 0);
}

/* ---- variants ---- */

static void show_variant_form(struct request *r, const struct variant *row, bool is_new, const struct variant *stale)
{
	struct desk_found *found = r->kept;
	struct variant_form form = { .unit = T("box"), .pieces = 1 };
	struct desk_form_view view = {
		.found = found, .record = &variant_form_record, .row = &form, .is_new = is_new, .stale_variant = stale
	};

	assert(found != NULL); /* its `where` put it there */
	if (row != NULL)
		form = (struct variant_form){ .name = row->name,
			                      .unit = row->unit,
			                      .weight_g = row->weight_g,
			                      .price_fen = row->price_fen,
			                      .pieces = row->pieces,
			                      .version = row->version };
	view.path = is_new ? text_format(r->arena, "%s/variants", desk_product_path(r, &found->product)).bytes
	                   : text_format(r->arena, "/desk/variants/%.*s",
	                                 TEXT(id_public(r->arena, found->variant.county, found->variant.id)))
	                             .bytes;
	page_begin_named(r, is_new ? text_of(_("Another kind or size")) : found->variant.name, "desk",
	                 desk_product_path(r, &found->product));
	desk_variant_html(r, &view);
	page_end(r);
}

void desk_variant_new_page(struct request *r)
{
	show_variant_form(r, NULL, true, NULL);
}

void desk_variant_edit_page(struct request *r)
{
	struct desk_found *found = r->kept;

	show_variant_form(r, &found->variant, false, NULL);
}

static void variant_refused(struct request *r, bool is_new)
{
	struct desk_found *found = r->kept;

	if (!r->json)
		show_variant_form(r, is_new ? NULL : &found->variant, is_new, NULL);
	refuse(r);
}

/* The stock item it shares: one of the same product. False with a problem. */
static bool shared_stock(struct request *r, const struct variant_form *form, struct variant *v)
{
	struct stock stock = { 0 };
	int64_t county, id;

	v->stock_id = 0;
	v->pieces = form->pieces > 0 ? form->pieces : 1;
	if (form->shares.length == 0)
		return true;
	if (!id_read(form->shares, &county, &id) || county != v->county ||
	    stock_one(r->db, r->arena, county, id, &stock) != DONE || stock.product_id != v->product_id) {
		form_problem(r, "shares", N_("No such stock of these goods"), T(""));
		return false;
	}
	v->stock_id = id;
	return true;
}

void desk_variant_add(struct request *r)
{
	struct desk_found *found = r->kept;
	struct variant_form form = { 0 };
	struct variant v = { .county = found->product.county,
		             .id = request_new_id(r),
		             .product_id = found->product.id,
		             .open = 1,
		             .version = 1 };
	struct variant *others;
	size_t count;
	enum outcome outcome;

	if (!form_read(r, &variant_form_record, &form) || !shared_stock(r, &form, &v)) {
		variant_refused(r, true);
		return;
	}
	outcome = product_variants(r->db, r->arena, v.county, v.product_id, &others, &count);
	if (outcome == DONE && count == PRODUCT_VARIANTS) {
		form_problem(r, "name", N_("There are as many kinds and sizes as goods may have"), T(""));
		variant_refused(r, true);
		return;
	}
	v.name = form.name;
	v.unit = form.unit;
	v.weight_g = form.weight_g;
	v.price_fen = form.price_fen;
	if (outcome == DONE)
		outcome = variant_add(r->db, &v);
	if (outcome == DONE && v.stock_id == 0 && form.on_hand > 0)
		outcome = stock_change(r->db, &(struct stock_move){ .county = v.county,
		                                                    .id = request_new_id(r),
		                                                    .stock_id = v.id,
		                                                    .pieces = form.on_hand,
		                                                    .why = T("receipt"),
		                                                    .person_id = r->who.person_id,
		                                                    .at = r->now });
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &variant_record, &v, "%s?done=variant", desk_product_path(r, &found->product));
}

void desk_variant_change(struct request *r)
{
	struct desk_found *found = r->kept;
	struct variant_form form = { 0 };
	struct variant v = found->variant;

	if (!form_read(r, &variant_form_record, &form)) {
		variant_refused(r, false);
		return;
	}
	if (form.version != v.version) {
		if (!r->json)
			show_variant_form(r, &v, false, &found->variant);
		refuse_stale(r);
		return;
	}
	v.name = form.name;
	v.unit = form.unit;
	v.weight_g = form.weight_g;
	v.price_fen = form.price_fen;
	back_to_product(r, variant_change(r->db, &v), &found->product, "variant");
}

static void variant_set_open(struct request *r, int64_t open)
{
	struct desk_found *found = r->kept;
	struct variant v = found->variant;

	v.open = open;
	back_to_product(r, variant_change(r->db, &v), &found->product, "variant");
}

void desk_variant_open(struct request *r)
{
	variant_set_open(r, 1);
}

void desk_variant_close(struct request *r)
{
	variant_set_open(r, 0);
}

/* ---- stock ---- */

/* What the form means for the stock as it stands: a count is the difference. False with a problem. */
static bool move_of(struct request *r, const struct move_form *form, const struct stock *stock, struct stock_move *move)
{
	bool counted = text_equal(form->why, T("correction"));

	move->pieces = counted                            ? form->pieces - stock->on_hand
	               : text_equal(form->why, T("loss")) ? -form->pieces
	                                                  : form->pieces;
	if (move->pieces == 0)
		form_problem(r, "pieces", counted ? N_("As many are on record already") : N_("Enter how many"), T(""));
	if (!text_equal(form->why, T("receipt")) && form->reason.length == 0)
		form_problem(r, "reason", N_("Say what happened"), T(""));
	return r->problems.count == 0;
}

void desk_move(struct request *r)
{
	struct desk_found *found = r->kept;
	struct move_form form = { 0 };
	struct stock_move move = { .county = found->stock.county,
		                   .id = request_new_id(r),
		                   .stock_id = found->stock.id,
		                   .person_id = r->who.person_id,
		                   .at = r->now };
	enum outcome outcome;

	if (!form_read(r, &move_form_record, &form) || !move_of(r, &form, &found->stock, &move)) {
		desk_stock_refused(r);
		return;
	}
	move.why = form.why;
	move.reason = form.reason;
	outcome = stock_change(r->db, &move);
	if (outcome == CONFLICT) {
		form_problem(r, "pieces", N_("So many are not free: some are held for orders"), T(""));
		desk_stock_refused(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		made(r, &stock_move_record, &move, "/desk/stock/%.*s?done=moved",
		     TEXT(id_public(r->arena, move.county, move.stock_id)));
	}
}
