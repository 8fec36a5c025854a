#!/bin/bash
# The end of the program under a load of orders: asked for, and by kill -9 again and again, 20 times, long form 500. Every acknowledged
# order is there once, whoever was not answered asks again with the same key, the books hold, and a start takes less than a second.
# SQLite.
cd "$(dirname "$0")/../.." || exit 2
. tests/torture/ground.sh
times=${long:+500}
times=${times:-20}
: "${SEED:=$$}"
RANDOM=$SEED

make_county
check "it starts" start
prepare_orders
load 48
# First as the service manager does it: it ends soon although people go on asking over the connections they have.
sleep 1
begun=$(now_ms)
check "it ends under load" stop
check "it ends within three seconds" [ "$(($(now_ms) - begun))" -lt 3000 ]
check "it starts again" start
starts=()
for i in $(seq "$times"); do
	sleep "0.$((RANDOM % 8 + 1))"
	kill_server
	start || { count 1 "start $i"; break; }
	starts+=("$started_ms")
	# The books are recounted while it serves, now and then: it takes longer than the load lasts otherwise.
	[ $((i % 50)) != 25 ] || check "the books hold after kill $i" books_hold
done
sleep 0.3
check "every order was acknowledged in the end" stop_load
echo "    killed $times times (SEED=$SEED), $(starts_told), $(grep -c . "$folder/acks") orders"
check "connections were broken" [ "$(figure broken)" -ge "$times" ]
check "it ends by itself" stop
check "acknowledged orders are there once" orders_are_those_acknowledged
check "the books hold" books_hold
check "a start takes less than a second" starts_are_quick
check "nothing was logged as failed" no_errors
totals
