/* What the exports in open formats share: which projects, all that stands beside one, and how organisations are named outside.
   Only public projects that were approved; of a private person (a donor, a payee) neither name nor code; no person of an office, no
   photograph, no number of a paper. */
#ifndef HELP_PROJECT_EXPORT_H
#define HELP_PROJECT_EXPORT_H

#include "help/project/project_inside.h"

/* Of the publisher in both formats, until the installation registers one: "tongcun-510525-...". */
#define PROJECT_EXPORT_PREFIX "tongcun"
/* Before a unified social credit code; org-id.guide lists no prefix for it that we know of. */
#define PROJECT_CREDIT_PREFIX "CN-USCC"
/* Of what the standards have no name for. */
#define PROJECT_EXPORT_NAMESPACE "urn:tongcun:export"

struct project_export {
	const struct project *p;
	struct text id; /* public */
	struct text
		url; /* of its page; empty while the operator has not said under which address the installation is reached */
	int64_t at; /* of the last thing that happened to it */
	struct project_fund *funds;
	struct project_line *lines;
	struct project_contract *contracts;
	struct project_milestone *milestones;
	struct project_entry *entries; /* those that stand */
	struct project_goal *goals;
	size_t fund_count, line_count, contract_count, milestone_count, entry_count, goal_count;
};

/* The projects that ?place=, ?period= (those that were under way in it), ?after= and ?limit= ask for, in the order of places. ret_next: the
   address of the next ones, or empty. NOT_FOUND: no such place, or no project there, as both standards want at least one; INVALID: no such
   period or no such project to go on after. */
MUST_USE enum outcome project_export_list(struct request *r, const char *path, struct project **ret, size_t *ret_count,
                                          struct text *ret_next);
/* All of one. FAILED also when it has more entries than one file may hold. */
MUST_USE enum outcome project_export_read(struct request *r, const struct project *project, struct project_export *ret);
/* What the operator calls the installation. */
struct text project_export_publisher(struct request *r);
/* The entry's transfer, and any thing of the project's county, by its public id. */
struct text project_export_id(struct request *r, const struct project_export *x, int64_t id);

/* The two files: ?place=, ?period=, ?after=, ?limit=. 404: no such place, or no public project there; 422: no such period. */
void project_iati_page(struct request *r);
void project_ocds_page(struct request *r);

#endif
