#!/bin/sh
# cppcheck over everything, and valgrind's memory checker over some days of the simulated county. (gcc -fanalyzer takes minutes: make analyze.)
set -u
cd "$(dirname "$0")/../.."
"${MAKE:-make}" --no-print-directory build/sim >/dev/null 2>&1 || { echo "the simulation is not built"; exit 1; }
passed=0
failed=0
for tool in cppcheck valgrind; do
	if tools/analyze.sh "$tool"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
