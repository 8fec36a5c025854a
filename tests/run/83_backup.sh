#!/bin/bash
# A backup while orders come in: 3 times, long form 30. What is restored is the journal up to one moment between the backup's beginning
# and its end, row for row, and everything that follows from it; a backup that is cut off is none; a backup of an older program is
# brought up to date when it is restored. SQLite.
cd "$(dirname "$0")/../.." || exit 2
. tests/torture/ground.sh
times=${long:+30}
times=${times:-3}
RANDOM=${SEED:-$$}

last_of() { sqlite3 "$1/tongcun.db" 'SELECT max(number) FROM journal'; }

rows_until() { sqlite3 "$1/tongcun.db" "SELECT number, id, hex(hash) FROM journal WHERE number <= $2 ORDER BY number"; }

orders_until() # FOLDER ID: orders placed by commands up to that one
{
	sqlite3 "$1/tongcun.db" "SELECT id, checkout_id, goods_fen, placed_at FROM orders WHERE checkout_id <= $2 ORDER BY id"
}

restored_is_the_journal() # FOLDER BEFORE AFTER
{
	local last id
	last=$(last_of "$1")
	id=$(sqlite3 "$1/tongcun.db" "SELECT id FROM journal WHERE number = $last")
	echo "the journal ends at $last, not between $2 and $3"
	[ "$last" -ge "$2" ] && [ "$last" -le "$3" ] || return 1
	[ "$(last_of "$1")" -lt "$(last_of "$data")" ] || echo "nothing came after it"
	diff <(rows_until "$1" "$last") <(rows_until "$data" "$last") | head -n 3 >"$folder/difference"
	diff <(orders_until "$1" "$id") <(orders_until "$data" "$id") | head -n 3 >>"$folder/difference"
	cat "$folder/difference"
	[ ! -s "$folder/difference" ]
}

acknowledged_before_are_there() # FOLDER ACKS
{
	cut -d' ' -f2 "$2" | sort >"$folder/before"
	sqlite3 "$1/tongcun.db" 'SELECT checkout_id FROM orders' | sort >"$folder/restored.orders"
	[ -s "$folder/before" ] && [ -z "$(comm -23 "$folder/before" "$folder/restored.orders")" ]
}

make_county
check "it starts" start
prepare_orders
load 32
for i in $(seq "$times"); do
	sleep 0.5
	cp "$folder/acks" "$folder/acks.$i"
	before=$(last_of "$data")
	check "backup $i" "$tongcun" backup "$folder/backup.$i" --data "$data"
	after=$(last_of "$data")
	echo "$before $after" >"$folder/moment.$i"
done
# Cut off wherever it is just then.
for i in $(seq "$times"); do
	"$tongcun" backup "$folder/cut.$i" --data "$data" >/dev/null 2>&1 &
	cut=$!
	sleep "0.$((RANDOM % 10))$((RANDOM % 10))"
	kill -9 "$cut" 2>/dev/null
	wait "$cut" 2>/dev/null
done
sleep 0.2
check "every order was acknowledged" stop_load
check "it ends by itself" stop
for i in $(seq "$times"); do
	read -r before after <"$folder/moment.$i"
	check "restore $i, which checks the books" "$tongcun" restore "$folder/backup.$i" --data "$folder/restored.$i"
	check "restored $i is the journal up to a moment" restored_is_the_journal "$folder/restored.$i" "$before" "$after"
	check "restored $i has what was acknowledged before" acknowledged_before_are_there "$folder/restored.$i" "$folder/acks.$i"
	# One that was cut off is either whole or refused.
	if "$tongcun" restore "$folder/cut.$i" --data "$folder/cut.restored.$i" >"$folder/restore" 2>&1; then
		check "the backup that was not cut off in time is whole" [ -s "$folder/cut.$i/tongcun.db" ]
	else
		check "a backup that was cut off is called none" grep -q "^tongcun: .* is not a whole backup" "$folder/restore"
	fi
done
: >"$folder/acks"
real=$data
data=$folder/restored.1
check "it starts on what was restored" start
orders_before=$(query 'SELECT count(*) FROM orders')
check "an order goes through there" order_goes_through
check "it ends by itself" stop
check "the order is there" orders_are_those_acknowledged
data=$real

# ---- older programs ----
for old in tests/torture/old/*.tar.gz; do
	name=$(basename "$old" .tar.gz)
	mkdir "$folder/old.$name"
	tar -C "$folder/old.$name" -xzf "$old"
	steps=$(sqlite3 "$folder/old.$name/tongcun.db" 'SELECT count(*) FROM schema_step')
	check "of $name: restored, brought up to date, checked" "$tongcun" restore "$folder/old.$name" --data "$folder/new.$name"
	check "of $name: every check was made" [ "$("$tongcun" check --data "$folder/new.$name" | grep -c '^ok ')" -ge 30 ]
	check "of $name: no order was lost" \
		[ "$(sqlite3 "$folder/new.$name/tongcun.db" 'SELECT count(*) FROM orders')" = 36 ]
	check "of $name: steps were made" [ "$(sqlite3 "$folder/new.$name/tongcun.db" 'SELECT count(*) FROM schema_step')" -gt "$steps" ]
	data=$folder/new.$name password=mountain-path-7
	check "of $name: it starts" start
	check "of $name: its people sign in" [ -n "$(sign_in buyer1)" ]
	check "of $name: its goods are found" sh -c "curl -fsS http://127.0.0.1:$port/api/v1/shelf?place=510525 | grep -q 脆红李"
	check "of $name: it ends by itself" stop
done
totals
