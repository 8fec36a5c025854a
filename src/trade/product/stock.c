/* Stock: every check and its change are one statement, so that nothing is ever sold twice. A command locks each stock item once;
   callers sum the lines on one item first. */
#include "trade/product/product.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"

static const struct field stock_fields[] = {
	INT_FIELD(stock, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, stock, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, stock, product_id, N_("Goods"), FIELD_OUT, 0, 0),
	INT_FIELD(stock, on_hand, N_("On hand"), FIELD_OUT, 0, INT64_MAX),
	INT_FIELD(stock, held, N_("Held for orders"), FIELD_OUT, 0, INT64_MAX),
	FIELD_END,
};

const struct record stock_record = {
	.name = "stock", .size = sizeof(struct stock), .county = offsetof(struct stock, county), .fields = stock_fields
};

const struct choice stock_whys[] = {
	{ "receipt", N_("Received") },        { "sale", N_("Sold") },
	{ "return", N_("Came back") },        { "loss", N_("Lost or spoilt") },
	{ "correction", N_("Counted anew") }, { NULL, NULL },
};

static const struct field stock_move_fields[] = {
	INT_FIELD(stock_move, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, stock_move, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, stock_move, stock_id, N_("Stock item"), FIELD_OUT, 0, 0),
	INT_FIELD(stock_move, pieces, N_("Pieces"), FIELD_OUT, -STOCK_PIECES, STOCK_PIECES),
	CHOICE_FIELD(stock_move, why, N_("What happened"), FIELD_OUT, stock_whys),
	TEXT_FIELD(stock_move, reason, N_("Reason"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	INT_FIELD(stock_move, subject_id, N_("Order"), 0, 0, INT64_MAX),
	INT_FIELD(stock_move, person_id, N_("Person"), 0, 0, INT64_MAX),
	WHOLE_FIELD(FIELD_MOMENT, stock_move, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record stock_move_record = { .name = "stock_move",
	                                  .size = sizeof(struct stock_move),
	                                  .county = offsetof(struct stock_move, county),
	                                  .fields = stock_move_fields };

static enum outcome move_write(struct db *db, const struct stock_move *move)
{
	assert(move->id > 0 && move->pieces != 0);
	return db_exec(db,
	               "INSERT INTO stock_move(county, id, stock_id, pieces, why, reason, subject_id, person_id, at)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	               bind(i64(move->county), i64(move->id), i64(move->stock_id), i64(move->pieces), txt(move->why),
	                    txt(move->reason), i64(move->subject_id), i64(move->person_id), i64(move->at)));
}

/* What a buyer gives back always fits: a full stock may not keep anybody's money. */
enum outcome stock_change(struct db *db, const struct stock_move *move)
{
	int64_t rows, there;
	enum outcome outcome;

	outcome = db_change(db, &rows,
	                    "UPDATE stock SET on_hand = on_hand + $1 WHERE county = $2 AND id = $3"
	                    " AND on_hand + $1 >= held AND on_hand + $1 <= $4",
	                    bind(i64(move->pieces), i64(move->county), i64(move->stock_id),
	                         i64(text_equal(move->why, T("return")) ? INT64_MAX : STOCK_PIECES)));
	if (outcome == DONE && rows == 0) {
		outcome = db_number(db, &there, "SELECT id FROM stock WHERE county = $1 AND id = $2",
		                    bind(i64(move->county), i64(move->stock_id)));
		return outcome == DONE ? CONFLICT : outcome;
	}
	return outcome == DONE ? move_write(db, move) : outcome;
}

enum outcome stock_receive(struct db *db, int64_t county, int64_t stock_id, int64_t pieces, int64_t move_id,
                           const char *why, int64_t subject_id, int64_t at)
{
	bool takes = strcmp(why, "sale") == 0 || strcmp(why, "loss") == 0;

	assert(pieces > 0);
	return stock_change(db, &(struct stock_move){ .county = county,
	                                              .id = move_id,
	                                              .stock_id = stock_id,
	                                              .pieces = takes ? -pieces : pieces,
	                                              .why = text_of(why),
	                                              .subject_id = subject_id,
	                                              .at = at });
}

enum outcome stock_hold(struct db *db, int64_t county, int64_t stock_id, int64_t pieces)
{
	assert(pieces > 0);
	return db_change_one(db,
	                     "UPDATE stock SET held = held + $1 WHERE county = $2 AND id = $3 AND on_hand - held >= $1",
	                     bind(i64(pieces), i64(county), i64(stock_id)));
}

enum outcome stock_release(struct db *db, int64_t county, int64_t stock_id, int64_t pieces)
{
	assert(pieces > 0);
	return db_change_one(db, "UPDATE stock SET held = held - $1 WHERE county = $2 AND id = $3 AND held >= $1",
	                     bind(i64(pieces), i64(county), i64(stock_id)));
}

enum outcome stock_take(struct db *db, int64_t county, int64_t stock_id, int64_t pieces)
{
	assert(pieces > 0);
	return db_change_one(
		db, "UPDATE stock SET on_hand = on_hand - $1 WHERE county = $2 AND id = $3 AND on_hand - held >= $1",
		bind(i64(pieces), i64(county), i64(stock_id)));
}

enum outcome stock_sell(struct db *db, int64_t county, int64_t stock_id, int64_t pieces, int64_t move_id,
                        int64_t subject_id, int64_t at)
{
	enum outcome outcome;

	assert(pieces > 0);
	outcome = db_change_one(db,
	                        "UPDATE stock SET on_hand = on_hand - $1, held = held - $1"
	                        " WHERE county = $2 AND id = $3 AND held >= $1 AND on_hand >= $1",
	                        bind(i64(pieces), i64(county), i64(stock_id)));
	return outcome == DONE ? stock_sold(db, county, stock_id, pieces, move_id, subject_id, at) : outcome;
}

enum outcome stock_sold(struct db *db, int64_t county, int64_t stock_id, int64_t pieces, int64_t move_id,
                        int64_t subject_id, int64_t at)
{
	assert(pieces > 0);
	return move_write(db, &(struct stock_move){ .county = county,
	                                            .id = move_id,
	                                            .stock_id = stock_id,
	                                            .pieces = -pieces,
	                                            .why = T("sale"),
	                                            .subject_id = subject_id,
	                                            .at = at });
}

enum outcome stock_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct stock *ret)
{
	return db_one(db, arena, &stock_record, ret,
	              "SELECT county, id, product_id, on_hand, held FROM stock WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome stock_moves(struct db *db, struct arena *arena, int64_t county, int64_t stock_id, struct text why,
                         int64_t before, size_t limit, struct stock_move **ret, size_t *ret_count)
{
	assert(limit <= LIMIT_LIST_ROWS);
	return db_list(db, arena, &stock_move_record, limit, ret, ret_count,
	               "SELECT county, id, stock_id, pieces, why, reason, subject_id, person_id, at FROM stock_move"
	               " WHERE county = $1 AND stock_id = $2 AND id < $3 AND ($5 = '' OR why = $5)"
	               " ORDER BY id DESC LIMIT $4",
	               bind(i64(county), i64(stock_id), i64(before == 0 ? INT64_MAX : before), i64((int64_t)limit),
	                    txt(why)));
}

enum outcome product_count_sold(struct db *db, int64_t county, int64_t product_id, int64_t pieces, int64_t grams)
{
	enum outcome outcome = db_change_one(
		db, "UPDATE product SET sold = sold + $1, sold_grams = sold_grams + $2 WHERE county = $3 AND id = $4",
		bind(i64(pieces), i64(grams), i64(county), i64(product_id)));

	return outcome == CONFLICT ? NOT_FOUND : outcome;
}
