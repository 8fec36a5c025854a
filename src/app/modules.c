/* THE list. A feature is switched off by deleting its line here and its folder. */
#include "app/modules.h"

#include "common/audio/audio.h"
#include "common/cases/cases.h"
#include "common/ledger/ledger.h"
#include "common/picture/picture.h"
#include "common/job/job.h"
#include "common/measure/measure.h"
#include "common/household/household.h"
#include "common/person/person.h"
#include "common/place/place.h"
#include "common/station/station.h"
#include "help/ask/ask.h"
#include "help/campaign/campaign.h"
#include "help/linkage/linkage.h"
#include "help/register/register.h"
#include "help/need/need.h"
#include "help/project/project.h"
#include "help/meeting/meeting.h"
#include "help/pairing/pairing.h"
#include "help/partner/partner.h"
#include "help/training/training.h"
#include "schema.h"
#include "trade/order/order.h"
#include "trade/payment/payment.h"
#include "trade/product/product.h"
#include "trade/seller/seller.h"
#include "trade/settlement/settlement.h"
#include "trade/shipping/shipping.h"
#include "village/counter/counter.h"
#include "web/web_module.h"

/* clang-format off */
const struct module *const all_modules[] = {
	&web_module,
	/* common/ */
	&place_module,
	&measure_module,
	&person_module,
	&job_module,
	&household_module,
	&audio_module,
	&station_module,
	&picture_module,
	&ledger_module,
	&cases_module,
	/* trade/ */
	&seller_module,
	&shipping_module,
	&product_module,
	&order_module,
	&payment_module,
	&settlement_module,
	/* village/ */
	&counter_module,
	/* help/ */
	&ask_module,
	&register_module,
	&need_module,
	&campaign_module,
	&project_module,
	&partner_module,
	&linkage_module,
	&training_module,
	&meeting_module,
	&pairing_module,
	NULL,
};
/* clang-format on */

const struct schema_step *const lower_schemas[] = { journal_schema, search_schema, NULL };

/* Everything that is a case. Adding a kind is a line here. */
const struct case_kind *const case_kinds[] = {
	&ask_kind,  &need_kind,    &offer_kind, &register_appeal_kind, &pledge_kind, &linkage_kind,
	&task_kind, &pairing_kind, NULL,
};

/* What takes longer than a page may wait for. */
const struct job_kind *const job_kinds[] = {
	&job_file_kind, &job_check_kind, &household_job_kind, &product_job_kind, NULL,
};

/* What is paid beside orders. */
const struct payment_bill *const payment_bills[] = {
	&need_bill,
	&campaign_bill,
	&pledge_bill,
	NULL,
};

/* Who is told of what lists of payments pay. */
const struct pay_purpose pay_purposes[] = {
	{ PAYDAY_PURPOSE, payday_paid },
	{ .word = NULL },
};

/* The page "Me". */
const struct menu_link menu_links[] = {
	{ "/orders", N_("My orders"), NULL, RIGHT_NONE, NULL },
	{ "/messages", N_("Messages"), NULL, RIGHT_NONE, NULL },
	{ "/needs/mine", N_("What I need and give"), NULL, RIGHT_NONE, NULL },
	{ "/given", N_("What I gave to campaigns"), N_("Where each gift went, fen by fen"), RIGHT_NONE, NULL },
	{ "/courses/mine", N_("My courses and work"), NULL, RIGHT_NONE, NULL },
	{ "/ask", N_("Ask the village"), NULL, RIGHT_NONE, NULL },
	{ "/me/household", N_("My household"), NULL, RIGHT_NONE, NULL },
	{ "/linkages", N_("Shares, contracts and what they paid"), NULL, RIGHT_NONE, NULL },
	{ "/pairings/mine", N_("Paired families"), N_("Who stands by us, and whom I stand by"), RIGHT_NONE, NULL },
	{ "/me/looks", N_("Who looked at my page"), N_("Every look is on record"), RIGHT_NONE, NULL },
	{ "/partners/mine", N_("What my organisation promised"), NULL, RIGHT_NONE, partner_is_work },
	{ "/rides", N_("Take vouchers"), NULL, RIGHT_NONE, ride_is_work },
	{ "/serve", N_("Serve a villager"), NULL, RIGHT_SERVE, NULL },
	{ "/cases", N_("What people ask for"), NULL, RIGHT_CASE_HANDLE, NULL },
	{ "/cases/late", N_("What is late, and why"), NULL, RIGHT_CASE_HANDLE, NULL },
	{ "/campaigns/desk", N_("Campaigns of our land"), NULL, RIGHT_CASE_HANDLE, NULL },
	{ "/projects/desk", N_("Projects of our land"), N_("Money, milestones, and what is late"), RIGHT_PROJECT,
	  NULL },
	{ "/meetings", N_("Joint meetings"), N_("Decisions, and the tasks that follow"), RIGHT_CASE_HANDLE, NULL },
	{ "/partners", N_("Partners"), N_("Who stands by us, promised and delivered"), RIGHT_CASE_HANDLE, NULL },
	{ "/regions", N_("Paired regions"), N_("What was agreed, and what came of it"), RIGHT_CASE_HANDLE, NULL },
	{ "/courses/desk", N_("Courses of our land"), N_("Who was there, and how it goes afterwards"),
	  RIGHT_CASE_HANDLE, NULL },
	{ "/households", N_("Households"), NULL, RIGHT_HOUSEHOLD_READ, NULL },
	{ "/linkages/desk", N_("Shares and contracts of our land"), NULL, RIGHT_REGISTER_READ, NULL },
	{ "/pairings/desk", N_("Paired families of our land"), NULL, RIGHT_REGISTER_READ, NULL },
	{ "/books", N_("The six books"), N_("Households, income and help, from the village to the province"),
	  RIGHT_FIGURES_READ, NULL },
	{ "/warnings", N_("Early warnings"), NULL, RIGHT_REGISTER_READ, NULL },
	{ "/jobs", N_("Long work"), N_("Long files, imports and checks"), RIGHT_FIGURES_READ, NULL },
	{ "/people", N_("People"), NULL, RIGHT_PERSON_EDIT, NULL },
	{ "/stations", N_("Service stations"), NULL, RIGHT_SELLER_EDIT, NULL },
	{ .path = NULL },
};

/* What later modules keep about a household. */
const struct choice household_pages[] = {
	{ "register", N_("Income, health and decisions") },
	{ "help", N_("Help promised, helpers and visits") },
	{ "money", N_("Money due to the household") },
	{ "linkage", N_("Shares, contracts and what they paid") },
	{ "pairings", N_("Paired families") },
	{ NULL, NULL },
};

/* What later modules do in an order's life. */
const struct order_hooks order_hooks = {
	.refund = payment_refund,
	.complete = settlement_complete,
	.pays_at_once = payment_is_at_once,
	.pay = payment_start_placed,
	.offered = payment_offered,
	.pay_path = payment_pay_path,
};
