/* Options are one table; --help of each subcommand is made of it. */
#include "app/options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/modules.h"
#include "base/limits.h"
#include "common/person/person.h"

struct option_row {
	const char *name;        /* "--data" */
	const char *environment; /* "TONGCUN_DATA"; NULL: none */
	size_t text;             /* offset of a struct text, or 0 */
	size_t flag;             /* offset of a bool, or 0 */
	size_t number;           /* offset of an int, or 0 */
};

static const struct option_row rows[] = {
	{ "--data", "TONGCUN_DATA", .text = offsetof(struct options, data) },
	{ "--database", "TONGCUN_DATABASE", .text = offsetof(struct options, database) },
	{ "--listen", "TONGCUN_LISTEN", .text = offsetof(struct options, listen) },
	{ "--seller", NULL, .text = offsetof(struct options, seller) },
	{ "--on", NULL, .text = offsetof(struct options, on) },
	{ "--login", NULL, .text = offsetof(struct options, login) },
	{ "--name", NULL, .text = offsetof(struct options, name) },
	{ "--role", NULL, .text = offsetof(struct options, role) },
	{ "--place", NULL, .text = offsetof(struct options, place) },
	{ "--from", NULL, .text = offsetof(struct options, from) },
	{ "--share", NULL, .text = offsetof(struct options, share) },
	{ "--orders", NULL, .text = offsetof(struct options, orders) },
	{ "--seed", NULL, .text = offsetof(struct options, seed) },
	{ "--dry-run", NULL, .flag = offsetof(struct options, dry_run) },
	{ "--behind-proxy", "TONGCUN_BEHIND_PROXY", .flag = offsetof(struct options, proxy) },
	{ "--https", "TONGCUN_HTTPS", .flag = offsetof(struct options, https) },
	{ "--debug", "TONGCUN_DEBUG", .flag = offsetof(struct options, debug) },
	{ "--once", NULL, .flag = offsetof(struct options, once) },
	{ "--lanes", "TONGCUN_LANES", .number = offsetof(struct options, lanes) },
	{ "--node", "TONGCUN_NODE", .number = offsetof(struct options, node) },
};
enum { ROWS = sizeof rows / sizeof rows[0], SECRET_HEX = 2 * DIGEST_BYTES };
enum { SITE_READERS = 5, SITE_WORKERS = 2, THREADS_MOST = 64 };

/* Settings that may also come as TONGCUN_...: request_setting("gateway_url") is TONGCUN_GATEWAY_URL. */
static const char *const setting_names[][2] = {
	{ "title", "TONGCUN_TITLE" },
	{ "home_place", "TONGCUN_HOME_PLACE" },
	{ "public_url", "TONGCUN_PUBLIC_URL" },
	{ "gateway_url", "TONGCUN_GATEWAY_URL" },
	{ "gateway_secret", "TONGCUN_GATEWAY_SECRET" },
	{ "gateway_merchant", "TONGCUN_GATEWAY_MERCHANT" },
	{ "kept_answers", "TONGCUN_KEPT_ANSWERS" },
};

int complain(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	fputs("tongcun: ", stderr);
	vfprintf(stderr, format, values);
	fputc('\n', stderr);
	va_end(values);
	return 1;
}

static bool put_value(struct options *options, const struct option_row *row, const char *value)
{
	int64_t number;

	if (row->text != 0 || row->name == rows[0].name) {
		*(struct text *)((char *)options + row->text) = text_of(value);
		return true;
	}
	if (row->flag != 0) {
		*(bool *)((char *)options + row->flag) = strcmp(value, "0") != 0;
		return true;
	}
	if (!text_to_int64(text_of(value), &number) || number < 0 || number > 1023) {
		complain("%s wants a whole number from 0 to 1023, not \"%s\"", row->name, value);
		return false;
	}
	*(int *)((char *)options + row->number) = (int)number;
	return true;
}

static bool is_setting(struct text name, const char *value)
{
	if (!text_equal(name, T("kept_answers")) || strcmp(value, "yes") == 0 || strcmp(value, "no") == 0 ||
	    strcmp(value, "check") == 0)
		return true;
	complain("kept_answers is yes, no or check, not \"%s\"", value);
	return false;
}

/* A later setting of the same name takes the place of the earlier one. */
static bool put_setting(struct options *options, struct text name, const char *value)
{
	size_t i = 0;

	if (!is_setting(name, value))
		return false;
	while (options->settings[i] != NULL && !text_equal(text_of(options->settings[i]), name))
		i += 2;
	if (i >= (size_t)2 * OPTION_SETTINGS) {
		complain("more than %d settings", OPTION_SETTINGS);
		return false;
	}
	options->settings[i] = text_string(options->arena, name);
	options->settings[i + 1] = value;
	return true;
}

static bool read_environment(struct options *options)
{
	for (size_t i = 0; i < ROWS; i++) {
		const char *value = rows[i].environment != NULL ? getenv(rows[i].environment) : NULL;

		if (value != NULL && value[0] != '\0' && !put_value(options, &rows[i], value))
			return false;
	}
	for (size_t i = 0; i < sizeof setting_names / sizeof setting_names[0]; i++) {
		const char *value = getenv(setting_names[i][1]);

		if (value != NULL && value[0] != '\0' && !put_setting(options, text_of(setting_names[i][0]), value))
			return false;
	}
	return true;
}

static bool read_setting(struct options *options, const char *pair)
{
	const char *equals = strchr(pair, '=');

	if (equals == NULL || equals == pair) {
		complain("--set wants name=value, not \"%s\"", pair);
		return false;
	}
	return put_setting(options, (struct text){ pair, (size_t)(equals - pair) }, equals + 1);
}

/* One option with its value, given as --name value or --name=value. Moves *i over what it took. */
static bool read_option(struct options *options, int argc, char **argv, int *i)
{
	const char *word = argv[*i], *equals = strchr(word, '=');
	struct text name = equals != NULL ? (struct text){ word, (size_t)(equals - word) } : text_of(word);
	const struct option_row *row = NULL;
	const char *value;

	for (size_t k = 0; k < ROWS; k++)
		if (text_equal(name, text_of(rows[k].name)))
			row = &rows[k];
	if (row == NULL && !text_equal(name, T("--set"))) {
		complain("there is no option %.*s; see tongcun --help", TEXT(name));
		return false;
	}
	if (row != NULL && row->flag != 0)
		return put_value(options, row, equals != NULL ? equals + 1 : "1");
	value = equals != NULL ? equals + 1 : *i + 1 < argc ? argv[++*i] : NULL;
	if (value == NULL) {
		complain("%.*s wants a value", TEXT(name));
		return false;
	}
	return row != NULL ? put_value(options, row, value) : read_setting(options, value);
}

bool options_read(struct options *options, struct arena *arena, int argc, char **argv, int first)
{
	*options = (struct options){ .arena = arena, .listen = T("127.0.0.1:8080") };
	if (!read_environment(options))
		return false;
	for (int i = first; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) == 0) {
			if (!read_option(options, argc, argv, &i))
				return false;
		} else if (options->word_count < OPTION_WORDS) {
			options->words[options->word_count++] = text_of(argv[i]);
		} else {
			complain("too many words from \"%s\" on", argv[i]);
			return false;
		}
	}
	return true;
}

struct db_target options_target(const struct options *options)
{
	return db_target_of(options->database.length > 0 ? options->database : options->data);
}

static bool read_secret(const char *path, struct digest *ret_secret)
{
	char hex[SECRET_HEX + 1] = "";
	FILE *file = fopen(path, "rb");
	size_t length;

	if (file == NULL)
		return false;
	length = fread(hex, 1, SECRET_HEX, file);
	fclose(file);
	return text_from_hex((struct text){ hex, length }, ret_secret->bytes, DIGEST_BYTES);
}

bool options_write_secret(const struct options *options, const struct digest *secret)
{
	const char *path = text_string(options->arena, text_join(options->arena, options->data, T("/secret.key")));
	struct text hex = text_hex(options->arena, secret->bytes, DIGEST_BYTES);
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	bool written;

	if (file < 0) {
		complain("cannot write %s: %s", path, strerror(errno));
		return false;
	}
	written = write(file, hex.bytes, hex.length) == (ssize_t)hex.length && write(file, "\n", 1) == 1 &&
	          fsync(file) == 0;
	if (close(file) != 0 || !written) {
		complain("cannot write %s: %s", path, strerror(errno));
		return false;
	}
	return true;
}

static bool make_secret(const struct options *options, struct digest *ret_secret)
{
	machine_chance(ret_secret->bytes, DIGEST_BYTES);
	return options_write_secret(options, ret_secret);
}

/* Data lies there whose secret is gone: a new one would open nothing of it. */
static bool has_lost_secret(const struct options *options)
{
	struct text database = text_join(options->arena, options->data, T("/tongcun.db"));

	return options_target(options).engine == DB_SQLITE && access(text_string(options->arena, database), F_OK) == 0;
}

bool options_secret(const struct options *options, bool make, struct digest *ret_secret)
{
	const char *given = getenv("TONGCUN_SECRET");
	const char *path = text_string(options->arena, text_join(options->arena, options->data, T("/secret.key")));

	if (given != NULL && given[0] != '\0') {
		if (text_from_hex(text_of(given), ret_secret->bytes, DIGEST_BYTES))
			return true;
		complain("TONGCUN_SECRET must be 64 hex digits");
		return false;
	}
	if (options->data.length == 0) {
		complain(
			"say where the data is: --data FOLDER (with PostgreSQL too: the secret lies there), or set TONGCUN_SECRET");
		return false;
	}
	if (access(path, F_OK) == 0) {
		if (read_secret(path, ret_secret))
			return true;
		complain("%s is not a secret of 64 hex digits; take it from a backup", path);
		return false;
	}
	if (has_lost_secret(options)) {
		complain("%s is missing, and without it the data there cannot be opened; take it from a backup", path);
		return false;
	}
	if (make)
		return make_secret(options, ret_secret);
	complain("there is no data in %.*s yet; make it with: tongcun init --data %.*s", TEXT(options->data),
	         TEXT(options->data));
	return false;
}

/* kept_answers: "yes", "no", "check" (each is compared with one made anew). */
static struct text kept_of(const struct options *options)
{
	for (size_t i = 0; options->settings[i] != NULL; i += 2)
		if (strcmp(options->settings[i], "kept_answers") == 0)
			return text_of(options->settings[i + 1]);
	return T("");
}

struct site_options options_site(const struct options *options, const struct digest *secret)
{
	struct db_target target = options_target(options);

	return (struct site_options){
		.target = target,
		.modules = all_modules,
		.identity = person_identity,
		.secret = *secret,
		.lanes = target.engine == DB_SQLITE ? 1
		         : options->lanes > 0       ? options->lanes
		                                    : 4,
		.node = options->node,
		.readers = SITE_READERS,
		.workers = SITE_WORKERS,
		.clock = machine_now,
		.https = options->https,
		.rate_limits = true,
		.kept_bytes = text_equal(kept_of(options), T("no")) ? 0 : LIMIT_KEPT_BYTES,
		.kept_checks = text_equal(kept_of(options), T("check")),
		.settings = options->settings,
	};
}

int options_threads(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return cores < 1 ? 1 : cores > THREADS_MOST ? THREADS_MOST : (int)cores;
}

struct site_options options_site_served(const struct options *options, const struct digest *secret)
{
	struct site_options site = options_site(options, secret);

	site.readers = options_threads() + site.workers + CHORE_THREADS;
	return site;
}
