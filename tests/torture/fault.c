/* A machine that fails when told to: loaded before the program (LD_PRELOAD), it looks into the folder FAULT at each call that
   concerns a file under the folder FAULT_DATA:
     FAULT/full      a write finds no room (ENOSPC)
     FAULT/broken    a write fails (EIO)
     FAULT/readonly  a write finds the file system read-only (EROFS), as after the kernel has remounted it so
     FAULT/sync      a sync fails (EIO)
     FAULT/slow      a sync takes as many milliseconds as the file says
     FAULT/clock     the time of day is that many milliseconds off, for the whole program
   The files come and go while the program runs. Besides, where FAULT_THREADS is set, the system gives only so many threads. */
#define _GNU_SOURCE 1 /* RTLD_NEXT */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { PATH_BYTES = 512 };

static void *next_of(const char *name)
{
	void *next = dlsym(RTLD_NEXT, name);
	if (!next)
		abort();
	return next;
}

static bool flag_path(char path[PATH_BYTES], const char *name)
{
	const char *folder = getenv("FAULT");
	return folder && snprintf(path, PATH_BYTES, "%s/%s", folder, name) < PATH_BYTES;
}

static bool is_on(const char *name)
{
	char path[PATH_BYTES];
	return flag_path(path, name) && access(path, F_OK) == 0;
}

/* The number in the file; 0 when it is not there. */
static long long number_in(const char *name)
{
	char path[PATH_BYTES], words[32] = { 0 };
	int file = flag_path(path, name) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	if (file < 0)
		return 0;
	ssize_t length = read(file, words, sizeof words - 1);
	close(file);
	return length > 0 ? strtoll(words, NULL, 10) : 0;
}

static bool concerns(int fd)
{
	char link[64], path[PATH_BYTES];
	const char *data = getenv("FAULT_DATA");
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t length = data ? readlink(link, path, sizeof path - 1) : -1;
	return length > 0 && strncmp(path, data, strlen(data)) == 0;
}

/* What a write fails with, or 0. */
static int fault_of_write(int fd)
{
	int saved = errno, fault = 0;
	if (concerns(fd))
		fault = is_on("full") ? ENOSPC : is_on("broken") ? EIO : is_on("readonly") ? EROFS : 0;
	errno = saved;
	return fault;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset)
{
	static ssize_t (*next)(int, const void *, size_t, off64_t);
	int fault = fault_of_write(fd);
	if (!next)
		*(void **)&next = next_of("pwrite64");
	if (!fault)
		return next(fd, bytes, length, offset);
	errno = fault;
	return -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset)
{
	return pwrite64(fd, bytes, length, offset);
}

static int sync_by(const char *name, int fd)
{
	int (*next)(int);
	*(void **)&next = next_of(name);
	if (concerns(fd)) {
		long long ms = number_in("slow");
		if (ms > 0)
			nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
		if (is_on("sync")) {
			errno = EIO;
			return -1;
		}
	}
	return next(fd);
}

int fsync(int fd)
{
	return sync_by("fsync", fd);
}

int fdatasync(int fd)
{
	return sync_by("fdatasync", fd);
}

int clock_gettime(clockid_t clock, struct timespec *ret_now)
{
	static int (*next)(clockid_t, struct timespec *);
	if (!next)
		*(void **)&next = next_of("clock_gettime");
	int result = next(clock, ret_now);
	if (result != 0 || clock != CLOCK_REALTIME)
		return result;
	long long ms = (long long)ret_now->tv_sec * 1000 + ret_now->tv_nsec / 1000000 + number_in("clock");
	ret_now->tv_sec = (time_t)(ms / 1000);
	ret_now->tv_nsec = ms % 1000 * 1000000 + ret_now->tv_nsec % 1000000;
	return 0;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*run)(void *), void *context)
{
	static int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	static atomic_int given;
	const char *most = getenv("FAULT_THREADS");
	if (!create)
		*(void **)&create = next_of("pthread_create");
	if (most && atomic_fetch_add(&given, 1) >= strtol(most, NULL, 10))
		return EAGAIN;
	return create(thread, how, run, context);
}
