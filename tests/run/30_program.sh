#!/bin/sh
# The program as its operator meets it: every subcommand, what it says when something is wrong, signals, backup while it serves.
# Needs build/tongcun and the private PostgreSQL's programs. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/../.."
tongcun=$PWD/build/tongcun
. tests/count.sh
unset TONGCUN_DATA TONGCUN_DATABASE TONGCUN_SECRET

# good NAME ARGUMENTS...: exit code 0
good()
{
	name=$1
	shift
	"$tongcun" "$@" >"$folder/said" 2>&1
	count $? "$name"
}

# says NAME WORDS ARGUMENTS...: not 0, and one line that holds the words
says()
{
	name=$1
	words=$2
	shift 2
	if "$tongcun" "$@" >"$folder/said" 2>&1; then
		count 1 "$name: exit code 0"
		return
	fi
	grep -q "$words" "$folder/said" && [ "$(grep -c '^tongcun: ' "$folder/said")" = 1 ]
	count $? "$name"
}

good "help" --help
grep -q "tongcun serve" "$folder/said"
count $? "help names serve"
good "version" version
says "unknown subcommand" "no subcommand" frobnicate
says "unknown option" "no option --frob" check --frob
says "unknown value of a setting" "yes, no or check" check --set kept_answers=off
says "no data named" "say where the data is" check
says "data that is not there" "tongcun init" serve --data "$folder/none"
for subcommand in init serve import check backup restore replay grant doors version; do
	good "help of $subcommand" "$subcommand" --help
done

good "init" init --data "$folder/data"
good "init again" init --data "$folder/data"
good "dry run of places" import places tests/support/places --dry-run --data "$folder/data"
grep -q "dry run" "$folder/said"
count $? "dry run says so"
good "import of places" import places tests/support/places --data "$folder/data"
says "import again" "nothing was imported" import places tests/support/places --data "$folder/data"
grep -q "villages.csv:2: code: This place is known already" "$folder/said"
count $? "bad rows are named by file and line"
says "import of nothing" "say what to import" import --data "$folder/data"
TONGCUN_PASSWORD=short says "short password" "at least 8" grant --login admin --data "$folder/data"
TONGCUN_PASSWORD=mountain-path-7 good "grant" grant --login admin --name 管理员 --data "$folder/data"
good "check" check --data "$folder/data"
[ "$(grep -c '^ok ' "$folder/said")" -ge 15 ] && ! grep -q WRONG "$folder/said"
count $? "check prints a line each"
good "doors" doors
grep -q "^POST /sign-in" "$folder/said"
count $? "doors lists sign-in"
says "goods without a seller" "for whom" import products tests/support/places/areas.csv --data "$folder/data"

serve "$tongcun" serve --data "$folder/data" --listen 127.0.0.1:0 >"$folder/said" 2>&1
count $? "serve prints its address"
curl -fsS "$address/healthz" >"$folder/said" 2>&1
count $? "healthz"
curl -fsS "$address/metrics" 2>&1 | grep -q "^# TYPE"
count $? "metrics are Prometheus text"
curl -fsS "$address/api/v1/places/find?q=gl" | grep -q 510525
count $? "gl finds Gulin"
port=${address##*:}
"$tongcun" init --data "$folder/other" >/dev/null
says "port taken, with data" "is taken" serve --data "$folder/other" --listen "127.0.0.1:$port"
says "two programs on one folder" "already writing" serve --data "$folder/data" --listen 127.0.0.1:0
good "backup while it serves" backup "$folder/backup" --data "$folder/data"
says "backup into a folder that is there" "cannot make" backup "$folder/backup" --data "$folder/data"
good "check while it serves" check --data "$folder/data"
stop
count $? "SIGTERM ends it with 0"
grep -q "level=info event=ending" "$folder/log"
count $? "the end is logged"
good "restore" restore "$folder/backup" --data "$folder/restored"
says "restore over data" "must be new" restore "$folder/backup" --data "$folder/data"
cmp -s "$folder/data/secret.key" "$folder/restored/secret.key"
count $? "the secret is in the backup"

# the secret is lost, or another one's: nothing is written under a second one
mv "$folder/restored/secret.key" "$folder/secret.kept"
says "serve without its secret" "take it from a backup" serve --data "$folder/restored" --listen 127.0.0.1:0
says "init without its secret" "take it from a backup" init --data "$folder/restored"
[ ! -e "$folder/restored/secret.key" ]
count $? "no second secret is made"
cp "$folder/other/secret.key" "$folder/restored/"
says "serve with another secret" "not the one of this data" serve --data "$folder/restored" --listen 127.0.0.1:0
TONGCUN_PASSWORD=mountain-path-7 says "grant with another secret" "not the one of this data" grant --login second --data "$folder/restored"
mv "$folder/secret.kept" "$folder/restored/secret.key"
good "check with its own" check --data "$folder/restored"

# the last row of the journal is damaged: what opens nothing need not be another secret
"$tongcun" restore "$folder/backup" --data "$folder/damaged" >"$folder/said" 2>&1 &&
	sqlite3 "$folder/damaged/tongcun.db" "UPDATE journal SET body = CAST(substr(body, 1, length(body) - 1) || 'x' AS BLOB)
		WHERE (lane, number) = (SELECT lane, number FROM journal ORDER BY lane DESC, number DESC LIMIT 1)"
count $? "a last row is damaged"
says "serve over a damaged last row" "last row of the journal is damaged: run tongcun check" \
	serve --data "$folder/damaged" --listen 127.0.0.1:0
"$tongcun" check --data "$folder/damaged" >"$folder/said" 2>&1
[ $? = 1 ] && grep -q "^WRONG journal chain is whole" "$folder/said"
count $? "check names the damaged row"

# a database of a newer program, a broken one, a folder that takes nothing
sqlite3 "$folder/restored/tongcun.db" "INSERT INTO schema_step VALUES ('future', 1, 0)" 2>"$folder/said" ||
	sqlite3 "$folder/restored/tongcun.db" "INSERT INTO schema_step SELECT 'future', 1" 2>"$folder/said" ||
	sqlite3 "$folder/restored/tongcun.db" "INSERT INTO schema_step(module, number) VALUES ('future', 1)" 2>"$folder/said"
count $? "a step of the future"
says "database too new" "newer" serve --data "$folder/restored" --listen 127.0.0.1:0
mkdir "$folder/broken"
cp "$folder/data/secret.key" "$folder/broken/"
head -c 4096 /dev/urandom >"$folder/broken/tongcun.db"
says "not a database" "not a database" serve --data "$folder/broken" --listen 127.0.0.1:0
says "folder that cannot be made" "cannot" init --data /proc/tongcun
echo xyz >"$folder/broken/secret.key"
says "a secret that is none" "64 hex" serve --data "$folder/broken" --listen 127.0.0.1:0

# PostgreSQL: none there, and one whose LC_CTYPE is C
says "no PostgreSQL" "postgresql\|PostgreSQL\|connect" check --data "$folder/data" --database "postgresql:///none?host=$folder&user=postgres"
cat >"$folder/locale.sh" <<'SCRIPT'
host=$(echo "$TONGCUN_DATABASE" | sed 's/.*host=\([^&]*\).*/\1/')
psql -q -h "$host" -U postgres -d tongcun -c "CREATE DATABASE plain TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'" || exit 3
"$1" init --data "$2" --database "postgresql:///plain?host=$host&user=postgres"
SCRIPT
tests/private_postgres.sh sh "$folder/locale.sh" "$tongcun" "$folder/data" >"$folder/said" 2>&1
[ $? = 1 ] && grep -q "LC_CTYPE" "$folder/said"
count $? "PostgreSQL with LC_CTYPE C is refused with words"

finish
