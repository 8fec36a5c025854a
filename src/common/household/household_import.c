/* Reading, checking and writing of a file of households (household_import.h). */
#include "common/household/household_import.h"

#include "base/csv.h"
#include "base/limits.h"
#include "base/workbook.h"

/* A line of the file; the names of the members are the columns, and so are their labels in every language. */
struct import_line {
	struct text village, household, relation, name, number, phone;
};

static const struct field line_fields[] = {
	TEXT_FIELD(import_line, village, N_("Code of the village"), FIELD_BOTH, 0, 20),
	TEXT_FIELD(import_line, household, N_("Number of the household in this file"), FIELD_MUST, 1, 20),
	TEXT_FIELD(import_line, relation, N_("Relation"), FIELD_MUST, 1, 40),
	TEXT_FIELD(import_line, name, N_("Name of the person"), FIELD_MUST, 1, 60),
	TEXT_FIELD(import_line, number, N_("Personal number"), FIELD_BOTH, 0, 20),
	PHONE_FIELD(import_line, phone, N_("Phone"), FIELD_BOTH),
	FIELD_END,
};
const struct record household_import_record = { .name = "household_line_of_file",
	                                        .size = sizeof(struct import_line),
	                                        .fields = line_fields };

struct import_sure {
	int64_t sure;
};
static const struct field sure_fields[] = {
	WHOLE_FIELD(FIELD_BOOL, import_sure, sure, N_("These are other households"), FIELD_IN, 0, 1),
	FIELD_END,
};
const struct record household_import_sure_record = { .name = "households_are_others",
	                                             .size = sizeof(struct import_sure),
	                                             .fields = sure_fields };

struct reader {
	struct request *r;
	const struct csv_table *table;
	const struct csv_row *row;
	struct text file;
	int64_t line;
	struct household_import *import;
	int64_t good_village; /* the last that was found good: files come village by village */
};

static void line_problem(struct reader *in, const char *column, const char *message, struct text detail)
{
	problem_add_line(&in->r->problems, in->file, in->line, text_of(column), message, detail);
}

/* ---- file ---- */

bool household_import_table(struct request *r, struct text file, struct text file_name, struct csv_table *ret)
{
	struct text csv;
	int64_t line = 0;

	if (workbook_is(file)) {
		if (workbook_read(r->arena, file, HOUSEHOLD_IMPORT_ROWS + 1, ret, &line) == DONE)
			return true;
		problem_add_line(
			&r->problems, file_name, line, T(""),
			N_("This workbook cannot be read: it is damaged, too large, or has more than %s lines"),
			show_number(r, HOUSEHOLD_IMPORT_ROWS));
		return false;
	}
	if (csv_utf8(r->arena, file, &csv) != DONE) {
		problem_add_line(&r->problems, file_name, 1, T(""), N_("This file is neither UTF-8 nor GB 18030"),
		                 T(""));
		return false;
	}
	if (csv.length <= HOUSEHOLD_IMPORT_BYTES &&
	    csv_read(r->arena, csv, HOUSEHOLD_IMPORT_ROWS + 1, ret, &line) == DONE)
		return true;
	problem_add_line(&r->problems, file_name, line, T(""),
	                 N_("From here on the file cannot be read: quotes that do not close, or more than %s lines"),
	                 show_number(r, HOUSEHOLD_IMPORT_ROWS));
	return false;
}

/* The column that bears the field's name or its label in any language. */
static size_t column_of(const struct csv_table *table, const struct field *field)
{
	size_t column = table->count > 0 ? csv_column(table, text_of(field->name)) : CSV_CELLS;

	if (table->count > 0 && column == CSV_CELLS)
		column = csv_column(table, text_of(field->label));
	for (size_t i = 0; column == CSV_CELLS && table->count > 0 && languages[i] != NULL; i++)
		column = csv_column(table, text_of(language_word(languages[i], field->label)));
	return column;
}

static bool heading_read(struct reader *in, size_t columns[])
{
	bool is_good = true;

	in->line = 1;
	for (size_t i = 0; line_fields[i].kind != FIELD_NONE; i++) {
		columns[i] = column_of(in->table, &line_fields[i]);
		if (line_fields[i].flags & FIELD_REQUIRED && columns[i] == CSV_CELLS) {
			line_problem(in, line_fields[i].name, N_("The first line lacks this column"), T(""));
			is_good = false;
		}
	}
	return is_good;
}

/* ---- a line ---- */

/* The value of a relation written as such or as its word in any language; empty when it is none. */
static struct text relation_of(struct text cell)
{
	for (const struct choice *choice = household_relations; choice->value != NULL; choice++) {
		bool is_it = text_equal(cell, text_of(choice->value)) || text_equal(cell, text_of(choice->label));

		for (size_t i = 0; !is_it && languages[i] != NULL; i++)
			is_it = text_equal(cell, text_of(language_word(languages[i], choice->label)));
		if (is_it)
			return text_of(choice->value);
	}
	return T("");
}

static void village_read(struct reader *in, struct text cell, struct import_person *person)
{
	int64_t place = in->import->place;

	if (cell.length > 0 && !place_read(cell, &place))
		place = -1;
	if (place >= 0 && place == in->good_village) {
		person->village = place;
	} else if (place < 0 || place_level(place) != PLACE_VILLAGE || !place_is_known(in->r->db, place)) {
		line_problem(in, "village", N_("No village has this code"), T(""));
	} else if (!request_may(in->r, RIGHT_HOUSEHOLD_EDIT, place)) {
		line_problem(in, "village", N_("This village is not in your land"), T(""));
	} else {
		person->village = in->good_village = place;
	}
}

/* Whoever has this personal number already. */
static enum outcome known_read(struct reader *in, struct import_person *person)
{
	struct person known;
	enum outcome outcome = person_of_number(in->r->db, in->r->arena, request_secret(in->r), person->number, &known);

	if (outcome != DONE)
		return outcome == NOT_FOUND ? DONE : outcome;
	if (place_level(known.place) == PLACE_HOUSEHOLD) {
		line_problem(in, "number", N_("The person with this personal number is on a household's card already"),
		             T(""));
	} else if (known.place != person->village || !text_equal(known.name, person->name)) {
		line_problem(in, "number",
		             N_("The person with this personal number is registered with another name or place"),
		             T(""));
	} else {
		person->known_county = known.county;
		person->known_id = known.id;
	}
	return DONE;
}

static void number_check(struct reader *in, const struct import_person *person)
{
	if (!personal_number_is_valid(person->number)) {
		line_problem(in, "number", N_("This is not a personal number: check the 18 characters"), T(""));
		return;
	}
	for (size_t i = 0; i < in->import->count; i++)
		if (text_equal(in->import->people[i].number, person->number)) {
			line_problem(in, "number", N_("The same personal number stands in line %s"),
			             text_of_int(in->r->arena, in->import->people[i].line));
			return;
		}
}

/* False: the line's own problems are noted. */
static bool cells_read(struct reader *in, const size_t columns[], struct import_line *line)
{
	struct problems *problems = &in->r->problems;
	size_t before = problems->count + problems->dropped, first = problems->count;

	for (size_t i = 0; line_fields[i].kind != FIELD_NONE; i++)
		(void)field_read(in->r->arena, &line_fields[i],
		                 columns[i] < CSV_CELLS ? csv_cell(in->row, columns[i]) : T(""), line, problems);
	for (size_t i = first; i < problems->count; i++) {
		problems->list[i].line = in->line;
		problems->list[i].file = in->file;
	}
	return problems->count + problems->dropped == before;
}

static enum outcome person_read(struct reader *in, const size_t columns[], struct import_person *person)
{
	struct import_line line = { .village = T("") };
	size_t before = in->r->problems.count;

	if (!cells_read(in, columns, &line))
		return DONE;
	*person = (struct import_person){ .line = in->line,
		                          .household = text_trim(line.household),
		                          .relation = relation_of(text_trim(line.relation)),
		                          .name = text_trim(line.name),
		                          .number = text_trim(line.number),
		                          .phone = text_trim(line.phone) };
	village_read(in, text_trim(line.village), person);
	if (person->relation.length == 0)
		line_problem(in, "relation", N_("No such relation: head, spouse, child, parent, grandchild, other"),
		             T(""));
	if (person->number.length > 0)
		number_check(in, person);
	return person->number.length > 0 && in->r->problems.count == before ? known_read(in, person) : DONE;
}

/* ---- households ---- */

static enum outcome home_known(struct request *r, struct import_home *home)
{
	int64_t id;
	enum outcome outcome =
		db_number(r->db, &id, "SELECT household_id FROM household_import WHERE county = $1 AND key = $2",
	                  bind(i64(place_county(home->village)), txt(home->key)));

	home->is_known = outcome == DONE;
	return outcome == NOT_FOUND ? DONE : outcome;
}

static enum outcome home_of(struct reader *in, struct import_person *person)
{
	struct household_import *import = in->import;
	struct text key = text_format(in->r->arena, "%.*s/%.*s", TEXT(place_code(in->r->arena, person->village)),
	                              TEXT(person->household));
	enum outcome outcome = DONE;

	/* From the last: lines of one household usually stand together. */
	for (person->home = import->home_count; person->home > 0; person->home--)
		if (text_equal(import->homes[person->home - 1].key, key))
			break;
	if (person->home == 0) {
		import->homes[import->home_count++] =
			(struct import_home){ .line = person->line, .village = person->village, .key = key };
		person->home = import->home_count;
		outcome = home_known(in->r, &import->homes[person->home - 1]);
		import->known_count += import->homes[person->home - 1].is_known;
	}
	person->home--;
	import->homes[person->home].people++;
	if (!text_equal(person->relation, T("head")))
		return outcome;
	if (import->homes[person->home].head.length > 0)
		line_problem(in, "relation", N_("This household has two heads"), T(""));
	import->homes[person->home].head = person->name;
	return outcome;
}

/* Of a household that is there already nothing is asked: its people are on their card since the first time. */
static void forget_known(struct reader *in, const struct import_person *person, size_t problems_before)
{
	if (in->import->homes[person->home].is_known)
		in->r->problems.count = problems_before;
}

static enum outcome rows_read(struct reader *in, const size_t columns[])
{
	struct household_import *import = in->import;
	enum outcome outcome = DONE;

	for (size_t i = 1; outcome == DONE && i < in->table->count; i++) {
		struct import_person person = { .line = 0 };
		size_t before = in->r->problems.count;

		in->row = &in->table->rows[i];
		in->line = in->row->line;
		outcome = person_read(in, columns, &person);
		if (outcome != DONE || person.village == 0)
			continue;
		outcome = home_of(in, &person);
		forget_known(in, &person, before);
		import->people[import->count++] = person;
	}
	return outcome;
}

enum outcome household_import_read(struct request *r, const struct csv_table *table, struct text file_name,
                                   struct household_import *import)
{
	size_t columns[sizeof line_fields / sizeof line_fields[0]] = { 0 };
	struct reader in = { .r = r, .table = table, .file = file_name, .import = import, .good_village = -1 };
	enum outcome outcome;

	import->people = arena_array(r->arena, table->count + 1, sizeof *import->people);
	import->homes = arena_array(r->arena, table->count + 1, sizeof *import->homes);
	if (!heading_read(&in, columns))
		return INVALID;
	outcome = rows_read(&in, columns);
	for (size_t i = 0; outcome == DONE && i < import->home_count; i++) {
		in.line = import->homes[i].line;
		if (import->homes[i].head.length == 0)
			line_problem(&in, "relation", N_("This household has no head"), T(""));
		if (import->homes[i].people > HOUSEHOLD_IMPORT_SLICE)
			line_problem(&in, "household", N_("More than %s people in one household"),
			             text_of_int(r->arena, HOUSEHOLD_IMPORT_SLICE));
	}
	if (outcome == DONE && place_county(import->place) == 0 && import->count > HOUSEHOLD_IMPORT_WIDE)
		problem_add_line(
			&r->problems, file_name, 0, T(""),
			N_("For more than %s people open the list of one county and bring in its people there"),
			show_number(r, HOUSEHOLD_IMPORT_WIDE));
	if (outcome == DONE && table->count < 2) {
		in.line = 1;
		line_problem(&in, "household", N_("There are no households in this file"), T(""));
	}
	return outcome != DONE ? outcome : r->problems.count + r->problems.dropped > 0 ? INVALID : DONE;
}

/* ---- alike ---- */

static enum outcome look_at(struct request *r, struct household_import *import, const struct import_person *line)
{
	const struct person person = { .id = line->known_id,
		                       .place = line->village,
		                       .name = line->name,
		                       .phone = line->phone,
		                       .number = line->number };
	const struct household_newcomer newcomer = { .place = line->village,
		                                     .head = text_equal(line->relation, T("head")) ? line->name : T(""),
		                                     .member = &person };
	struct household_alike *pairs;
	size_t count;
	enum outcome outcome = household_alike_ask(r->db, r->arena, request_secret(r), &newcomer, &pairs, &count);

	for (size_t i = 0; outcome == DONE && i < count && import->alike_count < HOUSEHOLD_IMPORT_ALIKE; i++)
		import->alike[import->alike_count++] =
			(struct import_alike){ .line = line->line, .name = line->name, .pair = pairs[i] };
	return outcome;
}

enum outcome household_import_look(struct request *r, struct household_import *import)
{
	enum outcome outcome = DONE;

	import->alike = arena_array(r->arena, HOUSEHOLD_IMPORT_ALIKE, sizeof *import->alike);
	import->alike_count = 0;
	for (size_t i = 0; outcome == DONE && i < import->count && import->alike_count < HOUSEHOLD_IMPORT_ALIKE; i++)
		if (!import->homes[import->people[i].home].is_known)
			outcome = look_at(r, import, &import->people[i]);
	return outcome;
}

/* People in the order of their households, else as in the file. */
static const struct import_person **by_household(struct request *r, const struct household_import *import)
{
	const struct import_person **people = arena_array(r->arena, import->count + 1, sizeof(*people));
	size_t *next = arena_array(r->arena, import->home_count + 1, sizeof *next);

	for (size_t i = 1; i < import->home_count; i++)
		next[i] = next[i - 1] + (size_t)import->homes[i - 1].people;
	for (size_t i = 0; i < import->count; i++)
		people[next[import->people[i].home]++] = &import->people[i];
	return people;
}

struct text household_import_text(struct request *r, const struct household_import *import)
{
	const struct import_person **people = by_household(r, import);
	struct output out = output_in(r->arena);

	out_string(&out, "village,household,relation,name,number,phone\n");
	for (size_t i = 0; i < import->count; i++) {
		const struct import_person *person = people[i];
		const struct text cells[] = { place_code(r->arena, person->village),
			                      person->household,
			                      person->relation,
			                      person->name,
			                      person->number,
			                      person->phone };

		for (size_t k = 0; k < sizeof cells / sizeof cells[0]; k++) {
			out_string(&out, k > 0 ? "," : "");
			out_csv(&out, cells[k]);
		}
		out_string(&out, "\n");
	}
	return output_text(&out);
}

/* ---- writing ---- */

static enum outcome person_put(struct request *r, const struct import_person *line, const struct household *household)
{
	struct person person = { .county = line->known_county, .id = line->known_id };
	enum outcome outcome = DONE;

	if (line->known_id == 0) {
		person = (struct person){ .county = place_county(line->village),
			                  .id = request_new_id(r),
			                  .place = line->village,
			                  .name = line->name,
			                  .login = T(""),
			                  .phone = line->phone,
			                  .number = line->number,
			                  .password_hash = T(""),
			                  .language = T(""),
			                  .created_at = r->now };
		outcome = person_add(r->db, r->arena, request_secret(r), r->world, &person, &r->problems);
	}
	return outcome == DONE ? household_join(r->db, r->arena, household->place, person.county, person.id,
	                                        line->relation, r->today)
	                       : outcome;
}

static enum outcome home_put(struct request *r, const struct household_import *import, size_t home)
{
	const struct import_home *line = &import->homes[home];
	struct household household = {
		.id = request_new_id(r), .place = line->village, .head = line->head, .created_at = r->now
	};
	enum outcome outcome = household_add(r->db, r->arena, &household);

	if (outcome == DONE)
		outcome = db_exec(r->db,
		                  "INSERT INTO household_import(county, key, household_id, at) VALUES ($1, $2, $3, $4)",
		                  bind(i64(household.county), txt(line->key), i64(household.id), i64(r->now)));
	for (size_t i = 0; outcome == DONE && i < import->count; i++)
		if (import->people[i].home == home)
			outcome = person_put(r, &import->people[i], &household);
	return outcome;
}

enum outcome household_import_write(struct request *r, const struct household_import *import, size_t from, size_t most,
                                    size_t *ret_next)
{
	enum outcome outcome = DONE;

	for (*ret_next = from; outcome == DONE && *ret_next < import->home_count && *ret_next - from < most;
	     (*ret_next)++)
		if (!import->homes[*ret_next].is_known)
			outcome = home_put(r, import, *ret_next);
	return outcome;
}
