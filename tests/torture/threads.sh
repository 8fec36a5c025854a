#!/bin/bash
# Every unit test under ThreadSanitizer, on both databases: its long form; `make test` looks at those named "threads". A report fails the test it
# is of. The last line is "N passed, N failed".
cd "$(dirname "$0")/../.." || exit 2
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:die_after_fork=0 # children that abort on purpose come to the database, too
steady=
setarch -R true 2>/dev/null && steady="setarch -R" # some compilers' cannot live with much address randomness
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
passed=0
failed=0

count() # NAME
{
	local good bad
	read -r good bad <<<"$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$folder/out")"
	[ -n "$good" ] || { good=0 && bad=1; } # it ended before it could count
	passed=$((passed + good))
	failed=$((failed + bad))
	echo "$1: ${good} passed, ${bad} failed"
	[ "$bad" = 0 ] || grep -A 60 'WARNING: ThreadSanitizer\|FAILED\|aborted in' "$folder/err" | head -n 120
}

$steady build/tsan/unit >"$folder/out" 2>"$folder/err"
count SQLite
# shellcheck disable=SC2016
$steady tests/private_postgres.sh sh -c 'exec build/tsan/unit --database "$TONGCUN_DATABASE"' >"$folder/out" 2>"$folder/err"
count PostgreSQL
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
