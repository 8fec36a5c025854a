/* What people are told while the disk fails (SQLite) or the database is away (PostgreSQL), and that all is well right after. */
#include "support/database.h"
#include "support/fault_vfs.h"
#include "support/town.h"

#include <string.h>

#include "base/log.h"

static void begin(void)
{
	log_set_level(LOG_ERROR + 1);
	if (!test_on_postgres())
		fault_vfs_install();
	town();
}

static void end(void)
{
	if (!test_on_postgres())
		fault_vfs_remove();
	log_set_level(LOG_INFO);
}

static int64_t commands(void)
{
	return town_number("SELECT count(*) AS count FROM journal");
}

static void set_language(const char *language)
{
	ask_key(language);
	ask(POST, "/me/settings", "buyer", FORM("language", language));
}

TEST(door_fault_disk_full)
{
	if (test_on_postgres())
		return;
	begin();
	ask_get("/me", "buyer");
	int64_t before = commands();
	fault_vfs_arm(FAULT_FULL, 1, true);
	set_language("bo");
	check_status(500);
	check_page("nothing was changed");
	ask_get("/me", "buyer");
	check_status(200);
	assert_true(fault_vfs_disarm() > 0);
	assert_int_equal(commands(), before);
	set_language("bo");
	check_status(303);
	assert_int_equal(commands(), before + 1);
	end();
}

/* Nobody knows whether a failed sync left the command on the disk, so nobody is told that nothing was changed. */
TEST(door_fault_sync_fails)
{
	if (test_on_postgres())
		return;
	begin();
	ask_get("/me", "buyer");
	int64_t before = commands();
	fault_vfs_arm(FAULT_SYNC, 1, true);
	set_language("bo");
	check_status(503);
	assert_true(text_equal(answer_header("retry-after"), T("1")));
	check_no_page("Nothing was changed");
	check_page("It is not certain that this was kept.");
	assert_true(fault_vfs_disarm() > 0);
	set_language("bo");
	check_status(303);
	set_language("bo");
	check_status(303);
	assert_int_equal(commands(), before + 1);
	end();
}

TEST(door_fault_disk_cannot_be_read)
{
	if (test_on_postgres())
		return;
	begin();
	town_restart(); /* with nothing in memory */
	fault_vfs_arm(FAULT_READ, 1, true);
	ask_get("/shelf", AS_NOBODY);
	check_status(500);
	assert_true(fault_vfs_disarm() > 0);
	ask_get("/shelf", AS_NOBODY);
	check_status(200);
	end();
}
