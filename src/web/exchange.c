/* Reading an exchange: headers and cookies. */
#include "web/exchange.h"

struct text exchange_header(const struct exchange *exchange, struct text name)
{
	for (size_t i = 0; i < exchange->header_count; i++)
		if (text_equal_caseless(exchange->headers[i].name, name))
			return exchange->headers[i].value;
	return T("");
}

/* One Cookie header is a list "a=b; c=d" (RFC 6265 5.4); HTTP/2 proxies may split it into several. */
static bool cookie_in(struct text list, struct text name, struct text *ret_value)
{
	struct text piece;
	while (text_next(&list, ';', &piece)) {
		piece = text_trim(piece);
		if (piece.length > name.length && text_starts(piece, name) && piece.bytes[name.length] == '=') {
			struct text value = text_part(piece, name.length + 1, piece.length);
			if (value.length >= 2 && value.bytes[0] == '"' && value.bytes[value.length - 1] == '"')
				value = text_part(value, 1, value.length - 2);
			*ret_value = value;
			return true;
		}
	}
	return false;
}

struct text exchange_cookie(const struct exchange *exchange, struct text name)
{
	struct text value = T("");
	for (size_t i = 0; i < exchange->header_count; i++)
		if (text_equal_caseless(exchange->headers[i].name, T("Cookie")) &&
		    cookie_in(exchange->headers[i].value, name, &value))
			break;
	return value;
}
