/* Indicators and the six-level figures. An indicator is declared by the module that owns its records, with the recount that
   must give the same numbers; adding is journal/tally.h. Pages: /figures/{place}. */
#ifndef COMMON_MEASURE_H
#define COMMON_MEASURE_H

#include "common/place/place.h"
#include "journal/tally.h"
#include "web/right.h"

enum unit {
	UNIT_COUNT,
	UNIT_FEN,
	UNIT_GRAMS,
	UNIT_STANDING, /* how many there are now, not how many came in a period: shown by the books, not by the figures */
};

/* Numbers of the indicators; never reused. */
enum indicator_number {
	INDICATOR_ORDERS = 1,    /* orders paid, at the seller's place */
	INDICATOR_SOLD_FEN,      /* paid for goods, less refunds */
	INDICATOR_SOLD_G,        /* weight of goods paid, less returned */
	INDICATOR_HOUSEHOLD_FEN, /* settled to households, less what went back for returns, at the household */
	INDICATOR_BUYERS,        /* first orders of a person in the year, at the seller's place */
	INDICATOR_BOUGHT_FEN,    /* paid for goods, at the buyer's place */
	INDICATOR_SERVED,        /* orders placed for villagers, at the station */
	INDICATOR_REFUND_FEN,    /* refunded, at the seller's place */
	INDICATOR_PRODUCTS,      /* goods listed, at their origin */
	INDICATOR_SETTLED_FEN,   /* settled to all, less what went back for returns, at the seller's place */
	INDICATOR_CASES_OPENED,  /* what people asked for, at their place */
	INDICATOR_CASES_CLOSED,  /* of these closed, on the day of closing */
	INDICATOR_CASES_FIXED,   /* of these closed because who asked said that it is good */
	INDICATOR_HOUSEHOLDS,    /* standing: households, at their village */
	INDICATOR_PEOPLE,        /* standing: members of households, at their village */
	INDICATOR_REGISTERED,    /* standing: households registered for help, at their village */
	INDICATOR_MONITORED,     /* standing: households watched so that they do not fall back, at their village */
	INDICATOR_LEFT,          /* standing: households whose help ended, at their village */
	INDICATOR_INCOME_FEN,    /* net income of a year of the households asked, at their village */
	INDICATOR_INCOME_PEOPLE, /* people of the households asked about a year, at their village */
	INDICATOR_ENTERED,       /* households registered by a decision, at their village */
	INDICATOR_HELP_ENDED,    /* households whose help ended by a decision, at their village */
	INDICATOR_MEASURES,      /* help promised, at the village of the household */
	INDICATOR_MEASURES_DONE, /* promised help done */
	INDICATOR_VISITS,        /* visits to households */
	INDICATOR_NEEDS,         /* needs published, at the household */
	INDICATOR_NEEDS_MATCHED, /* of these wholly taken on by helpers */
	INDICATOR_GIVEN_FEN,     /* money of gifts handed over */
	INDICATOR_CAMPAIGN_FEN,  /* given to campaigns, less what was given back, at the campaign's place */
	INDICATOR_VOUCHERS, /* vouchers issued, less those taken back or run out, at the village of the household */
	INDICATOR_RIDES,    /* vouchers used, at the village of the household */
	INDICATOR_PROJECTS, /* projects approved, at their place */
	INDICATOR_PROJECT_ARRIVED_FEN, /* arrived for projects, on the day of the money */
	INDICATOR_PROJECT_SPENT_FEN,   /* paid by projects, on the day of the money */
	INDICATOR_PROJECTS_ALL,        /* standing: projects that were approved */
	INDICATOR_PROJECTS_OPEN,       /* standing: of these neither finished nor stopped */
	INDICATOR_PROJECTS_LATE,       /* standing: projects of which something is late */
	INDICATOR_PROJECTS_PROMISED,   /* standing: fen promised to projects that were approved */
	INDICATOR_PROJECTS_ARRIVED,    /* standing: fen arrived for projects */
	INDICATOR_PROJECTS_SPENT,      /* standing: fen paid by projects */
	INDICATOR_PLEDGED_FEN,         /* promised by partners, less what was withdrawn, at the place it is for */
	INDICATOR_PLEDGE_RECEIVED_FEN, /* of this received */
	INDICATOR_LINKED,              /* standing: households with a share or contract in force, at their village */
	INDICATOR_DIVIDEND_FEN,        /* paid for shares, less what went back, at the village of the household */
	INDICATOR_PURCHASE_FEN,        /* the same for goods delivered under a contract */
	INDICATOR_RENT_FEN,            /* the same for land and houses let */
	INDICATOR_WAGE_FEN,            /* the same for work */
	INDICATOR_TRAINED,             /* people who completed a course, at their village */
	INDICATOR_FOLLOWED,            /* people asked how it goes after a course, at their village */
	INDICATOR_GAIN_FEN,            /* what these earn more a month than before the course */
	INDICATOR_WORK_BEGUN,          /* people who began work found here, at their village */
	INDICATOR_PAIRED,              /* standing: households with a paired family, at their village */
	INDICATOR_PAIRINGS,            /* pairings of families begun, at the village of the household */
	INDICATOR_REGIONS,             /* standing: paired regions, at the place they stand by */
	INDICATOR_NUMBERS,             /* one more than the last */
};

/* What an indicator is about; a page of figures shows one of these at a time. Books show what has none. */
enum indicator_group {
	FIGURES_NONE,
	FIGURES_TRADE,
	FIGURES_SERVICE,
	FIGURES_HELP,
	FIGURES_HOUSEHOLD,
	FIGURES_PROJECT,
	FIGURES_WORK,
	FIGURES_GROUPS, /* one more than the last */
};

struct indicator {
	int64_t number;    /* 0 ends a table */
	const char *name;  /* in JSON and files: "sold_fen" */
	const char *label; /* English key */
	enum unit unit;
	enum indicator_group group; /* none exactly for what stands */
	/* The records that count, for the recount: one statement without parameters that gives rows of place, value and at (ms; `day`,
	   yyyymmdd, when by_day; neither for UNIT_STANDING). Several rows may stand for one place and day. */
	const char *recount;
	/* The same of what counts where one household is, $1 its key, by an index: for cards that are merged. NULL: it counts where something
	   happened, and stays there. */
	const char *of_household;
	/* The rows that a number is made of, as a text of FIGURE_PARTS() or one with its parameters and columns: together they are the
	   number, which `tongcun check` holds. /figures/rows lists them. NULL: `rows` does, or nothing. */
	const char *behind;
	const char
		*href; /* page of the thing that a row of `behind` is about, before its id: "/projects/"; NULL none */
	/* The rows are each one household's or person's: who reads them, and opens that page, needs this right over the land besides
	   that of figures, and the look is on record. RIGHT_NONE: they are about nobody. */
	enum right right;
	const char *look; /* what /me/looks calls that look; NULL: a list of the place's households */
	/* In place of `behind`, a page of the module's own: it gets ?place=CODE&period=PERIOD&indicator=NAME; NULL none. Its door
	   checks the right. */
	const char *rows;
	bool by_day;
};

/* A text for `behind`. It takes $1 and $2 the first key of a land and the one behind its last, $3 and $4 the first moment of a period
   and the one behind its last (days yyyymmdd when by_day), $5 the id below which it goes on, $6 how many; and gives, by falling ids,
   county and id of the row, thing_id (same county) and title of what it is about, place and village, at, value. All are SQL
   expressions; id is unique among the rows of a land and period. */
#define FIGURE_PARTS(county, id, thing, title, place, at, value, from, which)                          \
	"SELECT " county " AS county, " id " AS id, " thing " AS thing_id, " title " AS title, " place \
	" AS place, " at " AS at, " value " AS value, COALESCE(l.name, '') AS village FROM " from      \
	" LEFT JOIN place AS l ON l.place = " place " / 100000 * 100000 WHERE " which " AND " place    \
	" >= $1 AND " place " < $2 AND " at " >= $3 AND " at " < $4 AND " id " < $5 ORDER BY " id      \
	" DESC LIMIT $6 /* scan */ /* sorts */"

extern const struct module measure_module;

/* tally_add for a day given by a moment. */
void measure_add(struct db *db, enum indicator_number indicator, int64_t place, int64_t at, int64_t delta);
/* tally_add_standing for a standing indicator. */
void measure_add_standing(struct db *db, enum indicator_number indicator, int64_t place, int64_t delta);

/* Adds all that counts where the household of that key is, times times: -1 before its rows go elsewhere, 1 when they are there. */
MUST_USE enum outcome measure_of_household(struct db *db, int64_t key, int64_t times);

#endif
