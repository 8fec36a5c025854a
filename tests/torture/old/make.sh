#!/bin/bash
# How the old counties beside this file were made, by the program of their time: make.sh PROGRAM PORT FILE.tar.gz
# A shop, its goods, twelve people and thirty-six orders, on the few places of tests/support/places. For 83_backup.sh, which
# brings them up to date.
set -eu
cd "$(dirname "$0")/../../.."
program=$1 port=$2 file=$PWD/$3
folder=$(mktemp -d)
trap 'kill $server; wait; rm -rf "$folder"' EXIT

api() { curl -sS -H 'Content-Type: application/json' -H "Authorization: Bearer $1" -H "X-Forwarded-For: 10.0.0.$((RANDOM % 250))" -d "$3" "http://127.0.0.1:$port/api/v1$2"; }
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p" | head -n 1; }

"$program" init --data "$folder/data"
"$program" import places tests/support/places --data "$folder/data"
TONGCUN_PASSWORD=mountain-path-7 "$program" grant --login admin --name 管理员 --data "$folder/data"
"$program" serve --data "$folder/data" --listen "127.0.0.1:$port" --behind-proxy &
server=$!
sleep 1
admin=$(api "" /sign-in '{"login":"admin","password":"mountain-path-7"}' | field token)
seller=$(api "$admin" /sellers '{"kind":"cooperative","name":"李子社","place":"510525101001","about":"","household_part":"0","own_part":"70",
	"station_part":"5","carrier_part":"17","platform_part":"6","reserve_part":"2"}' | field id)
station=$(api "$admin" '/stations?place=510525101001' '{"place":"510525101001","name":"石屏服务站","hours":"08:00—19:00","phone":"13800000001","open":true}' | field id)
api "$admin" "/shipping?from=510525" '{"to":"51","days":2,"cutoff":"18:00","base_fen":"5.00","per_kg_fen":"0"}' >/dev/null
product=$(api "$admin" /desk/products "{\"seller\":\"$seller\",\"category\":\"fruit\",\"place\":\"510525101001\",\"title\":\"脆红李\",
	\"name\":\"一箱\",\"unit\":\"box\",\"weight_g\":1000,\"price_fen\":\"40.00\",\"on_hand\":1000}" | field id)
variant=$(curl -sS "http://127.0.0.1:$port/api/v1/products/$product" | sed 's/.*"rows":\[{"id":"\([^"]*\)".*/\1/')
for i in $(seq 12); do
	buyer=$(api "" /join "{\"name\":\"刘秀英\",\"login\":\"buyer$i\",\"phone\":\"138000001$((10 + i))\",\"place\":\"510525101001\",
		\"password\":\"mountain-path-7\"}" | field token)
	for _ in 1 2 3; do
		api "$buyer" /orders "{\"lines\":[{\"variant\":\"$variant\",\"pieces\":1}],\"receiver\":\"刘秀英\",\"phone\":\"13800000008\",
			\"place\":\"510525101001\",\"station\":\"$station\",\"payment\":\"cash\"}" | cut -c1-200
	done
done
"$program" backup "$folder/copy" --data "$folder/data"
sqlite3 "$folder/copy/tongcun.db" 'PRAGMA journal_mode = DELETE; VACUUM'
tar -C "$folder/copy" --sort=name --owner=0 --group=0 -czf "$file" tongcun.db secret.key
ls -l "$file"
