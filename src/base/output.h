/* A growing buffer in an arena: pages, JSON, CSV are written into it front to back. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/text.h"

struct output {
	struct arena *arena;
	char *bytes;
	size_t length, room;
	const char *language; /* of the HTML page: out_shown() marks what is in another one; NULL: it marks nothing */
};

/* An empty output that grows in the arena. */
struct output output_in(struct arena *arena);
/* Room for so many bytes more at once, for what will be about that long: growing copies. */
void output_reserve(struct output *out, size_t bytes);
/* What has been written so far; valid until more is written. */
struct text output_text(const struct output *out);
/* Bytes as they are. */
void out_raw(struct output *out, const char *bytes, size_t length);
void out_text(struct output *out, struct text t);
void out_string(struct output *out, const char *string);
void out_int(struct output *out, int64_t value);
/* A count: size_t does not convert to int64_t without a word. */
void out_size(struct output *out, size_t value);
void out_format(struct output *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Text for HTML content and quoted attributes: & < > " ' are escaped. */
void out_html(struct output *out, struct text t);
void out_html_string(struct output *out, const char *string);
/* Text for XML 1.0 content and quoted attributes: escaped, and without the characters that XML 1.0 does not have (section 2.2: control
   characters but tab and line ends, U+FFFE, U+FFFF). */
void out_xml(struct output *out, struct text t);
/* A JSON string with its quotes (RFC 8259). */
void out_json(struct output *out, struct text t);
/* A percent-encoded piece of a URL (RFC 3986 unreserved characters stay). */
void out_url(struct output *out, struct text t);
/* One CSV field (RFC 4180), quoted when needed; a leading = + - @ (full-width too), tab or line break gets an
   apostrophe unless the whole is a number, so that a spreadsheet does not run it. */
void out_csv(struct output *out, struct text t);

/* Text for HTML content only, escaped; a run of Chinese, Tibetan or Yi in a page of another language stands in a <bdi> with its
   language (WCAG 2.2, 3.1.2), so that it is read aloud and set right. The run is told by its letters (Unicode scripts Han, Tibetan, Yi);
   digits and marks between them go with it. */
void out_shown_text(struct output *out, struct text t);
void out_shown_string(struct output *out, const char *string);

/* What {= expr =} of a template calls in a tag, and where no element may stand: always escaped. */
#define out_escaped(out, value) \
	_Generic((value), struct text : out_html, const char * : out_html_string, char * : out_html_string,            \
		 int : out_int, long : out_int, long long : out_int, unsigned : out_int, size_t : out_size)(out, value)
/* The same in the text of a page. */
#define out_shown(out, value) \
	_Generic((value), struct text : out_shown_text, const char * : out_shown_string, char * : out_shown_string,    \
		 int : out_int, long : out_int, long long : out_int, unsigned : out_int, size_t : out_size)(out, value)

#endif
