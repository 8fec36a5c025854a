/* A long file made slice by slice, by whoever does long work (common/job): the program asks the file's own door in the name of who wanted
   it, once a slice, so that each slice is given by the rights held then, and a look at others is recorded as for the page itself.
   A handler needs nothing of its own: give_csv_file() and the tables of web/table.h know r->slice; any other file is one slice.
   The slices one behind the other are the file, of whichever format. Not here: keeping them. */
#ifndef WEB_FILE_SLICE_H
#define WEB_FILE_SLICE_H

#include "web/json.h"

struct file_slice {
	struct text after; /* in: what the slice before gave as next; empty: from the start, with the heading */
	bool ends;    /* in: the file ends with this slice, whatever follows; out: also when it cannot grow any more */
	size_t limit; /* in: rows, about */
	size_t rows;  /* out */
	struct text next; /* out: empty: nothing follows */
	struct text name, bytes;
	int64_t place; /* out: where, as the door found it */
	bool is_given; /* by a handler that makes slices */
};

/* Whether the present person may have the file of that address ("/accounts/...csv?..."): 0, or the status to turn away with (404
   also for what is no door). *ret_place: where it lies. */
int file_slice_asks(struct request *r, struct text address, int64_t *ret_place);
/* On a reading connection, not in a command: makes the next slice for a person in the request's language. 0, or the status as above; 422:
   what stands there is no file of rows. */
int file_slice_make(struct request *r, int64_t person_county, int64_t person_id, struct text address,
                    struct file_slice *slice);
/* For those who make slices: hands one over. */
void file_slice_give(struct request *r, struct text name, struct text bytes, size_t rows, struct text next);

/* In place of a file of more than LIMIT_FILE_AT_ONCE rows: a page that offers to make it as long work. at_once: the first rows can be had
   by "?after=0". */
void file_is_long(struct request *r, bool at_once);

#endif
