#!/bin/bash
# Long work on the terminal: it says how far it is on a terminal and in plain lines elsewhere; Ctrl-C ends it with a line, the code 130,
# and nothing half-done. Needs build/tongcun. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 2
program=${PROGRAM:-build/tongcun}
. tests/count.sh

stop_demo()
{
	local code=0 pid
	"$program" demo --data "$folder/county" --orders 2000 --once >"$folder/out" 2>"$folder/err" &
	pid=$!
	for _ in $(seq 100); do
		ls "$folder"/county.making-*/tongcun.db >/dev/null 2>&1 && break
		sleep 0.05
	done
	sleep 0.5
	kill -INT "$pid"
	wait "$pid" || code=$?
	[ "$code" = 130 ]
}

nothing_left()
{
	[ -z "$(find "$folder" -maxdepth 1 -name 'county*')" ]
}

no_control_characters()
{
	! grep -q $'\r\|\033' "$1"
}

# a background job of a shell without job control ignores SIGINT; the program takes it all the same
check "a demo that is stopped ends with 130" stop_demo
check "it says so" grep -q '^tongcun: stopped: nothing of the demo is left behind$' "$folder/err"
check "nothing of it is left" nothing_left
check "elsewhere than on a terminal there are plain lines" no_control_characters "$folder/out"

"$program" init --data "$folder/data" >/dev/null || exit 1
"$program" check --data "$folder/data" >"$folder/out" || exit 1
check "a check in a file has plain lines" no_control_characters "$folder/out"
script -qec "$program check --data $folder/data" "$folder/terminal" >/dev/null
check "a check on a terminal says how far it is" grep -q '2 of [0-9]*  ' "$folder/terminal"
check "and ends with the same lines" grep -q 'ok    journal chain is whole' "$folder/terminal"
"$program" backup "$folder/copy" --data "$folder/data" >"$folder/out" || exit 1
check "a backup is whole" test -f "$folder/copy/tongcun.db"
check "a backup in a file has plain lines" no_control_characters "$folder/out"
finish
