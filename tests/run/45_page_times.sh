#!/bin/sh
# The demo county in full, as it is shown: made within its time, and served; every page that anybody can reach within 5 ms of server
# time, a province's totals within 1 ms, and the serving process within 64 MB (tests/times/page_times.mjs). The last line counts.
set -u
cd "$(dirname "$0")/../.." || exit 1
program=$PWD/build/tongcun
limit=60
folder=$(mktemp -d)
server=
unset TONGCUN_DATA TONGCUN_DATABASE TONGCUN_SECRET
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

finish() # PASSED FAILED
{
	echo "$1 passed, $2 failed"
	[ "$2" = 0 ]
	exit
}

# Seconds of processor that children took, of "0m4.400s 0m0.754s".
processor_seconds()
{
	awk '{ for (i = 1; i <= NF; i++) { split($i, part, /[ms]/); sum += part[1] * 60 + part[2] } } END { print int(sum) }'
}

# Others on the machine can only make the clock on the wall say more, so where the processors' time says less, it counts.
# Undisturbed, 5 s of it pass in 4 s, since two threads work side by side.
begun=$(date +%s)
("$program" demo --data "$folder/demo" --once >"$folder/made" 2>&1 && times >"$folder/times")
if [ $? != 0 ]; then
	tail -n 20 "$folder/made"
	finish 0 1
fi
wall=$(($(date +%s) - begun))
processor=$(tail -n 1 "$folder/times" | processor_seconds)
took=$wall
[ "$took" -le $((processor * 4 / 5)) ] || took=$((processor * 4 / 5))
echo "the demo was made in $wall s by the clock, $processor s of processor; at most $limit s"
passed=0
failed=0
if [ "$took" -le "$limit" ]; then passed=1; else failed=1; fi

"$program" doors >"$folder/doors"
"$program" demo --data "$folder/demo" --listen 127.0.0.1:0 >"$folder/serve.out" 2>"$folder/serve.log" &
server=$!
url=
for _ in $(seq 100); do
	url=$(sed -n 's|.*(510525): \(http://127[^ ]*\).*|\1|p' "$folder/serve.out")
	[ -z "$url" ] || break
	sleep 0.1
done
if [ -z "$url" ]; then
	cat "$folder/serve.log"
	finish "$passed" $((failed + 1))
fi
node tests/times/page_times.mjs "$url" "$server" "$folder/doors" >"$folder/said" 2>&1
sed '$d' "$folder/said"
counts=$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$folder/said")
if [ -z "$counts" ]; then
	tail -n 1 "$folder/said"
	finish "$passed" $((failed + 1))
fi
finish $((passed + ${counts% *})) $((failed + ${counts#* }))
