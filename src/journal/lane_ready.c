/* Before a batch: the connection is there, the database is claimed for this program alone, the chain's head is the stored one, and what was
   committed before stands on the disk. */
#include "journal/lane.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

#include "db/touched.h"

enum { CLAIM_CLASS = 1953460835 }; /* first key of our advisory locks: "tonc" */

struct text another_writes(void)
{
	return T("Another tongcun is already writing to this data");
}

/* SQLite: an flock on a file beside the database; it goes with the process, however that ends. */
enum outcome claim_folder(struct writer *writer, struct arena *arena, struct text *ret_problem)
{
	struct text folder = writer->options.target.address;
	const char *path = text_string(arena, text_join(arena, folder, T("/tongcun.lock")));

	writer->lock_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (writer->lock_file < 0) {
		*ret_problem = text_format(arena, "Cannot open the lock %s: %s", path, strerror(errno));
		return FAILED;
	}
	if (flock(writer->lock_file, LOCK_EX | LOCK_NB) != 0) {
		*ret_problem = another_writes();
		return FAILED;
	}
	return DONE;
}

/* PostgreSQL: an advisory lock of the session, by lane. CONFLICT: another session has it. */
static enum outcome claim_session(struct lane *lane)
{
	int64_t taken = 0;
	enum outcome outcome = db_number(
		lane->db, &taken,
		"SELECT CASE WHEN pg_try_advisory_lock(CAST($1 AS INTEGER), CAST($2 AS INTEGER)) THEN 1 ELSE 0 END AS taken",
		bind(i64(CLAIM_CLASS), i64(lane->number)));

	if (outcome != DONE)
		return outcome;
	lane->is_claimed = taken == 1;
	lane->connection = db_connections(lane->db);
	return lane->is_claimed ? DONE : CONFLICT;
}

/* What to do after a failed call on the connection: CONFLICT try again, FAILED give up. */
enum outcome lane_trouble(const struct lane *lane)
{
	return db_must_retry(lane->db) || !db_is_connected(lane->db) ? CONFLICT : FAILED;
}

/* The claim stands in a transaction of its own, so that the next one sees what the lock's former holder committed. On SQLite the
   lock of the folder stands for it. */
static enum outcome lane_claim(struct lane *lane)
{
	if (lane->writer->options.touched)
		touched_all(lane->writer->options.touched);
	if (db_engine(lane->db) == DB_SQLITE) {
		lane->connection = db_connections(lane->db);
		lane->is_claimed = true;
		return DONE;
	}
	if (db_begin(lane->db) != DONE)
		return lane_trouble(lane);
	enum outcome outcome = claim_session(lane);
	if (outcome != DONE && outcome != CONFLICT)
		outcome = lane_trouble(lane);
	db_rollback(lane->db);
	return outcome;
}

static enum outcome lane_read_chain(struct lane *lane)
{
	if (db_begin(lane->db) != DONE)
		return lane_trouble(lane);
	enum outcome outcome = chain_read(lane->db, lane->number, &lane->chain);
	if (outcome != DONE)
		outcome = lane_trouble(lane);
	db_rollback(lane->db);
	lane->is_chain_known = outcome == DONE;
	return outcome;
}

/* A new connection knows nothing of the lock that the old one held, and others may have written meanwhile. */
bool lane_is_same_connection(struct lane *lane)
{
	if (db_is_connected(lane->db) && db_connections(lane->db) == lane->connection)
		return true;
	lane->is_claimed = lane->is_chain_known = false;
	return false;
}

enum outcome lane_ready(struct lane *lane)
{
	if (lane_sync_mend(lane) != DONE)
		return CONFLICT;
	lane_is_same_connection(lane);
	if (!lane->is_claimed) {
		enum outcome outcome = lane_claim(lane);
		if (outcome != DONE)
			return outcome;
	}
	return lane->is_chain_known ? DONE : lane_read_chain(lane);
}

/* Whether the commit of unknown fate happened; asked when the lane is ready. */
bool lane_was_committed(struct lane *lane)
{
	assert(lane->is_chain_known);
	lane->is_unsure = false;
	return lane->chain.number == lane->unsure.number && digest_equal(&lane->chain.head, &lane->unsure.head);
}
