#!/bin/bash
# A shop and a payment gateway, each a program of its own, over sockets: the signed link, callbacks that come late, twice, with another
# amount, wrongly signed, out of order or never, refunds whose answer is lost, both being away for a while, and an end in the midst of asking.
# Needs build/tongcun and build/gateway. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 2
tongcun=$PWD/build/tongcun
folder=$(mktemp -d)
server=
gateway=
passed=0
failed=0
unset TONGCUN_DATA TONGCUN_DATABASE TONGCUN_SECRET
trap 'kill $server $gateway 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
for program in "$tongcun" build/gateway; do
	[ -x "$program" ] || { echo "$program is not built"; echo "0 passed, 1 failed"; exit 1; }
done

check() # what, expected, got
{
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'failed: %s\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"
	fi
}

field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p" | head -n 1; }

# ---- the two programs ----

start_gateway() # options...: on the port it had before, once it had one
{
	GATEWAY_SECRET=$key build/gateway --naughty --retry-ms 100 "$@" --listen "127.0.0.1:${gateway_port:-0}" >"$folder/gateway" 2>&1 &
	gateway=$!
	for _ in $(seq 100); do
		gateway_port=$(sed -n '1s/.*listening 127.0.0.1://p' "$folder/gateway")
		[ -z "$gateway_port" ] || return 0
		sleep 0.05
	done
	echo "the gateway does not start"
	exit 1
}

start_shop()
{
	: >"$folder/out"
	TONGCUN_GATEWAY_URL=http://127.0.0.1:$gateway_port TONGCUN_GATEWAY_SECRET=$key TONGCUN_PUBLIC_URL=http://127.0.0.1:${port:-0} \
		"$tongcun" serve --data "$folder/data" --listen "127.0.0.1:${port:-0}" >"$folder/out" 2>"$folder/log" &
	server=$!
	for _ in $(seq 100); do
		port=$(sed -n 's/.*http:.*:\([0-9]*\)$/\1/p' "$folder/out")
		[ -z "$port" ] || return 0
		sleep 0.05
	done
	echo "the shop does not start"
	cat "$folder/log"
	exit 1
}

stop() { kill -TERM "$1" && wait "$1"; }

api() # token, path, json: prints the answer
{
	curl -s -H 'Content-Type: application/json' -H "Authorization: Bearer $1" -d "$3" "http://127.0.0.1:$port/api/v1$2"
}
read_api() { curl -s -H "Authorization: Bearer $1" "http://127.0.0.1:$port/api/v1$2"; }
naughty() { curl -s -d "$1" "http://127.0.0.1:$gateway_port/naughty" >/dev/null; }
gateway_knows() { curl -s "http://127.0.0.1:$gateway_port/test/state?payment=$1" | sed 's/"totals".*//'; }
number() { sqlite3 -readonly "$folder/data/tongcun.db" "$1"; }

key=$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')
"$tongcun" init --data "$folder/data" >/dev/null &&
	"$tongcun" import places tests/support/places --data "$folder/data" >/dev/null &&
	TONGCUN_PASSWORD=mountain-path-7 "$tongcun" grant --login admin --name 管理员 --data "$folder/data" >/dev/null
check "the shop's data" 0 $?
start_gateway
start_shop # finds a free port
stop $server
start_shop # and knows its own address

# ---- goods, a buyer ----

admin=$(api "" /sign-in '{"login":"admin","password":"mountain-path-7"}' | field token)
buyer=$(api "" /join '{"name":"刘秀英","login":"buyer","phone":"13800000008","place":"510525101001","password":"mountain-path-7"}' |
	field token)
seller=$(api "$admin" /sellers '{"kind":"cooperative","name":"李子社","place":"510525101001","about":"","household_share":"0","own_share":"70",
	"station_share":"5","carrier_share":"17","platform_share":"6","reserve_share":"2"}' | field id)
api "$admin" "/shipping?from=510525" '{"to":"51","days":2,"cutoff":"18:00","base_fen":500,"per_kg_fen":0}' >/dev/null
product=$(api "$admin" /desk/products "{\"seller\":\"$seller\",\"category\":\"fruit\",\"place\":\"510525101001\",\"title\":\"脆红李\",
	\"name\":\"一箱\",\"unit\":\"box\",\"weight_g\":1000,\"price_fen\":4000,\"on_hand\":1000}" | field id)
variant=$(curl -s "http://127.0.0.1:$port/products/$product" | sed -n 's/.*name="variant" value="\([^"]*\)".*/\1/p' | head -n 1)
check "the goods" "510525" "${variant%%-*}"

# place: an order of 45.00 by the gateway; sets order, link, payment (as the gateway knows it)
place()
{
	local answer
	answer=$(api "$buyer" /orders "{\"lines\":[{\"variant\":\"$variant\",\"pieces\":1}],\"receiver\":\"刘秀英\",\"phone\":\"13800000008\",
		\"place\":\"510525101001\",\"payment\":\"gateway\"}")
	order=$(sed -n 's/.*"orders":\[{"id":"\([^"]*\)".*/\1/p' <<<"$answer")
	link=$(field pay <<<"$answer")
	payment=$(number "SELECT county || '-' || id FROM payment ORDER BY id DESC LIMIT 1")
	[ -n "$link" ] && [ -n "$payment" ] && return
	echo "the order cannot be placed: $answer"
	echo "$passed passed, $((failed + 1)) failed"
	exit 1
}

# go: opens the signed link as the buyer's browser does; keeps the gateway's page
go()
{
	local address
	address=$(curl -s -o /dev/null -w '%{redirect_url}' -H "Authorization: Bearer $buyer" "http://127.0.0.1:$port$link")
	curl -s "$address" >"$folder/page"
	ticket=$(sed -n 's/.*name="ticket" value="\([0-9a-f]*\)".*/\1/p' "$folder/page" | head -n 1)
}

press() # pay or cancel
{
	curl -s -o /dev/null -w '%{http_code} %{redirect_url}' -d "payment=$payment&ticket=$ticket&action=$1" \
		"http://127.0.0.1:$gateway_port/pay/confirm"
}

id_of() { number "SELECT id FROM payment WHERE county || '-' || id = '$1'"; }
state_of() { number "SELECT state FROM payment WHERE county || '-' || id = '$1'"; }
order_state() { number "SELECT o.state FROM orders AS o JOIN payment_part AS s ON s.order_id = o.id WHERE s.payment_id = $(id_of "$1")"; }

await() # what, expected, seconds, command...: asks until it is so
{
	local what=$1 wanted=$2 tries=$(($3 * 10)) got
	shift 3
	for _ in $(seq "$tries"); do
		got=$("$@")
		[ "$got" != "$wanted" ] || break
		sleep 0.1
	done
	check "$what" "$wanted" "$got"
}

ask_now() { # the chore asks two minutes later; an officer may have it asked at once
	api "$admin" "/payments/$(read_api "$admin" "/payments?limit=1" | field id)/ask" '{}' >/dev/null
}

cancel() # order: the buyer changes the mind
{
	local version
	version=$(read_api "$buyer" "/orders/$1" | field version)
	api "$buyer" "/orders/$1/withdraw" "{\"version\":$version}" >/dev/null
}
refund_state() { number "SELECT state FROM payment_refund WHERE payment_id = $(id_of "$1")"; }

# ---- the good day ----

place
go
check "the gateway's page shows the amount" 1 "$(grep -c '45.00' "$folder/page")"
check "pay leads back" "303 http://127.0.0.1:$port${link%/go}" "$(press pay)"
await "a callback pays it" 2 5 state_of "$payment"
check "the order is paid" 2 "$(order_state "$payment")"
cancel "$order"
await "the refund goes through" 2 10 refund_state "$payment"
check "the gateway gave it back" refunded "$(gateway_knows "$payment" | field status)"

place
go
press cancel >/dev/null
await "cancelled there" 3 5 state_of "$payment"
go
press pay >/dev/null
await "failed, then paid" 2 5 state_of "$payment"

# ---- misbehaviour ----

naughty '{"payment":"*","twice":true}'
place
go
press pay >/dev/null
await "twice at once: paid" 2 5 state_of "$payment"
sleep 0.5
check "and counted once" 4500 "$(number "SELECT sum(amount_fen) FROM transfer WHERE credit_kind = 5 AND subject_id =
	(SELECT order_id FROM payment_part WHERE payment_id = $(id_of "$payment"))")"

naughty '{"payment":"*","late_ms":1500}'
place
go
press pay >/dev/null
check "late: not yet" 1 "$(state_of "$payment")"
await "late: then paid" 2 5 state_of "$payment"

naughty '{"payment":"*","wrong_amount":true}'
place
go
press pay >/dev/null
await "another amount is in dispute" 4 5 state_of "$payment"
check "nothing is counted" 1 "$(order_state "$payment")"
check "the officer sees it" 1 "$(read_api "$admin" /payments/disputed | grep -c '"amount_fen":4500')"
ask_now
await "asked, the gateway says the right one" 2 25 state_of "$payment"
check "then it counts" 2 "$(order_state "$payment")"

naughty '{"payment":"*","wrong_signature":true}'
place
go
press pay >/dev/null
sleep 1
check "wrongly signed: nothing" 1 "$(state_of "$payment")"
ask_now
await "asked, it is paid" 2 25 state_of "$payment"

naughty '{"payment":"*","never":true}'
place
go
press pay >/dev/null
sleep 0.5
check "no callback: open" 1 "$(state_of "$payment")"
ask_now
await "no callback: asked, it is paid" 2 25 state_of "$payment"

naughty '{"payment":"*","never":true,"error_500":true}'
place
go
press pay >/dev/null
ask_now
await "an answer that fails is none" 1 25 number "SELECT asks FROM payment ORDER BY id DESC LIMIT 1"
check "so it is still open" 1 "$(state_of "$payment")"
naughty '{"payment":"*","never":true}'
ask_now
await "asked again, it is paid" 2 25 state_of "$payment"

naughty '{"payment":"*","out_of_order":true}'
place
go
press pay >/dev/null
ask_now
await "out of order: asked, it is paid" 2 25 state_of "$payment"
cancel "$order"
await "its refund goes through" 2 25 refund_state "$payment"
sleep 1
check "the paid callback behind it changes nothing" 7 "$(order_state "$payment")"

naughty '{"payment":"*","refund_500":true}'
place
go
press pay >/dev/null
await "paid" 2 5 state_of "$payment"
cancel "$order"
await "a refund whose answer is lost" 2 25 refund_state "$payment"
check "is given back once" 4500 "$(gateway_knows "$payment" | field refunded_fen)"
naughty '{"payment":"*"}'

# ---- one of them away ----

place
go
stop $server
press pay >/dev/null
sleep 0.3
start_shop
await "the shop was away, the callback comes again" 2 25 state_of "$payment"

kill -STOP $gateway
cancel "$order"
check "cancelled while the gateway is silent" 7 "$(order_state "$payment")"
sleep 7
check "the refund waits" 1 "$(refund_state "$payment")"
check "the shop still answers" 200 "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/healthz")"
kill -CONT $gateway
await "and goes through afterwards" 2 45 refund_state "$payment"

# ---- the books ----

totals=$(curl -s "http://127.0.0.1:$gateway_port/test/state" | sed 's/.*"totals"://')
check "what the gateway took is what the ledger says" "$(field paid_fen <<<"$totals")" \
	"$(number "SELECT debits_fen FROM account WHERE kind = 1")"
check "and what it gave back" "$(field refunded_fen <<<"$totals")" "$(number "SELECT credits_fen FROM account WHERE kind = 1")"
stop $server
check "a clean end" 0 $?

# ---- a slow company, and the end ----

kill $gateway
wait $gateway
start_gateway --answer-ms 2000
start_shop
for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
	place
	ask_now
done
sleep 11 # the chore looks every 10 s: now it asks for one payment after the other, for 24 s
while curl -s -o /dev/null -w '%{http_code}\n' "http://127.0.0.1:$port/shelf"; do sleep 0.05; done >"$folder/codes" &
visitor=$!
sleep 0.5
asked=$(number "SELECT count(*) FROM payment WHERE asks > 0")
kill -TERM $server
ended=$(date +%s%N)
sleep 0.7
check "who comes after the end was asked for is not let in" 7 "$(curl -s -o /dev/null "http://127.0.0.1:$port/healthz"; echo $?)"
wait $server
check "it ends cleanly while the company is asked" 0 $?
server=
ended=$((($(date +%s%N) - ended) / 1000000))
check "after one answer, not after all: $ended ms" 1 $((ended < 7000))
wait $visitor
check "and answers who is inside" 0 "$(grep -cv '^200$\|^000$' "$folder/codes")"
check "what the company said is noted" 1 "$(($(number "SELECT count(*) FROM payment WHERE asks > 0") > asked))"
"$tongcun" check --data "$folder/data" >"$folder/said" 2>&1
check "the books hold" 0 $?
[ "$failed" = 0 ] || { cat "$folder/said"; grep -v level=info "$folder/log" | tail -n 20; }
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
