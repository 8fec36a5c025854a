/* What the pages' script and the service worker need to know: which forms may wait, for whom, and which pages may be kept.
   Invariant: whoever signs in, out, or begins to serve gets another tag on every page, so what was kept for one is thrown away
   before anything of the next is shown (assets/sw.js). */
#include "web/offline.h"

#include "web/door.h"
#include "web/json.h"
#include "web/page.h"
#include "web/web_templates.h"

enum { TAG_BYTES = 8 };

struct text offline_may_wait(const struct door_table *table, struct arena *arena)
{
	struct output out = output_in(arena);
	for (size_t i = 0; i < table->count; i++) {
		const struct route *route = table->rows[i].route;
		if (!(route->flags & ROUTE_MAY_WAIT))
			continue;
		if (out.length)
			out_string(&out, " ");
		out_string(&out, route->path);
	}
	return output_text(&out);
}

bool offline_sent(const struct exchange *exchange)
{
	return exchange->method == POST && exchange_header(exchange, T("X-Outbox")).length > 0;
}

static struct text tag_of(struct request *r, const char *kind, struct text whose)
{
	struct digest digest = digest_keyed(request_secret(r), text_join(r->arena, T("offline:"), whose));
	return text_join(r->arena, text_of(kind), text_hex(r->arena, digest.bytes, TAG_BYTES));
}

struct text offline_person(struct request *r)
{
	if (r->who.person_id)
		return tag_of(r, "p",
		              text_format(r->arena, "%lld for %lld", (long long)r->who.person_id,
		                          (long long)r->who.for_id));
	struct text person = r->guest.length ? tag_of(r, "g", r->guest) : T("");
	kept_gave(r, KEPT_PERSON, person);
	return person;
}

struct text offline_forms(struct request *r)
{
	return r->who.for_id || !r->site ? T("") : r->site->may_wait;
}

/* A session is one person on one device; everybody who is not signed in here is the same nobody. */
static struct text page_tag(struct request *r)
{
	if (!r->who.session.length)
		return T("-");
	return tag_of(r, "s", text_format(r->arena, "%.*s for %lld", TEXT(r->who.session), (long long)r->who.for_id));
}

static bool may_be_kept(const struct visit *visit)
{
	const struct request *r = &visit->request;
	if (!r->route || !(r->route->flags & ROUTE_READ_OFFLINE) || r->who.for_id ||
	    visit->exchange->reply.status != 200)
		return false;
	return r->route->may == ANYONE || r->route->may == SIGNED_IN || r->scope.mine;
}

void offline_polish(struct visit *visit)
{
	struct reply *reply = &visit->exchange->reply;
	if (offline_sent(visit->exchange)) {
		/* A script cannot see where a redirect leads without following it, which costs a weak link a second page. */
		if (reply->status == 303)
			reply->status = 204;
		return;
	}
	if (visit->exchange->method != GET || !text_starts(reply->type, T("text/html")))
		return;
	reply->page =
		text_join(visit->exchange->arena, page_tag(&visit->request), may_be_kept(visit) ? T(" keep") : T(""));
}

struct text offline_moment(struct request *r)
{
	struct text day =
		words_filled(r, "%1$s %2$s %4$s", 4, (struct text[]){ T("{d}"), T("{n}"), T("{m}"), T("{y}") });

	return text_format(r->arena, "%.*s {t}", TEXT(day));
}

/* The page is kept on the phone whoever uses it next, so it is made for nobody. */
void offline_page(struct request *r)
{
	r->who = (struct identity){ 0 };
	r->person_id = r->person_county = r->person_place = 0;
	r->guest = T("");
	offline_html(r);
}

void offline_ticket(struct request *r)
{
	struct text csrf = request_csrf(r);
	struct output out = output_in(r->arena);
	out_string(&out, "{\"person\":");
	out_json(&out, offline_person(r));
	out_string(&out, ",\"csrf\":");
	out_json(&out, csrf);
	out_string(&out, "}\n");
	give_file(r, T("application/json"), T(""), output_text(&out), 0);
	r->exchange->reply.cache = T("no-store");
}
