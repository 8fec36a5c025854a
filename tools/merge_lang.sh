#!/bin/sh
# Merges the translations of one language and compiles them: merge_lang.sh OUT.mo lang/bo.po src/a/a.bo.po ...
# Two files that translate one text differently are an error. A module's file may lack the header entry;
# it is UTF-8 then. No file gives an empty OUT.mo.
set -eu
out=$1
shift
mkdir -p "$(dirname "$out")"
if [ $# -eq 0 ]; then
	: >"$out"
	exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
number=100
for file; do
	number=$((number + 1))
	copy=$folder/$number.po
	if ! grep -q '^"Content-Type:' "$file"; then
		printf 'msgid ""\nmsgstr ""\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n' >"$copy"
		printf '"Content-Transfer-Encoding: 8bit\\n"\n\n' >>"$copy"
	fi
	cat "$file" >>"$copy"
	if ! msgfmt --check-format -o /dev/null "$copy" 2>"$folder/message"; then
		sed "s|$copy|$file|" "$folder/message" >&2
		exit 1
	fi
done
# One text says one thing: where two files put it into different words, one of them means something else and wants a text of its own.
msgcat --no-wrap "$folder"/1*.po | awk '/^msgid "/ { id = $0 }
	/#-#-#-#-#/ && id != "msgid \"\"" && id != told { print "two meanings of " id; told = id }
	END { exit told != "" }' >&2
msgcat --use-first -o "$folder/all.po" "$folder"/1*.po
msgfmt --check-format -o "$out" "$folder/all.po"
