#!/bin/bash
# kill -9 of the program, of PostgreSQL, and of both at once, under a load of orders: 20 times, long form 500. The program outlives
# its database; every acknowledged order is there once; the books hold.
cd "$(dirname "$0")/../.." || exit 2
. tests/torture/ground.sh
. tests/torture/cluster.sh
times=${long:+500}
times=${times:-20}
: "${SEED:=$$}"
RANDOM=$SEED

cluster_make one
check "PostgreSQL starts" cluster_start one
cluster_database one
database=$(address_of one)
make_county
check "it starts" start
prepare_orders
load 48
starts=()
for i in $(seq "$times"); do
	sleep "0.$((RANDOM % 8 + 1))"
	case $((i % 3)) in
	0) kill_server ;;
	1) cluster_kill one ;;
	2) cluster_kill one && kill_server ;;
	esac
	[ -e "$clusters/one/data/postmaster.pid" ] || cluster_start one || {
		count 1 "PostgreSQL starts again"
		tail -n 3 "$clusters/one/log"
		break
	}
	if [ -z "$server" ]; then
		start || { count 1 "start $i"; break; }
		starts+=("$started_ms")
	fi
	[ $((i % 50)) != 25 ] || check "the books hold after kill $i" books_hold
done
sleep 0.5
check "every order was acknowledged in the end" stop_load
echo "    killed $times times (SEED=$SEED), $(starts_told), $(grep -c . "$folder/acks") orders"
check "connections were broken" [ "$(figure broken)" -ge "$((times / 3))" ]
check "it answers" answers
check "it ends by itself" stop
check "acknowledged orders are there once" orders_are_those_acknowledged
check "the books hold" books_hold
check "a start takes less than a second" starts_are_quick
totals
