/* A record is declared once: one table of fields for a struct serves row scan, form reading with its checks, the form's
   HTML, JSON both ways, CSV columns and the OpenAPI schema.
   Invariants: a member is int64_t for the whole-number kinds, struct list for a list and struct text for the others (checked at compile time by
   the macros below); the field's name is the member's, the column's and the JSON key; the table ends with FIELD_END. */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include <stddef.h>

#include "base/text.h"

enum field_kind {
	FIELD_NONE,    /* ends the table */
	FIELD_TEXT,    /* one line; min and max count characters */
	FIELD_NOTE,    /* several lines; min and max count characters */
	FIELD_SECRET,  /* a password: never shown, stored or given back */
	FIELD_CHOICE,  /* text, one of choices */
	FIELD_INT,     /* min and max are values */
	FIELD_FEN,     /* money; people write and read yuan, "36.50"; JSON has whole fen */
	FIELD_GRAMS,   /* weight; people write and read kilograms with up to three decimals; JSON has whole grams */
	FIELD_PERCENT, /* hundredths of a percent; written as "16.5", in JSON a number */
	FIELD_STATE, /* a state or kind: the position of its word in choices; written as that word. choices[0] stands for 0, with value ""
	                 where 0 is no state; label is what people read */
	FIELD_COUNTY, /* a county's six digits; written as its code, "" for 0 */
	FIELD_BOOL,   /* 0 or 1; a checkbox */
	FIELD_DAY,    /* yyyymmdd; entered and given as "2026-07-25" */
	FIELD_MOMENT, /* ms UTC; given as RFC 3339 */
	FIELD_ID,     /* id; given in its public form with the county beside it */
	FIELD_PLACE,  /* place key; entered and given as the official code */
	FIELD_PHONE,  /* text; a contact number, digits with an optional + */
	FIELD_LIST,   /* struct list of rows of another record; JSON array of objects; form fields "lines.0.count" */
	FIELD_PART, /* a row of another record within this one, whose fields stand among this one's; JSON only, given only */
	FIELD_COUNT_OF_KINDS,
};

enum field_flag {
	FIELD_IN = 1,       /* read from forms and JSON bodies */
	FIELD_OUT = 2,      /* given in JSON and CSV */
	FIELD_REQUIRED = 4, /* must be there and not empty when read */
	FIELD_BOTH = FIELD_IN | FIELD_OUT,
	FIELD_MUST = FIELD_IN | FIELD_OUT | FIELD_REQUIRED,
	FIELD_WIDE = 8,     /* the form shows it full width */
	FIELD_AS_CODE = 16, /* FIELD_PLACE: the form asks for the code itself, not for a place that is there already */
};

/* One of a few values; label is the English key of the catalogue. The list ends with value NULL. */
struct record;
struct choice {
	const char *value;
	const char *label;
};

struct field {
	enum field_kind kind;
	unsigned flags;
	const char *name;
	size_t offset;
	const char *label; /* English key of the catalogue; also the CSV heading */
	const char *hint;  /* English key or NULL */
	int64_t min, max;  /* 0, 0: the kind's own bounds */
	const struct choice *choices;
	const struct record
		*rows; /* FIELD_LIST: what its elements are; min and max count them. FIELD_PART: what it is */
	size_t county; /* FIELD_ID: offset of the int64_t county of the thing; 0: the record's own */
};

/* The member of a FIELD_LIST: rows of the nested record in the arena. */
struct list {
	const void *rows;
	size_t count;
};

struct record {
	const char *name; /* singular, the OpenAPI schema's name */
	size_t size;      /* of the struct */
	size_t county;    /* offset of the int64_t county that FIELD_ID members are printed with */
	const struct field *fields;
};

/* The offset of a member after checking at compile time that it has the type its kind wants. */
#define FIELD_WHOLE(type, member) \
	(offsetof(struct type, member) + 0 * sizeof(_Generic(((struct type *)0)->member, int64_t : 0)))
#define FIELD_WORDS(type, member) \
	(offsetof(struct type, member) + 0 * sizeof(_Generic(((struct type *)0)->member, struct text : 0)))

/* Rows of a field table:  TEXT_FIELD(product, title, "Title", FIELD_MUST, 1, 120) */
#define TEXT_FIELD(type, member, label_, flags_, min_, max_)                                                 \
	{                                                                                                    \
		.kind = FIELD_TEXT, .flags = (flags_), .name = #member, .offset = FIELD_WORDS(type, member), \
		.label = (label_), .min = (min_), .max = (max_)                                              \
	}
#define NOTE_FIELD(type, member, label_, flags_, min_, max_)                                                 \
	{                                                                                                    \
		.kind = FIELD_NOTE, .flags = (flags_), .name = #member, .offset = FIELD_WORDS(type, member), \
		.label = (label_), .min = (min_), .max = (max_)                                              \
	}
#define SECRET_FIELD(type, member, label_, flags_, min_, max_)                                                 \
	{                                                                                                      \
		.kind = FIELD_SECRET, .flags = (flags_), .name = #member, .offset = FIELD_WORDS(type, member), \
		.label = (label_), .min = (min_), .max = (max_)                                                \
	}
#define PHONE_FIELD(type, member, label_, flags_)                                                             \
	{                                                                                                     \
		.kind = FIELD_PHONE, .flags = (flags_), .name = #member, .offset = FIELD_WORDS(type, member), \
		.label = (label_), .min = 5, .max = 20                                                        \
	}
#define CHOICE_FIELD(type, member, label_, flags_, choices_)                                                   \
	{                                                                                                      \
		.kind = FIELD_CHOICE, .flags = (flags_), .name = #member, .offset = FIELD_WORDS(type, member), \
		.label = (label_), .choices = (choices_)                                                       \
	}
#define INT_FIELD(type, member, label_, flags_, min_, max_)                                                 \
	{                                                                                                   \
		.kind = FIELD_INT, .flags = (flags_), .name = #member, .offset = FIELD_WHOLE(type, member), \
		.label = (label_), .min = (min_), .max = (max_)                                             \
	}
/* A thing of another county than the row's; the county stands in a member of its own. */
#define ID_FIELD(type, member, county_, label_, flags_)                                                    \
	{                                                                                                  \
		.kind = FIELD_ID, .flags = (flags_), .name = #member, .offset = FIELD_WHOLE(type, member), \
		.label = (label_), .county = FIELD_WHOLE(type, county_)                                    \
	}
#define STATE_FIELD(type, member, label_, flags_, choices_)                                                   \
	{                                                                                                     \
		.kind = FIELD_STATE, .flags = (flags_), .name = #member, .offset = FIELD_WHOLE(type, member), \
		.label = (label_), .choices = (choices_)                                                      \
	}
/* Any other whole-number kind: WHOLE_FIELD(FIELD_FEN, variant, price_fen, "Price", FIELD_MUST, 1, 100000000) */
#define WHOLE_FIELD(kind_, type, member, label_, flags_, min_, max_)                                      \
	{                                                                                                 \
		.kind = (kind_), .flags = (flags_), .name = #member, .offset = FIELD_WHOLE(type, member), \
		.label = (label_), .min = (min_), .max = (max_)                                           \
	}
#define LIST_FIELD(type, member, label_, flags_, rows_, min_, max_)                          \
	{                                                                                    \
		.kind = FIELD_LIST, .flags = (flags_), .name = #member,                      \
		.offset = offsetof(struct type, member) +                                    \
		          0 * sizeof(_Generic(((struct type *)0)->member, struct list : 0)), \
		.label = (label_), .rows = (rows_), .min = (min_), .max = (max_)             \
	}
/* PART_FIELD(product_view, product, &product_record): the fields of its member `product`. */
#define PART_FIELD(type, member, rows_)                                                                           \
	{                                                                                                         \
		.kind = FIELD_PART, .flags = FIELD_OUT, .name = #member, .offset = offsetof(struct type, member), \
		.rows = (rows_)                                                                                   \
	}
#define FIELD_END                  \
	{                          \
		.kind = FIELD_NONE \
	}

/* The position of a word among choices; -1: it is none of them, or empty. */
int64_t choice_position(const struct choice *choices, struct text word);
/* The choice a FIELD_STATE stands at; aborts when the table has no such position. */
const struct choice *field_choice(const struct field *field, int64_t position);
/* Whether the kind's member is int64_t (else struct text). */
bool field_is_whole(enum field_kind kind);
/* The member itself. */
int64_t *field_int(const struct field *field, void *row);
struct text *field_text(const struct field *field, void *row);
int64_t field_int_of(const struct field *field, const void *row);
struct text field_text_of(const struct field *field, const void *row);
/* The field of that name, or NULL. */
const struct field *record_field(const struct record *record, struct text name);
/* The member as a person or a file writes it: "36.50", "2026-07-25", "510525", public ids, choices as their value. */
struct text field_show(struct arena *arena, const struct record *record, const struct field *field, const void *row);

struct problems;
/* Reads what a person or a file wrote into the member after all checks of kind, bounds and choices; an empty value of a
   field that is not required gives 0 or the empty text. False: the member keeps its value and a problem is added. */
bool field_read(struct arena *arena, const struct field *field, struct text written, void *row,
                struct problems *problems);
/* The same for what a program wrote: money in whole fen, weight in whole grams. */
bool field_read_exact(struct arena *arena, const struct field *field, struct text written, void *row,
                      struct problems *problems);

#endif
