/* Joint meetings and what they ask for. A meeting of a level (province to township) has minutes with numbered decisions; its chair confirms
   them, and from then on nothing of them changes. A decision becomes tasks for places below; whoever gets one answers it, or passes it on to
   places below its own and sums up what they answered; the office that gave it says whether it is done. So it goes down up to five levels
   and comes back up.
   A task is a case (kind task): its desk, lateness at every level, silence that sends it up, messages and history are the engine's.
   Invariants: a task lies strictly below who gave it; an upper task is answered only when each of its parts is, and then these are
   closed; a part is due no later than the whole.
   Privacy: meetings and tasks are seen by offices alone: those of the meeting's land, and those below that got
   one of its tasks.
   Not here: invitations, votes, recordings; projects and pledges, to which a task only points. */
#ifndef HELP_MEETING_H
#define HELP_MEETING_H

#include "common/cases/cases.h"

enum meeting_state { MEETING_OPEN = 1, MEETING_CONFIRMED };

struct meeting {
	int64_t county, id;
	int64_t place; /* PLACE_PROVINCE to PLACE_TOWNSHIP */
	struct text title;
	int64_t held_on;
	struct text venue, participants, agenda, minutes; /* participants, agenda: a line each */
	int64_t state;
	int64_t decisions;
	int64_t chair_county, chair_id;
	int64_t made_by_id, made_at, confirmed_at;
	int64_t version;
	int64_t tasks, open, late; /* computed: all that follows from it, not yet closed, and past its day */
	struct text place_name;    /* joined */
};

struct meeting_task {
	int64_t county, id;
	int64_t place;
	int64_t meeting_county, meeting_id, decision;
	int64_t parent_county, parent_id;
	int64_t from_place;
	struct text words, about;
	int64_t due_on;
	struct text answer;
	int64_t made_at;
	/* joined: its case, its place, its meeting */
	struct text state;
	int64_t phase, due_at, late;
	struct text place_name, meeting_title;
};

extern const struct record meeting_record, meeting_task_record;
extern const struct module meeting_module;
extern const struct case_kind task_kind;

#endif
