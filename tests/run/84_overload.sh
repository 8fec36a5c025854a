#!/bin/bash
# More than the program can do: orders at ten times what the disk takes, 5,000 connections that say nothing, slow senders, bodies that
# never end. What is accepted is done, the rest hears 503 with Retry-After at once; memory is bounded; pages go on; and all is well
# as soon as it is over. SQLite, with a disk that takes 1.5 s for a sync.
cd "$(dirname "$0")/../.." || exit 2
. tests/torture/ground.sh
seconds=${long:+120}
seconds=${seconds:-6}
export FAULT=$folder/fault FAULT_DATA=$data
mkdir "$FAULT"
ulimit -n "$(ulimit -Hn)"

# hold WAY CONNECTIONS OPTIONS...: in the background, when all are open
hold()
{
	local way=$1 connections=$2
	shift 2
	: >"$folder/held"
	"$torture" hold --way "$way" --connections "$connections" --port "$port" "$@" >"$folder/held" &
	holder=$!
	started+=("$holder")
	for _ in $(seq 300); do
		grep -q "open=$connections" "$folder/held" && return 0
		sleep 0.05
	done
	return 1
}

let_go()
{
	kill "$holder"
	wait "$holder"
	echo "    $(tail -n 1 "$folder/held")"
}

quickly() # COMMAND...: in two seconds
{
	local begun
	begun=$(now_ms)
	"$@" && [ "$(($(now_ms) - begun))" -lt 2000 ]
}

: >"$folder/acks"
make_county
preload=$PWD/build/fault.so
check "it starts" start
prepare_orders

# ---- ten times too many orders ----
done=$(metric tongcun_commands_total)
echo 1500 >"$FAULT/slow"
load 4800 --way impatient
sleep "$seconds"
check "overload: pages open" pages_open
done=$(($(metric tongcun_commands_total) - done)) waiting=$(metric tongcun_commands_waiting)
refused=$(metric tongcun_commands_refused_total)
echo "    $((done + waiting + refused)) orders came, $done were done, $waiting wait, $refused were refused"
check "overload: what waits is bounded" [ "$waiting" -le 4096 ]
check "overload: ten times as many came as could be done" [ "$((done + waiting + refused))" -ge "$((10 * done))" ]
kill -TERM "$loader"
sleep 0.2
memory=$(memory_most)
rm "$FAULT/slow"
check "overload: every order was acknowledged in the end" wait_load
echo "    $(tail -n 1 "$folder/load"), memory at most $memory MiB"
check "overload: nothing failed or broke" [ "$(figure failed)$(figure broken)" = 00 ]
check "overload: some were refused, with Retry-After" [ "$(figure busy)" -gt 0 ]
check "overload: memory is bounded" [ "$memory" -lt 512 ]
check "overload: over at once" quickly order_goes_through
check "the log says nothing of failures" no_errors chore # that found the queue full: it comes again by itself

# ---- connections that do nothing, or little ----
check "5,000 idle connections open" hold idle 5000
check "idle: pages open" quickly pages_open
check "idle: an order goes through" quickly order_goes_through
echo "    memory now $(memory_now) MiB"
if [ -n "$long" ]; then
	sleep 35
	let_go
	check "idle: they are closed after half a minute" grep -q "ended=5000" "$folder/held"
else
	let_go
fi
check "1,000 slow heads" hold head 1000
check "slow heads: pages open" quickly pages_open
check "slow heads: an order goes through" quickly order_goes_through
let_go
check "1,000 slow bodies" hold body 1000 --target /api/v1/orders --token "$buyer"
check "slow bodies: pages open" quickly pages_open
check "slow bodies: an order goes through" quickly order_goes_through
let_go
check "it ends by itself" stop

# ---- bodies of 7 MB that never end: 150 of them would take two gigabytes ----
check "it starts" start
check "150 large bodies" hold upload 150 --target /desk/import
sleep 2
check "large bodies: pages open" quickly pages_open
check "large bodies: an order goes through" quickly order_goes_through
echo "    memory at most $(memory_most) MiB"
check "large bodies: memory is bounded" [ "$(memory_most)" -lt 320 ]
check "it ends by itself" stop
let_go
check "large bodies: those that found no room were let go" [ "$(sed -n 's/.*ended=//p' "$folder/held")" -ge 100 ]

check "acknowledged orders are there once" orders_are_those_acknowledged
check "the books hold" books_hold
totals
