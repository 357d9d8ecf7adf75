/* What tells a process the day and the hour, put on or back by as many seconds as the file SECONDS_AHEAD holds (a signed
   64-bit number). Loaded by LD_PRELOAD. Pauses and timeouts are counted by another clock, and take as long as ever. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static int64_t ahead(void)
{
    static volatile int64_t *seconds;
    if (!seconds) {
        const char *path = getenv("SECONDS_AHEAD");
        int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
        void *mapped = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *seconds, PROT_READ, MAP_SHARED, file, 0);
        if (mapped == MAP_FAILED)
            return 0;
        seconds = mapped;
    }
    return *seconds;
}

int clock_gettime(clockid_t id, struct timespec *told)
{
    static int (*of_the_system)(clockid_t, struct timespec *);
    if (!of_the_system)
        of_the_system = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = of_the_system(id, told);
    if (!failed && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        told->tv_sec += ahead();
    return failed;
}

int gettimeofday(struct timeval *told, void *zone)
{
    struct timespec now;
    (void)zone;
    int failed = clock_gettime(CLOCK_REALTIME, &now);
    told->tv_sec = now.tv_sec;
    told->tv_usec = now.tv_nsec / 1000;
    return failed;
}

time_t time(time_t *told)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (told)
        *told = now.tv_sec;
    return now.tv_sec;
}
