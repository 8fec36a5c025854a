#!/bin/bash
# What a card, the six books and searches by name cost with a register of a province: 2,000,000 households made straight into the tables of a small
# demo (bench/register.c), then asked over HTTP, one connection, warm; the medians of what curl waits, connection and all. BENCH_HOUSEHOLDS:
# how many; BENCH_FOLDER: where (4 GB); BENCH_CHECK=1: `tongcun check` over all of it, too.
cd "$(dirname "$0")/.." || exit 1
folder=$(mktemp -d "${BENCH_FOLDER:-/tmp}/tongcun-register.XXXXXX")
. bench/ground.sh
server=
unset TONGCUN_DATA TONGCUN_DATABASE TONGCUN_SECRET
trap 'kill "$server" 2>/dev/null; wait; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM
households=${BENCH_HOUSEHOLDS:-2000000}
asked=100

"$tongcun" demo --data "$folder/base" --once --orders 200 >"$folder/made" 2>&1 || { tail "$folder/made" >&2; exit 1; }
begun=$(date +%s)
build/bench/register "$folder/base/tongcun.db" "$households" || exit 1
echo "made in $(($(date +%s) - begun)) s, $(du -m "$folder/base/tongcun.db" | cut -f1) MB"
if [ "${BENCH_CHECK:-0}" = 1 ]; then
	"$tongcun" check --data "$folder/base" >"$folder/checked" || { grep -v '^ok' "$folder/checked"; exit 1; }
	tail -n 1 "$folder/checked"
fi
serve "$folder/base"

token() # LOGIN
{
	curl -s "http://127.0.0.1:$port/api/v1/sign-in" -H 'Content-Type: application/json' \
		-d "{\"login\":\"$1\",\"password\":\"plum-valley-8\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/'
}
county=$(token county)
province=$(token province)

ticks() # what the server's threads had of the processors so far, in hundredths of a second
{
	sed 's/.*) //' "/proc/$server/stat" | awk '{ print $12 + $13 }'
}

# ask TOKEN PATH: milliseconds, the median, the least and the most; two to warm up.
ask()
{
	local urls=()
	for _ in $(seq $((asked + 2))); do urls+=(-o /dev/null "http://127.0.0.1:$port$2"); done
	curl -s --compressed -H "Cookie: session=$1" -w '%{http_code} %{time_pretransfer} %{time_starttransfer}\n' "${urls[@]}" |
		awk '$1 != 200 { bad++ } NR > 2 { print ($3 - $2) * 1000 } END { if (bad) print "not 200: " bad >"/dev/stderr" }' >"$folder/times"
	spread <"$folder/times"
}

# What is held against the bar is the processor's time where others keep the machine busy, else the clock's.
busy=$(awk -v cores="$(nproc)" '{ print ($1 > cores) }' /proc/loadavg)
show() # NAME TOKEN PATH MOST
{
	before=$(ticks)
	read -r middle least most <<<"$(ask "$2" "$3")"
	awk -v name="$1" -v m="$middle" -v l="$least" -v u="$most" -v bar="$4" -v p="$((10 * ($(ticks) - before)))" -v n="$((asked + 2))" \
		-v busy="$busy" 'BEGIN { p /= n; printf "| %s | %.2f ms (%.2f to %.2f) | %.2f ms | %s ms | %s |\n",
		name, m, l, u, p, bar, (busy ? p : m) <= bar ? "yes" : "**no**" }'
}

in_base()
{
	sqlite3 "file:$folder/base/tongcun.db?mode=ro" "$1"
}
card=$(curl -s "http://127.0.0.1:$port/api/v1/places/510525/households?limit=50" -H "Authorization: Bearer $county" |
	grep -o '"id":"[^"]*"' | sed -n '40s/"id":"\(.*\)"/\1/p')
village=$(in_base "SELECT substr(place, 1, 12) FROM household WHERE county = 510525 GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
rare=$(in_base "SELECT head FROM household WHERE county = 510525 AND place % 100000 > 1000 GROUP BY 1 ORDER BY count(*) LIMIT 1")

echo "Households: $(in_base 'SELECT count(*) FROM household'); largest village: $village; load $(cut -d' ' -f1 /proc/loadavg)"
echo '| what | by the clock, median (least to most) | processor | bar | held |'
echo '|---|---|---|---|---|'
show "a household's card" "$county" "/households/$card" 5
show "its register" "$county" "/households/$card/register" 5
show "register of a village" "$county" "/books/$village" 10
show "book of a township" "$county" "/books/${village:0:9}" 10
show "file of a county" "$county" "/books/510525" 10
show "volume of a city" "$province" "/books/5105" 10
show "database of a province" "$province" "/books/51" 10
show "list of a village" "$county" "/places/$village/households" 10
show "list of a county" "$county" "/places/510525/households" 10
show "list of a county by head" "$county" "/places/510525/households?sort=head" 10
largest=$(in_base "SELECT county FROM tally_county WHERE indicator = 14 AND period = 0 ORDER BY value DESC LIMIT 1")
search() # NAME QUESTION
{
	show "search in the largest county: $1" "$province" "/places/$largest/households?q=$2" 20
}
search "the commonest name" %E7%8E%8B%E7%A7%80%E8%8B%B1
search "one surname" %E7%8E%8B
search "a rare name" "$(printf %s "$rare" | od -An -tx1 | tr -d '\n' | tr ' ' '%')"
search "by pinyin, a whole name" wxy
search "by pinyin, two letters" wx
search "surname and pinyin together" %E7%8E%8B+wxy
search "nobody" %E6%AC%A7%E9%98%B3%E4%B8%8D%E5%9C%A8
show "who has no card, by name, in that county" "$province" "/people?place=$largest&q=%E7%8E%8B" 20
end_server
server=
