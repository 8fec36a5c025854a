/* Long lists of goods as long work. The list is checked whole before it is opened; then it lies beside the work in pieces of some lines:
   piece 0 is the heading, each other piece goes as its goods are written, in one command. So what is left when it is stopped is a list again,
   with its heading. asked: the seller's public id; done and total count lines. */
#include "base/csv.h"
#include "base/id.h"
#include "common/job/job.h"
#include "trade/product/shelf.h"

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

static enum outcome put_pieces(struct request *r, const struct job *job, const struct csv_table *table)
{
	enum outcome outcome = job_piece_put(r->db, job, 0, rows_text(r->arena, table, 0, 1));
	int64_t number = 1;

	for (size_t from = 1; outcome == DONE && from < table->count; from += PRODUCT_IMPORT_SLICE) {
		size_t to = from + PRODUCT_IMPORT_SLICE < table->count ? from + PRODUCT_IMPORT_SLICE : table->count;

		outcome = job_piece_put(r->db, job, number++, rows_text(r->arena, table, from, to));
	}
	return outcome;
}

void import_later(struct request *r, const struct product_import *import, struct text csv)
{
	const struct seller *seller = &import->seller;
	struct job job = { .county = seller->county,
		           .kind = text_of(product_job_kind.name),
		           .place = seller->place,
		           .title = seller->name,
		           .asked = id_public(r->arena, seller->county, seller->id),
		           .total = (int64_t)import->count };
	struct csv_table table;
	int64_t line;
	enum outcome outcome = csv_read(r->arena, csv, PRODUCT_IMPORT_ROWS + 1, &table, &line);

	if (outcome == DONE)
		outcome = job_open(r, &job);
	if (outcome == CONFLICT) {
		fail(r, CONFLICT,
		     N_("Several things are still under way for you. Wait until one has ended, or stop one."));
		return;
	}
	if (outcome == DONE)
		outcome = put_pieces(r, &job, &table);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "%.*s", TEXT(job_path(r->arena, &job)));
}

static enum outcome look(struct request *r, const struct job *job, struct job_slice *slice)
{
	(void)r;
	slice->done = job->done + PRODUCT_IMPORT_SLICE < job->total ? job->done + PRODUCT_IMPORT_SLICE : job->total;
	slice->is_last = slice->done == job->total;
	slice->file_name = T("goods-left.csv");
	return DONE;
}

/* The lines a problem names are counted in the piece; people know them by the whole list. */
static void place_lines(struct request *r, const struct job *job)
{
	for (size_t i = 0; i < r->problems.count; i++)
		if (r->problems.list[i].line > 1)
			r->problems.list[i].line += job->done;
}

static enum outcome act(struct request *r, const struct job *job, struct job_slice *slice)
{
	struct product_import import = { .count = 0 };
	struct text heading, rows;
	int64_t county, id;
	enum outcome outcome = INVALID;

	if (id_read(job->asked, &county, &id))
		outcome = seller_one(r->db, r->arena, county, id, &import.seller);
	if (outcome == DONE)
		outcome = job_piece_read(r->db, r->arena, job, 0, &heading);
	if (outcome == DONE)
		outcome = job_piece_read(r->db, r->arena, job, job->step + 1, &rows);
	if (outcome == DONE)
		outcome =
			import_read(r->db, r->arena, text_join(r->arena, heading, rows), T(""), &r->problems, &import);
	if (outcome == INVALID)
		place_lines(r, job);
	if (outcome == DONE)
		outcome = import_write(r->db, r->arena, r->world, job->person_id, &import);
	if (outcome == DONE)
		outcome = job_piece_drop(r->db, job, job->step + 1);
	if (outcome == DONE && slice->is_last)
		outcome = job_piece_drop(r->db, job, 0);
	return outcome;
}

const struct job_kind product_job_kind = {
	.name = "goods",
	.title = N_("Bring in goods"),
	.now = N_("%s goods so far"),
	.ended = N_("%s goods were brought in"),
	.cut = N_("%s goods were brought in before it ended; the lines left over are kept in the file below"),
	.keeps_rest = true,
	.look = look,
	.act = act,
};
