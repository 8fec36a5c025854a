#!/bin/sh
# The county of tests/sim over 1,000 days (four seeds of 250, two side by side), each day with every check of every module, at the end the
# journal run again; the same seed twice gives the same state; a shorter run under the sanitizers and on PostgreSQL; and that the
# simulation can fail. SIM_SEEDS and SIM_DAYS make it longer: make torture, make sim DAYS=1000 SEEDS="1 2 3".
# The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0
seeds=${SIM_SEEDS:-1 2 3 4}
days=${SIM_DAYS:-250}

count() # STATUS NAME FILE
{
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
		grep '^seed' "$3"
	else
		failed=$((failed + 1))
		echo "failed: $2"
		tail -n 20 "$3"
	fi
}

"${MAKE:-make}" --no-print-directory build/sim build/asan/sim >"$folder/make" 2>&1
count $? 'the simulation is built' "$folder/make"

half() # SEED...
{
	for seed; do
		build/sim --seed "$seed" --days "$days" >"$folder/seed.$seed" 2>&1
		echo $? >"$folder/status.$seed"
	done
}
one=
other=
for seed in $seeds; do
	one="$one $seed"
	swap=$one
	one=$other
	other=$swap
done
half $one &
half $other
wait
for seed in $seeds; do
	count "$(cat "$folder/status.$seed")" "seed $seed" "$folder/seed.$seed"
done

# state SEED DAYS FILE PROGRAM
state()
{
	"$4" --seed "$1" --days "$2" >"$3" 2>&1 && grep '^state: ' "$3" >"$3.state"
}
state 11 20 "$folder/plain" build/sim
count $? 'a short run' "$folder/plain"
state 11 20 "$folder/asan" build/asan/sim
count $? 'the same under the sanitizers' "$folder/asan"
cmp -s "$folder/plain.state" "$folder/asan.state"
count $? 'the same seed gives the same state' "$folder/asan.state"
state 12 20 "$folder/other" build/sim
! cmp -s "$folder/plain.state" "$folder/other.state"
count $? 'another seed gives another state' "$folder/other.state"
TONGCUN_SIM_FAULT=3 build/sim --seed 11 --days 20 >"$folder/fault" 2>&1
[ $? = 1 ] && grep -q '^FAILED with seed 11 on day 3 (20250603): ' "$folder/fault"
count $? 'a fault is told with its seed and day' "$folder/fault"
TONGCUN_SIM_FAULT=3 build/sim --seed 11 --days 20 >"$folder/again" 2>&1
cmp -s "$folder/fault" "$folder/again"
count $? 'and comes again the same' "$folder/again"
tests/private_postgres.sh build/sim --seed 5 --days "${SIM_POSTGRES_DAYS:-30}" >"$folder/postgres" 2>&1
count $? 'on PostgreSQL' "$folder/postgres"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
