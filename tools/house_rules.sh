#!/bin/sh
# The rules of the house that no compiler checks. Prints file:line and the rule; status 1 when one is broken.
# Each rule is two or three lines: add one when a fault comes twice. Comments and strings count as code here, so
# rules look for what nobody would write in prose. usage: house_rules.sh [ROOT]
set -u
cd "${1:-$(dirname "$0")/..}" || exit 2
bad=$(mktemp)
trap 'rm -f "$bad"' EXIT

# files FOLDER... -name PATTERN...: those that exist, generated ones aside
files()
{
	for folder; do
		[ ! -d "$folder" ] || find "$folder" -type f -name '*.[ch]'
	done | sort
}

# rule MESSAGE PATTERN FILE...: no line of the files matches; lines that begin as a comment do not count
rule()
{
	message=$1
	pattern=$2
	shift 2
	[ $# -gt 0 ] || return 0
	grep -nHE -- "$pattern" "$@" </dev/null | grep -vE '^[^:]*:[0-9]+:[[:space:]]*(/\*|\*|//)' |
		sed -E "s|^([^:]*:[0-9]+):.*|\1: $message|" >>"$bad"
}

# without PATTERN FILE...: the files whose name does not match
without()
{
	pattern=$1
	shift
	[ $# -eq 0 ] || printf '%s\n' "$@" | grep -vE "$pattern"
}

all=$(files src)
modules=$(without '^src/(base|db|journal|web|app)/|_test\.c$' $all)
call='(^|[^A-Za-z0-9_.>"])'

# Memory: an arena a request.
rule 'no malloc, free and their like here: take the arena' "$call(malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf)\(" \
	$(without '^src/(base|db|journal)/|^src/web/(server|work|kept|pack)|_test\.c$' $all)

# The world: time and chance come with the request.
rule 'no clock and no chance here: they come with the world (base/world.h)' \
	"$call(time|gettimeofday|clock_gettime|clock|rand|random|srand|srandom|getrandom|randombytes_buf|sleep|usleep|nanosleep)\(" \
	$(without '^src/(base|journal|app)/|^src/web/(server|kept)|^src/db/|_test\.c$' $all)

# Transactions belong to the writer.
rule 'no transactions in modules: the writer begins and commits' \
	'"[[:space:]]*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)[ ;"]' $modules

# The log speaks once; pages are written by templates.
rule 'no printing here: return an outcome, or log by base/log.h' "$call(v?f?printf|puts|fputs|putchar|perror|syslog)\(" \
	$(without '^src/app/|^src/base/log\.|_test\.c$' $all)

# Functions without bounds.
rule 'no unbounded or silent string functions' "$call(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok|scanf|sscanf)\(" \
	$all $(files tools tests)

# Money and stock.
rule 'no floating point in money or stock' '(^|[^A-Za-z0-9_])(float|double)[[:space:]]+[*A-Za-z_]|\((float|double)\)' \
	$(files src/common/ledger src/trade; find src -name 'money.[ch]' 2>/dev/null)

# Language travels with the request.
rule 'no setlocale: the language travels with the request' "$call(setlocale|gettext|bindtextdomain)\(" \
	$(without '^src/app/main\.c$' $all)

# No conditional compilation, no notes to self.
rule 'no #ifdef in modules' '^[[:space:]]*#[[:space:]]*(ifdef|if |elif)' $modules
rule 'no notes to self: do it or write it into an issue' '(^|[^A-Za-z])(TO''DO|FIX''ME|X''XX)([^A-Za-z]|$)' \
	$all $(files tools tests) $(find src -name '*.html' -o -name '*.sql' 2>/dev/null)
rule 'no typedef for structs, unions, enums' '^[[:space:]]*typedef[[:space:]]+(struct|union|enum)[^(]*$' $all
rule 'a raw mark or a tag in C: HTML stands in templates' '"<(div|p|span|form|table|section|main)[ >]' $modules

# What a module may include: floors below, public headers only.
[ -z "$all" ] || awk '
function floor_of(path) {
	split(path, part, "/")
	if (part[1] == "village" || part[1] == "help") return 7
	if (part[1] == "learning" || part[1] == "civic") return 8
	return part[1] in order ? order[part[1]] : 0
}
function folder_of(path) { sub("/[^/]*$", "", path); return path }
BEGIN { split("base db journal web common trade", name, " "); for (i in name) order[name[i]] = i + 0; order["app"] = 9 }
FNR == 1 { file = substr(FILENAME, 5); own = folder_of(file); test = file ~ /_test\.c$/ }
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, quoted, "\""); target = quoted[2]; above = floor_of(target); here = floor_of(file)
	if (!above || !here) next
	if (above > here && !test) print FILENAME ":" FNR ": nothing upward: " own " may not include " target
	split(file, a, "/"); split(target, b, "/")
	if (above == here && a[1] != b[1] && here >= 7 && here < 9) print FILENAME ":" FNR ": wings side by side do not know each other: " target
	if (own != folder_of(target) && target ~ /_web\.h$/ && here < 9) print FILENAME ":" FNR ": another module'\''s doors are its own affair: " target
}' $all >>"$bad"

# No circles: two modules that include each other.
[ -z "$all" ] || awk '
function folder_of(path) { sub("/[^/]*$", "", path); return path }
FNR == 1 { own = folder_of(substr(FILENAME, 5)); skip = FILENAME ~ /_test\.c$/ }
!skip && /^[ \t]*#[ \t]*include[ \t]*"[a-z_]*\/[a-z_]*\/[a-z_]*\.h"/ {
	split($0, quoted, "\""); other = folder_of(quoted[2])
	if (other == own) next
	if (!((own, other) in seen)) seen[own, other] = FILENAME ":" FNR
	if ((other, own) in seen) print FILENAME ":" FNR ": a circle: " own " and " other " include each other (" seen[other, own] ")"
}' $all >>"$bad"

# Headers: a comment at the top, one before every public function; neighbours without a blank line share one.
headers=$(for file in $all; do case $file in *.h) echo "$file" ;; esac; done)
[ -z "$headers" ] || awk '
FNR == 1 { if ($0 !~ /^\/\*/) print FILENAME ":1: a header begins with a comment: what it is for"; told = 0; used = 0; inside = 0; depth = 0 }
{ line = $0 }
/^[ \t]*\/\*/ { told = 1; used = 0; inside = 1 }
inside { if (line ~ /\*\//) inside = 0; next }
/^\};/ { told = 1; used = 0 } # a function beside its struct is told by it
/^[ \t]*$/ { if (!depth && used) told = used = 0; next }
depth == 0 && /^[a-zA-Z][A-Za-z0-9_ *]*[ *][a-z_0-9]+\(/ && !/^(static|typedef|struct [a-z_]+ \{|enum [a-z_]+ \{)/ {
	if (!told && line !~ /\/\*/) print FILENAME ":" FNR ": a public function without a comment before it"
	used = 1
}
{ depth += gsub(/\{/, "{", line) - gsub(/\}/, "}", line) }' $headers >>"$bad"

# Functions fit a screen. Tests may tell long stories.
if [ -x build/tools/function_length ]; then
	build/tools/function_length 70 $(without '_test\.c$' $all) $(files tools | grep '\.c$') >>"$bad"
fi

# Schema: no drops of what people wrote, types both engines know.
steps=$(find src -name '*.sql' 2>/dev/null)
rule 'only types both engines know: BIGINT, TEXT, BYTEA' \
	'[[:space:]](INT|INTEGER|SERIAL|BIGSERIAL|VARCHAR|TIMESTAMP|TIMESTAMPTZ|DATE|JSON|JSONB|REAL|FLOAT|DOUBLE|NUMERIC|BOOLEAN)([ ,()]|$)' $steps

sort -u -t: -k1,1 -k2,2n -k3 "$bad"
[ ! -s "$bad" ]
