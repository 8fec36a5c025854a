/* Figures for the operator: /healthz (the database answers) and /metrics (Prometheus text format 0.0.4). */
#include "web/door.h"

#include <fcntl.h>
#include <inttypes.h>
#include <unistd.h>

/* Upper bounds in microseconds; the last bucket has none. */
static const int64_t bounds[METRIC_BUCKETS - 1] = { 250,   500,   1000,   2500,   5000,   10000,
	                                            25000, 50000, 100000, 250000, 1000000 };

struct door_figures {
	_Atomic int64_t by_class[6]; /* status / 100 */
	_Atomic int64_t buckets[METRIC_BUCKETS];
	_Atomic int64_t sum_ns, max_ns, statements_max;
};

struct metrics {
	size_t count; /* doors, and one more for what found none */
	struct door_figures *doors;
};

struct metrics *metrics_new(struct arena *arena, size_t doors)
{
	struct metrics *metrics = arena_take(arena, sizeof *metrics);
	metrics->count = doors + 1;
	metrics->doors = arena_array(arena, metrics->count, sizeof *metrics->doors);
	return metrics;
}

static void raise_to(_Atomic int64_t *most, int64_t value)
{
	int64_t seen = atomic_load(most);
	while (value > seen && !atomic_compare_exchange_weak(most, &seen, value))
		;
}

void metrics_count(struct metrics *metrics, const struct visit *visit, int64_t ns)
{
	struct door_figures *door = &metrics->doors[visit->row ? visit->row->index : metrics->count - 1];
	int class = visit->exchange->reply.status / 100;
	size_t bucket = 0;
	while (bucket < METRIC_BUCKETS - 1 && ns > bounds[bucket] * 1000)
		bucket++;
	atomic_fetch_add(&door->by_class[class >= 1 && class <= 5 ? class : 0], 1);
	atomic_fetch_add(&door->buckets[bucket], 1);
	atomic_fetch_add(&door->sum_ns, ns);
	raise_to(&door->max_ns, ns);
	raise_to(&door->statements_max, visit->statements);
}

/* Nanoseconds as seconds with six decimals. */
static void out_seconds(struct output *out, int64_t ns)
{
	out_format(out, "%" PRId64 ".%06" PRId64, ns / 1000000000, ns / 1000 % 1000000);
}

static void write_requests(struct output *out, struct text name, struct door_figures *door)
{
	for (int class = 1; class <= 5; class ++) {
		int64_t count = atomic_load(&door->by_class[class]);
		if (count)
			out_format(out, "tongcun_requests_total{door=\"%.*s\",status=\"%dxx\"} %" PRId64 "\n",
			           TEXT(name), class, count);
	}
}

static void write_times(struct output *out, struct text name, struct door_figures *door)
{
	int64_t count = 0;
	for (size_t i = 0; i < METRIC_BUCKETS; i++) {
		count += atomic_load(&door->buckets[i]);
		out_format(out, "tongcun_request_seconds_bucket{door=\"%.*s\",le=\"", TEXT(name));
		if (i < METRIC_BUCKETS - 1)
			out_seconds(out, bounds[i] * 1000);
		else
			out_string(out, "+Inf");
		out_format(out, "\"} %" PRId64 "\n", count);
	}
	out_format(out, "tongcun_request_seconds_sum{door=\"%.*s\"} ", TEXT(name));
	out_seconds(out, atomic_load(&door->sum_ns));
	out_format(out, "\ntongcun_request_seconds_count{door=\"%.*s\"} %" PRId64 "\n", TEXT(name), count);
}

static void write_most(struct output *out, struct text name, struct door_figures *door)
{
	out_format(out, "tongcun_request_seconds_max{door=\"%.*s\"} ", TEXT(name));
	out_seconds(out, atomic_load(&door->max_ns));
	out_format(out, "\ntongcun_request_statements_max{door=\"%.*s\"} %" PRId64 "\n", TEXT(name),
	           atomic_load(&door->statements_max));
}

static void write_doors(struct output *out, struct site *site, const char *heading,
                        void (*write)(struct output *out, struct text name, struct door_figures *door))
{
	out_string(out, heading);
	for (size_t i = 0; i < site->metrics->count; i++) {
		struct door_figures *door = &site->metrics->doors[i];
		if (atomic_load(&door->sum_ns))
			write(out, i < site->doors.count ? site->doors.rows[i].name : T("none"), door);
	}
}

static void write_kept(struct output *out, struct site *site)
{
	int64_t answers = 0, bytes = 0;
	if (!site->kept)
		return;
	kept_figures(site->kept, &answers, &bytes);
	out_format(out, "# TYPE tongcun_kept_answers_total counter\ntongcun_kept_answers_total %" PRId64 "\n", answers);
	out_format(out, "# TYPE tongcun_kept_bytes gauge\ntongcun_kept_bytes %" PRId64 "\n", bytes);
}

static void write_writer(struct output *out, struct site *site)
{
	struct writer_figures figures = writer_figures(site->writer);
	const struct {
		const char *name, *kind;
		int64_t value;
	} lines[] = {
		{ "tongcun_commands_total", "counter", figures.commands },
		{ "tongcun_batches_total", "counter", figures.batches },
		{ "tongcun_commands_refused_total", "counter", figures.refused },
		{ "tongcun_commands_failed_total", "counter", figures.failed },
		{ "tongcun_batches_retried_total", "counter", figures.retried },
		{ "tongcun_commands_repeated_total", "counter", figures.repeated },
		{ "tongcun_commands_waiting", "gauge", figures.waiting },
		{ "tongcun_largest_batch", "gauge", figures.largest_batch },
	};
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		out_format(out, "# TYPE %s %s\n%s %" PRId64 "\n", lines[i].name, lines[i].kind, lines[i].name,
		           lines[i].value);
	out_string(out, "# TYPE tongcun_commit_seconds_total counter\ntongcun_commit_seconds_total ");
	out_seconds(out, figures.commit_ns);
	out_string(out, "\n");
}

/* What the modules read out of the database; a figure that cannot be read is left out. */
static void write_gauges(struct output *out, struct site *site)
{
	struct db *db = site_page_reader(site);
	bool begun = db_begin(db) == DONE;
	for (const struct module *const *module = site->options.modules; begun && *module; module++)
		for (const struct gauge *gauge = (*module)->gauges; gauge && gauge->name; gauge++) {
			int64_t value = 0;
			if (gauge->read(db, &value) == DONE)
				out_format(out, "# HELP %s %s\n# TYPE %s gauge\n%s %" PRId64 "\n", gauge->name,
				           gauge->help, gauge->name, gauge->name, value);
		}
	db_rollback(db);
	site_give_back(site, db);
}

/* Resident memory: the second number of /proc/self/statm, in pages; nothing where there is no such file. */
static void write_memory(struct output *out)
{
	char words[128];
	int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return;
	ssize_t length = read(file, words, sizeof words);
	close(file);
	struct text rest = { words, length > 0 ? (size_t)length : 0 }, size, resident;
	int64_t pages = 0;
	if (text_next(&rest, ' ', &size) && text_next(&rest, ' ', &resident) && text_to_int64(resident, &pages))
		out_format(out,
		           "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes %" PRId64 "\n",
		           pages * (int64_t)sysconf(_SC_PAGESIZE));
}

static void answer_metrics(struct site *site, struct exchange *exchange)
{
	struct output out = output_in(exchange->arena);
	write_doors(&out, site, "# TYPE tongcun_requests_total counter\n", write_requests);
	write_doors(&out, site, "# TYPE tongcun_request_seconds histogram\n", write_times);
	write_doors(&out, site, "", write_most);
	write_writer(&out, site);
	write_kept(&out, site);
	write_gauges(&out, site);
	write_memory(&out);
	exchange->reply.type = T("text/plain; version=0.0.4; charset=utf-8");
	exchange->reply.body = output_text(&out);
}

static void answer_health(struct site *site, struct exchange *exchange)
{
	struct db *db = site_page_reader(site);
	int64_t one = 0;
	bool good = db_begin(db) == DONE && /* which comes back to a database that was away */
	            db_number(db, &one, "SELECT 1 AS one", bind_none()) == DONE && one == 1;
	db_rollback(db);
	site_give_back(site, db);
	exchange->reply.status = good ? 200 : 503;
	exchange->reply.type = T("text/plain; charset=utf-8");
	exchange->reply.body = good ? T("ok\n") : T("the database does not answer\n");
}

bool metrics_answer(struct site *site, struct exchange *exchange)
{
	bool health = text_equal(exchange->path, T("/healthz"));
	if (exchange->method != GET || (!health && !text_equal(exchange->path, T("/metrics"))))
		return false;
	exchange->reply = (struct reply){ .status = 200, .cache = T("no-store") };
	if (health)
		answer_health(site, exchange);
	else
		answer_metrics(site, exchange);
	return true;
}
