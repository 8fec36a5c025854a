/*
 * The handlers behind the doors; see answers.h.
 */
#include "answers.h"

#include "address.h"
#include "page.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINK_FIELDS_MAX = 16, LINK_CHARS_MAX = 16384 };

/* What a result of the state looks like outside. */
static const struct {
	unsigned int status;
	const char *code;
} result_answers[] = {
	[RESULT_DONE] = { MHD_HTTP_OK, "" },
	[RESULT_UNKNOWN_PAYMENT] = { MHD_HTTP_NOT_FOUND, "unknown_payment" },
	[RESULT_NOT_PAID] = { MHD_HTTP_CONFLICT, "not_paid" },
	[RESULT_OVER_REFUND] = { MHD_HTTP_UNPROCESSABLE_CONTENT, "over_refund" },
	[RESULT_PAYMENT_DIFFERS] = { MHD_HTTP_CONFLICT, "payment_differs" },
	[RESULT_REFUND_DIFFERS] = { MHD_HTTP_CONFLICT, "refund_differs" },
	[RESULT_BAD_TICKET] = { MHD_HTTP_FORBIDDEN, "bad_ticket" },
	[RESULT_FULL] = { MHD_HTTP_SERVICE_UNAVAILABLE, "full" },
	[RESULT_INTERNAL] = { MHD_HTTP_INTERNAL_SERVER_ERROR, "internal" },
};

static enum MHD_Result answer_result(struct ask *a, enum result result)
{
	assert(result != RESULT_DONE);
	return answer_error(a, result_answers[result].status, result_answers[result].code);
}

static enum MHD_Result answer_bad(struct ask *a)
{
	return answer_error(a, MHD_HTTP_BAD_REQUEST, "bad_request");
}

/* ---- reading JSON ---- */

static json_t *body_json(const struct ask *a)
{
	json_t *body = json_loadb(a->body, a->length, JSON_REJECT_DUPLICATES, NULL);

	if (json_is_object(body))
		return body;
	json_decref(body);
	return NULL;
}

/* Whether every name of the body is in the list, which ends with NULL. */
static bool names_are_known(json_t *body, const char *const *known)
{
	const char *name;
	json_t *value;

	json_object_foreach(body, name, value)
	{
		size_t i = 0;

		while (known[i] != NULL && strcmp(known[i], name) != 0)
			i++;
		if (known[i] == NULL)
			return false;
	}
	return true;
}

static const char *json_id(json_t *body, const char *name)
{
	const char *id = json_string_value(json_object_get(body, name));

	return id != NULL && state_id_is_well_formed(id) ? id : NULL;
}

static bool json_amount(json_t *body, int64_t *ret_amount_fen)
{
	const json_t *amount = json_object_get(body, "amount_fen");

	if (!json_is_integer(amount))
		return false;
	*ret_amount_fen = json_integer_value(amount);
	return *ret_amount_fen >= 1 && *ret_amount_fen <= STATE_AMOUNT_MAX_FEN;
}

/* ---- the pay page ---- */

struct link_field {
	const char *name;
	const char *value;
};

struct link {
	struct link_field field[LINK_FIELDS_MAX];
	size_t count;
	bool bad;
};

static enum MHD_Result link_see(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                const char *value, size_t value_size)
{
	struct link *l = context;

	(void)kind;
	if (l->count == LINK_FIELDS_MAX || value == NULL || strlen(name) != name_size || strlen(value) != value_size) {
		l->bad = true;
		return MHD_NO;
	}
	l->field[l->count++] = (struct link_field){ name, value };
	return MHD_YES;
}

static int link_field_order(const void *a, const void *b)
{
	const struct link_field *x = a;
	const struct link_field *y = b;

	return strcmp(x->name, y->name);
}

/* Reads the query, sorted by name; false when a field comes twice or there are too many. */
static bool link_read(struct ask *a, struct link *ret_link)
{
	struct link l = { .count = 0 };

	MHD_get_connection_values_n(a->connection, MHD_GET_ARGUMENT_KIND, link_see, &l);
	if (l.bad)
		return false;
	qsort(l.field, l.count, sizeof l.field[0], link_field_order);
	for (size_t i = 1; i < l.count; i++)
		if (strcmp(l.field[i - 1].name, l.field[i].name) == 0)
			return false;
	*ret_link = l;
	return true;
}

static const char *link_get(const struct link *l, const char *name)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->field[i].name, name) == 0)
			return l->field[i].value;
	return "";
}

/* Appends with every byte but A-Z a-z 0-9 - . _ ~ as %XX (RFC 3986, 2.3); false when there is no room. */
static bool percent_add(char *to, size_t *length, const char *plain)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (const char *c = plain; *c != '\0'; c++) {
		if (*length + 4 > LINK_CHARS_MAX)
			return false;
		if (strchr(unreserved, *c) != NULL) {
			to[(*length)++] = *c;
		} else {
			(void)snprintf(to + *length, 4, "%%%02X", (unsigned int)(unsigned char)*c);
			*length += 3;
		}
	}
	return true;
}

/* The canonical query: name=value sorted by name, joined by &, all but v1. */
static bool link_canonical(const struct link *l, char ret_text[LINK_CHARS_MAX], size_t *ret_length)
{
	size_t length = 0;

	for (size_t i = 0; i < l->count; i++) {
		if (strcmp(l->field[i].name, "v1") == 0)
			continue;
		if (length + 2 > LINK_CHARS_MAX)
			return false;
		if (length > 0)
			ret_text[length++] = '&';
		if (!percent_add(ret_text, &length, l->field[i].name) || length + 2 > LINK_CHARS_MAX)
			return false;
		ret_text[length++] = '=';
		if (!percent_add(ret_text, &length, l->field[i].value))
			return false;
	}
	*ret_length = length;
	return true;
}

static enum sign_verdict link_check(const struct ask *a, const struct link *l)
{
	char header[2 * SIGN_HEADER_CHARS];
	char canonical[LINK_CHARS_MAX];
	struct sign_message m = { "GET", "/pay", canonical, 0 };
	struct sign_stamp stamp;
	int length;

	if (!link_canonical(l, canonical, &m.length))
		return SIGN_BAD;
	length = snprintf(header, sizeof header, "t=%s,n=%s,v1=%s", link_get(l, "t"), link_get(l, "n"),
	                  link_get(l, "v1"));
	if (length < 0 || (size_t)length >= sizeof header || !sign_header_read(header, &stamp))
		return SIGN_BAD;
	return sign_check(&a->gateway->key, &m, &stamp, sign_now_ms());
}

/* A title: 1 to STATE_TITLE_BYTES bytes of UTF-8 without control characters. */
static bool title_is_well_formed(const char *title)
{
	json_t *utf8 = json_string(title);
	bool good = utf8 != NULL && title[0] != '\0' && strlen(title) <= STATE_TITLE_BYTES;

	for (const char *c = title; good && *c != '\0'; c++)
		good = (unsigned char)*c >= ' ' && *c != 0x7f;
	json_decref(utf8);
	return good;
}

static bool link_opening(const struct ask *a, const struct link *l, struct opening *ret_opening,
                         char ret_path[STATE_URL_CHARS + 1])
{
	const char *amount = link_get(l, "amount_fen");
	struct opening o = {
		.payment = link_get(l, "payment"),
		.title = link_get(l, "title"),
		.return_url = link_get(l, "return"),
		.notify_url = link_get(l, "notify"),
		.notify_path = ret_path,
	};

	if (strcmp(link_get(l, "merchant"), a->gateway->merchant) != 0 || !state_id_is_well_formed(o.payment))
		return false;
	if (!sign_number_read(amount, strlen(amount), &o.amount_fen) || o.amount_fen < 1 ||
	    o.amount_fen > STATE_AMOUNT_MAX_FEN)
		return false;
	if (!title_is_well_formed(o.title) || !address_return_is_well_formed(o.return_url))
		return false;
	if (!address_notify_read(o.notify_url, a->gateway->allow_any, ret_path))
		return false;
	*ret_opening = o;
	return true;
}

static enum MHD_Result pay_page(struct ask *a)
{
	char path[STATE_URL_CHARS + 1];
	struct page page = { .merchant = a->gateway->merchant };
	struct opening o;
	enum result result;
	struct link l;

	if (!link_read(a, &l))
		return answer_html(a, MHD_HTTP_BAD_REQUEST, page_problem("链接有误", "This link is not well formed."));
	switch (link_check(a, &l)) {
	case SIGN_GOOD:
		break;
	case SIGN_STALE:
		return answer_html(a, MHD_HTTP_FORBIDDEN, page_problem("链接已过期", "This link is too old."));
	case SIGN_BAD:
	case SIGN_REPLAYED:
	case SIGN_FULL:
		return answer_html(a, MHD_HTTP_FORBIDDEN,
		                   page_problem("链接签名不对", "This link is not signed by the shop."));
	}
	if (!link_opening(a, &l, &o, path))
		return answer_html(a, MHD_HTTP_BAD_REQUEST, page_problem("链接有误", "This link is not well formed."));
	result = state_open(a->gateway->state, &o, &page.view);
	if (result == RESULT_PAYMENT_DIFFERS)
		return answer_html(a, MHD_HTTP_CONFLICT,
		                   page_problem("这笔付款的内容变了",
		                                "This payment is known with another amount or address."));
	if (result != RESULT_DONE)
		return answer_html(a, result_answers[result].status,
		                   page_problem("网关忙", "The gateway cannot take more payments."));
	page.payment = o.payment;
	page.title = o.title;
	return answer_html(a, MHD_HTTP_OK, page_pay(&page));
}

static enum MHD_Result pay_css(struct ask *a)
{
	return answer_css(a, page_css);
}

/* Copies a form field whose value needs no decoding; empty when it is missing or too long. */
static void form_get(const struct ask *a, const char *name, char *ret_value, size_t room)
{
	size_t name_length = strlen(name);
	const char *at = a->body;

	ret_value[0] = '\0';
	while (at != NULL) {
		size_t length = strcspn(at, "&");

		if (strncmp(at, name, name_length) == 0 && at[name_length] == '=') {
			length -= name_length + 1;
			if (length >= room)
				return;
			memcpy(ret_value, at + name_length + 1, length);
			ret_value[length] = '\0';
			return;
		}
		at = at[length] == '&' ? at + length + 1 : NULL;
	}
}

static enum MHD_Result pay_confirm(struct ask *a)
{
	char payment[STATE_ID_CHARS + 1], ticket[STATE_TICKET_CHARS + 1], action[8];
	enum result result;
	struct view view;

	form_get(a, "payment", payment, sizeof payment);
	form_get(a, "ticket", ticket, sizeof ticket);
	form_get(a, "action", action, sizeof action);
	if (!state_id_is_well_formed(payment) || (strcmp(action, "pay") != 0 && strcmp(action, "cancel") != 0))
		return answer_html(a, MHD_HTTP_BAD_REQUEST, page_problem("表单有误", "This form is not well formed."));
	result = state_confirm(a->gateway->state, payment, ticket, strcmp(action, "pay") == 0, sign_now_ms(), &view);
	if (result == RESULT_DONE && view.return_url[0] != '\0')
		return answer_see_other(a, view.return_url);
	return answer_html(a, MHD_HTTP_FORBIDDEN, page_problem("没有这笔付款", "There is no such payment to answer."));
}

/* ---- server to server ---- */

static enum MHD_Result query(struct ask *a)
{
	static const char *const known[] = { "payment", NULL };
	json_t *body = body_json(a);
	const char *payment = json_id(body, "payment");
	enum MHD_Result sent;
	enum result result;
	struct view v;

	if (payment == NULL || !names_are_known(body, known)) {
		json_decref(body);
		return answer_bad(a);
	}
	result = state_query(a->gateway->state, payment, &v);
	if (result != RESULT_DONE)
		sent = answer_result(a, result);
	else
		sent = answer_json(a, MHD_HTTP_OK,
		                   json_pack("{s:s, s:s, s:I, s:I, s:s?}", "payment", payment, "status",
		                             payment_status_name(v.status), "amount_fen", (json_int_t)v.amount_fen,
		                             "refunded_fen", (json_int_t)v.refunded_fen, "trade",
		                             v.trade[0] ? v.trade : NULL));
	json_decref(body);
	return sent;
}

static enum MHD_Result refund(struct ask *a)
{
	static const char *const known[] = { "payment", "refund", "amount_fen", NULL };
	json_t *body = body_json(a);
	const char *payment = json_id(body, "payment");
	const char *id = json_id(body, "refund");
	enum MHD_Result sent;
	int64_t amount_fen;
	enum result result;

	if (payment == NULL || id == NULL || !names_are_known(body, known) || !json_amount(body, &amount_fen)) {
		json_decref(body);
		return answer_bad(a);
	}
	result = state_refund(a->gateway->state, payment, id, amount_fen, sign_now_ms());
	if (result != RESULT_DONE)
		sent = answer_result(a, result);
	else
		sent = answer_json(a, MHD_HTTP_OK, json_pack("{s:s, s:s}", "status", "accepted", "refund", id));
	json_decref(body);
	return sent;
}

/* ---- the test door ---- */

/* Reads false, true or a number from 0 to 1; a missing one is 0. */
static bool json_probability(json_t *body, const char *name, double *ret_probability)
{
	const json_t *value = json_object_get(body, name);

	*ret_probability = 0;
	if (value == NULL)
		return true;
	if (json_is_boolean(value))
		*ret_probability = json_is_true(value) ? 1 : 0;
	else if (json_is_number(value))
		*ret_probability = json_number_value(value);
	else
		return false;
	return *ret_probability >= 0 && *ret_probability <= 1;
}

static bool behaviour_read(json_t *body, struct behaviour *ret_behaviour)
{
	const json_t *late_ms = json_object_get(body, "late_ms");
	struct behaviour b = { 0 };
	bool good = json_probability(body, "late", &b.late) && json_probability(body, "twice", &b.twice) &&
	            json_probability(body, "wrong_amount", &b.wrong_amount) &&
	            json_probability(body, "wrong_signature", &b.wrong_signature) &&
	            json_probability(body, "never", &b.never) &&
	            json_probability(body, "out_of_order", &b.out_of_order) &&
	            json_probability(body, "error_500", &b.error_500) &&
	            json_probability(body, "refund_500", &b.refund_500);

	if (!good || (late_ms != NULL && !json_is_integer(late_ms)))
		return false;
	b.late_ms = json_integer_value(late_ms);
	if (b.late_ms > 0 && json_object_get(body, "late") == NULL)
		b.late = 1;
	*ret_behaviour = b;
	return b.late_ms >= 0 && b.late_ms <= STATE_LATE_MAX_MS;
}

static enum MHD_Result naughty(struct ask *a)
{
	static const char *const known[] = {
		"payment",      "late",      "late_ms",    "twice", "wrong_amount", "wrong_signature", "never",
		"out_of_order", "error_500", "refund_500", NULL
	};
	json_t *body = body_json(a);
	const char *payment = json_string_value(json_object_get(body, "payment"));
	enum result result;
	struct behaviour b;

	if (payment == NULL || (strcmp(payment, "*") != 0 && !state_id_is_well_formed(payment)) ||
	    !names_are_known(body, known) || !behaviour_read(body, &b)) {
		json_decref(body);
		return answer_bad(a);
	}
	result = state_behave(a->gateway->state, payment, &b);
	json_decref(body);
	if (result != RESULT_DONE)
		return answer_result(a, result);
	return answer_json(a, MHD_HTTP_OK, json_pack("{s:s}", "status", "ok"));
}

static bool test_pay_read(const struct ask *a, json_t *body, struct opening *ret_opening, bool *ret_pay,
                          char ret_path[STATE_URL_CHARS + 1])
{
	static const char *const known[] = { "payment", "amount_fen", "notify", "fail", NULL };
	const json_t *fail = json_object_get(body, "fail");
	struct opening o = {
		.payment = json_id(body, "payment"),
		.title = "",
		.notify_url = json_string_value(json_object_get(body, "notify")),
		.notify_path = ret_path,
	};

	if (o.payment == NULL || o.notify_url == NULL || !names_are_known(body, known) ||
	    !json_amount(body, &o.amount_fen) || (fail != NULL && !json_is_boolean(fail)))
		return false;
	*ret_pay = !json_is_true(fail);
	*ret_opening = o;
	return address_notify_read(o.notify_url, a->gateway->allow_any, ret_path);
}

static enum MHD_Result test_pay(struct ask *a)
{
	json_t *body = body_json(a);
	char path[STATE_URL_CHARS + 1];
	enum result result;
	struct opening o;
	struct view v;
	bool pay;

	if (!test_pay_read(a, body, &o, &pay, path)) {
		json_decref(body);
		return answer_bad(a);
	}
	result = state_pay(a->gateway->state, &o, pay, sign_now_ms(), &v);
	json_decref(body);
	if (result != RESULT_DONE)
		return answer_result(a, result);
	return answer_json(a, MHD_HTTP_OK,
	                   json_pack("{s:s, s:s?}", "status", payment_status_name(v.status), "trade",
	                             v.trade[0] ? v.trade : NULL));
}

static enum MHD_Result test_state(struct ask *a)
{
	const char *from_text = MHD_lookup_connection_value(a->connection, MHD_GET_ARGUMENT_KIND, "from");
	const char *only = MHD_lookup_connection_value(a->connection, MHD_GET_ARGUMENT_KIND, "payment");
	int64_t from = 0;

	if (from_text != NULL && !sign_number_read(from_text, strlen(from_text), &from))
		return answer_bad(a);
	if (only != NULL && !state_id_is_well_formed(only))
		return answer_bad(a);
	return answer_json(a, MHD_HTTP_OK, state_list(a->gateway->state, from, only));
}

static enum MHD_Result healthz(struct ask *a)
{
	return answer_json(a, MHD_HTTP_OK, json_pack("{s:s}", "status", "ok"));
}

const struct route answers_routes[] = {
	{ "GET", "/pay", pay_page, DOOR_OPEN },
	{ "GET", "/pay.css", pay_css, DOOR_OPEN },
	{ "POST", "/pay/confirm", pay_confirm, DOOR_OPEN },
	{ "POST", "/query", query, DOOR_SIGNED },
	{ "POST", "/refund", refund, DOOR_SIGNED },
	{ "POST", "/naughty", naughty, DOOR_NAUGHTY },
	{ "POST", "/test/pay", test_pay, DOOR_NAUGHTY },
	{ "GET", "/test/state", test_state, DOOR_NAUGHTY },
	{ "GET", "/healthz", healthz, DOOR_OPEN },
};

const size_t answers_route_count = sizeof answers_routes / sizeof answers_routes[0];
