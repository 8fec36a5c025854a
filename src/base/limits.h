/* Every bound of the program in one place. A loop over input, a field, a file, a queue: each names one of these. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
	LIMIT_ARENA_BYTES = 512 << 20, /* one arena; beyond it the program aborts (imports need most) */
	LIMIT_BODY_BYTES = 256 << 10,  /* body of a POST unless the route row says otherwise */
	LIMIT_UPLOAD_BYTES = 8 << 20,  /* body of a route that takes a picture or a spreadsheet */
	LIMIT_BODIES_BYTES =
		128 << 20, /* memory for all bodies that are on their way; beyond it 503; twice that for short ones */
	LIMIT_TARGET_BYTES = 4096,    /* path with query */
	LIMIT_HEADERS = 64,           /* headers of one request */
	LIMIT_FORM_FIELDS = 512,      /* fields of one form */
	LIMIT_FIELD_BYTES = 64 << 10, /* one form field that is not a file */
	LIMIT_BINDS = 32,             /* parameters of one SQL statement */
	LIMIT_COLUMNS = 64,           /* columns of one SQL row */
	LIMIT_STATEMENTS = 1024,      /* cached statements of one connection */
	LIMIT_PAGE_ROWS = 50,         /* rows of one page unless it asks for fewer */
	LIMIT_LIST_ROWS = 1000,       /* rows that any one list read may return */
	LIMIT_EXPORT_ROWS = 200000,   /* rows of one read for a spreadsheet or a change of places */
	LIMIT_FILE_ROWS = 50000,      /* rows of one CSV of orders or money: each takes 3 to 8 kB of the arena */
	LIMIT_FILE_AT_ONCE = 5000,    /* rows of a file given at once; longer ones are made by long work (common/job) */
	LIMIT_SLICED_ROWS = 200000,   /* rows of a file that is made slice by slice */
	LIMIT_SLICED_BYTES = 32 << 20,     /* and its bytes */
	LIMIT_SLICE_BYTES = 1 << 20,       /* one of its slices, about */
	LIMIT_BATCH = 256,                 /* commands committed together */
	LIMIT_QUEUE = 4096,                /* commands waiting for a lane; beyond it 503 */
	LIMIT_LANES = 16,                  /* writer threads (PostgreSQL; SQLite has one) */
	LIMIT_REPLY_KEPT_BYTES = 64 << 10, /* reply kept with its idempotency key */
	LIMIT_KEPT_BYTES = 8 << 20,        /* answers kept for people who are not signed in */
	LIMIT_KEY_BYTES = 64,              /* idempotency key as sent */
	LIMIT_TALLIES = 4096,              /* different totals touched by one batch */
	LIMIT_CONNECTIONS = 6000,          /* open HTTP connections */
	LIMIT_RIGHTS = 64,                 /* rights held by one person */
	LIMIT_NAME_CHARACTERS = 120,       /* names and titles */
	LIMIT_NOTE_CHARACTERS = 2000,      /* descriptions, reasons, messages */
	LIMIT_CART_LINES = 50,             /* lines of one cart */
	LIMIT_PROBLEMS = 200,              /* problems reported for one input */
};

#endif
