#!/bin/sh
# The analysers that are not part of lint: analyze.sh cppcheck | gcc | valgrind | unit | all. What they find and is explained stands in tools/analyze/
# (cppcheck.suppressions, gcc.known); anything else fails, and so does an explanation of what is no longer found.
# The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0
cores=$(nproc)

count() # STATUS NAME
{
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $2"
		cat "$folder/said"
	fi
}

by_cppcheck()
{
	cppcheck -q -j "$cores" --enable=warning,performance,portability --std=c11 --platform=unix64 -D_POSIX_C_SOURCE=200809L \
		-Isrc -Ibuild/gen -Itests --suppress=missingIncludeSystem --suppressions-list=tools/analyze/cppcheck.suppressions \
		--template='{file}:{line}: {id}: {message}' --error-exitcode=1 src tests/sim tests/gateway tests/support \
		>"$folder/said" 2>&1
	count $? cppcheck
}

# Each file by itself; a finding is known by its file and kind.
by_gcc()
{
	find src -name '*.c' ! -name '*_test.c' | sort | xargs -P "$cores" -I{} sh -c \
		'gcc -std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -O1 -fanalyzer -Isrc -Ibuild/gen -c -o /dev/null {} 2>&1' \
		>"$folder/all"
	sed -n 's/^\([^: ]*\):[0-9]*:[0-9]*: warning: .*\[.*-W\(analyzer-[a-z-]*\)\]$/\1 \2/p' "$folder/all" | sort -u >"$folder/found"
	sed -n 's/^\([^# ][^ ]*\) \([^ ]*\).*/\1 \2/p' tools/analyze/gcc.known | sort -u >"$folder/known"
	diff "$folder/known" "$folder/found" >"$folder/said"
	count $? "gcc -fanalyzer (< no longer found, > new)"
}

by_valgrind()
{
	valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=definite,possible \
		build/sim --seed 4 --days "${VALGRIND_DAYS:-10}" >"$folder/said" 2>&1
	count $? valgrind
}

# Tests that end a child by an abort on purpose are not looked at in the child.
by_unit()
{
	valgrind -q --error-exitcode=9 --child-silent-after-fork=yes --leak-check=full --show-leak-kinds=definite,possible \
		build/plain/unit src/base/ src/db/ src/journal/ src/web/ >"$folder/said" 2>&1
	count $? "valgrind over the unit tests"
}

case ${1-} in
cppcheck) by_cppcheck ;;
gcc) by_gcc ;;
valgrind) by_valgrind ;;
unit) by_unit ;;
all)
	by_cppcheck
	by_gcc
	by_valgrind
	by_unit
	;;
*)
	echo "usage: analyze.sh cppcheck|gcc|valgrind|unit|all" >&2
	exit 2
	;;
esac
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
