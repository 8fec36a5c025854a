/* The world a command lives in: time, ids and chance are given to it, never asked of the machine by a module. One struct
   stands for it, so that tests, the simulation and replay are other worlds.
   Invariant: from equal (at, node, seed) the same calls in the same order give the same answers. */
#ifndef BASE_WORLD_H
#define BASE_WORLD_H

#include <stddef.h>
#include <stdint.h>

struct world {
	int64_t at;       /* now, ms UTC, the same for the whole command */
	int64_t first_id; /* the command's own id; further ids count up from it */
	int64_t next;     /* ids handed out so far */
	uint8_t seed[32]; /* chance, kept in the journal */
	uint64_t drawn;   /* bytes of chance drawn so far */
	int64_t most;     /* ids it may take; 0: WORLD_IDS */
};

/* The next id of this command: its own id first, then reserved ones behind it (at most WORLD_IDS, or `most`). */
int64_t world_id(struct world *world);
/* size bytes of chance out of the seed (ChaCha20 keystream). */
void world_chance(struct world *world, void *ret_bytes, size_t size);

/* The ids one command may take; the journal reserves as many at once. One that runs alone (imports) has a millisecond's. */
enum { WORLD_IDS = 256, WORLD_IDS_ALONE = 4096 };

/* The machine's clock, for the door and background threads only (house rule): ms UTC, and monotonic nanoseconds. */
int64_t machine_now(void);
int64_t machine_ticks(void);
/* Bytes from the machine's own source of chance. */
void machine_chance(void *ret_bytes, size_t size);

#endif
