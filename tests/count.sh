# Sourced by the scripts of tests/run that count what holds: a folder of their own that goes with them, and
#   count STATUS NAME       0: it holds; else what "$folder/said" says is shown
#   check NAME COMMAND...   runs it, its words go into "$folder/said"
#   finish                  tells the numbers; the script's last word is whether all held
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

finish()
{
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ]
	exit
}
