/* People: accounts, sessions, rights, acting for somebody, and the record of who looked at whose page.
   A phone is a contact, not an identity: person and household are the keys. Personal numbers (GB 11643) and phones are sealed
   at rest with a blind index. Passwords are argon2id, hashed on a worker; sessions are kept as digests.
   Invariants: rights start at none; every look at a person's or household's personal page by somebody else is a row. */
#ifndef COMMON_PERSON_H
#define COMMON_PERSON_H

#include "base/digest.h"
#include "web/module.h"
#include "web/page.h"

enum role {
	ROLE_ADMINISTRATOR = 1,
	ROLE_OFFICER,
	ROLE_CADRE,
	ROLE_OPERATOR,
	ROLE_SELLER,
	ROLE_BUYER,
	ROLE_AUDITOR,
};

struct person {
	int64_t county, id;
	int64_t place; /* household, village, or wherever it lives */
	struct text name;
	struct text login;  /* unique; empty: has no sign-in of its own (served at a station) */
	struct text phone;  /* plain for person_add() and after person_open(); as read from the table it is sealed */
	struct text number; /* personal number, the same */
	struct text password_hash; /* argon2id string of libsodium, for person_add() only; never read back */
	struct text language;
	int64_t large_text;
	int64_t created_at, version;
};

extern const struct record person_record;
extern const struct module person_module;

/* The identity source of the site. */
extern const struct identity_source person_identity;

/* Makes an account. INVALID with problems (bad number, short name), CONFLICT when the login is taken. secret, world: for the seal. */
MUST_USE enum outcome person_add(struct db *db, struct arena *arena, const struct digest *secret, struct world *world,
                                 const struct person *person, struct problems *problems);
/* phone and number are sealed until person_open(). */
MUST_USE enum outcome person_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                 struct person *ret_person);
/* Whoever has this personal number, by the blind index; the first that was registered. */
MUST_USE enum outcome person_of_number(struct db *db, struct arena *arena, const struct digest *secret,
                                       struct text number, struct person *ret_person);
MUST_USE enum outcome person_of_login(struct db *db, struct arena *arena, struct text login, struct person *ret_person);
/* In a POST handler: the same as look_record(), in this command. */
MUST_USE enum outcome look_put(struct request *r, int64_t subject_place, int64_t subject_county, int64_t subject_id,
                               const char *why);
/* Somebody who may be the one who is about to come in, and by what. */
enum person_alike_why { PERSON_SAME_NUMBER = 1, PERSON_SAME_BIRTH, PERSON_SAME_PHONE, PERSON_SAME_NAME };
struct person_alike {
	int64_t county, id, place, why;
	struct text name;
};
enum { PERSON_ALIKE_MOST = 20 };
extern const struct choice person_alike_whys[];
/* The one search of every way in, before anything is written: by personal number, name with day of birth, phone, and name in the village of
   the place; each person once, at most PERSON_ALIKE_MOST. Of `asked` name, phone and number (plain), place, and id (itself; 0: is new) count. */
MUST_USE enum outcome person_alike_find(struct db *db, struct arena *arena, const struct digest *secret,
                                        const struct person *asked, struct person_alike **ret, size_t *ret_count);
/* Opens the sealed phone and number in place (empty when they cannot be opened); person_mask() then hides most of their digits, for
   all who are not the person. */
void person_open(struct arena *arena, const struct digest *secret, struct person *person);
void person_mask(struct arena *arena, struct person *person);
/* Moves the person's home: into a household, out of it, to another village. */
MUST_USE enum outcome person_set_home(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t place);
/* The home's key is another now, nothing else changed: two cards of one household are one, or two again. */
MUST_USE enum outcome person_rekey_home(struct db *db, int64_t county, int64_t id, int64_t place);
/* The name, or "" when unknown. */
struct text person_name(struct db *db, struct arena *arena, int64_t id);
/* People of the land of a place by name, initials, or full phone or number (blind index), newest first, before an id (0: from
   the newest); phones and numbers stay sealed. secret NULL: by name alone. */
MUST_USE enum outcome person_find(struct db *db, struct arena *arena, const struct digest *secret, struct text words,
                                  int64_t within, int64_t before, size_t limit, struct person **ret_people,
                                  size_t *ret_count);
/* Gives a role over the land of a place. DONE also when it was held already. */
MUST_USE enum outcome person_grant(struct db *db, int64_t county, int64_t person_id, enum role role, int64_t place,
                                   int64_t given_by, int64_t at);
MUST_USE enum outcome person_revoke(struct db *db, int64_t county, int64_t person_id, enum role role, int64_t place,
                                    int64_t taken_by, int64_t at);
/* Who holds a role with that right over exactly that place: county and id of each, by rising id, at most PERSON_HOLDERS. */
enum { PERSON_HOLDERS = 20 };
MUST_USE enum outcome person_holders(struct db *db, struct arena *arena, int64_t place, enum right right,
                                     struct person **ret_people, size_t *ret_count);
/* For `tongcun grant`, as a command of the program (struct work): gives ROLE_ADMINISTRATOR over the whole land to the person of that
   login, whose account is made when there is none (then password_hash must not be empty; else it becomes the new one when it
   is not empty). INVALID with problems. */
#define PERSON_ADMINISTRATOR_DOOR "GRANT administrator"
struct text person_administrator_body(struct arena *arena, struct text login, struct text name,
                                      struct text password_hash);
MUST_USE enum outcome person_first_administrator(struct db *db, struct arena *arena, struct world *world,
                                                 struct text body, struct problems *problems);
/* The rights of a role: bits of enum right. One constant table. */
uint64_t role_rights(enum role role);
/* English key of its name: "Village cadre"; the word of a role in forms and JSON: "cadre", and back (0: no such role). */
const char *role_name(enum role role);
const char *role_word(enum role role);
enum role role_of(struct text word);

/* In a GET handler: records that the present person looks at a page about somebody. It is a command of its own that is durable
   before the page is sent (request_submit). subject_place: a household's key, or a place whose households are listed, or 0;
   subject_county, subject_id: the person, or 0; why: an English key, complete sentence part such as "Household card". Nothing is recorded
   for a person's own page. */
void look_record(struct request *r, int64_t subject_place, int64_t subject_county, int64_t subject_id, const char *why);

/* Checks of GB 11643-1999 (18 digits, check character mod 11-2, real birth date; the old 15-digit form is accepted). */
bool personal_number_is_valid(struct text number);
/* "510525********1234", "138****5678" */
struct text personal_number_masked(struct arena *arena, struct text number);
struct text phone_masked(struct arena *arena, struct text phone);
/* A phone as it is compared: digits only, without the country's 86. */
struct text phone_plain(struct arena *arena, struct text phone);
/* argon2id with 12 MiB and 3 passes (the least libsodium takes when cheap: tests): slow, on a worker or in a subcommand only. */
struct text password_hash_of(struct arena *arena, struct text password, bool cheap);
/* The same as setting "password_cost" ("test" is cheap) wants it. */
struct text password_hash(struct request *r, struct text password);

#endif
