/* The frame of a page: who sees which tabs, the head with its languages or search, the end. */
#include "web/door.h"
#include "web/page.h"

#include <assert.h>
#include <string.h>

#include "web/kit.h"
#include "web/kit/kit_templates.h"
#include "web/site.h"

enum { PAGE_BYTES = 12 << 10 }; /* what most pages take */

/* The hashed path of a file compiled in, or the empty text. */
static struct text asset_hashed(const char *path)
{
	const struct asset *asset = asset_named(text_of(path));
	return text_of(asset ? asset->hashed_path : "");
}

static void add_tab(struct page_head *head, struct page_tab tab)
{
	assert(head->tab_count < sizeof head->tabs / sizeof head->tabs[0]);
	head->tabs[head->tab_count++] = tab;
}

/* At most five, the person's own work first: home gives way to the mark above it, then the cart, when a person has more than
   one kind of work, then messages (they stand under "me" too). */
static void choose_tabs(struct request *r, struct page_head *head)
{
	bool serves = identity_where(&r->who, RIGHT_SERVE) >= 0;
	bool counts = identity_where(&r->who, RIGHT_FIGURES_READ) >= 0;
	int own = serves + counts + r->sells;
	bool told = r->person_id != 0 && own < 3;
	if (own + told < 2)
		add_tab(head, (struct page_tab){ "home", "/", "i-home", N_("Home"), 0 });
	if (serves)
		add_tab(head, (struct page_tab){ "counter", "/counter", "i-counter", N_("Counter"), 0 });
	if (r->sells)
		add_tab(head, (struct page_tab){ "desk", "/desk", "i-seller", N_("My goods"), 0 });
	if (counts)
		add_tab(head, (struct page_tab){ "figures", "/figures", "i-figures", N_("Figures"), 0 });
	add_tab(head, (struct page_tab){ "shelf", "/shelf", "i-shelf", N_("Goods"), 0 });
	if (told)
		add_tab(head,
		        (struct page_tab){ "messages", "/messages", "i-message", N_("Messages"), r->message_count });
	if (own + told < 3)
		add_tab(head, (struct page_tab){ "cart", "/cart", "i-cart", N_("Cart"), r->cart_count });
	add_tab(head, (struct page_tab){ "me", "/me", "i-me", N_("Me"), 0 });
}

void page_frame_fill(struct request *r)
{
	if (r->visit && r->visit->frame_filled)
		return;
	if (r->visit)
		r->visit->frame_filled = true;
	for (const struct module *const *module = r->site && r->db ? r->site->options.modules : NULL; module && *module;
	     module++)
		if ((*module)->frame)
			(*module)->frame(r);
}

static bool wants_large(struct request *r)
{
	return r->who.large_text || (r->exchange && text_equal(exchange_cookie(r->exchange, T("size")), T("large")));
}

/* The hash in the stylesheet's name: with it a browser says which one it has. */
static struct text style_version(struct text hashed_path)
{
	size_t start = text_find(hashed_path, T(".")) + 1;
	struct text rest = text_part(hashed_path, start, hashed_path.length);
	return text_part(rest, 0, text_find(rest, T(".")));
}

/* The path of a stylesheet compiled in, and whether it stands in the page: only for browsers opening a page, and once. Programs and
   later pages have no use for it. */
static struct page_style style_of(struct request *r, const char *name, const char *cookie)
{
	struct page_style style = { .name = name, .cookie = cookie, .path = asset_hashed(name) };
	style.inside = style.path.length > 0 && r->exchange && r->exchange->method == GET &&
	               exchange_header(r->exchange, T("Upgrade-Insecure-Requests")).length > 0 &&
	               !text_equal(exchange_cookie(r->exchange, text_of(cookie)), style_version(style.path));
	return style;
}

unsigned page_variant(struct request *r)
{
	return (wants_large(r) ? 1u : 0u) | (style_of(r, "look.css", "look").inside ? 2u : 0u) |
	       (style_of(r, "office.css", "office").inside ? 4u : 0u);
}

static struct page_head head_of(struct request *r, struct text title, const char *back)
{
	struct text site_title = r->site ? request_setting(r, "title") : text_of("");
	struct page_head head = {
		.title = title,
		.site_title = site_title.length ? site_title : text_of(_("Tongcun")),
		.back = back,
		.large = wants_large(r),
		.style = style_of(r, "look.css", "look"),
		.mark = asset_hashed("favicon.svg"),
		.script = asset_hashed("app.js"),
		.tables = r->has_table ? asset_hashed("htmx.js") : text_of(""),
	};
	if (r->has_table)
		head.office = style_of(r, "office.css", "office");
	head.search = !back && (strcmp(r->tab, "home") == 0 || strcmp(r->tab, "shelf") == 0);
	head.languages = !back;
	choose_tabs(r, &head);
	if (r->exchange && text_equal(r->exchange->path, T("/kit"))) {
		head.theme = request_query_own(r, "theme");
		head.large = head.large || text_equal(request_query_own(r, "size"), T("large"));
	}
	return head;
}

static const char *tab_path(const char *tab)
{
	static const char *const paths[][2] = {
		{ "shelf", "/shelf" },       { "cart", "/cart" },       { "me", "/me" },    { "counter", "/counter" },
		{ "messages", "/messages" }, { "figures", "/figures" }, { "desk", "/desk" }
	};
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
		if (strcmp(tab, paths[i][0]) == 0)
			return paths[i][1];
	return "/";
}

static void remember_style(struct request *r, const struct page_style *style)
{
	if (style->inside)
		set_cookie(r, style->cookie, style_version(style->path), 365 * 86400, true);
}

static void begin(struct request *r, struct text title, const char *tab, const char *back)
{
	r->tab = tab ? tab : "";
	page_frame_fill(r);
	struct page_head head = head_of(r, title, back);
	r->frame_back = back;
	r->out->language = strcmp(r->language->tag, "x-poison") == 0 ? NULL : r->language->tag;
	remember_style(r, &head.style);
	remember_style(r, &head.office);
	output_reserve(r->out, PAGE_BYTES);
	page_frame_html(r, &head);
}

void page_style(struct request *r, const struct page_style *style)
{
	const struct asset *asset = style->inside ? asset_named(text_of(style->name)) : NULL;
	if (!asset) {
		page_frame_style(r, style);
		return;
	}
	out_string(r->out, "<style data-from=\"/static/");
	out_text(r->out, style->path);
	out_string(r->out, "\">");
	out_raw(r->out, (const char *)asset->plain, asset->plain_length);
	out_string(r->out, "</style>\n");
}

struct text page_saved_words(struct request *r)
{
	struct text parts[4] = { T("{d}"), T("{M}"), T("{m}"), T("{y}") };
	struct text moment = text_join(r->arena, words_filled(r, N_("%1$s %2$s"), 4, parts), T(" {t}"));
	return words(r, "Saved on %s", moment);
}

void page_begin(struct request *r, const char *title, const char *tab)
{
	begin(r, text_of(title), tab, tab && tab[0] ? NULL : "/");
}

void page_begin_named(struct request *r, struct text title, const char *tab, const char *back)
{
	begin(r, title, tab, back ? back : tab_path(tab ? tab : ""));
}

void page_end(struct request *r)
{
	struct page_head head = head_of(r, text_of(""), r->frame_back);
	page_frame_end(r, &head);
}

void icon(struct request *r, const char *symbol)
{
	struct text sprite = asset_hashed("icons.svg");
	if (sprite.length)
		page_frame_icon(r, sprite, symbol);
}

/* The path as it is written in a link. */
static void write_path(struct output *out, struct text path)
{
	struct text rest = path, piece;
	bool first = true;
	while (text_next(&rest, '/', &piece)) {
		if (!first)
			out_raw(out, "/", 1);
		out_url(out, piece);
		first = false;
	}
}

struct text link_with(struct request *r, const char *name, struct text value)
{
	struct output out = output_in(r->arena);
	struct text rest = r->exchange ? r->exchange->query : text_of(""), piece;
	const char *mark = "?";
	write_path(&out, r->exchange ? r->exchange->path : T("/"));
	while (text_next(&rest, '&', &piece)) {
		struct text key = text_part(piece, 0, text_find(piece, T("=")));
		if (!piece.length || text_equal(key, text_of(name)) || text_equal(key, T("done")))
			continue;
		out_string(&out, mark);
		out_text(&out, piece);
		mark = "&";
	}
	if (value.length) {
		out_string(&out, mark);
		out_string(&out, name);
		out_raw(&out, "=", 1);
		out_url(&out, value);
	}
	return output_text(&out);
}
