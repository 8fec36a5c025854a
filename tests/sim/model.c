/* What must hold after every day: every check of every module, and the model's own sums of what was acknowledged. */
#include "sim/sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/modules.h"
#include "base/calendar.h"
#include "common/ledger/ledger.h"
#include "journal/chain.h"
#include "journal/replay.h"
#include "journal/replay_state.h"
#include "support/database.h"

enum { RECENT_PAYMENTS = 80, CHAIN_DAYS = 50, REST_DAYS = 40 };

/* ---- modules ---- */

static void check_modules(struct sim *sim)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; all_modules[i] != NULL; i++)
		for (const struct check *check = all_modules[i]->checks; check != NULL && check->name != NULL;
		     check++) {
			struct text words = T("");
			enum outcome outcome = check_run(check, sim->db, arena, &words);
			if (outcome != DONE)
				sim_fail(sim, "check \"%s\": %.*s", check->name,
				         TEXT(words.length ? words : text_of(db_failure(sim->db))));
		}
	arena_free(arena);
}

static void check_chain(struct sim *sim)
{
	struct arena *arena = arena_new();
	struct text words = T("");
	int64_t rows = 0;
	if (chain_verify(sim->db, arena, &rows, &words) != DONE)
		sim_fail(sim, "%.*s", TEXT(words));
	arena_free(arena);
}

/* ---- orders: each acknowledged one is there once, and no other ---- */

static int compare_ids(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

static void check_orders(struct sim *sim)
{
	size_t found = 0;
	qsort(sim->new_orders, sim->new_count, sizeof sim->new_orders[0], compare_ids);
	struct db_rows *rows =
		db_rows(sim->db, "SELECT id FROM orders WHERE id > $1 ORDER BY id /* scan */ /* sorts */",
	                bind(i64(sim->last_order)));
	for (; db_next(rows); found++) {
		int64_t id = db_int(rows, "id");
		if (found >= sim->new_count || sim->new_orders[found] != id)
			sim_fail(sim, "order %lld stands in the books and was acknowledged to nobody", (long long)id);
	}
	if (db_done(rows) != DONE)
		sim_fail(sim, "the orders cannot be read");
	if (found != sim->new_count)
		sim_fail(sim, "%zu orders were acknowledged today, %zu stand in the books", sim->new_count, found);
	if (found > 0)
		sim->last_order = sim->new_orders[found - 1];
	sim->new_count = 0;
	int64_t all = sim_number(sim, "SELECT count(*) FROM orders /* scan */", bind_none());
	if (all != sim->orders)
		sim_fail(sim, "%lld orders were acknowledged, %lld stand in the books", (long long)sim->orders,
		         (long long)all);
}

/* No order fell behind what was acknowledged. */
static void check_deals(struct sim *sim)
{
	for (size_t i = 0; i < sim->deal_count; i++) {
		const struct deal *deal = &sim->deals[i];
		int64_t state = sim_number(sim, "SELECT state FROM orders WHERE county = $1 AND id = $2",
		                           bind(i64(deal->county), i64(deal->number)));
		bool is_kept = state == (int64_t)deal->state ||
		               (deal->state == DEAL_PLACED && (state == DEAL_PAID || state == DEAL_EXPIRED)) ||
		               (deal->state == DEAL_DELIVERED && state == DEAL_COMPLETED);
		if (!is_kept)
			sim_fail(sim, "order %s was acknowledged as %d and stands as %lld", deal->id, (int)deal->state,
			         (long long)state);
	}
}

/* ---- money ---- */

static void check_payment(struct sim *sim, const struct company_payment *payment)
{
	struct text rest = text_of(payment->id), county_text = T("");
	int64_t county = 0, id = 0;
	text_next(&rest, '-', &county_text);
	if (!text_to_int64(county_text, &county) || !text_to_int64(rest, &id))
		sim_fail(sim, "payment %s", payment->id);
	int64_t is_paid = sim_number(sim, "SELECT count(*) FROM payment WHERE county = $1 AND id = $2 AND state = 2",
	                             bind(i64(county), i64(id)));
	int64_t fen = sim_number(sim, "SELECT amount_fen FROM payment WHERE county = $1 AND id = $2",
	                         bind(i64(county), i64(id)));
	if (fen != payment->fen)
		sim_fail(sim, "payment %s is of %lld fen, not %lld", payment->id, (long long)payment->fen,
		         (long long)fen);
	if (payment->is_counted && !is_paid)
		sim_fail(sim, "the message of payment %s was taken, and it is not paid", payment->id);
	if (is_paid && !payment->is_paid)
		sim_fail(sim, "payment %s is counted, and the company has no such money", payment->id);
}

/* What we hold: debits less credits of a kind over all counties. */
static int64_t held(struct sim *sim, enum account_kind kind)
{
	return sim_number(sim, "SELECT sum(debits_fen - credits_fen) FROM account WHERE kind = $1 /* scan */",
	                  bind(i64(kind)));
}

void sim_same(struct sim *sim, const char *what, int64_t books, int64_t model)
{
	if (books != model)
		sim_fail(sim, "%s: %lld in the books, %lld by what was acknowledged", what, (long long)books,
		         (long long)model);
}

static void check_money(struct sim *sim)
{
	size_t from = sim->payment_count > RECENT_PAYMENTS ? sim->payment_count - RECENT_PAYMENTS : 0;
	for (size_t i = from; i < sim->payment_count; i++)
		check_payment(sim, &sim->payments[i]);
	sim_same(sim, "cash in drawers", held(sim, ACCOUNT_TILL), sim->drawers_fen);
	sim_same(sim, "at the bank", held(sim, ACCOUNT_BANK), sim->bank_fen);
	sim_same(sim, "all accounts together",
	         sim_number(sim, "SELECT sum(debits_fen - credits_fen) FROM account /* scan */", bind_none()), 0);
	int64_t paid =
		sim_number(sim,
	                   "SELECT sum(amount_fen) FROM payment WHERE provider = 'gateway' AND state = 2 /* scan */",
	                   bind_none());
	int64_t refunded =
		sim_number(sim,
	                   "SELECT sum(amount_fen) FROM payment_refund WHERE way = 'gateway' AND state = 2 /* scan */",
	                   bind_none());
	sim_same(sim, "at the company", held(sim, ACCOUNT_GATEWAY), paid - refunded - sim->company_to_bank_fen);
}

static void check_stock(struct sim *sim)
{
	int64_t below =
		sim_number(sim, "SELECT count(*) FROM stock WHERE held < 0 OR on_hand < 0 OR held > on_hand /* scan */",
	                   bind_none());
	sim_same(sim, "stock items below nothing", below, 0);
	sim_same(sim, "pieces received",
	         sim_number(sim, "SELECT sum(pieces) FROM stock_move WHERE why = 'receipt' /* scan */", bind_none()),
	         sim->receipts);
	sim_same(sim, "looks on record", sim_number(sim, "SELECT count(*) FROM look /* scan */", bind_none()),
	         sim->looks);
}

static int64_t day_of(const char *word)
{
	int64_t day = 0;
	return text_to_int64(text_of(word), &day) ? day : 0;
}

/* For the test of the simulation itself: on that day an order is changed past the program. */
static void make_fault(struct sim *sim)
{
	const char *day = getenv("TONGCUN_SIM_FAULT");
	struct text problem = T("");
	struct db *db = NULL;
	if (day == NULL || day_of(day) != sim->day || sim->orders == 0)
		return;
	if (db_open(&sim->target, DB_WRITE, sim->arena, &db, &problem) != DONE || db_begin(db) != DONE ||
	    db_exec(db, "DELETE FROM order_line WHERE order_id = (SELECT max(id) FROM orders)", bind_none()) != DONE ||
	    db_exec(db, "DELETE FROM orders WHERE id = (SELECT max(id) FROM orders)", bind_none()) != DONE ||
	    db_commit(db) != DONE)
		sim_fail(sim, "the fault cannot be made: %s", db != NULL ? db_failure(db) : problem.bytes);
	db_close(db);
}

void model_check(struct sim *sim)
{
	make_fault(sim);
	if (db_begin(sim->db) != DONE)
		sim_fail(sim, "the database cannot be read");
	check_orders(sim);
	check_deals(sim);
	check_money(sim);
	check_stock(sim);
	help_check(sim);
	check_modules(sim);
	if (sim->day % CHAIN_DAYS == 0 || sim->day == sim->days)
		check_chain(sim);
	db_rollback(sim->db);
}

/* ---- the end ---- */

/* Nobody does anything any more, the company answers honestly: what is on its way comes to rest, and then the company's books and ours are
   the same to the fen. */
static void come_to_rest(struct sim *sim)
{
	sim->is_company_down = false;
	for (int i = 0; i < 8 * REST_DAYS; i++) {
		company_calls(sim);
		sim_pass(sim, 3 * HOUR_MS);
	}
	simulation_forget(sim->driver);
}

static void check_company(struct sim *sim)
{
	int64_t in = 0, out = 0;
	if (db_begin(sim->db) != DONE)
		sim_fail(sim, "the database cannot be read");
	for (size_t i = 0; i < sim->payment_count; i++) {
		in += sim->payments[i].is_paid ? sim->payments[i].fen : 0;
		out += sim->payments[i].refunded_fen;
		check_payment(sim, &sim->payments[i]);
	}
	int64_t asked = sim_number(
		sim, "SELECT sum(amount_fen) FROM payment_refund WHERE way = 'gateway' AND state IN (1, 3) /* scan */",
		bind_none());
	sim_same(sim, "refunds at the company still on their way", asked, 0);
	sim_same(sim, "money that came in at the company, less what went back",
	         held(sim, ACCOUNT_GATEWAY) + sim->company_to_bank_fen, in - out);
	db_rollback(sim->db);
}

static void replay_all(struct sim *sim)
{
	struct arena *arena = arena_new();
	struct db_target old = sim->target;
	struct db *from = NULL, *to = NULL;
	struct state *before = NULL, *after = NULL;
	struct text words = T("");
	struct replayed replayed = { .rows = 0 };
	int64_t rows = 0;
	sim_stop_site(sim);
	sim->target = test_database();
	if (site_install(&sim->target, lower_schemas, all_modules, arena, &words) != DONE)
		sim_fail(sim, "no database: %.*s", TEXT(words));
	struct site_options options = { .target = sim->target,
		                        .modules = all_modules,
		                        .secret = sim->secret,
		                        .lanes = test_on_postgres() ? 2 : 1,
		                        .node = 1,
		                        .readers = 1,
		                        .workers = 1,
		                        .clock = simulation_clock,
		                        .ordered = true };
	struct site *site = NULL;
	options.target.hasty = true;
	if (site_start(&options, arena, &site, &words) != DONE || db_open(&old, DB_READ, arena, &from, &words) != DONE)
		sim_fail(sim, "the replay does not start: %.*s", TEXT(words));
	if (replay(from, &sim->secret, arena, site_run_command, site, NULL, &replayed) != DONE)
		sim_fail(sim, "journal lane %lld, number %lld (%.*s) cannot be run again", (long long)replayed.lane,
		         (long long)replayed.number, TEXT(replayed.door));
	site_stop(site);
	if (db_open(&sim->target, DB_READ, arena, &to, &words) != DONE ||
	    state_of(from, arena, STATE_ALL, &before) != DONE || state_of(to, arena, STATE_ALL, &after) != DONE ||
	    state_compare(before, after, &rows, &words) != DONE)
		sim_fail(sim, "the replay differs: %.*s", TEXT(words));
	struct digest digest;
	if (state_digest(after, &digest, &rows) != DONE)
		sim_fail(sim, "no digest");
	printf("replay: %lld commands, the same %lld rows\nstate: %.*s\n", (long long)replayed.rows, (long long)rows,
	       TEXT(text_hex(arena, digest.bytes, DIGEST_BYTES)));
	db_close(from);
	db_close(to);
	test_database_remove(&old);
	arena_free(arena);
}

void model_end(struct sim *sim)
{
	come_to_rest(sim);
	model_check(sim);
	check_company(sim);
	replay_all(sim);
}
