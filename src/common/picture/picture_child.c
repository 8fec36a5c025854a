/* The jailed child: a whole file on standard input (eight bytes of length, big-endian, then the file), on standard output one
   byte of fate and, when the picture was made, three times a length of four bytes and a JPEG file.
   Before it looks at a byte it gives up: new files, processes, memory beyond a bound, processor time, and every system call but
   a few (seccomp, where the machine is one whose calls we know). Whatever a decoder is talked into stays in here. */
#include "common/picture/picture.h"

#include <gd.h>
#include <libexif/exif-data.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/limits.h"
#include "common/picture/picture_header.h"

enum { CHILD_MEMORY = 640 << 20, CHILD_SECONDS = 10, CHILD_FILES = 1024 };

/* ---- the jail ---- */

static void limit(int what, rlim_t most)
{
	const struct rlimit bound = { .rlim_cur = most, .rlim_max = most };

	(void)setrlimit((__rlimit_resource_t)what, &bound); /* a stricter one stands already */
}

/* Address space in use, so that the bound counts from here: instrumented builds begin with terabytes. */
static rlim_t address_space(void)
{
	char words[64] = { 0 };
	struct text rest, pages;
	int64_t count = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (file == NULL)
		return 0;
	if (fgets(words, sizeof(words), file) == NULL)
		words[0] = 0;
	(void)fclose(file);
	rest = text_of(words);
	if (text_next(&rest, ' ', &pages))
		text_to_int64(pages, &count);
	return (rlim_t)count * (rlim_t)sysconf(_SC_PAGESIZE);
}

/* The machine's number in a seccomp filter; 0: not known here. */
static uint32_t machine_number(void)
{
	static const struct {
		const char *name;
		uint32_t number;
	} machines[] = { { "x86_64", AUDIT_ARCH_X86_64 }, { "aarch64", AUDIT_ARCH_AARCH64 } };
	struct utsname name;

	if (uname(&name) != 0)
		return 0;
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (strcmp(name.machine, machines[i].name) == 0)
			return machines[i].number;
	return 0;
}

/* Memory, the two open ends and the exit; all else is refused. */
static void refuse_calls(void)
{
	static const uint32_t allowed[] = { SYS_read,           SYS_write,         SYS_brk,        SYS_mmap,
		                            SYS_munmap,         SYS_mremap,        SYS_mprotect,   SYS_madvise,
		                            SYS_futex,          SYS_exit,          SYS_exit_group, SYS_rt_sigreturn,
		                            SYS_rt_sigprocmask, SYS_clock_gettime, SYS_getrandom,  SYS_sigaltstack };
	enum { CALLS = sizeof(allowed) / sizeof(allowed[0]), LENGTH = 4 + 2 * CALLS + 1 };
	struct sock_filter filter[LENGTH];
	struct sock_fprog program = { .len = LENGTH, .filter = filter };
	uint32_t machine = machine_number();
	size_t at = 0;

	if (machine == 0)
		return;
	filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0);
	filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	filter[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (size_t i = 0; i < CALLS; i++) {
		filter[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, allowed[i], 0, 1);
		filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	}
	filter[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1);
	(void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

static void jail(void)
{
	rlim_t used = address_space();

	for (int file = 3; file < CHILD_FILES; file++)
		(void)close(file);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, 0);
	limit(RLIMIT_NPROC, 0);
	limit(RLIMIT_CPU, CHILD_SECONDS);
	if (used > 0)
		limit(RLIMIT_AS, used + CHILD_MEMORY);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		refuse_calls();
}

/* ---- in and out ---- */

static bool read_whole(void *ret_bytes, size_t size)
{
	char *at = ret_bytes;

	while (size > 0) {
		ssize_t got = read(STDIN_FILENO, at, size);
		if (got <= 0)
			return false;
		at += got;
		size -= (size_t)got;
	}
	return true;
}

static bool write_whole(const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size > 0) {
		ssize_t put = write(STDOUT_FILENO, at, size);
		if (put <= 0)
			return false;
		at += put;
		size -= (size_t)put;
	}
	return true;
}

static bool read_file(struct arena *arena, struct text *ret_file)
{
	unsigned char head[8];
	uint64_t length = 0;
	char *bytes;

	if (!read_whole(head, sizeof(head)))
		return false;
	for (size_t i = 0; i < sizeof(head); i++)
		length = length << 8 | head[i];
	if (length > LIMIT_UPLOAD_BYTES)
		return false;
	bytes = arena_take(arena, (size_t)length + 1);
	*ret_file = (struct text){ bytes, (size_t)length };
	return read_whole(bytes, (size_t)length);
}

/* ---- the picture ---- */

static gdImagePtr decode(struct arena *arena, enum picture_kind kind, struct text file)
{
	int size = (int)file.length;
	char *bytes = arena_take(arena, file.length + 1); /* the decoders do not promise to leave it as it is */

	memcpy(bytes, file.bytes, file.length);
	switch (kind) {
	case PICTURE_JPEG:
		return gdImageCreateFromJpegPtrEx(size, bytes, 0);
	case PICTURE_PNG:
		return gdImageCreateFromPngPtr(size, bytes);
	case PICTURE_GIF:
		return gdImageCreateFromGifPtr(size, bytes);
	case PICTURE_WEBP:
		return gdImageCreateFromWebpPtr(size, bytes);
	case PICTURE_NONE:
		break;
	}
	return NULL;
}

/* 1 to 8 (Exif 2.3, tag 0x0112); 1 when there is none. */
static int orientation(struct text file)
{
	ExifData *data = exif_data_new_from_data((const unsigned char *)file.bytes, (unsigned)file.length);
	ExifEntry *entry = data ? exif_data_get_entry(data, EXIF_TAG_ORIENTATION) : NULL;
	int value = 1;

	if (entry != NULL && entry->format == EXIF_FORMAT_SHORT && entry->size >= 2)
		value = exif_get_short(entry->data, exif_data_get_byte_order(data));
	if (data != NULL)
		exif_data_unref(data);
	return value >= 1 && value <= 8 ? value : 1;
}

static gdImagePtr canvas(int width, int height)
{
	gdImagePtr image = gdImageCreateTrueColor(width, height);

	if (image != NULL)
		gdImageFilledRectangle(image, 0, 0, width - 1, height - 1, gdTrueColor(255, 255, 255));
	return image;
}

/* The same picture on white with its longest side at most `side`. */
static gdImagePtr shrink(gdImagePtr from, int side)
{
	int width = gdImageSX(from), height = gdImageSY(from), longest = width > height ? width : height;
	int new_width = longest > side ? (int)((int64_t)width * side / longest) : width;
	int new_height = longest > side ? (int)((int64_t)height * side / longest) : height;
	gdImagePtr to;

	new_width = new_width > 0 ? new_width : 1;
	new_height = new_height > 0 ? new_height : 1;
	to = canvas(new_width, new_height);
	if (to != NULL)
		gdImageCopyResampled(to, from, 0, 0, 0, 0, new_width, new_height, width, height);
	return to;
}

/* Upright: the pixel shown at (x, y) of a picture with that orientation. */
static int upright_pixel(gdImagePtr from, int turn, int x, int y)
{
	int right = gdImageSX(from) - 1, bottom = gdImageSY(from) - 1;

	switch (turn) {
	case 2:
		return gdImageTrueColorPixel(from, right - x, y);
	case 3:
		return gdImageTrueColorPixel(from, right - x, bottom - y);
	case 4:
		return gdImageTrueColorPixel(from, x, bottom - y);
	case 5:
		return gdImageTrueColorPixel(from, y, x);
	case 6:
		return gdImageTrueColorPixel(from, y, bottom - x);
	case 7:
		return gdImageTrueColorPixel(from, right - y, bottom - x);
	case 8:
		return gdImageTrueColorPixel(from, right - y, x);
	default:
		return gdImageTrueColorPixel(from, x, y);
	}
}

static gdImagePtr upright(gdImagePtr from, int turn)
{
	bool lies = turn >= 5;
	int width = lies ? gdImageSY(from) : gdImageSX(from), height = lies ? gdImageSX(from) : gdImageSY(from);
	gdImagePtr to = canvas(width, height);

	if (to == NULL)
		return NULL;
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			gdImageSetPixel(to, x, y, upright_pixel(from, turn, x, y));
	return to;
}

/* A JPEG file of at most `most` bytes, as good as fits. */
static bool encode(gdImagePtr image, size_t most, struct text *ret_file)
{
	for (int quality = 80; quality >= 20; quality -= 10) {
		int size = 0;
		void *bytes = gdImageJpegPtr(image, &size, quality);
		if (bytes == NULL)
			return false;
		*ret_file = (struct text){ bytes, (size_t)size };
		if ((size_t)size <= most)
			return true;
		gdFree(bytes);
	}
	return false;
}

static const struct {
	int side;
	size_t bytes;
} child_sizes[PICTURE_SIZES] = { { PICTURE_SMALL, 8 << 10 },
	                         { PICTURE_MIDDLE, 24 << 10 },
	                         { PICTURE_LARGE, PICTURE_BYTES } };

static enum picture_fate make(struct arena *arena, struct text file, struct text ret_sizes[PICTURE_SIZES])
{
	struct picture_header header = picture_header_of(file);
	gdImagePtr whole, large;

	if (header.kind == PICTURE_NONE)
		return PICTURE_UNKNOWN;
	if (header.width < 1 || header.height < 1)
		return PICTURE_DAMAGED;
	if (header.width > PICTURE_SIDE || header.height > PICTURE_SIDE ||
	    header.width * header.height > PICTURE_PIXELS)
		return PICTURE_TOO_LARGE;
	whole = decode(arena, header.kind, file);
	large = whole ? shrink(whole, PICTURE_LARGE) : NULL;
	if (large == NULL)
		return PICTURE_DAMAGED;
	large = upright(large, header.kind == PICTURE_JPEG ? orientation(file) : 1);
	for (size_t i = 0; i < PICTURE_SIZES; i++) {
		gdImagePtr image = large ? shrink(large, child_sizes[i].side) : NULL;
		if (image == NULL || !encode(image, child_sizes[i].bytes, &ret_sizes[i]))
			return PICTURE_DAMAGED;
	}
	return PICTURE_MADE;
}

static void say_nothing(int priority, const char *format, va_list list)
{
	(void)priority;
	(void)format;
	(void)list;
}

int picture_child_main(void)
{
	struct arena *arena = arena_new();
	struct text file, sizes[PICTURE_SIZES];
	unsigned char fate;

	gdSetErrorMethod(say_nothing);
	jail();
	if (!read_file(arena, &file))
		_exit(1);
	fate = (unsigned char)make(arena, file, sizes);
	if (!write_whole(&fate, 1))
		_exit(1);
	for (size_t i = 0; fate == PICTURE_MADE && i < PICTURE_SIZES; i++) {
		const unsigned char head[4] = { 0, (unsigned char)(sizes[i].length >> 16),
			                        (unsigned char)(sizes[i].length >> 8), (unsigned char)sizes[i].length };
		if (!write_whole(head, sizeof(head)) || !write_whole(sizes[i].bytes, sizes[i].length))
			_exit(1);
	}
	_exit(0); /* the system takes everything back */
}
