/* sim [--seed N] [--days N] [--verbose]: plays a county. The last lines say what was played and a digest of the final state, the same for
   the same seed and days on one engine (SQLite; two lanes of PostgreSQL give ids as they come). On a failure: seed and day, status 1.
   TONGCUN_DATABASE: on that PostgreSQL server, else on SQLite in a temporary folder. */
#include "sim/sim.h"

#include <pthread.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/log.h"

/* ---- the machine's chance comes from the seed too: salts, tokens, cookies ---- */

static struct chance machine;
static pthread_mutex_t machine_lock = PTHREAD_MUTEX_INITIALIZER;

static const char *drawn_name(void)
{
	return "simulation";
}

static uint32_t drawn_number(void)
{
	pthread_mutex_lock(&machine_lock);
	uint32_t number = (uint32_t)chance_next(&machine);
	pthread_mutex_unlock(&machine_lock);
	return number;
}

static void drawn_bytes(void *const bytes, const size_t size)
{
	for (size_t i = 0; i < size; i += 4) {
		uint32_t number = drawn_number();
		memcpy((char *)bytes + i, &number, size - i < 4 ? size - i : 4);
	}
}

static struct randombytes_implementation drawn = { .implementation_name = drawn_name,
	                                           .random = drawn_number,
	                                           .buf = drawn_bytes };

/* ---- */

_Noreturn void sim_fail(const struct sim *sim, const char *format, ...)
{
	va_list values;
	fflush(stdout);
	fprintf(stderr, "FAILED with seed %lld on day %lld (%lld): ", (long long)sim->seed, (long long)sim->day,
	        (long long)sim->today);
	va_start(values, format);
	vfprintf(stderr, format, values);
	va_end(values);
	fprintf(stderr, "\nagain: build/sim --seed %lld --days %lld\n", (long long)sim->seed, (long long)sim->day);
	exit(1);
}

static bool read_options(struct sim *sim, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--verbose"))
			sim->is_verbose = true;
		else if (i + 1 < argc && !strcmp(argv[i], "--seed") && text_to_int64(text_of(argv[i + 1]), &sim->seed))
			i++;
		else if (i + 1 < argc && !strcmp(argv[i], "--days") && text_to_int64(text_of(argv[i + 1]), &sim->days))
			i++;
		else
			return false;
	}
	return sim->days > 0;
}

int main(int argc, char **argv)
{
	struct sim *sim = calloc(1, sizeof *sim);
	if (sim == NULL)
		return 2;
	sim->seed = 1;
	sim->days = 30;
	if (!read_options(sim, argc, argv)) {
		fprintf(stderr, "usage: sim [--seed N] [--days N] [--verbose]\n");
		free(sim);
		return 2;
	}
	sim->chance.state = (uint64_t)sim->seed;
	machine.state = (uint64_t)sim->seed ^ UINT64_C(0x5eed5eed5eed5eed);
	randombytes_set_implementation(&drawn);
	digest_start();
	log_set_level(LOG_ERROR);
	sim->arena = arena_new();
	sim->payments = arena_array(sim->arena, SIM_PAYMENTS, sizeof *sim->payments);
	sim->refunds = arena_array(sim->arena, SIM_PAYMENTS, sizeof *sim->refunds);
	sim_open(sim);
	help_open(sim);
	for (sim->day = 1; sim->day <= sim->days; sim->day++) {
		sim->today = calendar_day(sim->at);
		sim_day(sim);
		simulation_forget(sim->driver);
		model_check(sim);
		if (sim->is_verbose)
			printf("day %lld: %lld orders, %zu deals under way\n", (long long)sim->day,
			       (long long)sim->orders, sim->deal_count);
	}
	sim->day = sim->days;
	model_end(sim);
	printf("seed %lld: %lld days, %lld requests (%lld refused), %lld orders, %zu payments at the company (%lld late), "
	       "%zu refunds there, %lld sent again, %lld restarts, %lld villages merged or moved\n",
	       (long long)sim->seed, (long long)sim->days, (long long)sim->requests, (long long)sim->refused,
	       (long long)sim->orders, sim->payment_count, (long long)sim->late, sim->refund_count,
	       (long long)sim->repeated, (long long)sim->restarts, (long long)sim->merges);
	arena_free(sim->arena);
	free(sim);
	return 0;
}
