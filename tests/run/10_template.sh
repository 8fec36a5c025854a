#!/bin/sh
# The template compiler: a good template against its golden C, and each bad one against its message.
set -u
cd "$(dirname "$0")/../.."
compiler=$PWD/build/tools/template
golden=$PWD/tests/template
. tests/count.sh
cd "$folder" || exit 1
mkdir -p src/trade/good src/shop

# bad MESSAGE-PART BODY: the template is refused at line 2 with these words
bad()
{
	rm -rf gen/shop
	printf '%%%% bad_html(struct request *r)\n%s\n' "$2" >src/shop/bad.html
	! "$compiler" gen src/shop/bad.html 2>said && [ ! -e gen/shop/bad.html.c ] &&
		grep -qF "src/shop/bad.html:2: " said && grep -qF "$1" said
	count $? "$2"
}

# fine BODY: accepted
fine()
{
	printf '%%%% bad_html(struct request *r)\n%s\n' "$1" >src/shop/bad.html
	"$compiler" gen src/shop/bad.html 2>said
	count $? "$1"
	rm -rf gen/shop
}

cp "$golden/good_list.html" src/trade/good/
"$compiler" gen src/trade/good/good_list.html && diff "$golden/good_list.html.c.golden" gen/trade/good/good_list.html.c
count $? 'golden C'
diff "$golden/good_templates.h.golden" gen/trade/good/good_templates.h
count $? 'golden header'

# The same content is not written again, so nothing is compiled again.
touch -d '2020-01-01' gen/trade/good/good_list.html.c
"$compiler" gen src/trade/good/good_list.html && [ ! gen/trade/good/good_list.html.c -nt "$golden/good_list.html" ]
count $? 'unchanged output is left alone'

bad 'not closed by =}' '<p>{= x </p>'
bad 'not closed by =}' '<p>{= "=}" </p>'
bad 'not closed by _}' '<p>{_ Hello </p>'
bad '=} closes nothing' '<p> x =}</p>'
bad '_} closes nothing' '<p> x _}</p>'
bad 'an empty expression' '<p>{= =}</p>'
bad 'an empty text' '<p>{_ _}</p>'
bad 'style attribute' '<p style="color: red">x</p>'
bad 'style attribute' '<p class="a" STYLE = "color: red">x</p>'
bad 'onclick attribute' "<button type='button' onclick='go()'>x</button>"
bad 'onload attribute' '<svg/onload="x()">'
bad '<script> with content' '<script src="/a.js">go()</script>'
bad '<script> with content' '<script src="/a.js">{= x =}</script>'
bad '<script> without src' '<script>go()</script>'
bad '<style> element' '<style>p { color: red }</style>'
bad 'javascript: link' '<a href=" javascript:go()">x</a>'
bad 'HTML comment' '<!-- secret -->'
bad 'without quotes' '<a href={= x =}>x</a>'
bad 'without quotes' '<a href=x>x</a>'
bad 'stands in quotes or chooses' '<a {= x =}>x</a>'
bad "tag's name" '<{= x =}>'
bad 'only %# include' '%# define X'
bad 'above the signature' '%# include "a/b.h"'
bad 'begin with bad_' '%% other_html(struct request *r)'
bad 'first argument' '%% bad_part(int x)'
fine '<p>5 < 6 && "quoted" style="in text"</p>'
fine '<input name="a"{= x ? " checked" : "" =} disabled>'
fine '<a href="{= x =}?a={= y =}">{_ On _}</a>'
fine '<script src="{= x =}" defer></script><script src="/b.js"></script>'

printf '<p>x</p>\n' >src/shop/bad.html
! "$compiler" gen src/shop/bad.html 2>said && grep -q '^src/shop/bad.html:1: HTML before the signature' said
count $? 'HTML before the signature'
printf '%% /* nothing */\n' >src/shop/bad.html
! "$compiler" gen src/shop/bad.html 2>said && grep -q 'no signature' said
count $? 'no signature'
printf '%%%% other_html(struct request *r)\n' >src/shop/bad.html
! "$compiler" gen src/shop/bad.html 2>said && grep -q 'the function is bad_html' said
count $? 'a function with the name of another file'
{ printf '%%%% bad_html(struct request *r)\n'; head -c 9000 /dev/zero | tr '\0' x; } >src/shop/bad.html
"$compiler" gen src/shop/bad.html && [ "$(grep -c 'out_raw.*, 4000);' gen/shop/bad.html.c)" = 2 ]
count $? 'long text is split'

finish
