/* Bringing in households from a file, CSV or XLSX: one line a person, lines of one key are one household. For the files of this module only.
   All or nothing: every line is read and checked first (the dry run); what is confirmed goes as text into the command, is checked again and then
   written. A household whose key was brought in before is left alone, so a file may come twice.
   Whoever has a personal number that is known is that person: on a card already it is a problem of the line, else that account joins. */
#ifndef COMMON_HOUSEHOLD_IMPORT_H
#define COMMON_HOUSEHOLD_IMPORT_H

#include "base/csv.h"
#include "common/household/household_rows.h"

/* People of one file, and bytes of its text. Up to AT_ONCE are written in one command; more are long work (household_job.c), some whole households of
   at most SLICE people a command: with a household each they take no more ids than a command has. */
enum {
	HOUSEHOLD_IMPORT_ROWS = 10000,
	HOUSEHOLD_IMPORT_BYTES = 1 << 20,
	HOUSEHOLD_IMPORT_AT_ONCE = 500,
	HOUSEHOLD_IMPORT_WIDE = 2000, /* from a land of several counties, which is always one command */
	HOUSEHOLD_IMPORT_SLICE = 100
};

struct import_person {
	int64_t line; /* of the file */
	int64_t village;
	struct text household, relation, name, number, phone;
	int64_t known_county, known_id; /* has an account already; 0: none */
	size_t home;                    /* index of its household */
};

struct import_home {
	int64_t line, village;
	struct text key; /* "510525101001/12" */
	struct text head;
	int64_t people;
	bool is_known; /* brought in before */
};

/* A line that looks like a household that is there. */
struct import_alike {
	int64_t line;
	struct text name;
	struct household_alike pair;
};
enum { HOUSEHOLD_IMPORT_ALIKE = 50 }; /* shown of one file */

struct household_import {
	int64_t place; /* where the right was asked */
	struct import_person *people;
	size_t count;
	struct import_home *homes;
	size_t home_count, known_count;
	struct import_alike *alike;
	size_t alike_count;
};

/* A file as rows of cells. False: a problem says why. */
bool household_import_table(struct request *r, struct text file, struct text file_name, struct csv_table *ret);
/* Rows with a heading line, checked: INVALID with problems by line. */
MUST_USE enum outcome household_import_read(struct request *r, const struct csv_table *table, struct text file_name,
                                            struct household_import *import);
/* Looks for households that are there and look like those of the file, at most HOUSEHOLD_IMPORT_ALIKE: before anything is written. */
MUST_USE enum outcome household_import_look(struct request *r, struct household_import *import);
/* The same people as a CSV that household_import_read() takes again, household by household. */
struct text household_import_text(struct request *r, const struct household_import *import);
/* Writes households from that index on, at most so many, of an import that was read without problems; *ret_next is the first not
   looked at. All of them together are the import. */
MUST_USE enum outcome household_import_write(struct request *r, const struct household_import *import, size_t from,
                                             size_t most, size_t *ret_next);
/* In the command that confirms: opens it as long work; the lines of a household stand together. is_sure: what looks like
   households that are there is other ones. */
void household_import_later(struct request *r, const struct csv_table *table, bool is_sure);
/* For the page: the next piece that fits a form field; the heading of a column; how many people come in. */
struct text household_import_piece(struct text *rest);
struct text household_import_column(struct request *r, struct text name);
int64_t household_import_people(const struct household_import *import);
/* Columns of a file. */
extern const struct record household_import_record;
/* What is said when some look alike. */
extern const struct record household_import_sure_record;

void household_import_page(struct request *r);
void household_import_template(struct request *r);
void household_import_prepare(struct request *r);
void household_import_act(struct request *r);

#endif
