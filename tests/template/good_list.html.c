/* Made by tools/template.c from src/trade/good/good_list.html; do not edit. */
#include "base/output.h"
#include "web/language.h"
#include "web/request.h"
#include "trade/good/good_templates.h"

#line 1 "src/trade/good/good_list.html"
 /* The golden test of the template compiler. */
#line 5 "src/trade/good/good_list.html"
void good_list_html(struct request *r, const struct order *orders, size_t count)
{
	out_raw(r->out, "<!doctype html>\n<link rel=\"stylesheet\" href=\"", 45);
#line 7 "src/trade/good/good_list.html"
	out_escaped(r->out, ASSET_LOOK_CSS);
	out_raw(r->out, "\">\n<script src=\"", 16);
#line 8 "src/trade/good/good_list.html"
	out_escaped(r->out, ASSET_A_JS);
	out_raw(r->out, "\" defer></script>\n<h1 class='x'>", 32);
#line 10 "src/trade/good/good_list.html"
	out_escaped(r->out, _("Your \"orders\" \\ \347\211\246\347\211\233\?\?"));
	out_raw(r->out, "</h1> \?\?= don't \"q\" \\n \340\275\226\340\275\274\340\275\221\n", 33);
#line 11 "src/trade/good/good_list.html"
 for (size_t i = 0; i < count; i++) {
	out_raw(r->out, "<li data-id=\"", 13);
#line 12 "src/trade/good/good_list.html"
	out_escaped(r->out, orders[i].id);
	out_raw(r->out, "\">", 2);
#line 12 "src/trade/good/good_list.html"
	out_escaped(r->out, orders[i].title);
	out_raw(r->out, ", once =on= more\n<option value=\"a ", 34);
#line 13 "src/trade/good/good_list.html"
	out_escaped(r->out, "=}");
	out_raw(r->out, "\"", 1);
#line 13 "src/trade/good/good_list.html"
	out_escaped(r->out, i ? " selected" : "");
	out_raw(r->out, ">", 1);
#line 13 "src/trade/good/good_list.html"
	out_escaped(r->out, '}');
	out_raw(r->out, "</option>\n", 10);
#line 14 "src/trade/good/good_list.html"
 }
#line 15 "src/trade/good/good_list.html"
 good_list_item(r, &orders[0]);
	out_raw(r->out, "<p\n", 3);
#line 17 "src/trade/good/good_list.html"
 if (count) {
	out_raw(r->out, "class=\"style=onclick=x\"\n", 24);
#line 19 "src/trade/good/good_list.html"
 }
	out_raw(r->out, ">5 < 6 style=\"is text here\"</p>\n", 32);
}
#line 21 "src/trade/good/good_list.html"
void good_list_item(struct request *r, const struct order *o)
{
	out_raw(r->out, "<p>", 3);
#line 22 "src/trade/good/good_list.html"
	out_escaped(r->out, o->title);
	out_raw(r->out, "</p>\n", 5);
}
