/* A disk of SMALL_DISK_BYTES bytes at SMALL_DISK: writes that would make its files larger than that are told ENOSPC. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static long long used;

static int add(const char *path, const struct stat *found, int kind, struct FTW *where) {
    (void)path; (void)where;
    if (kind == FTW_F) used += found->st_size;
    return 0;
}

static long long room_left(void) {
    const char *folder = getenv("SMALL_DISK"), *bytes = getenv("SMALL_DISK_BYTES");
    used = 0;
    nftw(folder, add, 16, FTW_PHYS);
    return atoll(bytes) - used;
}

static int lies_there(int fd) {
    char link[64], path[PATH_MAX];
    const char *folder = getenv("SMALL_DISK");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!folder || length < 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

static int is_full(int fd, long long end) {
    struct stat found;
    if (!lies_there(fd) || fstat(fd, &found) != 0 || end <= found.st_size) return 0;
    if (end - found.st_size <= room_left()) return 0;
    errno = ENOSPC;
    return 1;
}

ssize_t write(int fd, const void *from, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = dlsym(RTLD_NEXT, "write");
    return is_full(fd, (long long)lseek(fd, 0, SEEK_CUR) + (long long)count) ? -1 : real(fd, from, count);
}

ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    return is_full(fd, (long long)at + (long long)count) ? -1 : real(fd, from, count, at);
}

ssize_t pwrite(int fd, const void *from, size_t count, off_t at) { return pwrite64(fd, from, count, at); }

int statvfs(const char *path, struct statvfs *told) {
    static int (*real)(const char *, struct statvfs *);
    if (!real) real = dlsym(RTLD_NEXT, "statvfs");
    int answer = real(path, told);
    if (answer == 0 && strncmp(path, getenv("SMALL_DISK"), strlen(getenv("SMALL_DISK"))) == 0) {
        long long left = room_left();
        told->f_bavail = told->f_bfree = left > 0 ? (fsblkcnt_t)(left / (long long)told->f_frsize) : 0;
    }
    return answer;
}

int statvfs64(const char *path, struct statvfs64 *told) { return statvfs(path, (struct statvfs *)told); }
