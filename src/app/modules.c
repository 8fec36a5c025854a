/* THE list. A feature is switched off by deleting its line here and its folder. */
#include "app/modules.h"

#include "base/limits.h"
#include "common/ledger/ledger.h"
#include "common/picture/picture.h"
#include "common/measure/measure.h"
#include "common/place/place.h"
#include "schema.h"
#include "trade/product/product.h"
#include "trade/seller/seller.h"
#include "trade/shipping/shipping.h"
#include "web/web_module.h"

const struct module *const modules[] = {
	&web_module, /* common/ stands on the floors; its modules: */
	&place_module,   &picture_module,  &ledger_module, &measure_module, &seller_module, /* trade/ */
	&product_module, &shipping_module, NULL,
};

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
