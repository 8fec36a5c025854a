/* Long lists of goods as long work. The list is checked whole before it is opened; then it lies beside the work in pieces of some lines:
   piece 0 is the heading, each other piece goes as its goods are written, in one command. So what is left when it is stopped is a list again,
   with its heading. asked: the seller's public id; done and total count lines. */
#include "base/csv.h"
#include "base/id.h"
#include "common/job/job.h"
#include "trade/product/shelf.h"

static size_t end_of_piece(const struct csv_table *table, size_t from)
{
	return from + PRODUCT_IMPORT_SLICE < table->count ? from + PRODUCT_IMPORT_SLICE : table->count;
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
		outcome = job_rows_put(r, &job, &table, end_of_piece);
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

static enum outcome act(struct request *r, const struct job *job, struct job_slice *slice)
{
	struct product_import import = { .count = 0 };
	struct text csv;
	int64_t county, id;
	enum outcome outcome = INVALID;

	if (id_read(job->asked, &county, &id))
		outcome = seller_one(r->db, r->arena, county, id, &import.seller);
	if (outcome == DONE)
		outcome = job_rows_due(r, job, &csv);
	if (outcome == DONE)
		outcome = import_read(r->db, r->arena, csv, T(""), &r->problems, &import);
	if (outcome == INVALID)
		job_rows_name_lines(r, job);
	if (outcome == DONE)
		outcome = import_write(r->db, r->arena, r->world, job->person_id, &import);
	return outcome == DONE ? job_rows_done(r, job, slice) : outcome;
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
