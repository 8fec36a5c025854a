#!/bin/sh
# Runs every test and counts: lint, unit tests on both databases under sanitizers, the scripts in tests/run.
# `make test` builds first and then calls this. A step whose last line is "N passed, N failed" counts so many,
# any other step counts as one. The last line is the sum; the status is 0 when nothing failed.
set -u
cd "$(dirname "$0")/.."
make=${MAKE:-make}
mkdir -p build/test
rm -f build/test/*.status
# What runs beside others does not hear Ctrl-C: the shell has it ignore that.
trap 'trap - TERM; kill 0' INT TERM HUP
passed=0
failed=0
broken=
besides= # steps that run beside others
told=    # those that are counted

# run NAME COMMAND...: runs it; its status and its seconds go to build/test/NAME.status.
run()
{
	name=$1
	begun=$(date +%s)
	shift
	"$@" 2>&1
	echo "$? $(($(date +%s) - begun))" >"build/test/$name.status"
}

# count NAME: adds what a step came to.
count()
{
	status=1 seconds=0
	[ ! -f "build/test/$1.status" ] || read -r status seconds <"build/test/$1.status" # none: it was killed
	counts=$(tail -n 1 "build/test/$1.log" | sed -n 's/^\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed$/\1 \2/p')
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
	[ "$bad" = 0 ] || broken="$broken $1"
	told="$told $1"
	echo "-- $1: $good passed, $bad failed, $seconds s"
}

# step NAME COMMAND...
step()
{
	echo "== $1"
	run "$@" | tee "build/test/$1.log"
	count "$1"
}

# beside NAME COMMAND...: a step that runs while the next one does, until `together`.
beside()
{
	besides="$besides $1"
	run "$@" >"build/test/$1.log" &
}

together()
{
	wait
	for done in $besides; do
		echo "== $done"
		cat "build/test/$done.log"
		count "$done"
	done
	besides=
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

# The unit tests make and remove databases by the thousand, which a file system has a hard time with: in memory, where there is plenty.
roomy=${TMPDIR:-/tmp}
memory=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
bound=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
if [ -z "${TMPDIR-}" ] && [ -w /dev/shm ] && [ "$(df --output=avail /dev/shm | tail -n 1)" -gt 4000000 ] &&
	[ "$memory" -gt 8000000 ] && { [ "$bound" = max ] || [ "$bound" -gt 8000000000 ]; }; then
	roomy=/dev/shm
fi
unit()
{
	name=$1
	shift
	beside "$name" env TMPDIR="$roomy" "$@"
}

# scripts NAME...: those of tests/run that did not run yet.
scripts()
{
	for script; do
		name=$(basename "$script" .sh)
		[ -f "$script" ] && [ -x "$script" ] || continue
		case " $told $besides " in *" $name "*) continue ;; esac
		step "$name" "$script"
	done
}

step house-rules "$make" --no-print-directory house-rules
step format "$make" --no-print-directory format-check
step tidy "$make" "-j$(nproc)" -k --no-print-directory tidy
if [ -x build/asan/unit ]; then
	# On PostgreSQL they take longest, and half of it is waiting for the server: two halves of them, each with a server of its own.
	unit unit-postgresql-1 tests/private_postgres.sh sh -c 'exec build/asan/unit --part 1/2 --database "$TONGCUN_DATABASE"'
	unit unit-postgresql-2 tests/private_postgres.sh sh -c 'exec build/asan/unit --part 2/2 --database "$TONGCUN_DATABASE"'
	unit unit-sqlite build/asan/unit
	beside 31_payment_gateway tests/run/31_payment_gateway.sh # it mostly waits
	together
	step unit-threads steady build/tsan/unit threads
fi
scripts tests/run/[1-7]*
# What kills, cuts and fills disks mostly waits: the fuzzers take what it leaves.
beside 92_fuzz nice -n 5 tests/run/92_fuzz.sh
scripts tests/run/8*
together
beside 90_replay tests/run/90_replay.sh # it takes one processor, and the next one not always two
scripts tests/run/91*
together
scripts tests/run/*

[ -z "$broken" ] || echo "Failed:$broken"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
