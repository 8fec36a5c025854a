/* tongcun replay: runs the journal of one installation again into a new one, and compares every row of every table. What differs is a
   fault of the program (a handler that asked the machine) or of the data (somebody changed a row without a command); either way it is
   named.
   Both need the same secret: it is copied. */
#include "app/subcommand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/modules.h"
#include "app/progress.h"
#include "journal/chain.h"
#include "journal/replay.h"
#include "journal/replay_state.h"

struct replaying {
	struct options *options;
	struct db_target from_target, to_target;
	struct digest secret;
	struct db *from;
	int64_t rows, lanes; /* of the old journal */
};

static int64_t rows_wanted; /* of one run, for the terminal */

static void show_progress(int64_t rows)
{
	stage_at(rows, rows_wanted);
}

/* ---- the old one ---- */

static bool open_old(struct replaying *it)
{
	struct text problem = T("");
	struct arena *arena = it->options->arena;

	if (db_open(&it->from_target, DB_READ, arena, &it->from, &problem) != DONE)
		return complain("%.*s", TEXT(problem)) == 0;
	/* one snapshot for all: it may be serving meanwhile */
	if (db_begin(it->from) != DONE ||
	    db_number(it->from, &it->lanes, "SELECT count(*) FROM (SELECT DISTINCT lane FROM journal) AS l /* scan */",
	              bind_none()) != DONE)
		return complain("the journal cannot be read: %s", db_failure(it->from)) == 0;
	return true;
}

static bool check_chain(struct replaying *it)
{
	struct text words = T("");
	enum outcome outcome = chain_verify(it->from, it->options->arena, &it->rows, &words);

	if (outcome == DONE)
		return true;
	return complain("%.*s", TEXT(words.length > 0 ? words : text_of(outcome_name(outcome)))) == 0;
}

/* ---- the new one ---- */

static bool is_empty(struct replaying *it)
{
	struct text problem = T("");
	struct db *db = NULL;
	int64_t rows = -1;

	if (db_open(&it->to_target, DB_READ, it->options->arena, &db, &problem) != DONE)
		return complain("%.*s", TEXT(problem)) == 0;
	if (db_begin(db) != DONE || db_number(db, &rows, "SELECT count(*) FROM journal", bind_none()) != DONE)
		complain("the new database cannot be read: %s", db_failure(db));
	else if (rows > 0)
		complain("the database to replay into must be empty; this one holds a journal of %lld rows",
		         (long long)rows);
	db_rollback(db);
	db_close(db);
	return rows == 0;
}

static bool run_all(struct replaying *it, struct site *site)
{
	struct replayed replayed = { .rows = 0 };
	struct arena *arena = it->options->arena;

	stage_begin("Commands run again");
	rows_wanted = it->rows;
	enum outcome outcome = replay(it->from, &it->secret, arena, site_run_command, site, show_progress, &replayed);
	if (outcome == DONE) {
		stage_end("commands", replayed.rows);
		return true;
	}
	if (replayed.is_sealed)
		return complain(
			       "journal lane %lld, number %lld: the row cannot be opened: changed, or of another secret",
			       (long long)replayed.lane, (long long)replayed.number) == 0;
	return complain("journal lane %lld, number %lld: %.*s cannot be run again (%s)", (long long)replayed.lane,
	                (long long)replayed.number, TEXT(replayed.door), outcome_name(outcome)) == 0;
}

static bool play(struct replaying *it)
{
	struct site_options site_options = options_site(it->options, &it->secret);
	struct site *site;

	site_options.ordered = true;
	site_options.target.hasty = true; /* it is written to disk at the end */
	if (it->options->lanes == 0 && it->to_target.engine == DB_POSTGRES && it->lanes > 0)
		site_options.lanes = (int)it->lanes;
	if (!start_site(it->options, &site_options, &site))
		return false;
	bool is_played = is_empty(it) && run_all(it, site);
	site_stop(site);
	return is_played;
}

/* ---- both ---- */

/* Two journals of as many lanes hold the same chains. */
static enum state_part part_of(struct replaying *it, struct db *to)
{
	int64_t lanes = 0;
	enum outcome outcome =
		db_number(to, &lanes, "SELECT count(*) FROM (SELECT DISTINCT lane FROM journal) AS l /* scan */",
	                  bind_none());

	return outcome == DONE && lanes == it->lanes && it->from_target.engine == it->to_target.engine
	               ? STATE_ALL
	               : STATE_BUT_CHAINS;
}

static bool compare_with(struct replaying *it, struct db *to)
{
	struct arena *arena = it->options->arena;
	enum state_part part = part_of(it, to);
	struct state *old, *new;
	struct text words = T("");
	int64_t rows = 0;
	enum outcome outcome = state_of(it->from, arena, part, &old);

	if (outcome == DONE)
		outcome = state_of(to, arena, part, &new);
	if (outcome == DONE)
		outcome = state_compare(old, new, &rows, &words);
	if (outcome == CONFLICT)
		return complain("the states differ: %.*s (first: --from)", TEXT(words)) == 0;
	if (outcome != DONE)
		return complain("the two cannot be compared (%s)", outcome_name(outcome)) == 0;
	printf("The same state, row for row: %lld rows of %zu tables%s.\n", (long long)rows, state_table_count(old),
	       part == STATE_ALL ? "" : "; the journals have unlike lanes, so their chains were not compared");
	return true;
}

static bool compare(struct replaying *it)
{
	struct text problem = T("");
	struct db *to = NULL;

	if (db_open(&it->to_target, DB_READ, it->options->arena, &to, &problem) != DONE)
		return complain("%.*s", TEXT(problem)) == 0;
	bool is_same = db_begin(to) == DONE && compare_with(it, to);
	db_rollback(to);
	db_close(to);
	return is_same;
}

/* ---- */

/* The new folder gets the old one's secret. From one PostgreSQL database to another the folder is the one that has it already. */
static bool make_folder(struct replaying *it)
{
	const char *folder = text_string(it->options->arena, it->options->data);
	bool has_it = it->from_target.engine == DB_POSTGRES && it->to_target.engine == DB_POSTGRES;

	if (it->options->data.length == 0 || has_it)
		return true;
	if (mkdir(folder, 0700) != 0)
		return complain("the folder to replay into must be new; cannot make %s: %s", folder, strerror(errno)) ==
		       0;
	return options_write_secret(it->options, &it->secret);
}

static bool read_both(struct replaying *it)
{
	struct text from = it->options->from;
	struct options of_old = *it->options;

	if (from.length == 0)
		return complain("say whose journal: tongcun replay --from DIR --data NEW-DIR") == 0;
	it->from_target = db_target_of(from);
	it->to_target = options_target(it->options);
	if (it->from_target.engine == DB_SQLITE)
		of_old.data = from;
	else if (it->to_target.engine == DB_SQLITE)
		of_old.data = T(""); /* the new folder has none yet: it comes from the environment */
	return options_secret(&of_old, false, &it->secret);
}

int subcommand_replay(struct options *options)
{
	struct replaying it = { .options = options };
	bool is_good = read_both(&it) && open_old(&it) && check_chain(&it) && make_folder(&it) && play(&it) &&
	               compare(&it) && settle_data(options);

	if (it.from != NULL) {
		db_rollback(it.from);
		db_close(it.from);
	}
	return is_good ? 0 : 1;
}
