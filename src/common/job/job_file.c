/* The kind "file": a file of rows (CSV, XLSX) of any door, made slice by slice in the name of who wants it and by the rights held then. asked: its
   address; cursor: what the door's slices go on by. A right taken meanwhile ends it. */
#include "base/limits.h"
#include "common/job/job_inside.h"
#include "web/file_slice.h"

static const char *status_words(int status)
{
	if (status == 401 || status == 403 || status == 404)
		return N_("What the file is about is gone, or the right to see it was taken.");
	if (status == 422)
		return N_("There is no file at this address.");
	return status == 409 ? N_("A row that the file stood at is gone. Make it once more.")
	                     : N_("The program failed: tell whoever runs it.");
}

/* The next slice is the last that has room: a workbook has to be told, so that it is closed. */
static bool is_nearly_full(const struct job *job)
{
	return job->done + JOB_SLICE_ROWS >= LIMIT_SLICED_ROWS ||
	       job->file_bytes + LIMIT_SLICE_BYTES >= LIMIT_SLICED_BYTES;
}

static enum outcome look(struct request *r, const struct job *job, struct job_slice *slice)
{
	struct file_slice file = { .after = job->cursor, .limit = JOB_SLICE_ROWS, .ends = is_nearly_full(job) };
	int status = file_slice_make(r, job->person_county, job->person_id, job->asked, &file);

	if (status != 0) {
		slice->failure = status_words(status);
		return DONE;
	}
	slice->done = job->done + (int64_t)file.rows;
	slice->cursor = file.next;
	slice->bytes = file.bytes;
	slice->file_name = file.name;
	slice->is_last = file.next.length == 0 || file.ends;
	if (slice->is_last)
		slice->total = slice->done;
	if (slice->is_last && file.next.length > 0)
		slice->problem.message = text_of(
			N_("The file ends here because it is very long; ask for a shorter time or a smaller land"));
	return DONE;
}

const struct job_kind job_file_kind = {
	.name = "file",
	.title = N_("Make a file"),
	.now = N_("%s rows so far"),
	.ended = N_("%s rows"),
	.cut = N_("Ended after %s rows; nothing of it is kept"),
	.look = look,
};
