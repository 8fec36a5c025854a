/* A road that the county of a town (support/town.h) builds for one of its townships, as a project (help/project): one source of money, one line
   of the budget, one milestone. */
#ifndef TESTS_SUPPORT_ROAD_H
#define TESTS_SUPPORT_ROAD_H

#include "support/story.h"

/* Public ids of the project and of its milestone. */
struct road {
	char project[STORY_ID], milestone[STORY_ID];
};

/* "county" proposes it for 510525101, from 21 July 2026 to the end of the year: 1,000 yuan of its own, the milestone planned for 5 August. */
void road_propose(struct road *road, const char *title);
/* "province" approves it and "county" begins. */
void road_begin(const struct road *road);
/* Posts JSON to the project's door with this ending ("/approve"), which must answer with the status. */
void road_post(const struct road *road, const char *who, const char *ending, const char *json, int status);

#endif
