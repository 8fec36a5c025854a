#!/bin/bash
# Tests the payment gateway from outside with curl, and its signatures with openssl alone.
# usage: tests/gateway/test.sh [GATEWAY]    (default build/gateway; built here with sanitizers when it is not there)
# The last line printed is "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 2
scratch=$(mktemp -d)
pids=()
trap 'for p in "${pids[@]}"; do kill "$p" 2>/dev/null; done; rm -rf "$scratch"' EXIT
flags="-std=c17 -D_POSIX_C_SOURCE=200809L -g -O1"
libs="-lmicrohttpd -lsodium -lcurl -ljansson -lpthread"
gateway=${1:-build/gateway}
if [ ! -x "$gateway" ]; then
	gateway=$scratch/gateway
	${CC:-cc} $flags -fsanitize=address,undefined -o "$gateway" tests/gateway/*.c $libs || exit 2
fi
${CC:-cc} $flags -o "$scratch/receiver" tests/gateway/receiver/receiver.c -lmicrohttpd || exit 2

passed=0
failed=0
check() # what, expected, got
{
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'FAILED %s\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"
	fi
}
holds() # what, command...
{
	local what=$1
	shift
	if "$@"; then check "$what" yes yes; else check "$what" yes no; fi
}

key=$(openssl rand -hex 32)
now() { date +%s%3N; }
nonce() { openssl rand -hex 8; }
mac() # method, path, t, n, body
{
	printf '%s\n%s\n%s\n%s\n%s' "$1" "$2" "$3" "$4" "$5" |
		openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" | sed 's/.*= *//'
}
header() { local t n; t=${4:-$(now)}; n=${5:-$(nonce)}; printf 't=%s,n=%s,v1=%s' "$t" "$n" "$(mac "$1" "$2" "$t" "$n" "$3")"; }
send() # path, body, signature: prints "status body"
{
	curl -s -o "$scratch/answer" -D "$scratch/headers" -w '%{http_code} ' -H "X-Signature: $3" --data-binary "$2" "$url$1"
	cat "$scratch/answer"
}
ask() { send "$1" "$2" "$(header POST "$1" "$2")"; }     # a signed request
test_ask() { curl -s -w ' %{http_code}' --data-binary "$2" "$url$1"; } # one at the test door
status() { curl -s -o /dev/null -w '%{http_code}' "$@"; }

start() # options...: sets url and pid
{
	: >"$scratch/out"
	GATEWAY_SECRET=$key "$gateway" --listen 127.0.0.1:0 --retry-ms 50 "$@" >"$scratch/out" 2>"$scratch/err" &
	pid=$!
	pids+=("$pid")
	for _ in $(seq 100); do
		url=$(sed -n '1s/^listening /http:\/\//p' "$scratch/out")
		[ -n "$url" ] && return
		sleep 0.05
	done
	echo "the gateway does not start"
	cat "$scratch/err"
	exit 2
}
"$scratch/receiver" >"$scratch/calls" &
pids+=($!)
for _ in $(seq 100); do shop=$(sed -n '1s/^listening //p' "$scratch/calls"); [ -n "$shop" ] && break; sleep 0.05; done
shop=http://127.0.0.1:$shop

calls() { awk -F'\t' -v p="$1" '$2 == p' "$scratch/calls"; }
await() # path, number: waits up to 5 s for so many callbacks, then prints how many there are
{
	for _ in $(seq 100); do [ "$(calls "$1" | wc -l)" -ge "$2" ] && break; sleep 0.05; done
	calls "$1" | wc -l
}
call_is_signed() # path, number of the line
{
	local line t n v1 body
	line=$(calls "$1" | sed -n "$2p")
	body=$(printf '%s' "$line" | cut -f4)
	IFS=, read -r t n v1 <<<"$(printf '%s' "$line" | cut -f3)"
	[ "${v1#v1=}" = "$(mac POST "$1" "${t#t=}" "${n#n=}" "$body")" ]
}
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }
pay() { test_ask /test/pay "{\"payment\":\"$1\",\"amount_fen\":$2,\"notify\":\"$shop$3\"}"; }

start --naughty --seed 1
check "health" '{"status":"ok"} 200' "$(curl -s -w ' %{http_code}' "$url/healthz")"
check "no such door" 404 "$(status "$url/nothing")"
check "wrong method" 405 "$(status "$url/query")"

# signatures of requests and answers
body='{"payment":"p-none"}'
check "query of an unknown payment" \
	'200 {"payment":"p-none","status":"none","amount_fen":0,"refunded_fen":0,"trade":null}' "$(ask /query "$body")"
t=$(now); n=$(nonce)
ask_header=$(header POST /query "$body" "$t" "$n")
send /query "$body" "$ask_header" >/dev/null
sig=$(tr -d '\r' <"$scratch/headers" | sed -n 's/^X-Signature: //p')
IFS=, read -r at an av <<<"$sig"
check "the answer bears the nonce of the request" "n=$n" "$an"
check "the answer is signed" "${av#v1=}" "$(mac ANSWER /query "${at#t=}" "$n" "$(cat "$scratch/answer")")"
check "a nonce seen before" '401 {"error":"replayed"}' "$(send /query "$body" "$ask_header")"
check "no signature" '401 {"error":"bad_signature"}' "$(send /query "$body" "")"
check "another body" '401 {"error":"bad_signature"}' "$(send /query '{"payment":"p-other"}' "$(header POST /query "$body")")"
check "another path" '401 {"error":"bad_signature"}' "$(send /refund "$body" "$(header POST /query "$body")")"
check "another method" '401 {"error":"bad_signature"}' "$(send /query "$body" "$(header GET /query "$body")")"
check "six minutes old" '401 {"error":"stale"}' "$(send /query "$body" "$(header POST /query "$body" $(($(now) - 360000)))")"
check "six minutes ahead" '401 {"error":"stale"}' "$(send /query "$body" "$(header POST /query "$body" $(($(now) + 360000)))")"
check "four minutes old" 200 "$(send /query "$body" "$(header POST /query "$body" $(($(now) - 240000)))" | cut -c1-3)"
n=$(nonce); bad=$(header POST /query "$body" "" "$n"); bad=${bad%?}g
send /query "$body" "$bad" >/dev/null
check "a refused message does not burn its nonce" 200 "$(send /query "$body" "$(header POST /query "$body" "$(now)" "$n")" | cut -c1-3)"
check "not JSON" '400 {"error":"bad_request"}' "$(ask /query 'hello')"
check "no object" '400 {"error":"bad_request"}' "$(ask /query '[]')"
check "an unknown name" '400 {"error":"bad_request"}' "$(ask /query '{"payment":"p","x":1}')"
check "a name twice" '400 {"error":"bad_request"}' "$(ask /query '{"payment":"p","payment":"q"}')"
check "a bad id" '400 {"error":"bad_request"}' "$(ask /query '{"payment":"a b"}')"

own_key=$key
key=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
check "the example in the document" 1 "$(grep -c "$(mac POST /query 1764000000000 00112233445566aa '{"payment":"p1"}')" docs/gateway.md)"
key=$own_key

# bodies
head -c 1048577 /dev/zero >"$scratch/big"
head -c 1048576 /dev/zero >"$scratch/full"
check "1 MB and a byte" 413 "$(status --data-binary "@$scratch/big" "$url/query")"
check "the same in chunks" 413 "$(status -H 'Transfer-Encoding: chunked' -H 'Expect:' --data-binary "@$scratch/big" "$url/query")"
check "1 MB" 401 "$(status --data-binary "@$scratch/full" "$url/query")"
check "two lengths of the body" 400 "$(status -H 'Transfer-Encoding: chunked' -H 'Content-Length: 5' --data-binary hello "$url/query")"

# paying and the callback
check "pay" 200 "$(pay p1 1200 /c/p1 | tail -c 3)"
check "one callback" 1 "$(await /c/p1 1)"
holds "the callback is signed" call_is_signed /c/p1 1
call=$(calls /c/p1 | cut -f4)
check "its payment" p1 "$(field payment <<<"$call")"
check "its status" paid "$(field status <<<"$call")"
check "its amount" 1200 "$(field amount_fen <<<"$call")"
check "its refund" null "$(field refund <<<"$call")"
check "its event" evt_ "$(field event <<<"$call" | cut -c1-4)"
trade=$(field trade <<<"$call")
check "query" "200 {\"payment\":\"p1\",\"status\":\"paid\",\"amount_fen\":1200,\"refunded_fen\":0,\"trade\":\"$trade\"}" \
	"$(ask /query '{"payment":"p1"}')"
check "paying again does nothing" "{\"status\":\"paid\",\"trade\":\"$trade\"} 200" "$(pay p1 1200 /c/p1)"
check "another amount" '{"error":"payment_differs"} 409' "$(pay p1 1300 /c/p1)"
check "no amount" '{"error":"bad_request"} 400' "$(pay p0 0 /c/p0)"
check "a callback outside this machine" '{"error":"bad_request"} 400' \
	"$(test_ask /test/pay '{"payment":"p0","amount_fen":1,"notify":"http://127.0.0.1.example.org/c"}')"
check "a callback with user" '{"error":"bad_request"} 400' \
	"$(test_ask /test/pay '{"payment":"p0","amount_fen":1,"notify":"http://127.0.0.1@example.org/c"}')"
check "a callback with query" '{"error":"bad_request"} 400' \
	"$(test_ask /test/pay '{"payment":"p0","amount_fen":1,"notify":"http://127.0.0.1:1/c?x=1"}')"
pay p2 500 /fail/p2 >/dev/null
check "tried until it is taken" 3 "$(await /fail/p2 3)"
check "the event is the same in each try" 1 "$(calls /fail/p2 | cut -f4 | sort -u | wc -l)"
check "the nonce is not" 3 "$(calls /fail/p2 | cut -f3 | sort -u | wc -l)"
set -- $(calls /fail/p2 | cut -f1)
holds "the pauses grow" test $(($3 - $2)) -gt $((($2 - $1) * 3 / 2))
test_ask /test/pay "{\"payment\":\"p3\",\"amount_fen\":5,\"notify\":\"$shop/c/p3\",\"fail\":true}" >/dev/null
check "a failed payment calls back" 1 "$(await /c/p3 1)"
check "and says failed" failed "$(calls /c/p3 | cut -f4 | field status)"
check "and stays open" open "$(ask /query '{"payment":"p3"}' | field status)"

# refunds
refund() { ask /refund "{\"payment\":\"$1\",\"refund\":\"$2\",\"amount_fen\":$3}"; }
check "refund" '200 {"status":"accepted","refund":"r1"}' "$(refund p1 r1 700)"
check "its callback" 2 "$(await /c/p1 2)"
call=$(calls /c/p1 | tail -1 | cut -f4)
check "its status" "refunded r1 700" "$(field status <<<"$call") $(field refund <<<"$call") $(field amount_fen <<<"$call")"
check "the same refund again" '200 {"status":"accepted","refund":"r1"}' "$(refund p1 r1 700)"
check "over-refund" '422 {"error":"over_refund"}' "$(refund p1 r2 501)"
check "the same id for another amount" '409 {"error":"refund_differs"}' "$(refund p1 r1 500)"
check "the same id for another payment" '409 {"error":"refund_differs"}' "$(refund p2 r1 500)"
check "refund of an unknown payment" '404 {"error":"unknown_payment"}' "$(refund p9 r9 1)"
check "refund of an open payment" '409 {"error":"not_paid"}' "$(refund p3 r3 1)"
check "partly refunded is paid" "paid 700" "$(ask /query '{"payment":"p1"}' | sed 's/.*"status":"\([a-z]*\)".*"refunded_fen":\([0-9]*\).*/\1 \2/')"
check "the rest" '200 {"status":"accepted","refund":"r2"}' "$(refund p1 r2 500)"
check "wholly refunded" refunded "$(ask /query '{"payment":"p1"}' | field status)"
check "and no fen more" '422 {"error":"over_refund"}' "$(refund p1 r4 1)"
for i in 1 2 3 4 5 6 7 8; do refund p2 "par$i" 100 >"$scratch/par$i" 2>/dev/null & waits[i]=$!; done; wait "${waits[@]}"
check "refunds at once never exceed the payment" 500 "$(ask /query '{"payment":"p2"}' | field refunded_fen)"

# bad behaviour
naughty() { test_ask /naughty "$1"; }
check "an unknown behaviour" '{"error":"bad_request"} 400' "$(naughty '{"payment":"*","nice":true}')"
check "twice" '{"status":"ok"} 200' "$(naughty '{"payment":"n1","twice":true}')"
pay n1 100 /c/n1 >/dev/null
check "twice comes twice" 2 "$(await /c/n1 2)"
check "with one event" 1 "$(calls /c/n1 | cut -f4 | sort -u | wc -l)"
check "and two nonces" 2 "$(calls /c/n1 | cut -f3 | sort -u | wc -l)"
naughty '{"payment":"n2","wrong_amount":true}' >/dev/null
pay n2 100 /c/n2 >/dev/null
await /c/n2 1 >/dev/null
check "wrong amount" 101 "$(calls /c/n2 | cut -f4 | field amount_fen)"
check "query is right" 100 "$(ask /query '{"payment":"n2"}' | field amount_fen)"
naughty '{"payment":"n3","wrong_signature":true}' >/dev/null
pay n3 100 /c/n3 >/dev/null
await /c/n3 1 >/dev/null
if call_is_signed /c/n3 1; then check "wrong signature" wrong right; else check "wrong signature" wrong wrong; fi
naughty '{"payment":"n4","never":true}' >/dev/null
pay n4 100 /c/n4 >/dev/null
naughty '{"payment":"n5","late_ms":600}' >/dev/null
t=$(now)
pay n5 100 /c/n5 >/dev/null
check "late comes" 1 "$(await /c/n5 1)"
holds "but late" test $(($(now) - t)) -ge 600
check "never did not come" 0 "$(calls /c/n4 | wc -l)"
check "but is paid" paid "$(ask /query '{"payment":"n4"}' | field status)"
naughty '{"payment":"n6","out_of_order":true}' >/dev/null
pay n6 100 /c/n6 >/dev/null
refund n6 rn6 100 >/dev/null
check "out of order comes whole" 2 "$(await /c/n6 2)"
check "refund first" "refunded paid" "$(calls /c/n6 | cut -f4 | field status | paste -sd' ')"
naughty '{"payment":"n7","error_500":true}' >/dev/null
check "error 500" '500 {"error":"internal"}' "$(ask /query '{"payment":"n7"}')"
naughty '{"payment":"n8","refund_500":true}' >/dev/null
pay n8 100 /c/n8 >/dev/null
check "refund 500" '500 {"error":"internal"}' "$(refund n8 rn8 60)"
check "the money moved" 60 "$(ask /query '{"payment":"n8"}' | field refunded_fen)"
check "asked again it says so" '200 {"status":"accepted","refund":"rn8"}' "$(refund n8 rn8 60)"
naughty '{"payment":"*","never":0.5}' >/dev/null
for i in $(seq 40); do pay "half$i" 100 /c/half >/dev/null; done
naughty '{"payment":"*"}' >/dev/null
pay whole 100 /c/whole >/dev/null
await /c/whole 1 >/dev/null
half=$(await /c/half 5)
holds "half of them come ($half of 40)" test "$half" -gt 5 -a "$half" -lt 35
check "the list has one payment when asked" 1 "$(curl -s "$url/test/state?payment=n8" | grep -o '"payment":' | wc -l)"
holds "the list has all" test "$(curl -s "$url/test/state" | grep -o '"payment":' | wc -l)" -ge 50

# the page
encode() { printf '%s' "$1" | perl -pe 's/([^A-Za-z0-9._~-])/sprintf "%%%02X", ord $1/ge'; }
link() # payment, amount, title, t, [merchant]
{
	local n q
	n=$(nonce)
	q="amount_fen=$2&merchant=${5:-tongcun}&n=$n&notify=$(encode "$shop/c/$1")&payment=$1&return=$(encode "$shop/back?order=7&x=y")&t=$4&title=$(encode "$3")"
	printf '%s' "$url/pay?$q&v1=$(mac GET /pay "$4" "$n" "$q")"
}
page=$(link w1 123456 '土鸡蛋 <b>"30" & more</b>' "$(now)")
html=$(curl -s "$page")
holds "the page shows the amount" grep -q '¥ 1234.56' <<<"$html"
holds "and the title, escaped" grep -q '土鸡蛋 &lt;b&gt;&quot;30&quot; &amp; more&lt;/b&gt;' <<<"$html"
holds "and two buttons" grep -q '确认付款.*Pay' <<<"$html"
check "and no script" 0 "$(grep -c '<script' <<<"$html")"
check "it may be loaded again" 200 "$(status "$page")"
check "a changed amount" 403 "$(status "${page/amount_fen=123456/amount_fen=1}")"
check "a field twice" 400 "$(status "$page&title=x")"
check "an old link" 403 "$(status "$(link w2 1 x $(($(now) - 360000)))")"
check "another merchant" 400 "$(status "$(link w2 1 x "$(now)" somebody)")"
check "the same payment with another amount" 409 "$(status "$(link w1 5 x "$(now)")")"
check "open" open "$(ask /query '{"payment":"w1"}' | field status)"
ticket=$(sed -n 's/.*name="ticket" value="\([0-9a-f]*\)".*/\1/p' <<<"$html")
check "a wrong ticket" 403 "$(status -d "payment=w1&ticket=00000000000000000000000000000000&action=pay" "$url/pay/confirm")"
check "a form with no action" 400 "$(status -d "payment=w1&ticket=$ticket" "$url/pay/confirm")"
check "cancel leads back" "303 $shop/back?order=7&x=y" \
	"$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' -d "payment=w1&ticket=$ticket&action=cancel" "$url/pay/confirm")"
check "pay leads back" "303 $shop/back?order=7&x=y" \
	"$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' -d "payment=w1&ticket=$ticket&action=pay" "$url/pay/confirm")"
check "a second click too" 303 "$(status -d "payment=w1&ticket=$ticket&action=pay" "$url/pay/confirm")"
check "two callbacks" 2 "$(await /c/w1 2)"
check "failed, then paid" "failed paid" "$(calls /c/w1 | cut -f4 | field status | paste -sd' ')"
holds "the page says it is paid" grep -q '已经付过' <<<"$(curl -s "$page")"
check "the style sheet" 200 "$(status "$url/pay.css")"

# many at once, and the end
for w in 1 2 3 4; do
	for i in $(seq 100); do
		printf 'next\nurl = "%s/test/pay"\noutput = "/dev/null"\n' "$url"
		printf 'data = "{\\"payment\\":\\"m%d-%d\\",\\"amount_fen\\":3,\\"notify\\":\\"%s/c/many\\"}"\n' "$w" "$i" "$shop"
	done | sed 1d >"$scratch/many$w"
	curl -s -K "$scratch/many$w" & waits[w]=$!
done
wait "${waits[1]}" "${waits[2]}" "${waits[3]}" "${waits[4]}"
check "four hundred callbacks" 400 "$(await /c/many 400)"
pay end 100 /fail/end >/dev/null
kill -TERM "$pid"
wait "$pid"
check "a clean end" 0 $?
check "no complaint" "" "$(cat "$scratch/err")"

start
check "no test door unless asked: naughty" 404 "$(status -d '{}' "$url/naughty")"
check "no test door unless asked: pay" 404 "$(status -d '{}' "$url/test/pay")"
check "no test door unless asked: state" 404 "$(status "$url/test/state")"
kill -TERM "$pid"; wait "$pid"
check "a bad secret" 2 "$("$gateway" --secret abc >/dev/null 2>&1; echo $?)"
check "listening to the world" 2 "$("$gateway" --secret "$key" --listen 0.0.0.0:0 >/dev/null 2>&1; echo $?)"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
