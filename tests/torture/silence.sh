# After ground.sh: a silence of the database under a load of orders, and what must hold. bash.
# What needs the database by another way than the program's own finds its address in $direct.

# The status of a page, and that it came within so many ms.
page_says() # STATUS MS
{
	local status took
	read -r status took <<<"$(curl -s -o /dev/null -m 30 -w '%{http_code} %{time_total}' "http://127.0.0.1:$port/shelf")"
	echo "$status after $took s"
	[ "$status" = "$1" ] && awk -v took="$took" -v most="$2" 'BEGIN { exit !(took * 1000 < most) }'
}

served_without_database() { curl -fsS -o /dev/null -m 1 "http://127.0.0.1:$port$style"; }

# A reading connection that was just being made when the silence ended may have been swallowed: it is given up after 5 s.
pages_open_again() { until pages_open; do [ $(($(now_ms) - $1)) -lt 10000 ] || return 1; sleep 0.1; done; }
healthy_again() { for _ in $(seq 200); do answers && return; sleep 0.05; done; return 1; }

# through_silence NAME SECONDS BEGIN END: the program serves; BEGIN and END are the names of functions that silence the database and let it speak.
through_silence()
{
	local name=$1 seconds=$2 begun ended own=$database
	style=$(curl -fsS "http://127.0.0.1:$port/shelf" | sed -n 's/.*href="\([^"]*\.css[^"]*\)".*/\1/p' | head -n 1)
	database=$direct
	load 16
	sleep 1
	$3
	begun=$(now_ms)
	check "$name: the first page says within ten seconds that it is busy" page_says 503 10000
	echo "    $name: $(cat "$folder/said")"
	check "$name: the others say so at once" page_says 503 1000
	check "$name: an order hears so, too" [ "$(api "$buyer" /orders "$(cat "$folder/order")" | tail -n 1)" = 503 ]
	check "$name: what needs no database is served" served_without_database
	check "$name: it says that it is not healthy" not answers
	while [ $(($(now_ms) - begun)) -lt $((seconds * 1000)) ]; do sleep 0.1; done
	check "$name: it says so all the while" page_says 503 1000
	$4
	ended=$(now_ms)
	check "$name: it is healthy again by itself" healthy_again
	check "$name: an order goes through again" order_goes_through_in_the_end
	echo "    $name: $seconds s, an order went through $(($(now_ms) - ended)) ms after its end"
	check "$name: pages open again within ten seconds" pages_open_again "$ended"
	echo "    $name: a page opened $(($(now_ms) - ended)) ms after its end"
	check "$name: every order was acknowledged in the end" stop_load
	check "$name: nobody was told that it failed" [ "$(figure failed)$(figure broken)" = 00 ]
	check "$name: acknowledged orders are there once" orders_are_those_acknowledged
	check "$name: the books hold" books_hold
	database=$own
}
