/* Preloaded into a program: its calendar is CLOCK_SHIFT_S seconds ahead (or behind, if negative).
 *
 * Only what tells the date is moved; the clocks that measure durations are left alone, so that
 * waits and timeouts are what they are. The program itself knows nothing of it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t shift(void) {
    const char *seconds = getenv("CLOCK_SHIFT_S");
    return seconds ? (time_t)atoll(seconds) : 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = REAL(clock_gettime)(clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += shift();
    return failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int failed = REAL(gettimeofday)(now, zone);
    if (!failed && now) now->tv_sec += shift();
    return failed;
}

time_t time(time_t *now) {
    time_t shifted = REAL(time)(NULL) + shift();
    if (now) *now = shifted;
    return shifted;
}
