/*
 * The pages a buyer sees: HTML of its own, complete without script. Every text from outside is escaped here.
 */
#ifndef GATEWAY_PAGE_H
#define GATEWAY_PAGE_H

#include "state.h"

struct page {
	const char *merchant;
	const char *payment;
	const char *title;
	struct view view;
};

/* The style sheet both pages name, served at /pay.css. */
extern const char page_css[];

/* The page with the amount and the two buttons; without buttons when it is paid already. To be freed. */
char *page_pay(const struct page *p);

/* A page that says why there is nothing to pay. To be freed. */
char *page_problem(const char *chinese, const char *english);

#endif
