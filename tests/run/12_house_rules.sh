#!/bin/sh
# Each house rule finds its fault in a small house built to be faulty, and finds nothing in a good one.
set -u
cd "$(dirname "$0")/../.."
rules=$PWD/tools/house_rules.sh
lengths=$PWD/build/tools/function_length
. tests/count.sh

# caught FILE LINE-OF-CODE: in line 2 to 4 of that file it is a fault, and the only one
caught()
{
	rm -rf "$folder/house"
	mkdir -p "$folder/house/$(dirname "$1")"
	printf '/* A file. */\n%s\n' "$2" >"$folder/house/$1"
	! "$rules" "$folder/house" >"$folder/said" && grep -q "^$1:[234]: " "$folder/said"
	count $? "not caught: $1: $2"
}

# allowed FILE LINE-OF-CODE
allowed()
{
	rm -rf "$folder/house"
	mkdir -p "$folder/house/$(dirname "$1")"
	printf '/* A file. */\n%s\n' "$2" >"$folder/house/$1"
	"$rules" "$folder/house" >"$folder/said"
	count $? "caught: $1: $2"
}

caught src/base/text.c '#include "db/db.h"'
caught src/db/db.c '#include "web/request.h"'
caught src/common/place/place.c '#include "trade/order/order.h"'
caught src/trade/order/order.c '#include "help/need/need.h"'
caught src/help/need/need.c '#include "village/station/station.h"'
caught src/help/need/need.c '#include "trade/order/order_web.h"'
allowed src/help/need/need.c '#include "trade/order/order.h"'
allowed src/help/need/need.c '#include "help/need/need_templates.h"'
allowed src/app/main.c '#include "help/need/need_web.h"'
allowed src/trade/order/order.c '#include "asset_names.h"'
caught src/trade/order/order.c '	char *x = malloc(3);'
caught src/web/page.c '	free(x);'
allowed src/db/sqlite.c '	free(x);'
allowed src/trade/order/order.c '	order_free(x);'
caught src/trade/order/order.c '	int64_t now = time(NULL);'
caught src/web/page.c '	clock_gettime(CLOCK_REALTIME, &t);'
allowed src/base/world.c '	clock_gettime(CLOCK_REALTIME, &t);'
allowed src/trade/order/order.c '	out_string(out, show_time(x));'
caught src/trade/order/order.c '	return db_exec(db, "BEGIN", bind_none());'
allowed src/trade/order/order.c '	return db_exec(db, "UPDATE lane SET begin = 1", bind_none());'
caught src/trade/order/order.c '	printf("x");'
allowed src/app/demo.c '	printf("x");'
caught src/app/demo.c '	strcpy(a, b);'
caught src/base/text.c '	int x = atoi(s);'
caught src/trade/order/order.c '	double price = 0.1;'
caught src/common/ledger/ledger.c '	x = (double)y;'
allowed src/common/place/place.c '	double degrees = 0.1;'
caught src/trade/order/order.c '#ifdef DEBUG'
caught src/trade/order/order.c 'typedef struct order order;'
caught src/trade/order/order.c "	x = 1; /* TO""DO later */"
caught src/trade/order/order.h "void order_list(void);

void order_place(struct order *o);"
allowed src/trade/order/order.h '/* Places it. */
void order_place(struct order *o);
void order_cancel(struct order *o);'
caught src/trade/order/order.001.sql 'CREATE TABLE x(id INTEGER);'

{
	printf '/* A file. */\nvoid long_one(void)\n{\n'
	yes '	x();' | head -n 71
	printf '}\n'
} >"$folder/long.c"
! "$lengths" 70 "$folder/long.c" | grep -q 'long.c:2: a function of 71 lines'
count "$((! $?))" 'a function of 71 lines'
"$lengths" 71 "$folder/long.c" >/dev/null
count $? 'a function of 71 lines under a limit of 71'

finish
