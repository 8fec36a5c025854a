#!/bin/sh
# The demo in small, as a seeded run of everything on both databases: made twice from one seed it gives the same totals, its books
# hold, a second start does not make it again, and an interrupted making leaves nothing.
set -u
cd "$(dirname "$0")/../.."
program=$PWD/build/tongcun
. tests/count.sh

make_demo() # NAME SEED
{
	"$program" demo --data "$folder/$1" --once --orders 400 --on 2026-07-28 --seed "$2" >"$folder/$1.log" 2>&1
}
# What a run says, without the time it took.
told()
{
	sed -n 's/^Totals/&/p; s/\(requests\|people\|goods\), .*/\1/p; /^ok/p' "$folder/$1.log"
}
same()
{
	told "$1" >"$folder/1" && told "$2" >"$folder/2" && [ -s "$folder/1" ] && diff "$folder/1" "$folder/2"
}
differs()
{
	! same "$1" "$2"
}
holds()
{
	grep -q '^Everything holds' "$folder/$1.log" && ! grep -q '^WRONG' "$folder/$1.log"
}
has_totals()
{
	grep -q '^Totals: [0-9]* orders paid' "$folder/$1.log"
}
second_start()
{
	"$program" demo --data "$folder/a" --once >"$folder/again.log" 2>&1 && ! grep -q 'Fourteen' "$folder/again.log"
}
# A making that is cut off leaves no folder under the name that was asked for.
interrupted()
{
	timeout -s KILL 1 "$program" demo --data "$folder/cut" --once --orders 400
	[ ! -e "$folder/cut" ] && make_demo cut 5 && holds cut
}
no_files()
{
	! "$program" demo --data "$folder/none" --once --share "$folder" && [ ! -e "$folder/none" ]
}
on_postgresql()
{
	TONGCUN=$program tests/private_postgres.sh sh -c \
		'"$TONGCUN" demo --data "$1/pg" --once --orders 400 --on 2026-07-28 --seed 5 >"$1/pg.log" 2>&1' sh "$folder"
}

check 'it is made' make_demo a 5
check 'its books hold' holds a
check 'it has totals' has_totals a
check 'it is made once more' make_demo b 5
check 'the same seed gives the same' same a b
check 'it is made from another seed' make_demo c 6
check 'another seed gives another' differs a c
check 'a second start makes nothing' second_start
check 'an interrupted making leaves nothing' interrupted
check 'without its files it says so' no_files
check 'it is made on PostgreSQL' on_postgresql
check 'its books hold on PostgreSQL' holds pg
check 'PostgreSQL gives the same' same a pg

finish
