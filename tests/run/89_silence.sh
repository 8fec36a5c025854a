#!/bin/bash
# A PostgreSQL that falls silent without closing its connections, under a load of orders: all its processes stopped, while their kernel goes on
# acknowledging; and a proxy that swallows whatever comes and never closes. Pages say within seconds that it is busy, later ones at once; when it
# speaks again service resumes by itself, orders are those acknowledged, the books hold. 8 s each, long form 10, 60 and 180 s.
cd "$(dirname "$0")/../.." || exit 2
. tests/torture/ground.sh
. tests/torture/cluster.sh
. tests/torture/silence.sh
silences=${long:+10 60 180}

cluster_make one
check "PostgreSQL starts" cluster_start one
cluster_database one
proxy_start one
database=$(address_of one)
direct=$database
make_county

signal_all() # SIGNAL: to the postmaster and its children
{
	local postmaster
	postmaster=$(head -n 1 "$clusters/one/data/postmaster.pid")
	# shellcheck disable=SC2046
	kill "-$1" "$postmaster" $(ps -o pid= --ppid "$postmaster")
}
freeze() { signal_all STOP; }
thaw() { signal_all CONT; }
trap 'thaw 2>/dev/null; finish_clusters' EXIT
swallow() { echo silent >"$folder/cut"; }
pass() { rm "$folder/cut"; }

check "it starts" start
prepare_orders
for seconds in ${silences:-8}; do through_silence "stopped" "$seconds" freeze thaw; done
check "it ends by itself" stop
database=$address_behind
check "it starts behind a proxy" start
for seconds in ${silences:-8}; do through_silence "swallowed" "$seconds" swallow pass; done
check "it ends by itself" stop
totals
