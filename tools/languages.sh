#!/bin/sh
# How far each language is: languages.sh TEMPLATE.pot LANGUAGE FILE.po...  prints one line, "bo: 812 sure, 40 unsure, 691 missing of 1543";
# unsure are those marked fuzzy, which no page shows. With MISSING=1 the texts that are missing or unsure follow, with where they stand.
# It compares what the program says (make pot) with the catalogues beside the modules, as tools/merge_lang.sh joins them.
set -eu
template=$1
language=$2
shift 2
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
done
msgcat --use-first -o "$folder/all.po" "$folder"/1*.po 2>/dev/null
# A translation may use what its original leaves out (the month of a date as %3$s): that alone makes it not unsure.
sed '/^#,/s/, c-format//' "$template" >"$folder/template.pot"
sed '/^#,/s/, c-format//' "$folder/all.po" >"$folder/plain.po"
msgmerge --quiet --no-fuzzy-matching -o "$folder/merged.po" "$folder/plain.po" "$folder/template.pot"
count() { msgattrib "$@" --no-obsolete "$folder/merged.po" | grep -c '^msgid "' || :; }
# Each count includes the header, when there is anything at all.
less_header() { if [ "$1" -gt 0 ]; then echo $(($1 - 1)); else echo 0; fi; }
sure=$(less_header "$(count --translated --no-fuzzy)")
unsure=$(less_header "$(count --only-fuzzy)")
missing=$(less_header "$(count --untranslated)")
echo "$language: $sure sure, $unsure unsure, $missing missing of $((sure + unsure + missing))"
if [ -n "${MISSING:-}" ]; then
	msgattrib --untranslated --no-obsolete "$folder/merged.po"
	msgattrib --only-fuzzy --no-obsolete "$folder/merged.po"
fi
