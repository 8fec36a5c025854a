#!/bin/bash
# PostgreSQL's own misfortunes under a load of orders: transactions that others come in the way of, connections that break just before and
# just after a commit, a primary that is killed and a standby promoted in its place. Nothing acknowledged is lost, nothing is done
# twice, and the program goes on by itself.
cd "$(dirname "$0")/../.." || exit 2
. tests/torture/ground.sh
. tests/torture/cluster.sh
seconds=${long:+60}
seconds=${seconds:-3}
cuts=${long:+300}
cuts=${cuts:-5}
rounds=${long:+10}
rounds=${rounds:-1}

retried() { metric tongcun_batches_retried_total; }

cluster_make one
check "PostgreSQL starts" cluster_start one "-c synchronous_commit=on"
cluster_database one

# ---- a network that breaks at commits ----
proxy_start one
database=$(address_of one)
make_county
direct=$database
database=$address_behind
check "it starts" start
prepare_orders
load 32
sleep 0.5
for way in before after; do
	echo "$way 3" >"$folder/cut"
	for _ in $(seq "$((cuts * 60))"); do
		[ "$(grep -c "$way" "$folder/cut.log")" -lt "$cuts" ] || break
		sleep 0.1
	done
	rm "$folder/cut"
	check "cut $way commits: the connection was cut" [ "$(grep -c "$way" "$folder/cut.log")" -ge "$cuts" ]
done
check "cut at commits: every order was acknowledged in the end" stop_load
echo "    cut $(grep -c 'before\|after' "$folder/cut.log") times at a commit"
check "cut at commits: nobody was told that it failed" [ "$(figure failed)$(figure broken)" = 00 ]
check "cut at commits: batches were run again" [ "$(retried)" -gt 0 ]
check "it ends by itself" stop
database=$direct
check "cut at commits: acknowledged orders are there once" orders_are_those_acknowledged
check "cut at commits: the books hold" books_hold

# ---- others change the same rows ----
check "it starts on PostgreSQL itself" start
before=$(retried)
load 32
psql -qX "$database" -c "DO \$\$ DECLARE till TIMESTAMPTZ := clock_timestamp() + interval '$seconds seconds'; BEGIN
	WHILE clock_timestamp() < till LOOP UPDATE stock SET held = held; COMMIT; PERFORM pg_sleep(0.02); END LOOP; END \$\$" >"$folder/others" 2>&1 &
others=$!
wait "$others"
check "others changed the same rows" [ $? = 0 ]
check "serialization failures: every order was acknowledged" stop_load
check "serialization failures: batches were run again" [ "$(retried)" -gt "$before" ]
check "serialization failures: nobody was told that it failed" [ "$(figure failed)$(figure broken)" = 00 ]
check "it ends by itself" stop
cluster_kill one

# ---- the primary is killed, the standby promoted ----
primary=one
for i in $(seq "$rounds"); do
	standby=standby$i
	check "the primary starts" cluster_start "$primary" "-c synchronous_standby_names='*'"
	as_postgres mkdir "$clusters/$standby"
	check "a copy of it" as_postgres "$programs/pg_basebackup" -h "$clusters/$primary" -U postgres -D "$clusters/$standby/data" -R -c fast
	names+=("$standby")
	check "the standby starts" cluster_start "$standby"
	for _ in $(seq 200); do
		[ "$(psql -qAtX -h "$clusters/$primary" -U postgres -c 'SELECT count(*) FROM pg_stat_replication WHERE sync_state = $$sync$$')" = 1 ] && break
		sleep 0.05
	done
	database=$(address_of "$primary" "$standby")
	check "it starts on primary and standby" start
	load 32
	sleep "$seconds"
	cluster_kill "$primary"
	check "pages say that it is busy, not that something broke" \
		[ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/shelf")" = 503 ]
	check "the standby is promoted" as_postgres "$programs/pg_ctl" -D "$clusters/$standby/data" -w promote
	promoted=$(now_ms)
	check "an order goes through again" order_goes_through_in_the_end
	echo "    $(($(now_ms) - promoted)) ms after the standby was promoted"
	sleep 0.5
	check "killed primary: every order was acknowledged in the end" stop_load
	check "killed primary: acknowledged orders are there once" orders_are_those_acknowledged
	check "killed primary: the books hold" books_hold
	check "it ends by itself" stop
	primary=$standby
	[ "$i" = "$rounds" ] || cluster_kill "$standby"
done
totals
