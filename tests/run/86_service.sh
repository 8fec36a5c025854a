#!/bin/bash
# What packaging/ ships: the systemd unit is sound and tight, and the program, with its jailed child for pictures, lives under what the
# unit forbids (tests/torture/jail.c, where no systemd runs); the configuration of nginx is sound, and behind it TLS, addresses,
# limits and restarts are as the operator's guide says. SQLite.
cd "$(dirname "$0")/../.." || exit 2
. tests/torture/ground.sh

# ---- the unit ----
unit=$folder/tongcun.service
sed "s|@PREFIX@/bin/tongcun|$tongcun|" packaging/tongcun.service >"$unit"
systemd-analyze verify --man=no "$unit" >"$folder/verified" 2>&1
check "the unit is sound" [ ! -s "$folder/verified" ]
check "the unit is tight: exposure at most 2.0 of 10" systemd-analyze security --offline=true --threshold=20 "$unit"
check "the unit never gives up starting" grep -q '^StartLimitIntervalSec=0' "$unit"

# names GROUP: the system calls of a group, and of those in it
names()
{
	systemd-analyze syscall-filter "$1" | sed -n 's/^ \{4\}\([^# ].*\)/\1/p' | while read -r name; do
		case $name in
		@*) names "$name" ;;
		*) echo "$name" ;;
		esac
	done
}

# What the unit's lines leave: those of the first line, without those behind ~; what the manager always allows is in it.
sed -n 's/^SystemCallFilter=\([^~]\)/\1/p' "$unit" | tr ' ' '\n' | while read -r group; do names "$group"; done | sort -u >"$folder/given"
sed -n 's/^SystemCallFilter=~//p' "$unit" | tr ' ' '\n' | while read -r group; do names "$group"; done | sort -u >"$folder/taken"
comm -23 "$folder/given" "$folder/taken" >"$folder/allowed"
chmod 755 "$folder"
user=$(id -un)
[ "$user" != root ] || user=nobody
jail=($PWD/build/jail "$user" "$folder/allowed")
check "the jail lets harmless things pass" "${jail[@]}" /bin/true
"${jail[@]}" "$(command -v nice)" -n 5 /bin/true >"$folder/nice" 2>&1
check "the jail forbids what the unit forbids" grep -q "not permitted" "$folder/nice"

check "the child for pictures may bound its memory and time" grep -qx prlimit64 "$folder/allowed"

make_county
cp "$tongcun" "$folder/tongcun"
chmod 755 "$folder/tongcun"
[ "$user" = "$(id -un)" ] || chown -R "$user" "$data"
real=$tongcun
cat >"$folder/jailed" <<SCRIPT
#!/bin/sh
exec $PWD/build/jail $user $folder/allowed $folder/tongcun "\$@"
SCRIPT
chmod 755 "$folder/jailed"
tongcun=$folder/jailed
check "it starts under the unit's rules" start
prepare_orders
check "an order goes through" order_goes_through
admin=$(sign_in admin)
seller=$(curl -fsS "http://127.0.0.1:$port/api/v1/shelf?place=510525&limit=1" | sed -n 's/.*"seller_id":"\([^"]*\)".*/\1/p')
curl -sS -o "$folder/listed" -w '%{http_code}' "http://127.0.0.1:$port/desk/products?seller=$seller" -H "Authorization: Bearer $admin" \
	-F "seller=$seller" -F category=fruit -F place=510525106204 -F title=有图的李子 -F name=一箱 -F unit=box -F weight_g=1000 -F price_fen=40.00 \
	-F on_hand=10 -F "picture=@docs/pictures/home.png" -F key=picture-1 >"$folder/status"
check "goods with a picture are listed" [ "$(cat "$folder/status")" = 303 ]
picture=$(sqlite3 "$data/tongcun.db" "SELECT picture FROM product WHERE title = '有图的李子'")
curl -fsS -o "$folder/picture" "http://127.0.0.1:$port/pictures/$picture-160"
check "the jailed child has made the picture" sh -c "head -c 3 '$folder/picture' | od -An -tx1 | grep -q 'ff d8 ff'"
check "the log says nothing of failures" no_errors
check "it ends by itself" stop
tongcun=$real
check "the books hold" books_hold

# ---- nginx in front ----
mkdir "$folder/nginx"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=county.example -keyout "$folder/nginx/key" -out "$folder/nginx/certificate" 2>/dev/null
export TONGCUN_HTTPS=1
check "it starts behind a proxy" start

# Two ports that are free just now.
read -r plain secure < <(node -e 'const net = require("net"); const one = net.createServer().listen(0, "127.0.0.1", () => {
	const two = net.createServer().listen(0, "127.0.0.1", () => { console.log(one.address().port, two.address().port); one.close(); two.close(); }); });')
sed -e "s|server 127.0.0.1:8080|server 127.0.0.1:$port|" -e '/listen \[::\]/d' -e "s|listen 80;|listen 127.0.0.1:$plain;|" \
	-e "s|listen 443|listen 127.0.0.1:$secure|" -e "s|ssl_certificate /.*|ssl_certificate $folder/nginx/certificate;|" \
	-e "s|ssl_certificate_key /.*|ssl_certificate_key $folder/nginx/key;|" packaging/nginx.conf >"$folder/nginx/site.conf"
cat >"$folder/nginx/nginx.conf" <<CONF
worker_processes 1;
pid $folder/nginx/pid;
error_log $folder/nginx/error.log;
daemon off;
events { worker_connections 1024; }
http {
	access_log off;
	client_body_temp_path $folder/nginx/body;
	proxy_temp_path $folder/nginx/proxy;
	fastcgi_temp_path $folder/nginx/fastcgi;
	uwsgi_temp_path $folder/nginx/uwsgi;
	scgi_temp_path $folder/nginx/scgi;
	include $folder/nginx/site.conf;
}
CONF
nginx=$(command -v nginx || echo /usr/sbin/nginx)
check "nginx's configuration is sound" "$nginx" -t -q -p "$folder/nginx" -c "$folder/nginx/nginx.conf"
"$nginx" -p "$folder/nginx" -c "$folder/nginx/nginx.conf" >"$folder/nginx/out" 2>&1 &
proxy=$!
started+=("$proxy")
site() { curl -sS -k -m 20 --resolve "county.example:$secure:127.0.0.1" "$@"; }
address=https://county.example:$secure
for _ in $(seq 100); do site -o /dev/null "$address/healthz" 2>/dev/null && break; sleep 0.05; done

status_of() { site -o "$folder/page" -D "$folder/head" -w '%{http_code}' "$@"; }
has_header() { grep -qi "^$1" "$folder/head"; }

check "plain HTTP leads to TLS" [ "$(curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: county.example' "http://127.0.0.1:$plain/shelf")" = \
	"301 https://county.example/shelf" ]
check "pages come by TLS and HTTP/2" [ "$(site -o "$folder/page" -D "$folder/head" -w '%{http_code} %{http_version}' "$address/shelf")" = "200 2" ]
check "they say that TLS stays" has_header "strict-transport-security: max-age=31536000"
check "they keep the program's own headers" has_header "content-security-policy: default-src 'none'"
check "figures are not for strangers" [ "$(status_of "$address/metrics")" = 404 ]
check "a sign-in goes through" [ "$(status_of "$address/api/v1/sign-in" -H 'Content-Type: application/json' \
	-d "{\"login\":\"household\",\"password\":\"$password\"}")" = 200 ]
check "cookies are for TLS only" sh -c "! grep -i '^set-cookie' '$folder/head' | grep -vi secure"
buyer=$(sed 's/.*"token":"\([^"]*\)".*/\1/' "$folder/page")
check "an order goes through the proxy" [ "$(status_of "$address/api/v1/orders" -H "Authorization: Bearer $buyer" \
	-H 'Content-Type: application/json' -H 'Idempotency-Key: proxy-1' -d "@$folder/order")" = 201 ]
check "ten megabytes are too large for nginx, nine for the program, which says so" [ "$(head -c 9000000 /dev/zero |
	status_of "$address/desk/import" -H 'Content-Type: text/csv' --data-binary @-) $(head -c 11000000 /dev/zero |
	status_of "$address/desk/import" -H 'Content-Type: text/csv' --data-binary @-)" = "413 413" ]

# Whoever claims to be somebody else with each try is still counted as one.
tries=$(for i in $(seq 12); do status_of "$address/api/v1/sign-in" -H "X-Forwarded-For: 203.0.113.$i" -H 'Content-Type: application/json' \
	-d '{"login":"nobody-here","password":"wrong-password"}'; echo; done)
check "a stranger's X-Forwarded-For means nothing" grep -q 429 <<<"$tries"

# More than fifty a second and two hundred at once: nginx turns away, with a word on when to come again.
site -Z --parallel-max 60 -o /dev/null -w '%{http_code}\n' "$address/healthz?[1-600]" >"$folder/rush" 2>/dev/null
check "a rush is served as far as it may" [ "$(grep -c 200 "$folder/rush")" -ge 200 ]
check "a rush is turned away beyond that" [ "$(grep -c 429 "$folder/rush")" -ge 100 ]
sleep 1
site -Z --parallel-max 60 -D "$folder/head" -o /dev/null "$address/healthz?[1-400]" 2>/dev/null
check "whoever is turned away hears when to come again" has_header "retry-after: 2"
sleep 3

# The program is killed behind its proxy: a broken gateway meanwhile, all is well when it is back.
kill_server
check "while the program is away the proxy says so" [ "$(status_of "$address/shelf")" = 502 ]
check "it starts again" start
sleep 0.2
check "and answers through the proxy" [ "$(status_of "$address/shelf")" = 200 ]
check "the same key gives the same order" [ "$(status_of "$address/api/v1/orders" -H "Authorization: Bearer $buyer" \
	-H 'Content-Type: application/json' -H 'Idempotency-Key: proxy-1' -d "@$folder/order")" = 201 ]
check "it ends by itself" stop
check "the order is there once" [ "$(query 'SELECT count(*) FROM orders')" = "$((orders_before + 2))" ]
kill "$proxy"
totals
