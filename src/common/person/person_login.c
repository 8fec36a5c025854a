/* How a person signs in: login, password hash, failures and lock.
   Invariants: a password is never in the database, the journal or a log; a wrong one costs as much time as a right one, an
   unknown login as much as a known one; failures are commands, so that they count whatever happens to the program. */
#include <sodium.h>

#include "common/person/person_rows.h"

/* OWASP's Password Storage Cheat Sheet gives argon2id with 12 MiB and 3 passes as one of its equal choices. libsodium's
   interactive limits take 64 MiB a hash, more than the whole serving process may. */
enum { PASSWORD_PASSES = 3, PASSWORD_MEMORY = 12 << 20 };

static const struct field login_fields[] = {
	TEXT_FIELD(login, login, N_("Sign-in name"), 0, 0, 0),
	INT_FIELD(login, county, N_("County"), 0, 0, 0),
	INT_FIELD(login, person_id, N_("Person"), 0, 0, 0),
	TEXT_FIELD(login, password_hash, N_("Password"), 0, 0, 0),
	INT_FIELD(login, failures, N_("Wrong passwords"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, login, locked_until, N_("Locked until"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, login, changed_at, N_("Changed"), 0, 0, 0),
	FIELD_END,
};

static const struct record login_record = { .name = "login", .size = sizeof(struct login), .fields = login_fields };

enum outcome login_one(struct db *db, struct arena *arena, struct text login, struct login *ret_login)
{
	return db_one(db, arena, &login_record, ret_login,
	              "SELECT login, county, person_id, password_hash, failures, locked_until, changed_at FROM login"
	              " WHERE login = $1",
	              bind(txt(login)));
}

enum outcome login_of_person(struct db *db, struct arena *arena, int64_t county, int64_t person_id,
                             struct login *ret_login)
{
	return db_one(db, arena, &login_record, ret_login,
	              "SELECT login, county, person_id, password_hash, failures, locked_until, changed_at FROM login"
	              " WHERE county = $1 AND person_id = $2 ORDER BY login LIMIT 1",
	              bind(i64(county), i64(person_id)));
}

enum outcome login_fail(struct db *db, struct text login, int64_t at)
{
	return db_exec(db,
	               "UPDATE login SET locked_until = CASE WHEN failures + 1 >= $1 THEN $2 ELSE locked_until END,"
	               " failures = CASE WHEN failures + 1 >= $1 THEN 0 ELSE failures + 1 END"
	               " WHERE login = $3 AND locked_until <= $4",
	               bind(i64(LOGIN_FAILURES), i64(at + LOGIN_LOCK_MS), txt(login), i64(at)));
}

enum outcome login_unlock(struct db *db, struct text login)
{
	return db_exec(db, "UPDATE login SET failures = 0, locked_until = 0 WHERE login = $1", bind(txt(login)));
}

enum outcome login_set_password(struct db *db, struct text login, struct text hash, int64_t at)
{
	return db_exec(db,
	               "UPDATE login SET password_hash = $1, failures = 0, locked_until = 0, changed_at = $2"
	               " WHERE login = $3",
	               bind(txt(hash), i64(at), txt(login)));
}

struct text login_proof(struct arena *arena, struct text hash)
{
	struct digest digest = digest_of(hash);

	return text_hex(arena, digest.bytes, sizeof(digest.bytes));
}

struct text password_hash_of(struct arena *arena, struct text password, bool cheap)
{
	char *hash = arena_take(arena, crypto_pwhash_STRBYTES);
	int failed = crypto_pwhash_str(hash, password.length > 0 ? password.bytes : "", password.length,
	                               cheap ? crypto_pwhash_OPSLIMIT_MIN : PASSWORD_PASSES,
	                               cheap ? crypto_pwhash_MEMLIMIT_MIN : PASSWORD_MEMORY);

	return failed ? T("") : text_of(hash);
}

static bool is_cheap(struct request *r)
{
	return text_equal(request_setting(r, "password_cost"), T("test"));
}

struct text password_hash(struct request *r, struct text password)
{
	return password_hash_of(r->arena, password, is_cheap(r));
}

bool password_is(struct request *r, struct text hash, struct text password)
{
	if (hash.length == 0)
		return password_hash(r, password).length == 0; /* only for its time */
	return crypto_pwhash_str_verify(text_string(r->arena, hash), password.length > 0 ? password.bytes : "",
	                                password.length) == 0;
}
