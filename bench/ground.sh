# shellcheck shell=bash disable=SC2034,SC2154
# For run.sh and postgres.sh, which source it from the project's folder: what both need to measure.
set -u
tongcun=$PWD/build/tongcun
load=$PWD/build/bench/load
if [ "${BENCH_SHORT:-0}" = 1 ]; then
	rounds=${BENCH_ROUNDS:-3} orders=2000 seconds=2 sizes=${BENCH_SIZES:-10000 100000} lines=${BENCH_LINES:-50000}
else
	rounds=${BENCH_ROUNDS:-7} orders=20000 seconds=10 sizes=${BENCH_SIZES:-10000 100000 1000000} lines=${BENCH_LINES:-1000000}
fi

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

# serve DATA [VARIABLE=VALUE...]: sets server and port. $listen: a port other than a free one; $database: not in the folder.
listen=0
database=
serve()
{
	data=$1
	shift
	: >"$folder/serve.out"
	env ${database:+TONGCUN_DATABASE="$database"} "$@" "$tongcun" serve --data "$data" --listen "127.0.0.1:$listen" --behind-proxy --set home_place=510525 \
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

# A load of orders with 64 buyers who joined by the door at the server, and goods: fills $folder/tokens and $folder/variants, sets product.
join_buyers()
{
	for i in $(seq 64); do
		curl -s "http://127.0.0.1:$port/api/v1/join" -H 'Content-Type: application/json' -H "X-Forwarded-For: 10.9.8.$i" -d \
			"{\"name\":\"买家\",\"login\":\"bench$i\",\"phone\":\"139000012$((i + 10))\",\"place\":\"510525106204\",\"password\":\"plum-valley-8\"}" |
			sed -n 's/.*"token":"\([^"]*\)".*/\1/p'
	done >"$folder/tokens"
	curl -s "http://127.0.0.1:$port/api/v1/shelf?place=510525" | grep -o '"id":"510525-[^"]*"' | cut -d'"' -f4 >"$folder/products"
	for product in $(head -n 12 "$folder/products"); do
		curl -s "http://127.0.0.1:$port/api/v1/products/$product" | grep -o '"variants":\[{"id":"[^"]*"' | cut -d'"' -f6
	done >"$folder/variants"
	[ "$(wc -l <"$folder/tokens")" = 64 ] && [ -s "$folder/variants" ] || { echo 'bench: the county could not be prepared' >&2; exit 1; }
}

# Goods and money without end; the same text for both engines.
endless="UPDATE stock SET on_hand = on_hand + 1000000000;
UPDATE product SET limit_each = 0, presale = 0, opens_at = 0, closes_at = 0;
INSERT INTO account(county, kind, owner_id, place, debits_fen, credits_fen, pending_debits_fen, pending_credits_fen)
  SELECT county, 4, person_id, 51052510620400000, 0, 10000000000000, 0, 0 FROM login WHERE login LIKE 'bench%'
  ON CONFLICT (county, kind, owner_id) DO UPDATE SET credits_fen = 10000000000000;"
