/* THE list. A feature is switched off by deleting its line here and its folder. */
#include "app/modules.h"

#include "base/limits.h"
#include "common/ledger/ledger.h"
#include "common/picture/picture.h"
#include "common/measure/measure.h"
#include "common/person/person.h"
#include "common/place/place.h"
#include "schema.h"
#include "trade/order/order.h"
#include "trade/product/product.h"
#include "trade/seller/seller.h"
#include "trade/shipping/shipping.h"
#include "web/web_module.h"

/* clang-format off */
const struct module *const modules[] = {
	&web_module,
	/* common/ */
	&place_module,
	&person_module,
	&picture_module,
	&ledger_module,
	&measure_module,
	/* trade/ */
	&seller_module,
	&shipping_module,
	&product_module,
	&order_module,
	NULL,
};
/* clang-format on */

enum { SCHEMA_LISTS = 64 };

static enum outcome first_rows(struct db *db, struct arena *arena)
{
	enum outcome outcome = db_begin(db);

	for (size_t i = 0; outcome == DONE && modules[i] != NULL; i++)
		if (modules[i]->first_rows != NULL)
			outcome = modules[i]->first_rows(db, arena);
	if (outcome == DONE)
		return db_commit(db);
	db_rollback(db);
	return outcome;
}

enum outcome modules_migrate(struct db *db, struct arena *arena, struct text *ret_problem)
{
	const struct schema_step *lists[SCHEMA_LISTS] = { journal_schema, search_schema };
	size_t count = 2;
	enum outcome outcome;

	for (size_t i = 0; modules[i] != NULL; i++)
		if (modules[i]->schema != NULL && count < SCHEMA_LISTS)
			lists[count++] = modules[i]->schema;
	outcome = db_migrate(db, lists, count, arena, ret_problem);
	if (outcome != DONE)
		return outcome;
	outcome = first_rows(db, arena);
	if (outcome != DONE)
		*ret_problem = text_format(arena, "The first rows could not be written: %s", db_failure(db));
	return outcome;
}

/* What later modules do in an order's life. */

static enum outcome no_refund(struct request *r, const struct order *order, int64_t refund_id, int64_t amount_fen,
                              const char *reason)
{
	(void)r;
	(void)order;
	(void)refund_id;
	(void)amount_fen;
	(void)reason;
	return DONE;
}

static enum outcome complete_alone(struct db *db, struct arena *arena, struct world *world, const struct order *order,
                                   int64_t person_id)
{
	(void)arena;
	(void)person_id;
	return order_settled(db, order, world->at);
}

static enum outcome pay_nowhere(struct request *r, int64_t checkout_id, int64_t amount_fen, struct text provider,
                                struct text *ret_path)
{
	(void)r;
	(void)checkout_id;
	(void)amount_fen;
	(void)provider;
	*ret_path = T("/orders");
	return DONE;
}

static size_t offer_nothing(struct request *r, struct choice *ret_choices, size_t limit)
{
	(void)r;
	(void)ret_choices;
	(void)limit;
	return 0;
}

static struct text pay_path(struct request *r, const struct order *order)
{
	return order_path(r->arena, order);
}

const struct order_hooks order_hooks = { .refund = no_refund,
	                                 .complete = complete_alone,
	                                 .pay = pay_nowhere,
	                                 .offered = offer_nothing,
	                                 .pay_path = pay_path };
