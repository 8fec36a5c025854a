/* The kind "check": what `tongcun check` does, from a page: the journal's chain piece by piece, then each module's checks, one a slice.
   done and total count checks; the chain is the first. cursor while it is in the chain: lane, number, last id and head. What does not hold is
   a problem of the work and a line of its file. */
#include "common/job/job_inside.h"
#include "journal/chain.h"
#include "web/site.h"

enum { CHAIN_ROWS = 5000 };

static struct text chain_text(struct arena *arena, const struct chain *chain)
{
	return text_format(arena, "%lld %lld %lld %.*s", (long long)chain->lane, (long long)chain->number,
	                   (long long)chain->last_id,
	                   TEXT(text_hex(arena, chain->head.bytes, sizeof chain->head.bytes)));
}

static struct chain chain_of(struct text cursor)
{
	struct chain chain = chain_before_all();
	struct text lane, number, last;

	if (cursor.length == 0 || !text_next(&cursor, ' ', &lane) || !text_next(&cursor, ' ', &number) ||
	    !text_next(&cursor, ' ', &last) || !text_to_int64(lane, &chain.lane) ||
	    !text_to_int64(number, &chain.number) || !text_to_int64(last, &chain.last_id) ||
	    !text_from_hex(cursor, chain.head.bytes, sizeof chain.head.bytes))
		return chain_before_all();
	return chain;
}

/* The check of a number (from 0) over all modules; NULL behind the last. */
static const struct check *check_at(struct request *r, int64_t number)
{
	const struct module *module;

	for (size_t i = 0; (module = site_module(r->site, i)) != NULL; i++)
		for (const struct check *check = module->checks; check != NULL && check->name != NULL; check++)
			if (number-- == 0)
				return check;
	return NULL;
}

static int64_t check_total(struct request *r)
{
	int64_t count = 0;

	while (check_at(r, count) != NULL)
		count++;
	return count + 1;
}

/* One line of the file; what does not hold is a problem too. */
static void say(struct request *r, struct job_slice *slice, const char *name, enum outcome outcome, struct text words)
{
	if (outcome != DONE && words.length == 0)
		words = text_of(outcome_name(outcome));
	slice->bytes = text_format(r->arena, "%s %s%s%.*s\n", outcome == DONE ? "ok   " : "WRONG", name,
	                           words.length > 0 ? ": " : "", TEXT(words));
	if (outcome == DONE)
		return;
	slice->problem.field = text_of(name);
	slice->problem.message = text_of(N_("Does not hold: %s"));
	slice->problem.detail = words;
}

static void look_chain(struct request *r, const struct job *job, struct job_slice *slice)
{
	struct chain chain = chain_of(job->cursor);
	struct text words = T("");
	int64_t rows = 0;
	bool over = true;
	enum outcome outcome = chain_verify_on(r->db, r->arena, &chain, CHAIN_ROWS, &rows, &over, &words);

	slice->cursor = chain_text(r->arena, &chain);
	if (outcome == DONE && !over)
		return;
	slice->done = 1;
	say(r, slice, "journal chain is whole", outcome, words);
}

static enum outcome look(struct request *r, const struct job *job, struct job_slice *slice)
{
	const struct check *check;
	struct text words = T("");

	slice->total = check_total(r);
	slice->file_name = T("check.txt");
	if (job->done == 0) {
		look_chain(r, job, slice);
		return DONE;
	}
	check = check_at(r, job->done - 1);
	slice->is_last = check == NULL || job->done + 1 == slice->total;
	if (check == NULL)
		return DONE;
	slice->done = job->done + 1;
	say(r, slice, check->name, check_run(check, r->db, r->arena, &words), words);
	return DONE;
}

const struct job_kind job_check_kind = {
	.name = "check",
	.title = N_("Check everything"),
	.now = N_("%s checks so far"),
	.ended = N_("%s checks"),
	.cut = N_("Ended after %s checks"),
	.look = look,
};
