/* A disk that fails when told to: a file system for SQLite over the one that was the default. It counts operations, fails the ones
   it was armed for, and keeps beside each file what is on the disk for certain: bytes written are there after a sync that
   succeeded; what was written before a sync that failed is lost unless it is written again (as Linux does: the pages
   are called clean). So a test may look at what a killed process leaves (what was written) and at what a power cut leaves
   (what was synced). For one test at a time; files that SQLite does not open through it are not known here. */
#ifndef TESTS_SUPPORT_FAULT_VFS_H
#define TESTS_SUPPORT_FAULT_VFS_H

#include <stdbool.h>
#include <stdint.h>

enum fault {
	FAULT_FULL,  /* a write finds no room */
	FAULT_WRITE, /* a write fails */
	FAULT_TORN,  /* a write fails after half of its bytes */
	FAULT_SYNC,  /* a sync fails */
	FAULT_READ,  /* a read fails */
	FAULTS,
};

/* Becomes the default for connections opened from now on; SQLite should have been used before. */
void fault_vfs_install(void);
/* The former default is the default again for new connections, and nothing fails any more; those opened meanwhile live on. */
void fault_vfs_remove(void);

/* The nth operation of that kind from now on (1 is the next) fails; is_lasting: and all after it. */
void fault_vfs_arm(enum fault fault, int64_t nth, bool is_lasting);
/* The disk is sound again. Gives how many operations failed. */
int64_t fault_vfs_disarm(void);

/* The next sync waits until it is let go, as on a slow disk; those of others do not. */
void fault_vfs_hold_sync(void);
void fault_vfs_release_sync(void);

/* Copies the database of a folder into another one that is there: as a killed process leaves it to the next. What is on the disk for
   certain is then the same for the copy as for the original. */
void fault_vfs_kill(const char *folder, const char *to);
/* The same, as a power cut leaves it: only what is on the disk for certain. */
void fault_vfs_power_cut(const char *folder, const char *to);

#endif
