/* Files of rows as the pieces of long work: what is brought in lies beside the work as lines of CSV, and goes as it is worked on. So what is
   left when it ends before is a file again, with its heading. */
#include "common/job/job_inside.h"

/* A cell as it was: a file of ours would keep spreadsheets from running it (out_csv), which is not what is brought in. */
static void out_cell(struct output *out, struct text cell)
{
	out_string(out, "\"");
	while (cell.length > 0) {
		size_t quote = text_find(cell, T("\""));

		out_text(out, text_part(cell, 0, quote));
		out_string(out, quote < cell.length ? "\"\"" : "");
		cell = text_part(cell, quote + 1, cell.length);
	}
	out_string(out, "\"");
}

/* Rows [from, to) with commas and quotes. */
static struct text rows_text(struct arena *arena, const struct csv_table *table, size_t from, size_t to)
{
	struct output out = output_in(arena);

	for (size_t i = from; i < to; i++) {
		for (size_t cell = 0; cell < table->rows[i].count; cell++) {
			out_string(&out, cell > 0 ? "," : "");
			out_cell(&out, table->rows[i].cells[cell]);
		}
		out_string(&out, "\r\n");
	}
	return output_text(&out);
}

enum outcome job_rows_put(struct request *r, const struct job *job, const struct csv_table *table,
                          size_t (*end_of)(const struct csv_table *table, size_t from))
{
	enum outcome outcome = job_piece_put(r, job, 0, rows_text(r->arena, table, 0, 1));
	int64_t number = 1;

	for (size_t from = 1, to; outcome == DONE && from < table->count; from = to) {
		to = end_of(table, from);
		outcome = job_piece_put(r, job, number++, rows_text(r->arena, table, from, to));
	}
	return outcome;
}

enum outcome job_rows_due(struct request *r, const struct job *job, struct text *ret_csv)
{
	struct text heading, rows;
	enum outcome outcome = job_piece_read(r, job, 0, &heading);

	if (outcome == DONE)
		outcome = job_piece_read(r, job, job->step + 1, &rows);
	if (outcome == DONE)
		*ret_csv = text_join(r->arena, heading, rows);
	return outcome;
}

enum outcome job_rows_done(struct request *r, const struct job *job, const struct job_slice *slice)
{
	enum outcome outcome = job_piece_drop(r->db, job, job->step + 1);

	return outcome == DONE && slice->is_last ? job_piece_drop(r->db, job, 0) : outcome;
}

void job_rows_name_lines(struct request *r, const struct job *job)
{
	for (size_t i = 0; i < r->problems.count; i++)
		if (r->problems.list[i].line > 1)
			r->problems.list[i].line += job->done;
}
