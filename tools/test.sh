#!/bin/sh
# Runs every test and counts: lint, unit tests on both databases under sanitizers, the scripts in tests/run.
# `make test` builds first and then calls this. A step whose last line is "N passed, N failed" counts so many,
# any other step counts as one. The last line is the sum; the status is 0 when nothing failed.
set -u
cd "$(dirname "$0")/.."
make=${MAKE:-make}
mkdir -p build/test
passed=0
failed=0
broken=

# step NAME COMMAND...
step()
{
	name=$1
	shift
	echo "== $name"
	begun=$(date +%s)
	{
		"$@" 2>&1
		echo $? >"build/test/status"
	} | tee "build/test/$name.log"
	status=$(cat build/test/status)
	counts=$(tail -n 1 "build/test/$name.log" | sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed$/\1 \2/p')
	good=${counts% *}
	bad=${counts#* }
	if [ -z "$counts" ]; then
		good=0
		bad=0
		if [ "$status" = 0 ]; then good=1; else bad=1; fi
	elif [ "$status" != 0 ] && [ "$bad" = 0 ]; then
		bad=1 # it died after counting
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
	[ "$bad" = 0 ] || broken="$broken $name"
	echo "-- $name: $good passed, $bad failed, $(($(date +%s) - begun)) s"
}

# The thread sanitizer of some compilers cannot live with much address randomness.
steady()
{
	if setarch -R true 2>/dev/null; then
		setarch -R "$@"
	else
		"$@"
	fi
}

export UBSAN_OPTIONS=print_stacktrace=1
export ASAN_OPTIONS=detect_stack_use_after_return=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1

step house-rules "$make" --no-print-directory house-rules
step format "$make" --no-print-directory format-check
step tidy "$make" "-j$(nproc)" -k --no-print-directory tidy
if [ -x build/asan/unit ]; then
	step unit-sqlite build/asan/unit
	step unit-postgresql tests/private_postgres.sh \
		sh -c 'exec build/asan/unit --database "$TONGCUN_DATABASE"'
	step unit-threads steady build/tsan/unit threads
fi
for script in tests/run/*; do
	[ -f "$script" ] && [ -x "$script" ] || continue
	step "$(basename "$script" .sh)" "$script"
done

[ -z "$broken" ] || echo "Failed:$broken"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
