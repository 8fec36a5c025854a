/* Cases: the one engine for whatever somebody asks for. A need, an application, a report, a complaint, a task is a case of some kind; a kind
   is a constant table of states and moves, at most with a hook. A module that has cases keeps a row of its own beside each (same county
   and id), writes its own pages, and leaves to the engine: who may move it when, the lock of whoever is on it, deadlines, silence
   that sends it up from village to province, messages both ways with photographs, what each side is told, the history, what is late
   and why, and the totals.
   How to add a kind: a struct case_kind in your module, its line in case_kinds[] (app/modules.c), case_open() where it is posted.
   That alone gives /cases (the desk), /cases/{case} (its page with history, messages and a button for every move that is open to who
   looks), /cases/late, /messages, figures and checks. Your own page shows the same pieces by case_cord() and case_talk().
   Invariants: every change is an event, numbered without gaps, and the last event's state is the case's; at most one person holds a
   case; the desk lies on the way from the case's place to the country; an answered case is closed by nobody but its asker (or by the
   rule of its kind after its time); phase and result always are those of the state in the kind's table, and there is a deadline
   exactly when it has days there (which day: the state's own days, or case_due()).
   Not here: what the case is about, who else may see it in public, money. */
#ifndef COMMON_CASES_H
#define COMMON_CASES_H

#include "common/person/person.h"
#include "common/picture/picture.h"
#include "common/place/place.h"

enum case_phase { CASE_OPEN = 1, CASE_ANSWERED, CASE_CLOSED };
enum case_result { CASE_UNDECIDED, CASE_FIXED, CASE_NOT_FIXED, CASE_REFUSED, CASE_WITHDRAWN };

/* As what somebody acts on a case; bits. */
enum case_by {
	CASE_BY_ASKER = 1,   /* whom it is for (also through a station that serves) */
	CASE_BY_HANDLER = 2, /* holds the kind's right over the desk where it lies, and nobody else is on it */
	CASE_BY_MODULE = 4,  /* only case_do() of the module: a step that follows from something it counts */
	CASE_BY_ABOVE = 8,   /* holds the right over the desk one level above: may take the lock away */
};

enum case_reason { CASE_REASON_NONE, CASE_REASON_MAY, CASE_REASON_MUST };

/* A state of a kind. */
struct case_state {
	const char *word;  /* in the table, in addresses and JSON: "posted" */
	const char *label; /* English key: "Waits for the check in the village" */
	enum case_phase phase;
	enum case_result result; /* of a closed state */
	int64_t days; /* its time in days of 24 hours; 0: none. When it is over the case is late and goes one level up */
	const char *look; /* of status_word(): "wait", "done", "late" or "" */
};

enum case_move_flag {
	CASE_UP = 1,       /* also one level up (a dispute is not decided where the answer came from) */
	CASE_FREE = 2,     /* the lock ends */
	CASE_PICTURE = 4,  /* a photograph may go with it */
	CASE_OWN_PAGE = 8, /* the module has its own form for it: the engine's page shows no button */
};

/* A move of a kind. (deed, from) is unique within it. */
struct case_move {
	const char *deed;  /* "publish" */
	const char *label; /* English key of its button: "Publish" */
	const char *from, *to;
	unsigned by; /* enum case_by bits */
	enum case_reason reason;
	unsigned flags;
	const char *told; /* English key: what the others are told; NULL: nothing */
};

struct case_file;
struct case_said {
	struct text words;   /* of who acts; may be empty */
	struct text picture; /* digest of a private picture of the case (case_pictures()); may be empty */
};

struct case_kind {
	const char *word;  /* "need" */
	const char *label; /* English key: "Need" */
	const char *path;  /* of the module's own page: "/needs"; its {id} follows. NULL: the engine's page */
	const struct case_state *states; /* ends with word NULL; the first is the one it is opened in */
	const struct case_move *moves;   /* ends with deed NULL */
	enum place_level first,
		last; /* the desk it comes to, and the highest it rises to: PLACE_VILLAGE, PLACE_PROVINCE */
	/* Called after a move was written (c as it is now), in the same command: totals, money, rows of its own. NULL: nothing.
	   Anything but DONE gives the command up. */
	enum outcome (*moved)(struct request *r, struct case_file *c, const struct case_move *move,
	                      struct case_said said);
};

/* THE list of kinds (app/modules.c); ends with NULL. */
extern const struct case_kind *const case_kinds[];

struct case_file {
	int64_t county, id;
	struct text kind;
	int64_t place; /* of the asker: a household's key or a village; counts in the totals */
	int64_t asker_county, asker_id;
	int64_t posted_by_id; /* who typed it: the asker, an operator, a cadre */
	struct text title;    /* never shown in public by the engine */
	struct text state;
	int64_t phase;
	int64_t level;                             /* enum place_level of the desk */
	int64_t desk;                              /* the place where it lies */
	int64_t holder_county, holder_id, held_at; /* who is on it; 0: nobody */
	int64_t due_at, rise_at, rises, reopened;
	int64_t result;
	int64_t opened_at, state_at, closed_at;
	int64_t last; /* number of its last event */
	int64_t version;
};

enum case_what {
	CASE_OPENED = 1,
	CASE_MOVED,
	CASE_MESSAGE,
	CASE_CLAIMED,
	CASE_RELEASED,
	CASE_ROSE,
	CASE_SENT_UP,
	CASE_SENT_DOWN
};

struct case_event {
	int64_t county, case_id, number;
	int64_t what;
	struct text deed;
	struct text state;
	int64_t level, desk;
	int64_t person_county, person_id, side;
	struct text words, picture;
	int64_t at;
	struct text person_name, desk_name; /* joined for pages */
};

extern const struct record case_record, case_event_record;
extern const struct module cases_module;

/* ---- verbs; all are for handlers of commands ---- */

/* Opens a case of that kind at its first desk: fill kind, place (household or village, or above: then that is its desk), asker_county,
   asker_id, title; id 0 takes a new one. county, state, desk, times become what they are. said is the asker's own words. */
MUST_USE enum outcome case_open(struct request *r, struct case_file *c, struct case_said said);
/* Makes the move `deed` as `by` (bits; case_sides() for whoever asks). CONFLICT: there is no such move from its state, or somebody was
   faster; DENIED: not by these; INVALID: words are wanted (a problem at "words"). c is then as it has become; the kind's hook has
   run, the others are told. */
MUST_USE enum outcome case_do(struct request *r, struct case_file *c, const char *deed, unsigned by,
                              struct case_said said);
/* A message to the other side. */
MUST_USE enum outcome case_say(struct request *r, struct case_file *c, unsigned by, struct case_said said);
/* Takes the lock. CONFLICT: somebody has it. DENIED: no handler. */
MUST_USE enum outcome case_claim(struct request *r, struct case_file *c, unsigned by);
MUST_USE enum outcome case_release(struct request *r, struct case_file *c, unsigned by);
/* Passes it to the desk above (words wanted), or down again with an instruction: an answer coming back down. CONFLICT: no such level. */
MUST_USE enum outcome case_send(struct request *r, struct case_file *c, bool up, unsigned by, struct case_said said);
/* Gives the present state another end than its days say: what was asked has a day of its own; the title as it is in c is kept too. CONFLICT: the state has no time, or somebody
   was faster. */
MUST_USE enum outcome case_due(struct request *r, struct case_file *c, int64_t due_at);
/* Tells one person of it (besides those that the engine tells): a giver, a helper. told: English key with at most one %s, filled by
   words. Nobody is told what was done by the own hand; what a station did for somebody is told. */
MUST_USE enum outcome case_tell(struct request *r, const struct case_file *c, int64_t person_county, int64_t person_id,
                                const char *told, struct text words);

/* ---- messages about what is no case ---- */

struct message {
	const char *told;  /* English key with at most one %s */
	struct text words; /* fills it */
	struct text path;  /* of the page it leads to: "/projects/510525-..." */
};
enum { MESSAGE_OFFICE = PERSON_HOLDERS }; /* at most so many of an office are told: so many ids are wanted */
MUST_USE enum outcome message_to(struct request *r, int64_t person_county, int64_t person_id,
                                 const struct message *message);
/* To all who hold the right over the place, or else over the next one above it where somebody does; never to the level `but`
   (PLACE_HOUSEHOLD: to any), to the person but_id, nor to whoever acts. */
MUST_USE enum outcome message_to_office(struct request *r, int64_t place, enum right right, enum place_level but,
                                        int64_t but_id, const struct message *message);

/* ---- reading ---- */

MUST_USE enum outcome case_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct case_file *ret);
/* As what the present person may act on it; 0: not at all. */
unsigned case_sides(const struct request *r, const struct case_file *c);
/* Whether the present person may read it: asker, or the kind's right over its place. */
bool case_may_read(const struct request *r, const struct case_file *c);
const struct case_kind *case_kind_of(struct text word);
const struct case_state *case_state_of(const struct case_file *c);
/* The move of that deed from the case's state, or NULL. */
const struct case_move *case_move_of(const struct case_file *c, struct text deed);
/* Late: its state's time is over. */
bool case_is_late(const struct case_file *c, int64_t now);
/* Its events, oldest first, at most LIMIT_LIST_ROWS. */
MUST_USE enum outcome case_events(struct db *db, struct arena *arena, const struct case_file *c,
                                  struct case_event **ret, size_t *ret_count);
/* Owner of the photographs that go with it: what case_open(), case_do() and case_say() are given was kept by picture_keep_private() with this
   (c->county and c->id known: before case_open() by case_numbered()). Its door is the engine's. */
struct picture_owner case_pictures(const struct case_file *c);
/* Gives a case that is yet to be opened its county and number. kind and place are filled. */
void case_numbered(struct request *r, struct case_file *c);
/* Address of a photograph of the case, in a size of common/picture. */
struct text case_picture_url(struct request *r, const struct case_file *c, struct text picture, int size);
/* Address of its page: the module's own, or "/cases/510525-...". */
struct text case_path(struct arena *arena, const struct case_file *c);

/* Every kind's table is whole: states and moves know each other, nothing is a dead end, whatever was answered can be confirmed, left
   unfixed and disputed by its asker. False: ret_words says which is not. For `tongcun check` and tests. */
bool case_kind_is_whole(struct arena *arena, const struct case_kind *kind, struct text *ret_words);

/* ---- pieces of pages ---- */

/* Where it stands: state, desk, deadline, who is on it, as a list of facts. */
void case_facts(struct request *r, const struct case_file *c);
/* The history as a cord, with messages and photographs. */
void case_cord(struct request *r, const struct case_file *c, const struct case_event *events, size_t count);
/* The forms open to the present person: a button or form for every move, the lock, up and down, a message. Posts to /cases/... */
void case_talk(struct request *r, const struct case_file *c);

#endif
