/* A disk that fails now and then: calls on the files of a database end with an error, or write a part. Loaded before the C library by
   the test `faults`; FAULTS names the kinds, such as "sync space short", and about every EVERY-th call of a kind fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_uint calls;

static int is_ours(int file) {
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, "marv.db") != NULL && strstr(path, "-shm") == NULL;
}

/* Whether this call fails: only once the test has said so, and then about every EVERY-th of them. */
static int fails(int file, const char *kind) {
    const char *kinds = getenv("FAULTS"), *every = getenv("EVERY"), *begin = getenv("FAULTS_BEGIN");
    if (!kinds || !every || !strstr(kinds, kind) || !is_ours(file)) return 0;
    if (begin && access(begin, F_OK) != 0) return 0;
    /* Spread without a period, so that a write that is tried again does not meet the same fault each time (Knuth's multiplicative hash). */
    unsigned spread = (atomic_fetch_add(&calls, 1) + 1) * 2654435761u;
    return (spread >> 12) % (unsigned)atoi(every) == 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int file) {
    if (fails(file, "sync")) { errno = EIO; return -1; }
    return REAL(fsync)(file);
}

int fdatasync(int file) {
    if (fails(file, "sync")) { errno = EIO; return -1; }
    return REAL(fdatasync)(file);
}

#define WRITES(real_call, half_call)                                   \
    if (fails(file, "space")) { errno = ENOSPC; return -1; }           \
    if (size > 1 && fails(file, "short")) {                            \
        ssize_t done = half_call;                                      \
        if (done >= 0) { errno = ENOSPC; return -1; }                  \
        return done;                                                   \
    }                                                                  \
    return real_call;

ssize_t write(int file, const void *bytes, size_t size) {
    WRITES(REAL(write)(file, bytes, size), REAL(write)(file, bytes, size / 2))
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
    WRITES(REAL(pwrite)(file, bytes, size, at), REAL(pwrite)(file, bytes, size / 2, at))
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at) {
    WRITES(REAL(pwrite64)(file, bytes, size, at), REAL(pwrite64)(file, bytes, size / 2, at))
}
