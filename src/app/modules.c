/* THE list. A feature is switched off by deleting its line here and its folder. */
#include "app/modules.h"

#include "common/ledger/ledger.h"
#include "common/picture/picture.h"
#include "common/measure/measure.h"
#include "common/household/household.h"
#include "common/person/person.h"
#include "common/place/place.h"
#include "common/station/station.h"
#include "schema.h"
#include "trade/order/order.h"
#include "trade/product/product.h"
#include "trade/seller/seller.h"
#include "trade/shipping/shipping.h"
#include "web/web_module.h"

/* clang-format off */
const struct module *const all_modules[] = {
	&web_module,
	/* common/ */
	&place_module,
	&person_module,
	&household_module,
	&station_module,
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

const struct schema_step *const lower_schemas[] = { journal_schema, search_schema, NULL };

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
