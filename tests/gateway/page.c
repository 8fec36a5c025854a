/*
 * Pages for the buyer; see page.h.
 */
#include "page.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char page_css[] =
	"*{box-sizing:border-box}\n"
	"body{margin:0;background:#f2f3f1;color:#1c211d;font:1.125rem/1.6 system-ui,sans-serif}\n"
	"main{max-width:26rem;margin:0 auto;padding:1.5rem 1rem}\n"
	".card{background:#fff;border:1px solid #d5dad6;border-radius:.5rem;padding:1.25rem}\n"
	"h1{font-size:1.25rem;margin:0 0 1rem}\n"
	".amount{font-size:2.5rem;font-weight:700;line-height:1.2;margin:.25rem 0 1rem}\n"
	"dl{margin:0}dt{color:#4d564f;font-size:.9375rem}\n"
	"dd{margin:0 0 .75rem;overflow-wrap:anywhere}\n"
	"form{display:grid;gap:.75rem;margin-top:1rem}\n"
	"button,.button{font:inherit;font-weight:600;min-height:3.25rem;border-radius:.375rem;width:100%;"
	"border:2px solid #14602f;cursor:pointer}\n"
	".button{display:grid;place-items:center;text-decoration:none}\n"
	".yes{background:#14602f;color:#fff}.no{background:#fff;color:#14602f}\n"
	":focus-visible{outline:3px solid #b35c00;outline-offset:2px}\n"
	".note{color:#4d564f;font-size:.9375rem}\n";

/* A text that grows. When memory ends the program does. */
struct text {
	char *data;
	size_t length;
	size_t room;
};

static void text_add(struct text *t, const char *data, size_t length)
{
	if (t->length + length + 1 > t->room) {
		size_t room = 2 * (t->length + length + 1);
		char *longer = realloc(t->data, room);

		if (longer == NULL)
			abort();
		t->data = longer;
		t->room = room;
	}
	memcpy(t->data + t->length, data, length);
	t->length += length;
	t->data[t->length] = '\0';
}

static void text_raw(struct text *t, const char *html)
{
	text_add(t, html, strlen(html));
}

static const char *escape_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void text_escaped(struct text *t, const char *plain)
{
	for (const char *c = plain; *c != '\0'; c++) {
		const char *escape = escape_of(*c);

		if (escape != NULL)
			text_raw(t, escape);
		else
			text_add(t, c, 1);
	}
}

static void text_term(struct text *t, const char *name, const char *value)
{
	text_raw(t, "<dt>");
	text_raw(t, name);
	text_raw(t, "</dt><dd>");
	text_escaped(t, value);
	text_raw(t, "</dd>\n");
}

static void text_head(struct text *t, const char *title)
{
	text_raw(t, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
	            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
	text_escaped(t, title);
	text_raw(
		t,
		"</title>\n<link rel=\"stylesheet\" href=\"/pay.css\">\n</head>\n<body>\n<main><div class=\"card\">\n");
}

static void text_foot(struct text *t)
{
	text_raw(t, "</div>\n</main>\n</body>\n</html>\n");
}

static void text_hidden(struct text *t, const char *name, const char *value)
{
	text_raw(t, "<input type=\"hidden\" name=\"");
	text_raw(t, name);
	text_raw(t, "\" value=\"");
	text_escaped(t, value);
	text_raw(t, "\">\n");
}

static void text_form(struct text *t, const struct page *p)
{
	text_raw(t, "<form method=\"post\" action=\"/pay/confirm\">\n");
	text_hidden(t, "payment", p->payment);
	text_hidden(t, "ticket", p->view.ticket);
	text_raw(t,
	         "<button class=\"yes\" name=\"action\" value=\"pay\">确认付款 <span lang=\"en\">Pay</span></button>\n"
	         "<button class=\"no\" name=\"action\" value=\"cancel\">取消 <span lang=\"en\">Cancel</span></button>\n"
	         "</form>\n");
}

char *page_pay(const struct page *p)
{
	struct text t = { 0 };
	char amount[40];

	(void)snprintf(amount, sizeof amount, "¥ %" PRId64 ".%02d", p->view.amount_fen / 100,
	               (int)(p->view.amount_fen % 100));
	text_head(&t, "付款 Payment");
	text_raw(&t, "<h1>付款 <span lang=\"en\">Payment</span></h1>\n<p class=\"amount\">");
	text_raw(&t, amount);
	text_raw(&t, "</p>\n<dl>\n");
	text_term(&t, "商品 <span lang=\"en\">For</span>", p->title);
	text_term(&t, "收款方 <span lang=\"en\">To</span>", p->merchant);
	text_term(&t, "单号 <span lang=\"en\">Number</span>", p->payment);
	text_raw(&t, "</dl>\n");
	if (p->view.status == PAYMENT_OPEN) {
		text_form(&t, p);
	} else {
		text_raw(&t, "<p>这笔款已经付过了。 <span lang=\"en\">This has been paid already.</span></p>\n"
		             "<a class=\"button yes\" href=\"");
		text_escaped(&t, p->view.return_url);
		text_raw(&t, "\">返回商店 <span lang=\"en\">&nbsp;Back to the shop</span></a>\n");
	}
	text_raw(&t, "<p class=\"note\">演示网关，不收真钱。 <span lang=\"en\">A gateway for demonstration: "
	             "no real money moves.</span></p>\n");
	text_foot(&t);
	return t.data;
}

char *page_problem(const char *chinese, const char *english)
{
	struct text t = { 0 };

	text_head(&t, chinese);
	text_raw(&t, "<h1>");
	text_escaped(&t, chinese);
	text_raw(&t, "</h1>\n<p lang=\"en\">");
	text_escaped(&t, english);
	text_raw(&t, "</p>\n<p>请回到商店重新开始。 <span lang=\"en\">Please go back to the shop and start again."
	             "</span></p>\n");
	text_foot(&t);
	return t.data;
}
