/* Long work: what takes longer than a page may wait for. Somebody asks for it; it is a row that says who asked, where, how far it is and
   what came of it; a chore does it slice by slice, each slice one command. It goes on after a restart where it stood, and
   between two slices it can be cancelled. What it made is kept as a file with an end.
   A kind of work is a declaration (struct job_kind, listed in app/modules.c): look() does what is slow on a reading connection, act() writes.
   Invariants: a slice counts once (job.step guards it); what a slice does and that it was done stand in one command; ended work has no
   slices any more; at most JOB_OPEN_EACH of a person wait or run, and JOB_FILES_EACH files are kept for it.
   Not here: work by itself that nobody asked for (web/chore.h), files that are given at once (web/csv.c). */
#ifndef COMMON_JOB_H
#define COMMON_JOB_H

#include "base/csv.h"
#include "web/module.h"
#include "web/page.h"

enum job_state { JOB_WAITING = 1, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };
enum { JOB_OPEN_EACH = 5, JOB_FILES_EACH = 20, JOB_KEEP_DAYS = 7, JOB_SLICE_ROWS = 1000, JOB_PROBLEMS = 200 };

struct job {
	int64_t county, id;
	struct text kind;
	int64_t state;
	int64_t person_county, person_id; /* who asked */
	struct text person_name;
	int64_t place;     /* whose officers see that it was asked for */
	struct text title; /* what it is about, as data: a file's name, a seller's */
	struct text asked; /* what the kind needs to know: an address, an id */
	struct text language;
	int64_t step;        /* slices done */
	struct text cursor;  /* where the next slice goes on; the kind's own */
	int64_t done, total; /* in the kind's units; total 0: not known */
	int64_t problems;
	struct text failure; /* English key; empty: none */
	struct text file_name;
	int64_t file_bytes; /* of the file when it is whole; 0: none */
	int64_t file_until; /* kept until; 0: nothing is kept */
	int64_t asked_at, begun_at, stepped_at, ended_at;
};

struct job_problem {
	int64_t number, line;               /* line 0: of none */
	struct text field, message, detail; /* message: English key with at most one %s for the detail */
};

/* One slice. What look() sets travels in the command. */
struct job_slice {
	int64_t done, total; /* of the whole work, after this slice */
	struct text cursor;
	bool is_last;
	struct text bytes; /* to be put behind the file; at most some hundred kilobytes */
	struct text file_name;
	const char *failure;        /* English key: the work ends as failed with these words */
	struct job_problem problem; /* at most one of a look; message empty: none */
};

struct job_kind {
	const char *name;  /* in the table: "file" */
	const char *title; /* English key: "Make a file" */
	/* English keys with one %s for the number done: while it runs, when it is done, when it ended before. */
	const char *now, *ended, *cut;
	bool keeps_rest; /* what is left of it when it is cancelled or fails is its file: what was not done */
	bool is_sealed;  /* its pieces are sealed at rest: personal numbers stand in them */
	/* On a reading connection, not in a command: the next slice; may take some tens of milliseconds. slice comes with done, total
	   and cursor as they stand. FAILED is told to the operator and ends the work. */
	enum outcome (*look)(struct request *r, const struct job *job, struct job_slice *slice);
	/* In the command: writes what the slice is for, or NULL. Problems in r->problems with INVALID: nothing was written, and the work
	   ends as failed with them. */
	enum outcome (*act)(struct request *r, const struct job *job, struct job_slice *slice);
};

/* All kinds; ends with NULL. The list itself is app/modules.c. */
extern const struct job_kind *const job_kinds[];
/* Files of any door that gives CSV or XLSX (web/file_slice.h), and `tongcun check`. */
extern const struct job_kind job_file_kind, job_check_kind;
extern const struct record job_record;
extern const struct module job_module;

/* In a handler: asks for work. county, kind, place, title and asked must be filled; the rest is filled here. CONFLICT: the person has
   JOB_OPEN_EACH under way. */
MUST_USE enum outcome job_open(struct request *r, struct job *job);
/* Rows of a file as what is to be worked on (job_rows.c): in the command that opens the job, the heading and then pieces, each up to the row that
   end_of() gives for its first (beyond it, at most the table's count). */
MUST_USE enum outcome job_rows_put(struct request *r, const struct job *job, const struct csv_table *table,
                                   size_t (*end_of)(const struct csv_table *table, size_t from));
/* The heading and the rows of the slice that is due. */
MUST_USE enum outcome job_rows_due(struct request *r, const struct job *job, struct text *ret_csv);
/* In act(): they are written, and go. */
MUST_USE enum outcome job_rows_done(struct request *r, const struct job *job, const struct job_slice *slice);
/* The lines that problems name are counted in the piece; people know them by the whole file. */
void job_rows_name_lines(struct request *r, const struct job *job);
/* NOT_FOUND. */
MUST_USE enum outcome job_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct job *ret_job);
/* "/jobs/510525-..." */
struct text job_path(struct arena *arena, const struct job *job);

#endif
