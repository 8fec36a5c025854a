/* THE list. A feature is switched off by deleting its line here and its folder. */
#include "app/modules.h"

#include "common/cases/cases.h"
#include "common/ledger/ledger.h"
#include "common/picture/picture.h"
#include "common/measure/measure.h"
#include "common/household/household.h"
#include "common/person/person.h"
#include "common/place/place.h"
#include "common/station/station.h"
#include "help/ask/ask.h"
#include "help/register/register.h"
#include "schema.h"
#include "trade/order/order.h"
#include "trade/payment/payment.h"
#include "trade/product/product.h"
#include "trade/seller/seller.h"
#include "trade/settlement/settlement.h"
#include "trade/shipping/shipping.h"
#include "village/counter/counter.h"
#include "web/web_module.h"

/* clang-format off */
const struct module *const all_modules[] = {
	&web_module,
	/* common/ */
	&place_module,
	&measure_module,
	&person_module,
	&household_module,
	&station_module,
	&picture_module,
	&ledger_module,
	&cases_module,
	/* trade/ */
	&seller_module,
	&shipping_module,
	&product_module,
	&order_module,
	&payment_module,
	&settlement_module,
	/* village/ */
	&counter_module,
	/* help/ */
	&ask_module,
	&register_module,
	NULL,
};
/* clang-format on */

const struct schema_step *const lower_schemas[] = { journal_schema, search_schema, NULL };

/* Everything that is a case. Adding a kind is a line here. */
const struct case_kind *const case_kinds[] = {
	&ask_kind,
	NULL,
};

/* What later modules keep about a household. */
const struct choice household_pages[] = {
	{ "register", N_("Income, health, decisions and help") },
	{ NULL, NULL },
};

/* What later modules do in an order's life. */
const struct order_hooks order_hooks = {
	.refund = payment_refund,
	.complete = settlement_complete,
	.pay = payment_start,
	.offered = payment_offered,
	.pay_path = payment_pay_path,
};
