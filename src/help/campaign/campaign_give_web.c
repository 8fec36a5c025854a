/* Giving, and following each gift to its rides: everybody may follow, nobody sees who gave or who rode. */
#include "base/id.h"
#include "base/limits.h"
#include "common/ledger/ledger.h"
#include "help/campaign/campaign_inside.h"
#include "help/campaign/campaign_templates.h"
#include "web/table.h"

static const struct field give_fields[] = {
	TEXT_FIELD(campaign_give_form, campaign, N_("Campaign"), FIELD_IN, 0, 40),
	WHOLE_FIELD(FIELD_FEN, campaign_give_form, amount_fen, N_("How much you give"), FIELD_IN | FIELD_REQUIRED, 1,
	            TRANSFER_MOST_FEN),
	TEXT_FIELD(campaign_give_form, payment, N_("Way of paying"), FIELD_IN, 0, 20),
	FIELD_END,
};
const struct record campaign_give_record = { .name = "new_campaign_gift",
	                                     .size = sizeof(struct campaign_give_form),
	                                     .fields = give_fields };

/* ---- giving ---- */

/* The campaign that the form names; none: the handler says so. */
enum outcome campaign_give_where(struct request *r, struct scope *ret_scope)
{
	struct campaign *c = arena_take(r->arena, sizeof *c);
	int64_t county, id;
	enum outcome outcome;

	*ret_scope = (struct scope){ .place = r->person_place, .mine = true };
	if (request_field(r, "campaign").length == 0)
		return DONE;
	if (!id_read(request_field(r, "campaign"), &county, &id))
		return NOT_FOUND;
	outcome = campaign_one(r->db, r->arena, county, id, c);
	ret_scope->place = c->place;
	r->kept = c;
	return outcome == DONE && c->state == CAMPAIGN_DRAFT ? NOT_FOUND : outcome;
}

static void give_refused(struct request *r)
{
	if (!r->json && r->kept != NULL)
		campaign_show(r, r->kept);
	refuse(r);
}

void campaign_give_post(struct request *r)
{
	struct campaign *c = r->kept;
	struct campaign_give_form form = { .amount_fen = 0 };
	struct campaign_gift gift = { .id = 0 };
	struct text path = T("");
	enum outcome outcome = INVALID;

	if (c == NULL)
		form_problem(r, "campaign", N_("Choose a campaign first"), T(""));
	else if (form_read(r, &campaign_give_record, &form))
		outcome = campaign_gift_make(r, c, form.amount_fen, &gift);
	if (outcome == DONE)
		outcome = payment_start(r, gift.id, gift.amount_fen, form.payment, &path);
	if (outcome == DONE)
		outcome = campaign_gift_one(r->db, r->arena, gift.county, gift.id, &gift);
	if (r->problems.count > 0)
		give_refused(r);
	else if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &campaign_gift_record, &gift, "%s", text_string(r->arena, path));
}

/* ---- one gift ---- */

enum outcome given_where(struct request *r, struct scope *ret_scope)
{
	struct campaign_gift *gift = arena_take(r->arena, sizeof *gift);
	enum outcome outcome = request_row(r, "given", campaign_gift_one, gift);

	r->kept = gift;
	ret_scope->place = place_of_county(gift->county);
	ret_scope->mine = outcome == DONE && r->person_id != 0 && gift->giver_id == r->person_id;
	if (outcome == DONE && gift->state != CAMPAIGN_GIFT_PAID && !ret_scope->mine)
		return NOT_FOUND;
	return outcome;
}

static enum outcome load_given(struct request *r, struct campaign *c, struct given_view *view)
{
	const struct campaign_gift *gift = view->gift;
	size_t limit = request_limit(r);
	struct voucher *vouchers = NULL;
	struct transfer *transfers = NULL;
	enum outcome outcome = campaign_one(r->db, r->arena, gift->county, gift->campaign_id, c);

	if (outcome == DONE)
		outcome = voucher_of_gift(r, gift, request_after(r), limit + 1, &vouchers, &view->count);
	if (outcome == DONE)
		view->next = list_goes_on(r, &view->count) ? vouchers[view->count - 1].number : 0;
	view->vouchers = vouchers;
	if (outcome == DONE && view->is_giver)
		outcome = ledger_of_subject(r->db, r->arena, gift->county, gift->id, &transfers, &view->transfer_count);
	view->transfers = transfers;
	return outcome;
}

void given_page(struct request *r)
{
	struct campaign_gift *gift = r->kept;
	struct campaign c;
	struct given_view view = { .c = &c, .gift = gift, .is_giver = r->scope.mine, .pay_path = T("") };
	enum outcome outcome = DONE;

	if (r->json) {
		give_one(r, &campaign_gift_record, gift);
		return;
	}
	outcome = load_given(r, &c, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (view.is_giver && gift->state == CAMPAIGN_GIFT_PROMISED && campaign_takes(&c, r->today))
		view.pay_path =
			payment_pay_path(r, &(struct order){
						    .county = gift->county, .id = gift->id, .checkout_id = gift->id });
	page_begin_named(r, text_of(_("Where this gift went")), "",
	                 text_string(r->arena, text_join(r->arena, campaign_path(r->arena, &c), T("/trace"))));
	campaign_given_html(r, &view);
	page_end(r);
}

void given_mine_page(struct request *r)
{
	struct trace_view view = { .c = NULL };
	struct campaign_gift *gifts = NULL;
	size_t limit = request_limit(r);
	enum outcome outcome = campaign_gifts_mine(r, NULL, request_after(r), limit + 1, &gifts, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? gifts[view.count - 1].id : 0;
	view.gifts = gifts;
	if (r->json) {
		give_list(r, &campaign_gift_record, gifts, view.count, view.next);
		return;
	}
	page_begin_named(r, text_of(_("What I gave to campaigns")), "me", "/me");
	campaign_mine_html(r, &view);
	page_end(r);
}

/* ---- all gifts of a campaign ---- */

static enum outcome read_gifts(struct request *r, const struct table_view *view, int64_t after, size_t limit,
                               void *ret_rows, size_t *ret_count)
{
	(void)view;
	return campaign_gifts(r, r->kept, after, limit, ret_rows, ret_count);
}

/* The day alone: the minute could tell who gave. */
static void show_gift(struct request *r, const void *row)
{
	campaign_trace_gift(r, row);
}

/* Oldest first, as vouchers are made of them. */
static const struct table trace_table = {
	.name = "gifts",
	.caption = N_("Every gift, fen by fen"),
	.record = &campaign_gift_record,
	.columns = (const struct table_column[]){ { .name = "paid_at", .show = show_gift, .label = N_("Gift") },
	                                          { .name = "amount_fen", .label = N_("Money given") },
	                                          { .name = "vouchers" },
	                                          { .name = "rides" },
	                                          { .name = "rides_fen", .label = N_("Ridden") },
	                                          { .name = "left_fen" },
	                                          TABLE_COLUMNS_END },
	.id = offsetof(struct campaign_gift, id),
	.read = read_gifts,
	.symbol = "i-money",
	.empty = N_("No gift yet"),
	.empty_words = N_("When the first gift is paid, it stands here."),
};

static void give_gifts(struct request *r, const struct campaign *c)
{
	struct campaign_gift *gifts = NULL;
	size_t limit = request_limit(r), count = 0;
	enum outcome outcome = campaign_gifts(r, c, request_after(r), limit + 1, &gifts, &count);

	give_list_read(r, outcome, &campaign_gift_record, gifts, count);
}

void campaign_trace_page(struct request *r)
{
	const struct campaign *c = r->kept;
	struct table_view view;

	if (c->state == CAMPAIGN_DRAFT)
		fail(r, NOT_FOUND, NULL);
	else if (r->json)
		give_gifts(r, c);
	else if (table_opens(r, &trace_table, c->place, &view)) {
		page_begin_named(r, text_of(_("Every gift, fen by fen")), "",
		                 text_string(r->arena, campaign_path(r->arena, c)));
		campaign_trace_html(r, c, &view);
		page_end(r);
	}
}

static enum outcome read_piece(struct request *piece, int64_t after, size_t limit, void *ret_rows, size_t *ret_count)
{
	return campaign_gifts(piece, piece->kept, after, limit, ret_rows, ret_count);
}

void campaign_trace_file(struct request *r)
{
	static const struct csv_file file = { .record = &campaign_gift_record,
		                              .id = offsetof(struct campaign_gift, id),
		                              .read = read_piece };
	const struct campaign *c = r->kept;

	if (c->state == CAMPAIGN_DRAFT)
		fail(r, NOT_FOUND, NULL);
	else
		give_csv_file(r, &file,
		              text_format(r->arena, "gifts-%.*s.csv", TEXT(id_public(r->arena, c->county, c->id))));
}
