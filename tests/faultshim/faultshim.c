/* What a process asks of the disk below one folder, written down call by call, or made to fail at the k-th call.
 *
 * Preloaded (LD_PRELOAD) into a process of the tests, and told what to do by that process itself: faultshim_watch names
 * the folder, then faultshim_record writes every change of a file or a name below it to a log, with its bytes, in order;
 * faultshim_mark puts a line of the process's own between them; faultshim_fail lets the k-th such call fail. Everything
 * goes to the kernel by syscall(), so nothing here depends on which C library stands behind it.
 *
 * A way of writing that is not written down would make the tests believe too much: it is refused where the caller has
 * another way (sendfile, copy_file_range), and ends the process with a line where it has not.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 4096
#define EXPORTED __attribute__((visibility("default")))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char folder[PATH_MAX];       /* below which everything counts; empty: nothing does */
static size_t folder_length;
static char watched[MOST_FILES];    /* by descriptor: 1 when it is one of the folder's */
static int log_file = -1;

static int failing, fails_for_ever, fails_with, halves;
static long fails_at, calls, failed;

/* One record: kind, descriptor, number (offset, length, flags), two strings of bytes. */
struct record { uint8_t kind; int32_t file; int64_t number; uint32_t first, second; } __attribute__((packed));

static void note(char kind, int file, int64_t number, const void *first, size_t first_length, const void *second,
                 size_t second_length)
{
    if (log_file < 0) return;
    struct record head = {(uint8_t)kind, file, number, (uint32_t)first_length, (uint32_t)second_length};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)first, first_length}, {(void *)second, second_length}};
    int kept = errno;
    ssize_t wrote = syscall(SYS_writev, log_file, parts, 3);
    if (wrote != (ssize_t)(sizeof head + first_length + second_length)) {
        static const char told[] = "faultshim: the log cannot be written\n";
        syscall(SYS_write, 2, told, sizeof told - 1);
        abort();
    }
    errno = kept;
}

static void refuse_to_be_blind(const char *call)
{
    fprintf(stderr, "faultshim: %s on a watched file is not written down by this recorder\n", call);
    abort();
}

/* --- which calls count ------------------------------------------------------------------------------------------- */

static int is_watched(int file) { return file >= 0 && file < MOST_FILES && watched[file]; }

/* The absolute path of a name beside a folder's descriptor; 0 when it does not lie below the watched folder. */
static int below(int beside, const char *name, char *path)
{
    if (!folder_length || !name) return 0;
    if (name[0] == '/') {
        if (snprintf(path, PATH_MAX, "%s", name) >= PATH_MAX) return 0;
    } else {
        char from[PATH_MAX], link[64];
        ssize_t length;
        if (beside == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
        else snprintf(link, sizeof link, "/proc/self/fd/%d", beside);
        length = syscall(SYS_readlinkat, AT_FDCWD, link, from, sizeof from - 1);
        if (length < 0) return 0;
        from[length] = 0;
        if (snprintf(path, PATH_MAX, "%s/%s", from, name) >= PATH_MAX) return 0;
    }
    return !strncmp(path, folder, folder_length) && (path[folder_length] == '/' || !path[folder_length]);
}

/* Whether this call is the one that fails; called with the lock held, once for each call that counts. */
static int fails_now(void)
{
    if (!failing) return 0;
    calls++;
    if (calls != fails_at && !(fails_for_ever && calls > fails_at)) return 0;
    failed++;
    errno = fails_with;
    return 1;
}

/* --- calls on open files ----------------------------------------------------------------------------------------- */

static int open_at(int beside, const char *name, int flags, mode_t mode)
{
    char path[PATH_MAX];
    pthread_mutex_lock(&lock);
    int counts = below(beside, name, path), is_new = 0;
    if (counts && (flags & O_CREAT)) {
        is_new = syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0;
        if (is_new && fails_now()) { pthread_mutex_unlock(&lock); return -1; }
    }
    int file = (int)syscall(SYS_openat, beside, name, flags | O_LARGEFILE, mode);
    if (file >= 0 && file < MOST_FILES) {
        watched[file] = (char)counts;
        if (counts) note('O', file, (is_new ? 1 : 0) | ((flags & O_TRUNC) ? 2 : 0), path, strlen(path), "", 0);
    } else if (file >= 0 && counts) {
        refuse_to_be_blind("a descriptor this large");
    }
    pthread_mutex_unlock(&lock);
    return file;
}

#define MODE_OF(flags, last) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, last); mode = va_arg(more, mode_t); va_end(more); }

EXPORTED int open(const char *name, int flags, ...) { MODE_OF(flags, flags) return open_at(AT_FDCWD, name, flags, mode); }
EXPORTED int open64(const char *name, int flags, ...) { MODE_OF(flags, flags) return open_at(AT_FDCWD, name, flags, mode); }
EXPORTED int openat(int beside, const char *name, int flags, ...) { MODE_OF(flags, flags) return open_at(beside, name, flags, mode); }
EXPORTED int openat64(int beside, const char *name, int flags, ...) { MODE_OF(flags, flags) return open_at(beside, name, flags, mode); }

EXPORTED int close(int file)
{
    pthread_mutex_lock(&lock);
    if (is_watched(file)) { watched[file] = 0; note('C', file, 0, "", 0, "", 0); }
    pthread_mutex_unlock(&lock);
    return (int)syscall(SYS_close, file);
}

/* A write at an offset, or (offset < 0) where the file stands. One that fails leaves half of its bytes behind. */
static ssize_t write_at(int file, const void *bytes, size_t length, off64_t offset)
{
    if (!is_watched(file))
        return offset < 0 ? syscall(SYS_write, file, bytes, length) : syscall(SYS_pwrite64, file, bytes, length, offset);
    pthread_mutex_lock(&lock);
    off64_t place = offset;
    if (offset < 0) {
        struct stat seen;
        int appends = (int)syscall(SYS_fcntl, file, F_GETFL) & O_APPEND;
        place = appends && !fstat(file, &seen) ? seen.st_size : (off64_t)syscall(SYS_lseek, file, 0, SEEK_CUR);
    }
    int fails = fails_now(), why = errno;
    size_t wanted = fails ? (halves ? length / 2 : 0) : length;
    ssize_t wrote = 0;
    if (wanted || !fails)
        wrote = offset < 0 ? syscall(SYS_write, file, bytes, wanted) : syscall(SYS_pwrite64, file, bytes, wanted, offset);
    if (wrote > 0) note('W', file, place, bytes, (size_t)wrote, "", 0);
    if (fails) { errno = why; wrote = -1; }
    pthread_mutex_unlock(&lock);
    return wrote;
}

EXPORTED ssize_t write(int file, const void *bytes, size_t length) { return write_at(file, bytes, length, -1); }
EXPORTED ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) { return write_at(file, bytes, length, offset); }
EXPORTED ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset) { return write_at(file, bytes, length, offset); }

static int changed(int file, char kind, long call, int64_t number)
{
    if (!is_watched(file)) return (int)syscall(call, file, number);
    pthread_mutex_lock(&lock);
    int answer = fails_now() ? -1 : (int)syscall(call, file, number);
    if (!answer) note(kind, file, number, "", 0, "", 0);
    pthread_mutex_unlock(&lock);
    return answer;
}

EXPORTED int fsync(int file) { return changed(file, 'S', SYS_fsync, 0); }
EXPORTED int fdatasync(int file) { return changed(file, 'S', SYS_fdatasync, 0); }
EXPORTED int ftruncate(int file, off_t length) { return changed(file, 'T', SYS_ftruncate, length); }
EXPORTED int ftruncate64(int file, off64_t length) { return changed(file, 'T', SYS_ftruncate, length); }

/* --- calls on names ---------------------------------------------------------------------------------------------- */

static int unlink_at(int beside, const char *name, int flags)
{
    char path[PATH_MAX];
    pthread_mutex_lock(&lock);
    int counts = below(beside, name, path);
    int answer = counts && fails_now() ? -1 : (int)syscall(SYS_unlinkat, beside, name, flags);
    if (counts && !answer) note('U', 0, 0, path, strlen(path), "", 0);
    pthread_mutex_unlock(&lock);
    return answer;
}

EXPORTED int unlink(const char *name) { return unlink_at(AT_FDCWD, name, 0); }
EXPORTED int rmdir(const char *name) { return unlink_at(AT_FDCWD, name, AT_REMOVEDIR); }
EXPORTED int unlinkat(int beside, const char *name, int flags) { return unlink_at(beside, name, flags); }

EXPORTED int mkdirat(int beside, const char *name, mode_t mode)
{
    char path[PATH_MAX];
    pthread_mutex_lock(&lock);
    int counts = below(beside, name, path);
    int answer = counts && fails_now() ? -1 : (int)syscall(SYS_mkdirat, beside, name, mode);
    if (counts && !answer) note('D', 0, 0, path, strlen(path), "", 0);
    pthread_mutex_unlock(&lock);
    return answer;
}

EXPORTED int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

EXPORTED int renameat(int from_beside, const char *from, int to_beside, const char *to)
{
    char source[PATH_MAX], target[PATH_MAX];
    pthread_mutex_lock(&lock);
    int leaves = below(from_beside, from, source), comes = below(to_beside, to, target);
    if (leaves != comes) refuse_to_be_blind("a rename into or out of the folder");
    int answer = leaves && fails_now() ? -1 : (int)syscall(SYS_renameat2, from_beside, from, to_beside, to, 0);
    if (leaves && !answer) note('R', 0, 0, source, strlen(source), target, strlen(target));
    pthread_mutex_unlock(&lock);
    return answer;
}

EXPORTED int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

/* --- ways of writing that are not written down ------------------------------------------------------------------- */

#define REFUSED_ON(file) if (is_watched(file)) { errno = EINVAL; return -1; }

EXPORTED ssize_t sendfile64(int to, int from, off64_t *offset, size_t length)
{
    REFUSED_ON(to)
    return syscall(SYS_sendfile, to, from, offset, length);
}

EXPORTED ssize_t sendfile(int to, int from, off_t *offset, size_t length) { return sendfile64(to, from, (off64_t *)offset, length); }

EXPORTED ssize_t copy_file_range(int from, off64_t *from_offset, int to, off64_t *to_offset, size_t length, unsigned flags)
{
    REFUSED_ON(to)
    return syscall(SYS_copy_file_range, from, from_offset, to, to_offset, length, flags);
}

EXPORTED ssize_t writev(int file, const struct iovec *parts, int count)
{
    if (is_watched(file)) refuse_to_be_blind("writev");
    return syscall(SYS_writev, file, parts, count);
}

EXPORTED int posix_fallocate64(int file, off64_t offset, off64_t length)
{
    if (is_watched(file)) refuse_to_be_blind("posix_fallocate");
    return syscall(SYS_fallocate, file, 0, offset, length) ? errno : 0;
}

EXPORTED void *mmap64(void *place, size_t length, int protection, int flags, int file, off64_t offset)
{
    if (is_watched(file) && (protection & PROT_WRITE) && (flags & MAP_SHARED)) refuse_to_be_blind("a writable mmap");
    return (void *)syscall(SYS_mmap, place, length, protection, flags, file, offset);
}

EXPORTED void *mmap(void *place, size_t length, int protection, int flags, int file, off_t offset)
{
    return mmap64(place, length, protection, flags, file, offset);
}

EXPORTED int linkat(int from_beside, const char *from, int to_beside, const char *to, int flags)
{
    char path[PATH_MAX];
    if (below(to_beside, to, path)) refuse_to_be_blind("link");
    return (int)syscall(SYS_linkat, from_beside, from, to_beside, to, flags);
}

EXPORTED int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

/* --- what the tests say to it ------------------------------------------------------------------------------------ */

/* Watch everything below an absolute path without links in it; "" watches nothing. Files opened earlier do not count. */
EXPORTED void faultshim_watch(const char *path)
{
    pthread_mutex_lock(&lock);
    snprintf(folder, sizeof folder, "%s", path);
    folder_length = strlen(folder);
    memset(watched, 0, sizeof watched);
    pthread_mutex_unlock(&lock);
}

/* Write what happens from now on to a new file outside the folder; "" ends it. 0 when that went well. */
EXPORTED int faultshim_record(const char *path)
{
    pthread_mutex_lock(&lock);
    if (log_file >= 0) syscall(SYS_close, log_file);
    log_file = path[0] ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    int answer = path[0] && log_file < 0;
    pthread_mutex_unlock(&lock);
    return answer;
}

/* Put a line of the caller's own between the calls. */
EXPORTED void faultshim_mark(const char *text)
{
    pthread_mutex_lock(&lock);
    note('M', 0, 0, text, strlen(text), "", 0);
    pthread_mutex_unlock(&lock);
}

/* Let the at-th call from now on fail with this errno, once or from there on; at = 0 only counts. */
EXPORTED void faultshim_fail(long at, int for_ever, int with, int half)
{
    pthread_mutex_lock(&lock);
    failing = 1; fails_at = at; fails_for_ever = at > 0 && for_ever; fails_with = with; halves = half;
    calls = failed = 0;
    pthread_mutex_unlock(&lock);
}

/* Fail no more; answers how many calls failed. */
EXPORTED long faultshim_heal(void)
{
    pthread_mutex_lock(&lock);
    failing = 0;
    long answer = failed;
    pthread_mutex_unlock(&lock);
    return answer;
}

/* How many calls counted since faultshim_fail. */
EXPORTED long faultshim_calls(void) { return calls; }
