# For the scripts tests/run/8*.sh, which source it from the project's folder: a county with goods to sell, the program on it, people who
# are signed in, a load of orders, and what must hold after everything. bash.
# Long forms: TORTURE=long. Everything lives in $folder, on 127.0.0.1, and is gone at the end.
set -u
tongcun=$PWD/build/tongcun
torture=$PWD/build/torture
folder=$(mktemp -d /tmp/tongcun.XXXXXX)
data=$folder/data
passed=0
failed=0
port=
server=
loader=
preload=
database=
password=plum-valley-8
started=()                    # processes to end
long=
[ "${TORTURE-}" != long ] || long=1
unset TONGCUN_DATA TONGCUN_DATABASE TONGCUN_SECRET
export TONGCUN_BEHIND_PROXY=1

finish()
{
	for one in $loader $server "${started[@]}"; do kill -9 "$one" 2>/dev/null; done
	wait 2>/dev/null
	rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

for program in "$tongcun" "$torture"; do
	[ -x "$program" ] || { echo "$program is not built"; echo "0 passed, 1 failed"; exit 1; }
done

count() # STATUS NAME
{
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $2"
		tail -n 5 "$folder/log" 2>/dev/null | cut -c1-300 | sed 's/^/    /'
	fi
}

check() # NAME COMMAND...
{
	local name=$1
	shift
	"$@" >"$folder/said" 2>&1
	local status=$?
	count $status "$name"
	[ $status = 0 ] || tail -n 8 "$folder/said" | sed 's/^/    /'
}

not() { ! "$@"; }

# [EVENT]: the log says of no failure, but for those of this kind.
no_errors()
{
	local errors
	errors=$(grep "level=error" "$folder/log" | grep -v "event=\(${1:-none}\) ")
	[ -z "$errors" ] || { echo "$errors" | tail -n 8; return 1; }
}

totals() # the last line
{
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ]
}

now_ms() { date +%s%3N; }

# ---- the county and the program ----

# A small county; made once for all scripts, as long as the program is the same.
make_county()
{
	local kept=build/torture-county
	if [ -n "$database" ]; then
		PGOPTIONS='-c synchronous_commit=off' "$tongcun" demo --once --orders 100 --seed 7 --data "$data" --database "$database" \
			>"$folder/demo" 2>&1 && return
	elif [ "$kept/tongcun.db" -nt "$tongcun" ]; then
		cp -r "$kept" "$data" && return
	else
		rm -rf "$kept"
		"$tongcun" demo --once --orders 100 --seed 7 --data "$data" >"$folder/demo" 2>&1 && cp -r "$data" "$kept.$$" &&
			mv "$kept.$$" "$kept" && touch "$kept/tongcun.db" && return
	fi
	echo "the county cannot be made"
	tail -n 3 "$folder/demo"
	exit 1
}

answers() { curl -fsS -m 5 "http://127.0.0.1:$port/healthz" >/dev/null 2>&1; }

# Starts the program, on the port it had before once it had one; $started_ms: how long until it answered.
start() # OPTIONS...
{
	local begun
	begun=$(now_ms)
	[ -z "$database" ] || set -- --database "$database" "$@"
	: >"$folder/out"
	env ${preload:+LD_PRELOAD="$preload"} "$tongcun" serve --data "$data" --listen "127.0.0.1:${port:-0}" "$@" \
		>"$folder/out" 2>>"$folder/log" &
	server=$!
	for _ in $(seq 1500); do
		[ -n "$port" ] || port=$(sed -n 's/.*http:.*:\([0-9]*\)$/\1/p' "$folder/out")
		if [ -n "$port" ] && grep -q http: "$folder/out" && answers; then
			started_ms=$(($(now_ms) - begun))
			return 0
		fi
		kill -0 "$server" 2>/dev/null || break
		sleep 0.01
	done
	wait "$server" 2>/dev/null
	server=
	return 1
}

kill_server()
{
	kill -9 "$server"
	wait "$server" 2>/dev/null
	server=
}

stop()
{
	kill -TERM "$server"
	wait "$server"
	local status=$?
	server=
	return $status
}

# Of the starts in ms in $starts. A machine that is busy with something else may hold one up, so the middle one is judged, and the
# slowest against five seconds.
starts_sorted() { printf '%s\n' "${starts[@]}" | sort -n; }
start_middle() { starts_sorted | sed -n "$(((${#starts[@]} + 1) / 2))p"; }
starts_told() { echo "starts took $(start_middle) ms, the slowest $(starts_sorted | tail -n 1) ms"; }
starts_are_quick() { [ "$(start_middle)" -lt 1000 ] && [ "$(starts_sorted | tail -n 1)" -lt 5000 ]; }

# How much memory it has had at most, in MiB; how much now.
memory_most() { awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$server/status"; }
memory_now() { awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$server/status"; }

metric() { curl -fsS -m 5 "http://127.0.0.1:$port/metrics" | sed -n "s/^$1 //p"; }

# ---- people and orders ----

sign_in() # LOGIN: prints the token
{
	curl -fsS -m 20 "http://127.0.0.1:$port/api/v1/sign-in" -H 'Content-Type: application/json' -H "X-Forwarded-For: 10.200.0.$RANDOM" \
		-d "{\"login\":\"$1\",\"password\":\"$password\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/'
}

api() # TOKEN PATH JSON: prints status and answer
{
	curl -sS -m 30 -w '\n%{http_code}\n' "http://127.0.0.1:$port/api/v1$2" -H "Authorization: Bearer $1" \
		-H 'Content-Type: application/json' -H "Idempotency-Key: $RANDOM$RANDOM$RANDOM" -d "$3"
}

# Stock for a million orders, somebody who buys, what is ordered.
prepare_orders()
{
	local admin station product
	product=$(curl -fsS -G "http://127.0.0.1:$port/api/v1/shelf" --data-urlencode q=脆红李果酱 | sed -n 's/.*"items":\[{"id":"\([^"]*\)".*/\1/p')
	admin=$(sign_in admin)
	buyer=$(sign_in household)
	api "$admin" "/desk/stock/$product/moves" '{"why":"receipt","pieces":1000000}' >"$folder/said"
	station=$(curl -fsS "http://127.0.0.1:$port/api/v1/stations?place=510525106204" | sed -n 's/.*"items":\[{"id":"\([^"]*\)".*/\1/p')
	printf '{"receiver":"赵春来","phone":"13900001234","place":"510525106204","station":"%s","payment":"cash","lines":[{"variant":"%s","pieces":1}]}' \
		"$station" "$product" >"$folder/order"
	orders_before=$(query "SELECT count(*) FROM orders")
}

# Orders until stop_load; more options may follow, such as --count.
load() # CONNECTIONS OPTIONS...
{
	local connections=$1
	shift
	"$torture" write --port "$port" --connections "$connections" --target /api/v1/orders --token "$buyer" --body "$folder/order" \
		--field checkout_id --acks "$folder/acks" --prefix "$(now_ms)" "$@" >"$folder/load" 2>"$folder/load.err" &
	loader=$!
}

# Lets what is on its way end; prints the figures.
stop_load()
{
	kill -TERM "$loader" 2>/dev/null
	wait_load
}

wait_load()
{
	wait "$loader"
	local status=$?
	loader=
	echo "    $(tail -n 1 "$folder/load") $(head -c 300 "$folder/load.err")"
	return $status
}

# One order outside the load.
order_goes_through_in_the_end()
{
	"$torture" write --port "$port" --target /api/v1/orders --token "$buyer" --body "$folder/order" --field checkout_id \
		--acks "$folder/acks" --prefix "one-$(now_ms)" --count 1 >"$folder/one"
}

# At the first try.
order_goes_through()
{
	order_goes_through_in_the_end
	cat "$folder/one"
	grep -q "acknowledged=1 busy=0 failed=0 broken=0" "$folder/one"
}

pages_open() { curl -fsS -m 5 "http://127.0.0.1:$port/shelf" | grep -q "<html"; }

figure() { sed -n "s/.*\b$1=\([0-9]*\).*/\1/p" "$folder/load"; }

query() # SQL: one column
{
	if [ -n "$database" ]; then psql -qAtX "$database" -c "$1"; else sqlite3 "$data/tongcun.db" "$1"; fi
}

# Every acknowledged order is there once, and no other.
orders_are_those_acknowledged()
{
	cut -d' ' -f2 "$folder/acks" | sort >"$folder/acknowledged"
	query "SELECT checkout_id FROM orders ORDER BY id" | tail -n "+$((orders_before + 1))" | sort >"$folder/there"
	[ -s "$folder/acknowledged" ] || { echo "nothing was acknowledged"; return 1; }
	[ -z "$(uniq -d "$folder/acknowledged")" ] || { echo "two keys gave one order"; return 1; }
	diff "$folder/acknowledged" "$folder/there" >"$folder/difference" || { head -n 5 "$folder/difference"; return 1; }
}

books_hold() # tongcun check
{
	"$tongcun" check --data "$data" ${database:+--database "$database"} >"$folder/checked" 2>&1 && ! grep WRONG "$folder/checked"
}
