/* Who is asking. web needs it, common/person fills it: a small interface of two functions. */
#ifndef WEB_IDENTITY_H
#define WEB_IDENTITY_H

#include "base/limits.h"
#include "db/db.h"
#include "web/right.h"

struct identity {
	int64_t person_id; /* 0: nobody signed in */
	int64_t county;    /* home county of the person */
	int64_t place;     /* home place */
	struct text name;
	struct text language; /* preferred; empty: by cookie or header */
	int64_t for_id;       /* the villager a station serves at present; 0: itself */
	int64_t for_county;
	int64_t for_place;
	struct text for_name;
	int64_t seen_on; /* the day its session was last noted as used; a page of a later day slides the session's end */
	struct text session; /* hex digest of the session token: what CSRF tokens and rate limits hang on */
	struct held_right rights[LIMIT_RIGHTS];
	size_t right_count;
	bool large_text;
};

struct identity_source {
	/* Finds the live session of a token's digest: text_hex of digest_of(the token as cookie or header have it). NOT_FOUND: none
	   or ended. */
	enum outcome (*session)(struct db *db, struct arena *arena, struct text digest, int64_t now,
	                        struct identity *ret_who);
	/* Finds a person with the rights it holds now, without a session: for what the program does in its name later. NOT_FOUND:
	   nobody; NULL: no source of that kind. */
	enum outcome (*person)(struct db *db, struct arena *arena, int64_t county, int64_t person_id,
	                       struct identity *ret_who);
	/* Finds the person a bearer key (API) belongs to; its scopes narrow the rights. */
	enum outcome (*key)(struct db *db, struct arena *arena, struct text digest, int64_t now,
	                    struct identity *ret_who);
};

/* Whether the identity holds the right over the whole of place. */
bool identity_may(const struct identity *who, enum right right, int64_t place);
/* The first place over which it holds the right, or -1. For menus and "my station". */
int64_t identity_where(const struct identity *who, enum right right);

#endif
