#!/bin/bash
# What befalls the machine under a load of orders: the disk full, broken, read-only, its syncs failing; the clock set forward and back; no
# files left to open; no memory, no threads left. Each time people get a clear answer, the log names the reason, pages go on, nothing is half
# done, and all is well as soon as the fault goes. SQLite; the faults are made by tests/torture/fault.c.
cd "$(dirname "$0")/../.." || exit 2
. tests/torture/ground.sh
rounds=${long:+20}
rounds=${rounds:-1}
export FAULT=$folder/fault FAULT_DATA=$data
mkdir "$FAULT"

# A write that leaves no order: an item in the cart.
write_status() { api "$buyer" /cart "$(sed 's/.*"lines":.\({.*}\)]}/\1/' "$folder/order")" | tail -n 1; }

# The fault comes under load and goes: meanwhile `status` is answered and `words` stand in the log; afterwards orders go through.
befalls() # FAULT STATUS WORDS
{
	local lines
	lines=$(wc -l <"$folder/log")
	load 16
	sleep 0.5
	touch "$FAULT/$1"
	sleep 0.7
	check "$1: a write is answered $2" [ "$(write_status)" = "$2" ]
	check "$1: pages open" pages_open
	rm "$FAULT/$1"
	check "$1: the next order goes through" order_goes_through
	check "$1: every order was acknowledged in the end" stop_load
	check "$1: some were refused" [ "$(($(figure failed) + $(figure busy)))" -gt 0 ]
	tail -n "+$((lines + 1))" "$folder/log" >"$folder/log.new"
	check "$1: the log says why" grep -q "level=error.*$3" "$folder/log.new"
}

: >"$folder/acks"
make_county
preload=$PWD/build/fault.so
check "it starts" start
prepare_orders
refused=0
for _ in $(seq "$rounds"); do
	befalls full 500 "the disk is full"
	befalls broken 503 "the disk cannot be read or written"
	befalls readonly 503 "the disk cannot be read or written"
	befalls sync 503 "the disk cannot be read or written"
	# Killed while its syncs fail. The next one does not start before the disk is sound, unless the log had just been moved into the
	# database and nothing of it is left to be synced; what it finds is kept.
	load 16
	sleep 0.3
	touch "$FAULT/sync"
	sleep 0.2
	kill_server
	if start; then
		kill_server
	else
		check "the log says why it does not start" grep -q "tongcun: .*the disk cannot be read or written" "$folder/log"
		refused=$((refused + 1))
	fi
	rm "$FAULT/sync"
	check "it starts when the disk is sound" start
	check "killed: every order was acknowledged in the end" stop_load
	# The clock an hour on, two days on, back beyond where it was, and right again, all under load.
	load 16
	for off in 3600000 172800000 -7200000 -5000; do
		echo "$off" >"$FAULT/clock"
		sleep 0.4
		check "clock off by $off ms: an order goes through" order_goes_through
		check "clock off by $off ms: pages open" pages_open
	done
	rm "$FAULT/clock"
	check "the clock is right again: an order goes through" order_goes_through
	check "clock: every order was acknowledged in the end" stop_load
	check "clock: nothing failed" [ "$(figure failed)$(figure broken)" = 00 ]
done

echo "    $refused times of $rounds it did not start on a disk that failed"

# ---- hardly any files may be opened: connections are bounded below that, so that the program itself still can ----
check "it ends by itself" stop
preload=
(ulimit -n 120 && exec "$tongcun" serve --data "$data" --listen "127.0.0.1:$port" >"$folder/out" 2>>"$folder/log") &
server=$!
for _ in $(seq 300); do answers && break; sleep 0.02; done
check "few files: the log says so" grep -q "level=warn event=few_files limit=120 connections=60" "$folder/log"
"$torture" hold --way idle --port "$port" --connections 200 >"$folder/held" &
holder=$!
started+=("$holder")
for _ in $(seq 100); do grep -q open= "$folder/held" && break; sleep 0.05; done
sleep 0.5
check "few files: the log says when all connections are taken" grep -q "event=connections_full" "$folder/log"
check "few files: fewer are open than files may be" [ "$(ls "/proc/$server/fd" | wc -l)" -lt 110 ]
check "few files: a backup finds the disk all the same" "$tongcun" backup "$folder/backup" --data "$data"
kill "$holder"
wait "$holder" 2>/dev/null
check "few files: an order goes through when they are gone" order_goes_through
check "it ends by itself" stop

# ---- no memory: the program says so and ends, as a broken invariant does; what was acknowledged is there ----
check "it starts" start
load 300
sleep 0.5
# What it writes to, not what it has reserved: the heaps of its threads have room for uploads of 128 MiB otherwise.
prlimit --pid "$server" --data="$((($(awk '/^VmData/ { print $2 }' "/proc/$server/status") + 16384) * 1024))"
"$torture" hold --way upload --target /desk/import --port "$port" --connections 30 --seconds 5 >"$folder/held" &
started+=($!)
{
	for _ in $(seq 500); do kill -0 "$server" || break; sleep 0.02; done
	kill -9 "$server" # it is gone, or the next check fails
	wait "$server"
	status=$?
} 2>/dev/null
server=
check "no memory: it ended with an abort" [ "$status" = 134 ]
check "no memory: the log says so" grep -q "level=error event=[a-z]* reason=no_memory" "$folder/log"
check "it starts again" start
check "no memory: every order was acknowledged in the end" stop_load
check "it ends by itself" stop

# With no thread, with one, with two ... until there are enough.
ends_for_lack_of_threads()
{
	local most status
	for most in $(seq 0 200); do
		FAULT_THREADS=$most LD_PRELOAD=$preload timeout 10 "$tongcun" serve --data "$data" --listen 127.0.0.1:0 >"$folder/few" 2>&1
		status=$?
		! grep -q "Tongcun serves" "$folder/few" || return 0
		echo "with $most threads it ended with $status" && cat "$folder/few"
		[ "$status" = 1 ] || return 1
	done
}
check "few threads: it does not start, and ends in order" ends_for_lack_of_threads

check "acknowledged orders are there once" orders_are_those_acknowledged
check "the books hold" books_hold
totals
