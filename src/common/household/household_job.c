/* Long files of households as long work. What was looked through lies beside it, sealed, since personal numbers stand in it, some whole
   households a piece; a piece is checked again, by the rights of whoever asked as they are then, and written in one command. asked: "sure",
   when what looks like households that are there is said to be others. done and
   total count people. What was left out when it ended before is a file that can be brought in. */
#include "common/household/household_import.h"
#include "common/job/job.h"

/* Behind the last household of a piece: as many whole ones as fit, at least one. Lines of one stand together. */
static size_t end_of_piece(const struct csv_table *table, size_t from)
{
	size_t end = from;

	for (size_t i = from + 1; i <= table->count && i - from <= HOUSEHOLD_IMPORT_SLICE; i++)
		if (i == table->count || !text_equal(csv_cell(&table->rows[i], 0), csv_cell(&table->rows[i - 1], 0)) ||
		    !text_equal(csv_cell(&table->rows[i], 1), csv_cell(&table->rows[i - 1], 1)))
			end = i;
	if (end > from)
		return end;
	return from + HOUSEHOLD_IMPORT_SLICE < table->count ? from + HOUSEHOLD_IMPORT_SLICE : table->count;
}

void household_import_later(struct request *r, const struct csv_table *table, bool is_sure)
{
	struct job job = { .county = place_county(r->scope.place),
		           .kind = text_of(household_job_kind.name),
		           .place = r->scope.place,
		           .title = place_name(r->db, r->arena, r->scope.place),
		           .asked = is_sure ? T("sure") : T(""),
		           .total = (int64_t)table->count - 1 };
	enum outcome outcome = job_open(r, &job);

	if (outcome == CONFLICT) {
		fail(r, CONFLICT,
		     N_("Several things are still under way for you. Wait until one has ended, or stop one."));
		return;
	}
	if (outcome == DONE)
		outcome = job_rows_put(r, &job, table, end_of_piece);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "%.*s", TEXT(job_path(r->arena, &job)));
}

static enum outcome read_due(struct request *r, const struct job *job, struct csv_table *ret)
{
	struct text csv;
	int64_t line;
	enum outcome outcome = job_rows_due(r, job, &csv);

	return outcome == DONE ? csv_read(r->arena, csv, HOUSEHOLD_IMPORT_SLICE + 1, ret, &line) : outcome;
}

static enum outcome look(struct request *r, const struct job *job, struct job_slice *slice)
{
	struct csv_table table;
	enum outcome outcome = read_due(r, job, &table);

	if (outcome != DONE)
		return outcome;
	slice->done = job->done + (int64_t)table.count - 1;
	slice->is_last = slice->done >= job->total;
	slice->file_name = T("households-left.csv");
	return DONE;
}

/* Households like those of the piece, but for those that came in since it was asked for: two of the file may well have heads of one name. */
static enum outcome look_alike(struct request *r, const struct job *job, struct household_import *import)
{
	enum outcome outcome = household_import_look(r, import);

	for (size_t i = 0; outcome == DONE && i < import->alike_count; i++) {
		const struct import_alike *alike = &import->alike[i];

		if (alike->pair.other_id < job->id)
			problem_add_line(
				&r->problems, T(""), alike->line, T("household"),
				N_("A household like this is on the register: look first whether it is the same"),
				T(""));
	}
	return outcome == DONE && r->problems.count > 0 ? INVALID : outcome;
}

/* As the person who asked for it, with the rights held now. */
static enum outcome write_due(struct request *r, const struct job *job)
{
	struct household_import import = { .place = job->place };
	struct identity program = r->who;
	struct csv_table table;
	size_t next = 0;
	enum outcome outcome = read_due(r, job, &table);

	if (outcome == DONE)
		outcome = request_person(r, job->person_county, job->person_id, &r->who);
	if (outcome == DONE)
		outcome = household_import_read(r, &table, T(""), &import);
	if (outcome == DONE && job->asked.length == 0)
		outcome = look_alike(r, job, &import);
	if (outcome == DONE)
		outcome = household_import_write(r, &import, 0, HOUSEHOLD_IMPORT_SLICE, &next);
	r->who = program;
	return outcome;
}

static enum outcome act(struct request *r, const struct job *job, struct job_slice *slice)
{
	enum outcome outcome = write_due(r, job);

	if (outcome == INVALID)
		job_rows_name_lines(r, job);
	return outcome == DONE ? job_rows_done(r, job, slice) : outcome;
}

const struct job_kind household_job_kind = {
	.name = "households",
	.title = N_("Bring in households"),
	.now = N_("%s people so far"),
	.ended = N_("%s people were brought in"),
	.cut = N_("%s people were brought in before it ended; the lines left over are kept in the file below"),
	.keeps_rest = true,
	.is_sealed = true,
	.look = look,
	.act = act,
};
