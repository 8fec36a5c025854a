# PostgreSQL clusters of a script's own, after ground.sh: made, killed, followed by a standby, promoted. Each lives in
# $clusters/NAME, and answers on the socket there and nowhere else. Processes are killed here, not machines, and what they have
# written outlives them; so only the long form waits for the disk at each commit.
hasty='-c fsync=off -c full_page_writes=off'
[ -z "$long" ] || hasty=
clusters=$(mktemp -d /tmp/tongcun.XXXXXX)
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] || { echo "no PostgreSQL here; run tools/setup.sh test"; exit 1; }
[ "$(id -u)" != 0 ] || chown postgres "$clusters"
names=()

as_postgres()
{
	if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

finish_clusters()
{
	for name in "${names[@]}"; do cluster_kill "$name"; done
	finish
	rm -rf "$clusters"
}
trap finish_clusters EXIT

cluster_start() # NAME OPTIONS...: more settings as -c name=value
{
	local name=$1
	shift
	as_postgres "$programs/pg_ctl" -D "$clusters/$name/data" -l "$clusters/$name/log" -w -t 60 \
		-o "-c listen_addresses='' -c unix_socket_directories='$clusters/$name' -c max_connections=60 $hasty $*" start >/dev/null
}

cluster_make() # NAME
{
	as_postgres mkdir "$clusters/$1"
	as_postgres "$programs/initdb" -D "$clusters/$1/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >"$folder/initdb" 2>&1 || {
		cat "$folder/initdb"
		exit 1
	}
	names+=("$1")
}

cluster_database() # NAME
{
	as_postgres "$programs/createdb" -h "$clusters/$1" -U postgres -T template0 tongcun
}

is_running() { grep -q '^State:.*[RSDT] (' "/proc/$1/status" 2>/dev/null; } # PROCESS: not merely waiting to be buried

# All its processes at once, as when the machine's memory runs out: the postmaster and its children, by their ids. Its lock files go
# too: they name a process that may not be buried yet.
cluster_kill() # NAME
{
	local postmaster children
	postmaster=$(head -n 1 "$clusters/$1/data/postmaster.pid" 2>/dev/null)
	[ -n "$postmaster" ] || return 0
	children=$(ps -o pid= --ppid "$postmaster")
	# shellcheck disable=SC2086
	kill -9 "$postmaster" $children 2>/dev/null
	for one in $postmaster $children; do
		while is_running "$one"; do sleep 0.01; done
	done
	rm -f "$clusters/$1/data/postmaster.pid" "$clusters/$1/.s.PGSQL.5432" "$clusters/$1/.s.PGSQL.5432.lock"
}

# A proxy in front of a cluster, which cuts or swallows as long as the file $folder/cut says so (cut.mjs). address_behind: through it.
proxy_start() # NAME
{
	mkdir "$folder/net"
	node tests/torture/cut.mjs "$folder/net" "$clusters/$1" "$folder/cut" >"$folder/cut.log" 2>&1 &
	started+=($!)
	for _ in $(seq 100); do grep -q ready "$folder/cut.log" && break; sleep 0.05; done
}
address_behind="postgresql:///tongcun?host=$folder/net&user=postgres"

address_of() # NAME...: one address of all of them; the program takes the one that may be written to
{
	local hosts
	hosts=$(printf ',%s' "${@/#/$clusters/}")
	echo "postgresql:///tongcun?host=${hosts:1}&user=postgres&target_session_attrs=read-write"
}
