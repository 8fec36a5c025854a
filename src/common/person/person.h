/* People: accounts, sessions, rights, acting for somebody, and the record of who looked at whose page.
   A phone is a contact, not an identity: person and household are the keys. Personal numbers (GB 11643) and phones are sealed
   at rest with a blind index. Passwords are argon2id, hashed on a worker; sessions are kept as digests.
   Invariants: rights start at none; every look at a person's or household's personal page by somebody else is a row. */
#ifndef COMMON_PERSON_H
#define COMMON_PERSON_H

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
	int64_t place;        /* household, village, or wherever it lives */
	struct text name;
	struct text login;    /* unique; empty: has no sign-in of its own (served at a station) */
	struct text phone;    /* plain while in memory; sealed in the table */
	struct text number;   /* personal number, the same */
	struct text password_hash; /* argon2id string of libsodium; empty: none */
	struct text language;
	int64_t created_at, version;
};

extern const struct record person_record;
extern const struct module person_module;

/* The identity source of the site. */
extern const struct identity_source person_identity;

/* Makes an account. INVALID with problems (bad number, short name), CONFLICT when the login is taken. secret, world: for the seal. */
MUST_USE enum outcome person_add(struct db *db, struct arena *arena, const struct digest *secret, struct world *world,
                                 const struct person *person, struct problems *problems);
MUST_USE enum outcome person_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct person *ret_person);
/* The name, or "" when unknown. */
struct text person_name(struct db *db, struct arena *arena, int64_t id);
/* People of the land of a place by name, initials, or full phone or number (blind index), for "serve a villager". */
MUST_USE enum outcome person_find(struct db *db, struct arena *arena, const struct digest *secret, struct text words,
                                  int64_t within, size_t limit, struct person **ret_people, size_t *ret_count);
/* Gives a role over the land of a place. DONE also when it was held already. */
MUST_USE enum outcome person_grant(struct db *db, int64_t county, int64_t person_id, enum role role, int64_t place,
                                   int64_t given_by, int64_t at);
MUST_USE enum outcome person_revoke(struct db *db, int64_t county, int64_t person_id, enum role role, int64_t place,
                                    int64_t taken_by, int64_t at);
/* The rights of a role: bits of enum right. One constant table. */
uint64_t role_rights(enum role role);

/* Records that the present person looks at a page about somebody (GET handlers: it is written behind by a chore-less internal
   command; see person.c). subject_place: the household's key or 0; subject_id: the person or 0; why: an English key. */
void look_record(struct request *r, int64_t subject_place, int64_t subject_id, const char *why);

/* Checks of GB 11643-1999 (18 digits, check character mod 11-2, real birth date; the old 15-digit form is accepted). */
bool personal_number_is_valid(struct text number);
/* "510525********1234", "138****5678" */
struct text personal_number_masked(struct arena *arena, struct text number);
struct text phone_masked(struct arena *arena, struct text phone);
/* argon2id with libsodium's interactive limits (weaker when setting "password_cost" is "test"): on a worker only. */
struct text password_hash(struct request *r, struct text password);

#endif
