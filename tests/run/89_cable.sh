#!/bin/bash
# A cable that is cut between the program and PostgreSQL, under a load of orders: both ends stay up, nothing comes through, nobody is told. Two
# network namespaces stand for the two machines, each knows a wrong hardware address of the other while it is cut. As 89_silence.sh says; 8 s, long
# form 10, 60 and 180 s, and there the program is also killed while it is cut: the server lets go of its locks by itself.
# Where network namespaces cannot be had (it takes root, ip and nsenter) it says so and counts nothing.
cd "$(dirname "$0")/../.." || exit 2
here=198.51.100.1
there=198.51.100.2
if [ -z "${TONGCUN_CABLE-}" ]; then
	why=$( (unshare --net ip link add name cable type veth peer name far && nsenter --version) 2>&1 >/dev/null) &&
		[ "$(id -u)" = 0 ] && TONGCUN_CABLE=1 exec unshare --net "$0"
	echo "no network namespaces here: ${why:-it takes root}"
	echo "0 passed, 0 failed"
	exit
fi
. tests/torture/ground.sh
. tests/torture/cluster.sh
. tests/torture/silence.sh
silences=${long:+10 60 180}

# ---- the two machines ----
unshare --net sleep infinity &
far=$!
started+=("$far")
until [ "$(readlink "/proc/$far/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
at_server() { nsenter --net="/proc/$far/ns/net" "$@"; }
as_postgres() { (cd / && at_server runuser -u postgres -- "$@"); }
ip link set lo up
ip link add name cable type veth peer name far netns "/proc/$far/ns/net"
ip address add "$here/30" dev cable
ip link set cable up
at_server ip link set lo up
at_server ip address add "$there/30" dev far
at_server ip link set far up
hardware() { sed 's/.*ether \([^ ]*\) .*/\1/'; }
here_hardware=$(ip -o link show cable | hardware)
there_hardware=$(at_server ip -o link show far | hardware)
know() # ADDRESS ADDRESS: of there, of here
{
	ip neigh replace "$there" lladdr "$1" nud permanent dev cable
	at_server ip neigh replace "$here" lladdr "$2" nud permanent dev far
}
cut_cable() { know 02:00:00:00:00:01 02:00:00:00:00:02; }
mend() { know "$there_hardware" "$here_hardware"; }
mend

cluster_make one
echo "host all all $here/32 trust" >>"$clusters/one/data/pg_hba.conf"
check "PostgreSQL starts" cluster_start one "-c listen_addresses=$there"
cluster_database one
direct=$(address_of one)
database=$direct
make_county
database="postgresql://postgres@$there/tongcun"
check "it starts over the cable" start
database=$direct
prepare_orders
for seconds in ${silences:-8}; do through_silence "cut" "$seconds" cut_cable mend; done

if [ -n "$long" ]; then
	load 16
	sleep 1
	cut_cable
	kill_server
	sleep 20
	mend
	mended=$(now_ms)
	database="postgresql://postgres@$there/tongcun"
	until start || [ $(($(now_ms) - mended)) -gt 60000 ]; do sleep 1; done
	database=$direct
	check "killed while cut: another starts" answers
	echo "    it started $(($(now_ms) - mended)) ms after the cable was mended"
	check "killed while cut: an order goes through" order_goes_through_in_the_end
	check "killed while cut: every order was acknowledged in the end" stop_load
	check "killed while cut: acknowledged orders are there once" orders_are_those_acknowledged
	check "killed while cut: the books hold" books_hold
fi
check "it ends by itself" stop
totals
