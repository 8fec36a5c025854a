/* tongcun demo: makes the demo county when there is none (beside its folder, renamed at the end, so that nothing half made is
   left), checks it, prints who can sign in, and serves it. With --once it does not serve; with --on DAY it stands as on the evening of that day, so that the same seed
   gives the same.
   Two things that have no door come by the program's own verbs: places and the first administrator. */
#include "app/demo.h"

#include "app/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/modules.h"
#include "base/log.h"
#include "common/measure/measure.h"
#include "web/language.h"

enum {
	SALE_DAYS_AGO = 7,
	ORANGE_DAYS_AGO = 5,
	DEMO_PAIRS = 2 * OPTION_SETTINGS + 16,
	PATH_ROOM = 4096,
	KEY_HEX = 64,
	GATEWAY_LINE = 64,
	EVENING_MS = 20 * 3600000,
	SEED = 510525
};

static const struct {
	const char *role, *login, *page;
} sign_ins[] = {
	{ "Buyer", "buyer", "/orders" },
	{ "Seller: plum co-operative", "coop", "/desk" },
	{ "Seller: household", "household", "/desk" },
	{ "Station operator", "operator", "/counter" },
	{ "Village cadre", "cadre", "/households" },
	{ "Township officer", "township", "/figures/510525106" },
	{ "County officer", "county", "/figures/510525" },
	{ "City officer", "city", "/figures/5105" },
	{ "Province officer", "province", "/figures/51" },
	{ "Bus company", "bus", "/rides" },
	{ "Bus conductor", "conductor", "/rides" },
	{ "Partner firm", "partner", "/partners/mine" },
	{ "Auditor", "auditor", "/ledger" },
	{ "Administrator", "admin", "/people" },
};

/* ---- folders ---- */

static bool is_there(struct arena *arena, struct text folder)
{
	struct stat found;

	return stat(text_string(arena, folder), &found) == 0;
}

/* The folder in which this program lies, with a slash; empty when the machine does not tell. */
static struct text program_folder(struct arena *arena)
{
	char path[PATH_ROOM];
	ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
	struct text folder = { path, length > 0 ? (size_t)length : 0 };

	while (folder.length > 0 && folder.bytes[folder.length - 1] != '/')
		folder.length--;
	return text_copy(arena, folder);
}

/* The folder of data that comes with the program: as told, in the working directory, beside the program, or installed. */
static bool find_share(const struct options *options, struct text *ret_share)
{
	struct text program = program_folder(options->arena);
	struct text tries[4] = { options->share, T("data"), text_join(options->arena, program, T("../data")),
		                 text_join(options->arena, program, T("../share/tongcun")) };

	for (size_t i = 0; i < 4; i++) {
		*ret_share = tries[i];
		if (tries[i].length > 0 &&
		    is_there(options->arena, text_join(options->arena, tries[i], T("/demo/goods.csv"))))
			return true;
		if (i == 0 && options->share.length > 0)
			break;
	}
	complain("the demo's files (demo/goods.csv and more) are not in %.*s; say where: --share FOLDER",
	         TEXT(options->share.length > 0 ? options->share : T("data")));
	return false;
}

/* A file of random hexadecimal digits in the data folder: the key shared with the payment gateway. */
static bool gateway_key(const struct options *options, bool make, struct text *ret_hex)
{
	struct text path = text_join(options->arena, options->data, T("/gateway.key"));
	char *hex = arena_take(options->arena, KEY_HEX + 1);
	uint8_t key[KEY_HEX / 2];
	FILE *file = fopen(path.bytes, make ? "wb" : "rb");

	if (file == NULL) {
		complain("cannot open %s: %s", path.bytes, strerror(errno));
		return false;
	}
	if (make) {
		machine_chance(key, sizeof key);
		*ret_hex = text_hex(options->arena, key, sizeof key);
		fwrite(ret_hex->bytes, 1, ret_hex->length, file);
	} else {
		*ret_hex = (struct text){ hex, fread(hex, 1, KEY_HEX, file) };
	}
	if (fclose(file) == 0 && ret_hex->length == KEY_HEX)
		return true;
	complain("%s is not whole", path.bytes);
	return false;
}

/* ---- settings ---- */

/* The demo's own settings behind those that were given (the first of a name counts). */
static void add_setting(const char **pairs, const char *name, const char *value)
{
	size_t i = 0;

	for (; pairs[i] != NULL; i += 2)
		if (strcmp(pairs[i], name) == 0)
			return;
	pairs[i] = name;
	pairs[i + 1] = value;
}

static const char **setting_value(const char **pairs, const char *name)
{
	for (size_t i = 0; pairs[i] != NULL; i += 2)
		if (strcmp(pairs[i], name) == 0)
			return &pairs[i + 1];
	return NULL;
}

static const char **demo_settings(const struct options *options, struct text gateway_hex)
{
	const char **pairs = arena_array(options->arena, DEMO_PAIRS, sizeof *pairs);

	for (size_t i = 0; options->settings[i] != NULL; i += 2)
		add_setting(pairs, options->settings[i], options->settings[i + 1]);
	add_setting(pairs, "home_place", "510525");
	add_setting(pairs, "title", "古蔺通村");
	add_setting(pairs, "public_url", text_format(options->arena, "http://%.*s", TEXT(options->listen)).bytes);
	add_setting(pairs, "gateway_secret", text_string(options->arena, gateway_hex));
	return pairs;
}

/* ---- making ---- */

static bool make_all(struct demo *demo)
{
	stage_begin("Places of Sichuan and Tibet");
	if (!demo_places(demo))
		return false;
	stage_begin("People with their roles, households and stations");
	if (!demo_people(demo))
		return false;
	stage_begin("Register of households");
	if (!demo_register(demo))
		return false;
	stage_begin("Sellers and routes");
	if (!demo_sellers(demo))
		return false;
	stage_begin("Goods");
	if (!demo_goods(demo))
		return false;
	if (!demo_trade(demo))
		return false;
	stage_begin("Register of households, a year later");
	if (!demo_register_again(demo))
		return false;
	stage_begin("Shares and contracts with a co-operative");
	return demo_linkage(demo);
}

/* Numbers of --orders and --seed. False: said. */
static bool read_numbers(struct demo *demo, const struct options *options)
{
	int64_t seed = SEED;

	demo->orders = DEMO_BOXES;
	if ((options->orders.length > 0 && !text_to_int64(options->orders, &demo->orders)) || demo->orders < 100 ||
	    demo->orders > DEMO_BOXES) {
		complain("--orders wants a whole number from 100 to %d", DEMO_BOXES);
		return false;
	}
	if (options->seed.length > 0 && !text_to_int64(options->seed, &seed)) {
		complain("--seed wants a whole number");
		return false;
	}
	demo->chance.state = (uint64_t)seed;
	demo->now = machine_now();
	if (options->on.length > 0 && !calendar_read_day(options->on, &demo->today)) {
		complain("--on wants a day like 2026-07-28, not \"%.*s\"", TEXT(options->on));
		return false;
	}
	if (options->on.length > 0)
		demo->now = calendar_day_start(demo->today) + EVENING_MS;
	demo->today = calendar_day(demo->now);
	demo->sale_on = calendar_add_days(demo->today, -SALE_DAYS_AGO);
	demo->oranges_on = calendar_add_days(demo->today, -ORANGE_DAYS_AGO);
	demo->first_at = calendar_day_start(calendar_add_days(demo->sale_on, -365));
	demo->begins_at = calendar_day_start(calendar_add_days(demo->today, -DEMO_HISTORY_DAYS)) + 8 * 3600000;
	return true;
}

/* What came of it, out of the totals that every page shows. */
static bool say_totals(struct demo *demo)
{
	int64_t totals[INDICATOR_NUMBERS] = { 0 };
	struct db *db = site_reader(demo->site);
	enum outcome outcome = db_begin(db);

	if (outcome == DONE) {
		struct db_rows *rows = db_rows(db,
		                               "SELECT indicator, sum(value) AS value FROM tally_county"
		                               " WHERE period % 10000 = 0 GROUP BY indicator /* scan */ /* sorts */",
		                               bind_none());
		while (db_next(rows))
			if (db_int(rows, "indicator") < INDICATOR_NUMBERS)
				totals[db_int(rows, "indicator")] = db_int(rows, "value");
		outcome = db_done(rows);
		db_rollback(db);
	}
	site_give_back(demo->site, db);
	printf("Totals: %lld orders paid, %lld kg sold for %lld yuan, %lld yuan reached households\n",
	       (long long)totals[INDICATOR_ORDERS], (long long)totals[INDICATOR_SOLD_G] / 1000,
	       (long long)totals[INDICATOR_SOLD_FEN] / 100, (long long)totals[INDICATOR_HOUSEHOLD_FEN] / 100);
	return outcome == DONE || complain("the totals cannot be read") == 0;
}

static bool make_in(struct options *options, struct demo *demo)
{
	struct digest secret;
	struct text gateway_hex;
	struct site_options site_options;
	char *key = arena_take(options->arena, KEY_HEX / 2);
	bool is_made;

	if (!options_secret(options, true, &secret) || !gateway_key(options, true, &gateway_hex))
		return false;
	const char **pairs = demo_settings(options, gateway_hex);
	add_setting(pairs, "gateway_url", "http://127.0.0.1:9");
	add_setting(pairs, "password_cost", "test");
	if (!text_from_hex(gateway_hex, key, KEY_HEX / 2))
		return false;
	demo->secret = (struct text){ key, KEY_HEX / 2 };
	demo->cost = setting_value(pairs, "password_cost");
	demo->gateway_url = setting_value(pairs, "gateway_url");
	site_options = options_site(options, &secret);
	site_options.clock = simulation_clock;
	site_options.rate_limits = false;
	site_options.workers = 1;
	site_options.target.hasty = true; /* the whole folder is written to disk before it gets its name */
	site_options.settings = pairs;
	simulation_set_clock(demo->begins_at);
	log_set_level(LOG_ERROR);
	if (!start_site(options, &site_options, &demo->site))
		return false;
	demo->simulation = simulation_new(demo->arena, demo->site);
	is_made = make_all(demo) && say_totals(demo);
	simulation_free(demo->simulation);
	site_stop(demo->site);
	log_set_level(options->debug ? LOG_DEBUG : LOG_INFO);
	return is_made;
}

/* Removes what a making left behind: the folder holds files only. */
static void remove_folder(const struct options *options)
{
	static const char *const names[] = { "/tongcun.db",   "/tongcun.db-wal", "/tongcun.db-shm",
		                             "/tongcun.lock", "/secret.key",     "/gateway.key" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		unlink(text_join(options->arena, options->data, text_of(names[i])).bytes);
	rmdir(text_string(options->arena, options->data));
}

static bool make_demo(struct options *options)
{
	struct options inside = *options;
	struct demo demo = { .options = &inside, .arena = arena_new() };
	int64_t began = machine_ticks();
	bool is_made;

	if (!find_share(options, &demo.share) || !read_numbers(&demo, options) || !demo_read(&demo)) {
		arena_free(demo.arena);
		return false;
	}
	inside.data = text_format(options->arena, "%.*s.making-%ld", TEXT(options->data), (long)getpid());
	if (mkdir(inside.data.bytes, 0700) != 0) {
		complain("cannot make the folder %s: %s", inside.data.bytes, strerror(errno));
		arena_free(demo.arena);
		return false;
	}
	stage_may_stop();
	is_made = make_in(&inside, &demo) && check_data(&inside) && !stage_stopped() && settle_data(&inside);
	arena_free(demo.arena);
	if (is_made && rename(inside.data.bytes, text_string(options->arena, options->data)) != 0)
		is_made = complain("cannot rename %s: %s", inside.data.bytes, strerror(errno)) == 0;
	if (!is_made && stage_stopped())
		stage_say_stopped("nothing of the demo is left behind");
	if (is_made)
		printf("Everything holds. Made in %lld s.\n", (long long)((machine_ticks() - began) / 1000000000));
	else
		remove_folder(&inside);
	return is_made;
}

/* ---- serving ---- */

static void say_sign_ins(void *context, int port)
{
	const struct options *options = context;
	struct text host = options->listen;

	while (host.length > 0 && host.bytes[host.length - 1] != ':')
		host.length--;
	printf("\nThe demo county, Gulin (510525): http://%.*s%d\nEvery password is %s\n\n", TEXT(host), port,
	       DEMO_PASSWORD);
	printf("  %-28s %-12s %s\n", "who", "sign-in", "begin with");
	for (size_t i = 0; i < sizeof sign_ins / sizeof sign_ins[0]; i++)
		printf("  %-28s %-12s %s\n", sign_ins[i].role, sign_ins[i].login, sign_ins[i].page);
	printf("\nEnd it with Ctrl-C; the data stays in %.*s\n", TEXT(options->data));
	fflush(stdout);
}

/* The outside payment company of the demo: the program `gateway` beside this one, on a port of its own. It ends with us. */
struct gateway_process {
	pid_t pid; /* 0: there is none, and only cash can be paid */
	struct text url;
};

/* The first line it says is "listening 127.0.0.1:PORT". */
static struct text gateway_address(struct arena *arena, int from)
{
	char line[GATEWAY_LINE] = "";
	size_t length = 0;
	struct text said;

	while (length < sizeof line && read(from, line + length, 1) == 1 && line[length] != '\n')
		length++;
	said = (struct text){ line, length };
	if (!text_starts(said, T("listening ")))
		return T("");
	return text_format(arena, "http://%.*s", TEXT(text_part(said, T("listening ").length, said.length)));
}

static struct gateway_process gateway_start(const struct options *options, struct text hex)
{
	struct gateway_process gateway = { .pid = 0 };
	struct text program = text_join(options->arena, program_folder(options->arena), T("gateway"));
	char path[PATH_ROOM], name[] = "gateway";
	char *arguments[] = { name, NULL };
	int ends[2];

	if (access(program.bytes, X_OK) != 0 || program.length >= sizeof path || pipe(ends) != 0)
		return gateway;
	snprintf(path, sizeof path, "%s", program.bytes);
	gateway.pid = fork();
	if (gateway.pid == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		setenv("GATEWAY_SECRET", text_string(options->arena, hex), 1);
		execv(path, arguments);
		_exit(127);
	}
	close(ends[1]);
	gateway.url = gateway_address(options->arena, ends[0]);
	return gateway; /* its end of the pipe stays open: it may say more */
}

static void gateway_stop(const struct gateway_process *gateway)
{
	if (gateway->pid <= 0)
		return;
	kill(gateway->pid, SIGTERM);
	waitpid(gateway->pid, NULL, 0);
}

static int serve_demo(struct options *options)
{
	struct digest secret;
	struct text gateway_hex;
	struct site_options site_options;
	struct site *site;
	int code;

	if (!options_secret(options, false, &secret) || !gateway_key(options, false, &gateway_hex))
		return 1;
	log_set_level(options->debug ? LOG_DEBUG : LOG_WARN);
	db_report_scans(options->debug);
	site_options = options_site_served(options, &secret);
	struct gateway_process gateway = gateway_start(options, gateway_hex);
	const char **pairs = demo_settings(options, gateway_hex);
	if (gateway.url.length > 0)
		add_setting(pairs, "gateway_url", text_string(options->arena, gateway.url));
	site_options.settings = pairs;
	code = 1;
	if (start_site(options, &site_options, &site)) {
		code = serve_site(options, site, say_sign_ins, options);
		site_stop(site);
	}
	gateway_stop(&gateway);
	return code;
}

int subcommand_demo(struct options *options)
{
	if (options->data.length == 0)
		return complain("say where the demo's data is to be: --data DIR");
	while (text_ends(options->data, T("/")) && options->data.length > 1)
		options->data.length--;
	if (!is_there(options->arena, options->data) && !make_demo(options))
		return stage_stopped() ? STAGE_STOPPED : 1;
	if (!is_there(options->arena, text_join(options->arena, options->data, T("/gateway.key"))))
		return complain("%.*s is there, but it is no demo; name another folder", TEXT(options->data));
	if (options->once) {
		say_sign_ins(options, 0);
		return 0;
	}
	return serve_demo(options);
}
