/* Preloaded into a process under test: makes one write or one sync below a folder fail.
 *
 * FAIL_CALL=write|sync, FAIL_NUMBER=n (the n-th such call fails, the others work, as after a
 * real failed fsync), FAIL_FOLDER=prefix, FAIL_MARK=file that is made when it happens. The
 * environment is read at each call, so that a forked child may set it for itself. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls = 0;

static int must_fail(const char *kind, int fd) {
    const char *wanted = getenv("FAIL_CALL"), *folder = getenv("FAIL_FOLDER");
    char link[64], path[4096];
    ssize_t length;
    if (!wanted || !folder || strcmp(wanted, kind)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (strncmp(path, folder, strlen(folder))) return 0;
    if (++calls != atol(getenv("FAIL_NUMBER"))) return 0;
    close(open(getenv("FAIL_MARK"), O_CREAT | O_WRONLY, 0644));
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAIL_WRITE(fd) if (must_fail("write", fd)) { errno = ENOSPC; return -1; }
#define FAIL_SYNC(fd) if (must_fail("sync", fd)) { errno = EIO; return -1; }

ssize_t write(int fd, const void *data, size_t n) { FAIL_WRITE(fd) return REAL(write)(fd, data, n); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) {
    FAIL_WRITE(fd) return REAL(pwrite)(fd, data, n, at);
}
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
    FAIL_WRITE(fd) return REAL(pwrite64)(fd, data, n, at);
}
int fsync(int fd) { FAIL_SYNC(fd) return REAL(fsync)(fd); }
int fdatasync(int fd) { FAIL_SYNC(fd) return REAL(fdatasync)(fd); }
