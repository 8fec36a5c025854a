#!/bin/sh
# run.sh NAME...: fuzzes each for SECONDS_EACH seconds, two side by side, as what may wait (nice); before that, every kept crasher of it. A NAME is
# a driver ("workbook") or one parser of a driver's group ("forms/json"): its kept corpus is tests/fuzz/corpus/NAME, its kept crashers
# tests/fuzz/crashers/NAME, where a new one goes, too. New finds of the corpus stay in build/fuzz/corpus. Each name counts as one;
# the last line is "N passed, N failed". SEED, when set, makes the same run again.
# One crasher by hand: FUZZ_PARSER=json build/fuzz/fuzz_forms tests/fuzz/crashers/forms/json/FILE
set -u
cd "$(dirname "$0")/../.."
seconds=${SECONDS_EACH:-30}
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:detect_stack_use_after_return=1" UBSAN_OPTIONS=print_stacktrace=1
results=build/fuzz/results
rm -rf "$results"
mkdir -p "$results"

one() # NAME: says what came of it; its status is the outcome
{
	driver=build/fuzz/fuzz_${1%%/*}
	corpus=build/fuzz/corpus/$1
	crashers=tests/fuzz/crashers/$1
	log=$results/$(echo "$1" | tr / -).log
	export FUZZ_PARSER="${1#*/}"
	mkdir -p "$corpus" "$crashers" "tests/fuzz/corpus/$1"
	for kept in "$crashers"/*; do
		[ ! -f "$kept" ] || nice -n 10 "$driver" "$kept" >"$log" 2>&1 || {
			echo "failed: $1: the kept crasher $kept crashes again"
			tail -n 40 "$log"
			return 1
		}
	done
	if nice -n 10 "$driver" ${SEED:+-seed="$SEED"} -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$crashers/" -max_len=8192 "$corpus" "tests/fuzz/corpus/$1" >"$log" 2>&1; then
		echo "$1: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs," "$(grep -o 'cov: [0-9]*' "$log" | tail -n 1)"
	else
		echo "failed: $1"
		tail -n 40 "$log"
		return 1
	fi
}

# Every second name, from the first or the second on.
half() # FIRST NAME...
{
	shift "$1"
	while [ $# -gt 0 ]; do
		if one "$1"; then : >"$results/$(echo "$1" | tr / -).held"; fi
		shift
		[ $# -eq 0 ] || shift
	done
}

half 1 "$@" &
half 2 "$@"
wait
held=$(find "$results" -name '*.held' | wc -l)
echo "$held passed, $(($# - held)) failed"
[ "$held" = $# ]
