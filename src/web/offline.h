/* Weak links: what stands in a page for its script (assets/app.js) and for the service worker (assets/sw.js), and the page that
   is shown when there is no network. docs/design.md tells the whole way. */
#ifndef WEB_OFFLINE_H
#define WEB_OFFLINE_H

#include "web/request.h"

/* Who writes on this page, as 17 characters that say nothing to anybody else: 'p' for a signed-in person and whom it serves, the
   same over all its sessions and devices; 'g' for a guest's cookie; empty for a guest without one. What waits on a phone bears it
   and is sent for nobody else. */
struct text offline_person(struct request *r);
/* The paths whose forms may wait here and now: the rows with ROUTE_MAY_WAIT, none while a station serves somebody. */
struct text offline_forms(struct request *r);

/* How the page's language writes a moment, for the script to fill in: "{y}年{m}月{d}日 {t}", with {n} for the month's English name. */
struct text offline_moment(struct request *r);
/* GET /offline: what waits to be sent, and the pages kept to be read; the same for everybody, filled in by the script. */
void offline_page(struct request *r);
/* GET /offline/ticket: {"person": offline_person, "csrf": token}, for sending what waits. */
void offline_ticket(struct request *r);

#endif
