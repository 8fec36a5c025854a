/* What must hold of pairings, and the recounts of their totals. */
#include "help/pairing/pairing_inside.h"

const struct check pairing_checks[] = {
	{ .name = "pairings stand where their households are",
	  .wrong = "pairings stand elsewhere than their households",
	  .counts = "SELECT count(*) FROM pairing AS p LEFT JOIN household AS h ON h.place = p.household_place"
	            " WHERE h.place IS NULL /* scan */" },
	{ .name = "pairings have their cases",
	  .wrong = "pairings have no case, or one in another state",
	  .counts =
	          "SELECT count(*) FROM pairing AS p LEFT JOIN case_file AS c ON c.county = p.county AND c.id = p.id"
	          " AND c.kind = 'pairing' WHERE c.id IS NULL OR c.state <> CASE WHEN p.state = 1 THEN 'proposed'"
	          " WHEN p.began_at > 0 THEN 'agreed' WHEN p.state = 4 THEN 'refused' ELSE 'withdrawn' END /* scan */" },
	{ .name = "pairings begin by two yeses",
	  .wrong = "pairings began before both had said yes",
	  .counts = "SELECT count(*) FROM pairing WHERE began_at > 0 AND (household_said_at = 0 OR giver_said_at = 0"
	            " OR household_said_at > began_at OR giver_said_at > began_at) /* scan */" },
	{ .name = "nobody is paired with his own household",
	  .wrong = "pairings have a helper who lived in the household when it was proposed",
	  .counts =
	          "SELECT count(*) FROM pairing AS p WHERE EXISTS (SELECT 1 FROM household_member AS m WHERE m.county ="
	          " p.county AND m.household_id = p.household_id AND m.person_id = p.giver_id AND m.until_on = 0"
	          " AND p.state = 1) /* scan */" },
	{ .name = "pairings end as their history does",
	  .wrong = "pairings differ from their history",
	  .counts =
	          "SELECT count(*) FROM pairing AS p WHERE p.began_at > 0 AND CASE p.state WHEN 3 THEN 'rested'"
	          " WHEN 5 THEN 'ended' ELSE 'going' END <> CASE COALESCE((SELECT e.words FROM pairing_entry AS e"
	          " WHERE e.county = p.county AND e.pairing_id = p.id AND e.what = 'deed' ORDER BY e.id DESC LIMIT 1),"
	          " '') WHEN 'rested' THEN 'rested' WHEN 'ended' THEN 'ended' WHEN '' THEN '' ELSE 'going' END"
	          " /* scan */ /* sorts */" },
	{ .name = "paired regions run with partners that are there",
	  .wrong = "paired regions have no partner, or ended before they were entered",
	  .counts = "SELECT count(*) FROM paired_region AS g LEFT JOIN partner AS a ON a.county = g.partner_county"
	            " AND a.id = g.partner_id WHERE a.id IS NULL OR (g.ended_at > 0 AND g.ended_at < g.made_at)"
	            " /* scan */" },
	{ .name = NULL },
};

const struct indicator pairing_indicators[] = {
	{ .number = INDICATOR_PAIRED,
	  .name = "paired",
	  .label = N_("Households with a paired family"),
	  .unit = UNIT_STANDING,
	  .recount = "SELECT household_place / 100000 * 100000 AS place, 1 AS value FROM pairing WHERE state IN (2, 3)"
	             " GROUP BY household_place /* scan */ /* sorts */",
	  .of_household = "SELECT household_place / 100000 * 100000 AS place, 1 AS value FROM pairing"
	                  " WHERE state IN (2, 3) AND household_place = $1 GROUP BY household_place" },
	{ .number = INDICATOR_PAIRINGS,
	  .name = "pairings",
	  .label = N_("Pairings of families begun"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HELP,
	  .recount = "SELECT household_place / 100000 * 100000 AS place, began_at AS at, 1 AS value FROM pairing"
	             " WHERE began_at > 0 /* scan */",
	  .of_household = "SELECT household_place / 100000 * 100000 AS place, began_at AS at, 1 AS value FROM pairing"
	                  " WHERE began_at > 0 AND household_place = $1",
	  .behind = FIGURE_PARTS("p.county", "p.id", "p.id", "''", "p.household_place", "p.began_at", "1",
	                         "pairing AS p", "p.began_at > 0"),
	  .href = "/pairings/",
	  .right = RIGHT_REGISTER_READ },
	{ .number = INDICATOR_REGIONS,
	  .name = "regions",
	  .label = N_("Paired regions"),
	  .unit = UNIT_STANDING,
	  .recount = "SELECT place, 1 AS value FROM paired_region WHERE state = 1 /* scan */" },
	{ .number = 0 },
};
