#!/bin/sh
# run.sh NAME...: first every kept crasher and the kept corpus once, then fuzzes SECONDS_EACH seconds each, two side by side. New finds of
# the corpus stay in build/fuzz/corpus, crashers in tests/fuzz/crashers/NAME. The last line is "N passed, N failed".
# SEED, when set, makes the same run again.
set -u
cd "$(dirname "$0")/../.."
seconds=${SECONDS_EACH:-30}
passed=0
failed=0
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_stack_use_after_return=1" UBSAN_OPTIONS=print_stacktrace=1

one() # NAME
{
	corpus=build/fuzz/corpus/$1
	mkdir -p "$corpus" "tests/fuzz/crashers/$1"
	set -- "$1" "$corpus" tests/fuzz/corpus/"$1"
	log=build/fuzz/$1.log
	for kept in tests/fuzz/crashers/"$1"/*; do
		[ ! -f "$kept" ] || build/fuzz/fuzz_"$1" "$kept" >"$log" 2>&1 || {
			echo "the kept crasher $kept crashes again" >>"$log"
			echo 1 >"build/fuzz/$1.status"
			return
		}
	done
	build/fuzz/fuzz_"$1" ${SEED:+-seed="$SEED"} -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix=tests/fuzz/crashers/"$1"/ -max_len=8192 "$2" "$3" >"$log" 2>&1
	echo $? >"build/fuzz/$1.status"
}

while [ $# -gt 0 ]; do
	one "$1" &
	first=$1
	shift
	second=
	if [ $# -gt 0 ]; then
		one "$1" &
		second=$1
		shift
	fi
	wait
	for name in $first $second; do
		if [ "$(cat "build/fuzz/$name.status")" = 0 ]; then
			passed=$((passed + 1))
			echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$name.log") inputs," \
				"$(grep -o 'cov: [0-9]*' "build/fuzz/$name.log" | tail -n 1)"
		else
			failed=$((failed + 1))
			echo "failed: $name"
			tail -n 40 "build/fuzz/$name.log"
		fi
	done
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
