# Sourced by the scripts of tests/run that count what holds: a folder of their own that goes with them, and
#   count STATUS NAME       0: it holds; else what "$folder/said" says is shown
#   check NAME COMMAND...   runs it, its words go into "$folder/said"
#   add STATUS              adds the numbers of a program that counted into the last line of "$folder/said", of which the rest is shown; it
#                           ended with this status
#   finish                  tells the numbers; the script's last word is whether all held
#   serve COMMAND...        starts what serves and tells where, within 30 s: $server is its process, $address where, "$folder/out" and
#                           "$folder/log" its words; not 0 and its log shown: it does not
#   stop                    ends it by SIGTERM; the status with which it ended
# A server in $server is ended with the script.
folder=$(mktemp -d)
server=
passed=0
failed=0
trap '[ -z "$server" ] || { kill "$server"; wait "$server"; } 2>/dev/null; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM

count()
{
	if [ "$1" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "failed: $2"
		[ ! -s "$folder/said" ] || tail -n 20 "$folder/said" | sed 's/^/    /'
	fi
}

check()
{
	name=$1
	shift
	"$@" >"$folder/said" 2>&1
	count $? "$name"
}

add()
{
	sed '$d' "$folder/said"
	counts=$(sed -n '$s/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$folder/said")
	[ -n "$counts" ] || tail -n 1 "$folder/said"
	set -- "$1" ${counts:-0 1}
	[ "$1" = 0 ] || [ "$3" != 0 ] || set -- "$1" "$2" 1
	passed=$((passed + $2))
	failed=$((failed + $3))
}

serve()
{
	"$@" >"$folder/out" 2>"$folder/log" &
	server=$!
	for _ in $(seq 300); do
		address=$(sed -n 's|.*\(http://127[^ ]*\).*|\1|p' "$folder/out")
		[ -z "$address" ] || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	cat "$folder/log"
	return 1
}

stop()
{
	kill -TERM "$server"
	wait "$server"
	status=$?
	server=
	return $status
}

finish()
{
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ]
	exit
}
