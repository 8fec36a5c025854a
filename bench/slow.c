/* A disk that takes its time: loaded before a program (LD_PRELOAD), each of its syncs takes SYNC_MS milliseconds longer. */
#define _GNU_SOURCE 1 /* RTLD_NEXT */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int sync_slowly(const char *name, int fd)
{
	const char *said = getenv("SYNC_MS");
	long ms = said ? strtol(said, NULL, 10) : 0;
	int (*next)(int);
	*(void **)&next = dlsym(RTLD_NEXT, name);
	if (!next)
		abort();
	if (ms > 0)
		nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
	return next(fd);
}

int fsync(int fd)
{
	return sync_slowly("fsync", fd);
}

int fdatasync(int fd)
{
	return sync_slowly("fdatasync", fd);
}
