/* The import of places: provinces, cities, areas, streets and villages as the five files of a folder, in one input, parted by zero bytes.
   What is read as good is written, every row of it, and then every place has a place above. */
#include "fuzz/fuzz.h"

#include <unistd.h>

#include "app/modules.h"
#include "base/problem.h"
#include "common/place/place.h"
#include "support/database.h"
#include "web/site.h"

enum { FILES = 5, DAY = 20260725, PATH_BYTES = 128 };

static struct arena *arena, *kept; /* kept: of what lives as long as the process */
static struct db *db;
static char folder[64];

static void file_path(size_t at, char ret_path[PATH_BYTES])
{
	static const char *const names[FILES] = { "provinces", "cities", "areas", "streets", "villages" };

	snprintf(ret_path, PATH_BYTES, "%s/%s.csv", folder, names[at]);
}

static void remove_folder(void)
{
	char path[PATH_BYTES];

	for (size_t i = 0; i < FILES; i++) {
		file_path(i, path);
		unlink(path);
	}
	rmdir(folder);
}

static void open_database(void)
{
	struct db_target target = test_database();
	struct text problem = T("");

	kept = arena_new();
	MUST(site_install(&target, lower_schemas, all_modules, kept, &problem) == DONE);
	MUST(db_open(&target, DB_WRITE, kept, &db, &problem) == DONE);
	snprintf(folder, sizeof folder, "/tmp/tongcun-fuzz-XXXXXX");
	MUST(mkdtemp(folder) != NULL);
	atexit(remove_folder);
	arena = arena_new();
}

static void write_files(struct text input)
{
	for (size_t i = 0; i < FILES; i++) {
		char path[PATH_BYTES];
		struct text content = T("");
		file_path(i, path);
		FILE *file = fopen(path, "wb");
		MUST(file != NULL);
		text_next(&input, '\0', &content);
		MUST(fwrite(content.bytes, 1, content.length, file) == content.length);
		MUST(fclose(file) == 0);
	}
}

/* In a transaction that is undone, so that each input finds no place. */
static void import(void)
{
	struct problems problems = problems_in(arena);
	struct place_import read = { .rows = 0 };
	int64_t rows = 0;

	if (place_import_read(db, arena, text_of(folder), &read, &problems) != DONE) {
		MUST(problems.count > 0);
		return;
	}
	MUST(place_import_write(db, arena, read.body, DAY, NULL, NULL, &problems) == DONE);
	MUST(db_number(db, &rows, "SELECT count(*) AS rows FROM place", bind_none()) == DONE && rows == read.rows);
	for (const struct check *check = place_module.checks; check->name != NULL; check++) {
		struct text words = T("");
		MUST(check_run(check, db, arena, &words) == DONE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 16384)
		return 0;
	if (db == NULL)
		open_database();
	arena_reset(arena);
	write_files((struct text){ (const char *)data, size });
	MUST(db_begin(db) == DONE);
	import();
	db_rollback(db);
	return 0;
}
