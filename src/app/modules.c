/* THE list of modules, in dependency order. Deleting a feature is deleting its folder and its line here. */
#include "app/modules.h"

#include "common/ledger/ledger.h"
#include "common/picture/picture.h"
#include "common/place/place.h"
#include "trade/product/product.h"
#include "trade/seller/seller.h"
#include "trade/shipping/shipping.h"
#include "web/web_module.h"

const struct module *const modules[] = {
	&web_module,    &place_module,   &picture_module,  &ledger_module,
	&seller_module, &product_module, &shipping_module, NULL,
};
