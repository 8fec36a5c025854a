#!/bin/sh
# What PostgreSQL does for every statement of the pages in a database grown large: none may walk through a whole table that grows, but for
# those explained in tests/times/plans.mjs. The last line counts.
set -u
cd "$(dirname "$0")/../.." || exit 1
if [ "${1-}" != inside ]; then
	exec tests/private_postgres.sh "tests/run/$(basename "$0")" inside
fi

program=$PWD/build/tongcun
. tests/count.sh
cluster=${TONGCUN_DATABASE#*host=}
unset TONGCUN_DATA TONGCUN_SECRET

need() # NAME COMMAND...: nothing can be told when it fails
{
	name=$1
	shift
	"$@" >"$folder/said" 2>&1 && return
	count 1 "$name"
	finish
}

need "a demo is made" "$program" demo --data "$folder/demo" --once --orders 300
need "statements are logged" psql -qX "$TONGCUN_DATABASE" -c 'ALTER SYSTEM SET autovacuum = off' -c 'SELECT pg_reload_conf()' \
	-c "ALTER DATABASE tongcun SET log_statement = 'all'"
"$program" doors >"$folder/doors"
need "it is served" serve "$program" demo --data "$folder/demo" --listen 127.0.0.1:0
node tests/times/plans.mjs "$address" "$folder/doors" "$TONGCUN_DATABASE" "${cluster%%&*}/log" >"$folder/said" 2>&1
add $?
finish
