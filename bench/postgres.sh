#!/bin/bash
# The rows on PostgreSQL, for run.sh: runs inside tests/private_postgres.sh (DURABLE=1), writes ours, theirs, batches and counted (statements and
# waits of an order) into FOLDER.
#     postgres.sh FOLDER
cd "$(dirname "$0")/.." || exit 1
folder=$1
. bench/ground.sh
[ "$orders" -le 5000 ] || orders=5000
server=
trap 'kill $server 2>/dev/null; wait' EXIT
trap 'exit 1' INT TERM
first=$TONGCUN_DATABASE
unset TONGCUN_DATA TONGCUN_DATABASE TONGCUN_SECRET

address_of() # NAME: the address of another database of the cluster
{
	echo "${first/\/\/\/tongcun?/\/\/\/$1?}"
}

# A copy of the county's database; nobody may be connected to the one that is copied.
fresh() # NAME
{
	PGOPTIONS='-c client_min_messages=warning' psql -qX "$(address_of postgres)" -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1 TEMPLATE tongcun" -c CHECKPOINT || exit 1
}

database=$first
data=$folder/data
PGOPTIONS='-c synchronous_commit=off' "$tongcun" demo --once --orders 200 --data "$data" --database "$first" >"$folder/made" 2>&1 ||
	{ tail "$folder/made" >&2; exit 1; }
serve "$data"
join_buyers
end_server
psql -qX "$first" -c "$endless" -c 'VACUUM ANALYZE' || exit 1

fresh recorded
database=$(address_of recorded)
serve "$data" LD_PRELOAD="$PWD/build/bench/record_libpq.so" RECORD_TO="$folder/record.libpq"
"$load" orders "$port" 64 "$orders" "$folder/tokens" "$folder/variants" >/dev/null || exit 1
end_server
: >"$folder/ours"
: >"$folder/theirs"
: >"$folder/batches"
for _ in $(seq "$rounds"); do
	fresh ours
	database=$(address_of ours)
	serve "$data"
	"$load" orders "$port" 64 "$orders" "$folder/tokens" "$folder/variants" | cut -d' ' -f3 >>"$folder/ours"
	curl -s "http://127.0.0.1:$port/metrics" | awk '/^tongcun_commands_total/ { c = $2 } /^tongcun_batches_total/ { b = $2 } END { print c / b }' \
		>>"$folder/batches"
	end_server
	fresh theirs
	build/bench/loop_libpq "$(address_of theirs)" "$folder/record.libpq" >"$folder/one"
	[ -s "$folder/one" ] || exit 1
	cut -d' ' -f4 "$folder/one" >>"$folder/theirs"
	cut -d' ' -f5,6 "$folder/one" >"$folder/counted"
done
