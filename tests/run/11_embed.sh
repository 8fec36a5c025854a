#!/bin/sh
# The embedder: schema steps, assets with hashed names and references, translations; and what it refuses.
set -u
cd "$(dirname "$0")/../.."
embed=$PWD/build/tools/embed
merge=$PWD/tools/merge_lang.sh
. tests/count.sh
cd "$folder" || exit 1

refuses() # WORDS COMMAND...
{
	words=$1
	shift
	! "$@" >words 2>&1 && grep -qF -- "$words" words
}

mkdir -p a b assets/icons src
echo 'CREATE TABLE x(id BIGINT);' >a/x.001.sql
echo 'CREATE TABLE y(id BIGINT); -- "??/' >a/x.002.sql
cp a/x.001.sql b/x.001.sql
check 'schema' "$embed" schema gen a/x.002.sql a/x.001.sql
check 'schema in order' sh -c 'grep -o "\"x\", [0-9]" gen/schema.c | tr "\n" " " | grep -q "1 \"x\", 2"'
check 'schema declared' grep -q 'extern const struct schema_step x_schema\[\];' gen/schema.h
check 'a gap' refuses 'without gap' "$embed" schema gen2 a/x.002.sql
check 'a double' refuses 'without gap or double' "$embed" schema gen2 a/x.001.sql b/x.001.sql
check 'a bad name' refuses 'is called name.001.sql' "$embed" schema gen2 a/x.1.sql
check 'no schema' "$embed" schema gen3

printf '/* gone */\n  p {\n\tbackground: url(icons/cart.svg);\n  content: "/* stays */"; src: url("/static/icons/cart.svg") }\n' >assets/look.css
printf '<svg xmlns="http://www.w3.org/2000/svg">%s</svg>\n' "$(printf '%0200d' 0)" >assets/icons/cart.svg
printf 'fetch("/static/look.css"); fetch("/static/other.css");\n' >assets/live.js
check 'assets' "$embed" assets gen assets/look.css assets/live.js assets/icons/cart.svg
check 'a macro' grep -Eq '^#define ASSET_ICONS_CART_SVG "/static/icons/cart\.[0-9a-f]{8}\.svg"$' gen/asset_names.h
check 'url() rewritten twice' sh -c '[ "$(tr -d "\n\t" <gen/assets.c | sed "s/\"\"//g" | grep -Eo "(url\(|/static/)icons/cart\.[0-9a-f]{8}\.svg" | wc -l)" = 2 ]'
check 'script rewritten' grep -Eq 'fetch\(\\"/static/look\.[0-9a-f]{8}\.css\\"\); fetch\(\\"/static/other\.css' gen/assets.c
check 'comments gone' sh -c '! grep -q "gone" gen/assets.c && grep -q "stays" gen/assets.c'
check 'compressed' sh -c 'grep -q "brotli_0_length\|\.brotli = brotli_0" gen/assets.c && grep -q "\.gzip = gzip_0" gen/assets.c'
touch assets/x.exe
check 'unknown kind' refuses 'does not know' "$embed" assets gen2 assets/x.exe assets/look.css
check 'no assets' "$embed" assets gen3

printf 'msgid "Orders"\nmsgstr "订单"\n' >src/a.po
printf 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Orders"\nmsgstr "我的订单"\n' >src/b.po
printf '#, c-format\nmsgid "%%s boxes"\nmsgstr "%%d 箱"\n' >src/bad.po
check 'two meanings' refuses 'two meanings of msgid "Orders"' "$merge" out.mo src/b.po src/a.po
printf 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "My orders"\nmsgstr "我的订单"\n' >src/b.po
check 'merge' "$merge" out.mo src/b.po src/a.po
check 'both are there' sh -c 'msgunfmt out.mo | grep -q 我的订单 && msgunfmt out.mo | grep -q "^msgid \"Orders\""'
check 'a wrong format' refuses 'src/bad.po' "$merge" bad.mo src/bad.po
check 'no translations' "$merge" none.mo
check 'lang' "$embed" lang gen zh_cn=out.mo bo=none.mo
check 'lang lengths' sh -c 'grep -q "lang_bo_mo_length = 0;" gen/lang.c && grep -q "lang_zh_cn_mo_length = [1-9]" gen/lang.c'

finish
