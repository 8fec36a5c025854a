#!/bin/sh
# tongcun replay: the demo's journal run again into an empty folder, and into PostgreSQL and back, gives every row of every table again;
# what does not is named. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/../.."
program=$PWD/build/tongcun
. tests/count.sh
unset TONGCUN_DATA TONGCUN_DATABASE TONGCUN_SECRET

says() # NAME WORDS COMMAND...: not 0, and one line with the words
{
	name=$1
	words=$2
	shift 2
	if "$@" >"$folder/said" 2>&1; then
		count 1 "$name (exit code 0)"
		return
	fi
	grep -q "^tongcun: .*$words" "$folder/said"
	count $? "$name"
}
# A copy of the demo in which one thing was changed by hand.
changed() # SQL
{
	rm -rf "$folder/changed" "$folder/new"
	cp -r "$folder/demo" "$folder/changed"
	sqlite3 "$folder/changed/tongcun.db" "$1"
}

check 'the demo is made' "$program" demo --data "$folder/demo" --once --orders 400 --on 2026-07-28 --seed 5
check 'its journal is run again' "$program" replay --from "$folder/demo" --data "$folder/again"
grep -q '^The same state, row for row: [0-9]* rows' "$folder/said"
count $? 'every row is the same'
check 'the new one holds' "$program" check --data "$folder/again"
cmp -s "$folder/demo/secret.key" "$folder/again/secret.key"
count $? 'the secret went along'
check 'a replay of the replay' "$program" replay --from "$folder/again" --data "$folder/third"

says 'no old one named' 'whose journal' "$program" replay --data "$folder/new"
says 'an old one that is not there' 'no data' "$program" replay --from "$folder/none" --data "$folder/new"
says 'a folder that is there' 'must be new' "$program" replay --from "$folder/demo" --data "$folder/again"

changed "UPDATE journal SET location = location || 'x' WHERE number = 200"
says 'a changed journal row' 'journal lane 0, number 200: the row was changed' \
	"$program" replay --from "$folder/changed" --data "$folder/new"
changed "UPDATE orders SET reason = 'by hand' WHERE id = (SELECT max(id) FROM orders)"
says 'a row changed without a command' 'table orders, row (510525, [0-9]*): column reason differs' \
	"$program" replay --from "$folder/changed" --data "$folder/new"
changed "DELETE FROM look WHERE id = (SELECT max(id) FROM look)"
says 'a row removed without a command' 'table look, row (.*): is only in the second' \
	"$program" replay --from "$folder/changed" --data "$folder/new"

# Four lanes in place of one, and back: the same state but for the chains.
cat >"$folder/both.sh" <<'SCRIPT'
TONGCUN_SECRET=$(cat "$2/demo/secret.key")
export TONGCUN_SECRET
unset TONGCUN_LANES
database=$TONGCUN_DATABASE
unset TONGCUN_DATABASE
"$1" replay --from "$2/demo" --database "$database" --lanes 4 && "$1" check --database "$database" &&
	"$1" replay --from "$database" --data "$2/back" && "$1" check --data "$2/back"
SCRIPT
check 'into PostgreSQL and back' tests/private_postgres.sh sh "$folder/both.sh" "$program" "$folder"
[ "$(grep -c '^The same state, row for row.*unlike lanes' "$folder/said")" = 2 ]
count $? 'the same on both engines'

finish
