#!/bin/sh
# What PostgreSQL does for every statement of the pages in a database grown large: none may walk through a whole table that grows, but for
# those explained in tests/times/plans.mjs. The last line counts.
set -u
cd "$(dirname "$0")/../.." || exit 1
if [ "${1-}" != inside ]; then
	exec tests/private_postgres.sh "tests/run/$(basename "$0")" inside
fi

program=$PWD/build/tongcun
folder=$(mktemp -d)
server=
cluster=${TONGCUN_DATABASE#*host=}
unset TONGCUN_DATA TONGCUN_SECRET
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

give_up() # FILE
{
	tail -n 20 "$1"
	echo "0 passed, 1 failed"
	exit 1
}

"$program" demo --data "$folder/demo" --once --orders 300 >"$folder/made" 2>&1 || give_up "$folder/made"
psql -qX "$TONGCUN_DATABASE" -c 'ALTER SYSTEM SET autovacuum = off' -c 'SELECT pg_reload_conf()' \
	-c "ALTER DATABASE tongcun SET log_statement = 'all'" >"$folder/set" 2>&1 || give_up "$folder/set"
"$program" doors >"$folder/doors"
"$program" demo --data "$folder/demo" --listen 127.0.0.1:0 >"$folder/serve.out" 2>"$folder/serve.log" &
server=$!
url=
for _ in $(seq 300); do
	url=$(sed -n 's|.*(510525): \(http://127[^ ]*\).*|\1|p' "$folder/serve.out")
	[ -z "$url" ] || break
	sleep 0.1
done
[ -n "$url" ] || give_up "$folder/serve.log"
node tests/times/plans.mjs "$url" "$folder/doors" "$TONGCUN_DATABASE" "${cluster%%&*}/log" >"$folder/said" 2>&1
status=$?
cat "$folder/said"
tail -n 1 "$folder/said" | grep -q '^[0-9]* passed, [0-9]* failed$' || echo "0 passed, 1 failed"
exit "$status"
