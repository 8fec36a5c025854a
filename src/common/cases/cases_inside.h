/* What the files of this module share; other modules include cases.h only. */
#ifndef COMMON_CASES_INSIDE_H
#define COMMON_CASES_INSIDE_H

#include "common/cases/cases.h"
#include "common/measure/measure.h"
#include "common/picture/picture.h"

#define CASE_COLUMNS                                                                                                       \
	"c.county, c.id, c.kind, c.place, c.asker_county, c.asker_id, c.posted_by_id, c.title, c.state, c.phase, c.level," \
	" c.desk, c.holder_county, c.holder_id, c.held_at, c.due_at, c.rise_at, c.rises, c.reopened, c.result,"            \
	" c.opened_at, c.state_at, c.closed_at, c.last, c.version"

/* What a person was told. */
struct case_notice {
	int64_t county, person_id, id;
	int64_t case_county, case_id;
	struct text told, words;
	struct text path; /* where it leads, of what is no case */
	int64_t at, is_read;
	struct text kind, title; /* of the case; else empty */
};

/* A line of the desk and of the list of what is late. */
struct case_line {
	int64_t county, id;
	struct text kind;
	int64_t place, level, desk;
	struct text title, state;
	int64_t phase, holder_id, due_at, rises, reopened, result;
	int64_t opened_at, state_at, closed_at;
	struct text desk_name, place_name, holder_name, asker_name;
	struct text why; /* filled for the list of what is late: a sentence */
};

/* How many are open and late in a place below. */
struct case_part {
	int64_t place, open_count, late_count, answered_count;
	struct text name;
};

/* Words of phases, results and events in JSON and files; by enum. */
extern const struct choice case_phases[], case_results[], case_whats[];
extern const struct record case_notice_record, case_line_record, case_part_record;

/* What is posted to a case. */
struct case_post {
	struct text deed, words, picture;
	int64_t version;
};
extern const struct record case_post_record;

enum case_list { LIST_DESK, LIST_OPEN, LIST_LATE, LIST_CLOSED };

/* ---- cases.c ---- */

const struct case_state *case_state_named(const struct case_kind *kind, struct text word);
/* Writes all of c that may change, of the version read. CONFLICT: it changed since. */
MUST_USE enum outcome case_write(struct db *db, struct case_file *c);
/* The desk of c's place at its level. */
int64_t case_desk(int64_t place, int64_t level);

/* ---- case_event.c ---- */

MUST_USE enum outcome case_note(struct request *r, struct case_file *c, enum case_what what, const char *deed,
                                unsigned side, struct case_said said);
/* Tells the asker and everybody who acted on it, but for who acts now. told NULL: nobody. */
MUST_USE enum outcome case_tell_all(struct request *r, const struct case_file *c, const char *told, struct text words);
/* Writes a message to somebody, of a case or (NULL) of what else the message leads to. */
MUST_USE enum outcome message_write(struct request *r, int64_t person_county, int64_t person_id,
                                    const struct case_file *c, const struct message *message);
MUST_USE enum outcome case_notices(struct db *db, struct arena *arena, int64_t person_id, int64_t before, size_t limit,
                                   struct case_notice **ret, size_t *ret_count);

/* ---- case_rise.c ---- */

bool case_rise_look(struct request *r);
void case_rise_post(struct request *r);

/* ---- case_list.c ---- */

/* Lines of a place's desk, its open, late or closed cases, newest first before an id (0: the newest); kind empty: of all kinds. */
MUST_USE enum outcome case_lines(struct request *r, int64_t place, enum case_list list, struct text kind,
                                 int64_t before, size_t limit, struct case_line **ret, size_t *ret_count);
/* What is late in a land, with why; held 1: nobody is on it, 2: somebody is, 0: all. Newest first, as above. */
MUST_USE enum outcome case_lines_late(struct request *r, int64_t place, int64_t held, int64_t before, size_t limit,
                                      struct case_line **ret, size_t *ret_count);
/* What an indicator of cases counted in a land and period, newest first. */
MUST_USE enum outcome case_lines_of(struct request *r, int64_t place, int64_t indicator, int64_t period, int64_t before,
                                    size_t limit, struct case_line **ret, size_t *ret_count);
/* The places one level below with anything open, in order. */
MUST_USE enum outcome case_parts(struct request *r, int64_t place, struct case_part **ret, size_t *ret_count);
/* "3 days over: for 6 days nobody has done “Waits for the check”. It lies with Danguì township." */
struct text case_why(struct request *r, const struct case_line *line);

/* ---- case_check.c ---- */

extern const struct check case_checks[];
extern const struct indicator case_indicators[];

/* ---- case_web.c, case_desk_web.c ---- */

/* A case's page. */
struct case_view {
	const struct case_file *c;
	const struct case_kind *kind;
	const struct case_event *events;
	size_t event_count;
	struct text asker_name, place_name;
};

/* The desk. */
struct desk_view {
	int64_t place;
	enum case_list list;
	struct text kind;
	const struct case_line *lines;
	size_t count;
	int64_t next;
	int64_t late; /* how many of the land are late now */
	struct text place_name;
};

/* What is late and why; the lines themselves are a table. */
struct late_view {
	int64_t place;
	struct level_bar_item above[6];
	size_t above_count;
	const struct case_part *parts;
	size_t part_count;
	int64_t open_count, late_count, answered_count;
};

/* What an event is called in the history. */
struct text case_event_words(struct request *r, const struct case_file *c, const struct case_event *e);
/* The doors, in the order of cases_module.c. */
enum outcome case_where(struct request *r, struct scope *ret_scope);
enum outcome case_land_where(struct request *r, struct scope *ret_scope);
void case_page(struct request *r);
void case_picture_page(struct request *r);
void case_post_prepare(struct request *r);
void case_move_post(struct request *r);
void case_message_post(struct request *r);
void case_claim_post(struct request *r);
void case_release_post(struct request *r);
void case_up_post(struct request *r);
void case_down_post(struct request *r);
void case_desk_page(struct request *r);
void case_late_page(struct request *r);
void case_late_file(struct request *r);
void case_of_page(struct request *r);
void case_inbox_page(struct request *r);
void case_read_post(struct request *r);
void case_frame(struct request *r);

#endif
