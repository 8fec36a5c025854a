#!/bin/sh
# Runs a command beside a PostgreSQL cluster of its own: private_postgres.sh COMMAND...
# The command finds it in TONGCUN_DATABASE. The cluster lives in a temporary folder, answers on a socket there and
# nowhere else, and is gone afterwards, whatever happens. DURABLE=1 keeps fsync on, for measurements.
set -eu
[ $# -gt 0 ] || { echo "usage: private_postgres.sh COMMAND..." >&2; exit 2; }

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$programs" ] && command -v initdb >/dev/null; then
	programs=$(dirname "$(readlink -f "$(command -v initdb)")")
fi
[ -n "$programs" ] || { echo "private_postgres: no PostgreSQL here; run tools/setup.sh test" >&2; exit 2; }

# initdb refuses root.
as_postgres()
{
	if [ "$(id -u)" = 0 ]; then
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

folder=$(mktemp -d)
# A socket's path has at most 107 bytes.
[ ${#folder} -lt 80 ] || { rmdir "$folder"; folder=$(mktemp -d /tmp/tongcun.XXXXXX); }

finish()
{
	status=$?
	trap - EXIT INT TERM HUP
	as_postgres "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
	rm -rf "$folder"
	exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ "$(id -u)" = 0 ]; then
	chown postgres "$folder"
fi
if [ "${DURABLE-}" = 1 ]; then
	durability=
else
	durability='-c fsync=off -c synchronous_commit=off -c full_page_writes=off'
fi
as_postgres "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >"$folder.log" 2>&1 || {
	cat "$folder.log" >&2
	rm -f "$folder.log"
	exit 2
}
rm -f "$folder.log"
as_postgres "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o \
	"-c listen_addresses='' -c unix_socket_directories='$folder' $durability" start >/dev/null || {
	cat "$folder/log" >&2
	exit 2
}
as_postgres "$programs/createdb" -h "$folder" -U postgres -T template0 tongcun

TONGCUN_DATABASE="postgresql:///tongcun?host=$folder&user=postgres"
export TONGCUN_DATABASE
status=0
"$@" || status=$?
exit "$status"
