#include "support/fault_vfs.h"

#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { IMAGES = 64, EVENTS = 4096, PATH_BYTES = 512 };

/* Bytes written, or (length -1) the file cut to `offset`. */
struct event {
	sqlite3_int64 offset, length;
};

/* What is on the disk of one file, and what was done to it since the last sync. */
struct image {
	char path[PATH_BYTES];
	unsigned char *bytes;
	sqlite3_int64 length;
	struct event events[EVENTS];
	size_t event_count;
	int opens;
};

struct fault_file {
	sqlite3_file base;
	struct image *image; /* NULL: not a file that outlives a process */
	sqlite3_file *real;  /* behind this struct */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t released = PTHREAD_COND_INITIALIZER;
static enum { NOT_HELD, HOLD_NEXT, HELD } hold;
static struct image *images[IMAGES];
static size_t image_count;
static enum fault armed;
static bool is_armed, is_lasting;
static int64_t countdown, failures;
static sqlite3_vfs *former, vfs;
static sqlite3_io_methods methods;

static struct fault_file *fault_of(sqlite3_file *file)
{
	return (struct fault_file *)file;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
	return fault_of(file)->real;
}

/* Whether this operation is one to fail. */
static bool strikes(enum fault fault)
{
	pthread_mutex_lock(&lock);
	bool hit = is_armed && armed == fault && countdown > 0 && --countdown == 0;
	if (hit) {
		failures++;
		countdown = is_lasting ? 1 : 0;
	}
	pthread_mutex_unlock(&lock);
	return hit;
}

void fault_vfs_arm(enum fault fault, int64_t nth, bool lasting)
{
	assert(nth > 0);
	pthread_mutex_lock(&lock);
	armed = fault;
	countdown = nth;
	is_lasting = lasting;
	failures = 0;
	is_armed = true;
	pthread_mutex_unlock(&lock);
}

int64_t fault_vfs_disarm(void)
{
	pthread_mutex_lock(&lock);
	is_armed = false;
	int64_t count = failures;
	pthread_mutex_unlock(&lock);
	return count;
}

void fault_vfs_hold_sync(void)
{
	pthread_mutex_lock(&lock);
	hold = HOLD_NEXT;
	pthread_mutex_unlock(&lock);
}

void fault_vfs_release_sync(void)
{
	pthread_mutex_lock(&lock);
	hold = NOT_HELD;
	pthread_cond_broadcast(&released);
	pthread_mutex_unlock(&lock);
}

static void wait_while_held(void)
{
	pthread_mutex_lock(&lock);
	bool is_held = hold == HOLD_NEXT;
	hold = is_held ? HELD : hold;
	while (is_held && hold == HELD)
		pthread_cond_wait(&released, &lock);
	pthread_mutex_unlock(&lock);
}

/* ---- images: under the lock ---- */

static void need(bool holds)
{
	if (!holds)
		abort();
}

static struct image *image_find(const char *path)
{
	for (size_t i = 0; i < image_count; i++)
		if (strcmp(images[i]->path, path) == 0)
			return images[i];
	return NULL;
}

static struct image *image_new(const char *path)
{
	struct image *image = image_find(path);
	if (!image) {
		need(image_count < IMAGES);
		image = images[image_count++] = calloc(1, sizeof *image);
		need(image && strlen(path) < sizeof image->path);
		memcpy(image->path, path, strlen(path) + 1);
	}
	image->length = 0;
	image->event_count = 0;
	return image;
}

static void image_room(struct image *image, sqlite3_int64 length)
{
	if (length <= image->length)
		return;
	image->bytes = realloc(image->bytes, (size_t)length);
	need(image->bytes != NULL);
	memset(image->bytes + image->length, 0, (size_t)(length - image->length));
	image->length = length;
}

static void image_take(struct image *image, sqlite3_file *real, sqlite3_int64 offset, sqlite3_int64 length)
{
	sqlite3_int64 size = 0;
	need(real->pMethods->xFileSize(real, &size) == SQLITE_OK);
	if (offset + length > size)
		length = size - offset;
	if (length <= 0)
		return;
	image_room(image, offset + length);
	need(real->pMethods->xRead(real, image->bytes + offset, (int)length, offset) == SQLITE_OK);
}

static void image_note(struct image *image, sqlite3_int64 offset, sqlite3_int64 length)
{
	if (!image)
		return;
	pthread_mutex_lock(&lock);
	need(image->event_count < EVENTS);
	image->events[image->event_count++] = (struct event){ offset, length };
	pthread_mutex_unlock(&lock);
}

/* The sync went through: what was done since the last one is on the disk. */
static void image_settle(struct image *image, sqlite3_file *real)
{
	for (size_t i = 0; i < image->event_count; i++) {
		const struct event *event = &image->events[i];
		if (event->length >= 0)
			image_take(image, real, event->offset, event->length);
		else if (event->offset < image->length)
			image->length = event->offset;
	}
	image->event_count = 0;
}

/* ---- a file's methods ---- */

static int file_close(sqlite3_file *file)
{
	pthread_mutex_lock(&lock);
	if (fault_of(file)->image)
		fault_of(file)->image->opens--;
	pthread_mutex_unlock(&lock);
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *bytes, int length, sqlite3_int64 offset)
{
	if (strikes(FAULT_READ))
		return SQLITE_IOERR_READ;
	return real_of(file)->pMethods->xRead(real_of(file), bytes, length, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int length, sqlite3_int64 offset)
{
	sqlite3_file *real = real_of(file);
	if (strikes(FAULT_FULL))
		return SQLITE_FULL;
	if (strikes(FAULT_WRITE))
		return SQLITE_IOERR_WRITE;
	bool torn = strikes(FAULT_TORN);
	int code = real->pMethods->xWrite(real, bytes, torn ? length / 2 : length, offset);
	image_note(fault_of(file)->image, offset, torn ? length / 2 : length);
	return torn ? SQLITE_IOERR_WRITE : code;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	image_note(fault_of(file)->image, size, -1);
	return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int file_sync(sqlite3_file *file, int flags)
{
	struct image *image = fault_of(file)->image;
	wait_while_held();
	int code = strikes(FAULT_SYNC) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
	(void)flags; /* the image is the disk: the machine's own need not be waited for */
	pthread_mutex_lock(&lock);
	if (image && code == SQLITE_OK)
		image_settle(image, real_of(file));
	else if (image)
		image->event_count = 0; /* called clean, and never written */
	pthread_mutex_unlock(&lock);
	return code;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
	return real_of(file)->pMethods->xFileSize(real_of(file), ret_size);
}

static int file_lock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_reserved(sqlite3_file *file, int *ret_reserved)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret_reserved);
}

static int file_control(sqlite3_file *file, int operation, void *argument)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int file_sector(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_device(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **ret_map)
{
	return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, ret_map);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int is_deleted)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), is_deleted);
}

static sqlite3_io_methods methods = {
	.iVersion = 2,
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_truncate,
	.xSync = file_sync,
	.xFileSize = file_size,
	.xLock = file_lock,
	.xUnlock = file_unlock,
	.xCheckReservedLock = file_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector,
	.xDeviceCharacteristics = file_device,
	.xShmMap = file_shm_map,
	.xShmLock = file_shm_lock,
	.xShmBarrier = file_shm_barrier,
	.xShmUnmap = file_shm_unmap,
};

/* ---- the file system ---- */

static int vfs_open(sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *file, int flags, int *ret_flags)
{
	struct fault_file *own = fault_of(file);
	(void)self;
	own->base.pMethods = NULL;
	own->real = (sqlite3_file *)(own + 1);
	int code = former->xOpen(former, name, own->real, flags, ret_flags);
	if (code != SQLITE_OK) {
		if (own->real->pMethods)
			own->real->pMethods->xClose(own->real);
		return code;
	}
	own->base.pMethods = &methods;
	own->image = NULL;
	if (name && flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) {
		pthread_mutex_lock(&lock);
		own->image = image_find(name);
		if (!own->image) { /* what was there before we watched is on the disk */
			sqlite3_int64 size = 0;
			own->image = image_new(name);
			need(own->real->pMethods->xFileSize(own->real, &size) == SQLITE_OK);
			image_take(own->image, own->real, 0, size);
		}
		own->image->opens++;
		pthread_mutex_unlock(&lock);
	}
	return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *self, const char *name, int is_synced)
{
	(void)self;
	int code = former->xDelete(former, name, is_synced);
	pthread_mutex_lock(&lock);
	struct image *image = image_find(name);
	if (code == SQLITE_OK && image)
		image->length = 0, image->event_count = 0;
	pthread_mutex_unlock(&lock);
	return code;
}

/* Of files that nobody has open any more. */
static void forget_images(void)
{
	size_t kept = 0;
	pthread_mutex_lock(&lock);
	for (size_t i = 0; i < image_count; i++) {
		if (images[i]->opens > 0) {
			images[kept++] = images[i];
			continue;
		}
		free(images[i]->bytes);
		free(images[i]);
	}
	image_count = kept;
	pthread_mutex_unlock(&lock);
}

void fault_vfs_install(void)
{
	forget_images();
	former = sqlite3_vfs_find(NULL);
	need(former != NULL && former != &vfs);
	vfs = *former;
	vfs.zName = "fault";
	vfs.pNext = NULL;
	vfs.szOsFile = (int)sizeof(struct fault_file) + former->szOsFile;
	vfs.xOpen = vfs_open;
	vfs.xDelete = vfs_delete;
	is_armed = false;
	need(sqlite3_vfs_register(&vfs, 1) == SQLITE_OK);
}

void fault_vfs_remove(void)
{
	need(sqlite3_vfs_unregister(&vfs) == SQLITE_OK);
	need(sqlite3_vfs_register(former, 1) == SQLITE_OK);
	is_armed = false;
	forget_images();
}

/* ---- what is left ---- */

static const char *const names[] = { "tongcun.db", "tongcun.db-wal" };

static void write_file(const char *path, const unsigned char *bytes, size_t length)
{
	FILE *out = fopen(path, "wb");
	need(out != NULL);
	need(length == 0 || fwrite(bytes, 1, length, out) == length);
	need(fclose(out) == 0);
}

/* The file as it was written; empty when it is not there. To be freed. */
static unsigned char *read_file(const char *path, size_t *ret_length)
{
	FILE *in = fopen(path, "rb");
	*ret_length = 0;
	if (!in)
		return NULL;
	need(fseek(in, 0, SEEK_END) == 0);
	long length = ftell(in);
	need(length >= 0 && fseek(in, 0, SEEK_SET) == 0);
	unsigned char *bytes = malloc((size_t)length + 1);
	need(bytes != NULL && fread(bytes, 1, (size_t)length, in) == (size_t)length);
	need(fclose(in) == 0);
	*ret_length = (size_t)length;
	return bytes;
}

/* The copies are opened as SQLite names them: by their full path. */
static void full_path(char path[PATH_BYTES], const char *folder, const char *name)
{
	need(folder[0] == '/' && snprintf(path, PATH_BYTES, "%s/%s", folder, name) < PATH_BYTES);
}

static void leave(const char *folder, const char *to, bool is_killed)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char from_path[PATH_BYTES], to_path[PATH_BYTES];
		full_path(from_path, folder, names[i]);
		full_path(to_path, to, names[i]);
		pthread_mutex_lock(&lock);
		const struct image *image = image_find(from_path);
		if (is_killed) {
			size_t length;
			unsigned char *bytes = read_file(from_path, &length);
			write_file(to_path, bytes, length);
			free(bytes);
		} else {
			write_file(to_path, image ? image->bytes : NULL, image ? (size_t)image->length : 0);
		}
		struct image *copy = image_new(to_path);
		if (image && image->length > 0) {
			image_room(copy, image->length);
			memcpy(copy->bytes, image->bytes, (size_t)image->length);
		}
		pthread_mutex_unlock(&lock);
	}
	char shared[PATH_BYTES];
	full_path(shared, to, "tongcun.db-shm");
	unlink(shared);
}

void fault_vfs_kill(const char *folder, const char *to)
{
	leave(folder, to, true);
}

void fault_vfs_power_cut(const char *folder, const char *to)
{
	leave(folder, to, false);
}
