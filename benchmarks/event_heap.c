/* W1, W2 and W3 by hand: a program for just these three services, and nothing else.
 *
 *     cc -O3 -march=native event_heap.c -lm -o event_heap
 *     ./event_heap events w1 AGENTS MINUTES SEED     one type, one group: Erlang A
 *     ./event_heap events w2 MINUTES SEED            two types, specialists and generalists
 *     ./event_heap events w3 DAYS SEED               many days of W2 of 600 minutes, each from an empty floor
 *
 * -DTUNED: the same with a heap without branches.
 *
 * What comes (an arrival, the end of a call, the end of a patience) is an event on a heap with four children a node; a
 * customer in line is a place in a ring buffer; a patience whose customer has been answered is dropped when it is due.
 * `lazy` instead of `events` is the shortest program that gives the same answers: arrivals are kept beside the heap, the
 * end of a call that is followed by another takes its place on the heap, and a patience is looked at only when its
 * customer is first in line. No simulator whose rules may depend on the instant somebody gives up can do that.
 *
 * Time is in minutes. One JSON object is printed: contacts, seconds of computing, and parts of the run (W3: days) with
 * contacts, those who gave up, minutes waited. The first ten minutes of W1 and W2 are in the first number only.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TYPES 2
#define GROUPS 3
#define GENERALISTS 2 /* the last group; group g < 2 are the specialists of type g */
#define PARTS 10
#define WARM_UP 10.0
#define DAY 600.0
#define PLACES 8192u /* of a ring, a power of two */
#define ROOM 65536u  /* coming events */

static void give_in(const char *what) {
    fprintf(stderr, "not enough room for %s\n", what);
    exit(1);
}

/* ---- the service ---- */

static int types;
static double between[TYPES]; /* mean minutes between two arrivals */
static double talk[GROUPS];   /* mean handling time */
static double patience;
static int agents[GROUPS];

static void one_type(int of_agents) {
    types = 1;
    between[0] = 1.0 / of_agents;
    agents[0] = of_agents, agents[1] = 0, agents[GENERALISTS] = 0;
    talk[0] = 1.0, patience = 2.0;
}

static void two_types(void) {
    types = 2;
    between[0] = between[1] = 1.0 / 30.0;
    agents[0] = agents[1] = 20, agents[GENERALISTS] = 24;
    talk[0] = talk[1] = 1.0, talk[GENERALISTS] = 1.1;
    patience = 3.0;
}

/* ---- chance: SplitMix64 (Steele, Lea and Flood 2014), and durations by inversion ---- */

static uint64_t chance;

static inline uint64_t bits(void) {
    uint64_t z = (chance += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline double exponential(double mean) {
    double u = (double)((bits() >> 11) + 1) * 0x1p-53; /* in (0, 1] */
    return -mean * log(u);
}

/* ---- coming events ---- */

enum { ARRIVES, HANGS_UP, IS_FREE };

typedef struct {
    double at;
    uint32_t what; /* one of the three, and in the upper half the type or group */
    uint32_t who;  /* number in line, of those who may hang up */
} Event;

static Event *heap;
static uint32_t coming;

static inline uint32_t told(uint32_t kind, uint32_t index) { return kind | index << 16; }

static inline void push(double at, uint32_t what, uint32_t who) {
    if (coming == ROOM) give_in("coming events");
    uint32_t i = coming++;
    while (i > 0) {
        uint32_t parent = (i - 1) / 4;
        if (heap[parent].at <= at) break;
        heap[i] = heap[parent];
        i = parent;
    }
    heap[i] = (Event){at, what, who};
}

/* The first of a node's children. Which of four comes first is a toss-up, so a processor that guesses at each branch
 * guesses wrong about once; the tuned program has none here, only choices between two registers. */
static inline uint32_t first_of(uint32_t child, uint32_t end) {
    uint32_t least = child;
#ifdef TUNED
    double soonest = heap[child].at;
    for (uint32_t other = child + 1; other < end; other++) {
        double at = heap[other].at;
        least = at < soonest ? other : least;
        soonest = at < soonest ? at : soonest;
    }
#else
    for (uint32_t other = child + 1; other < end; other++)
        if (heap[other].at < heap[least].at) least = other;
#endif
    return least;
}

/* Put an event where the first one was, and let it sink to its place among the first `size`. */
static inline void sink(Event event, uint32_t size) {
    uint32_t i = 0;
    for (;;) {
        uint32_t child = 4 * i + 1;
        if (child >= size) break;
        uint32_t least = first_of(child, child + 4 < size ? child + 4 : size);
        if (heap[least].at >= event.at) break;
        heap[i] = heap[least];
        i = least;
    }
    heap[i] = event;
}

static inline void drop_first(void) {
    coming--;
    if (coming > 0) sink(heap[coming], coming);
}

/* ---- customers in line ---- */

typedef struct {
    double came;
    double leaves; /* lazy: when patience ends; events: below 0 once the customer has gone */
} Place;

static Place line[TYPES][PLACES];
static uint32_t first[TYPES], next[TYPES]; /* numbers in line: first waiting, next to come */

static inline Place *place(int type, uint32_t number) { return &line[type][number % PLACES]; }
static inline int somebody(int type) { return first[type] != next[type]; }

static inline uint32_t stand_in_line(int type, double came, double leaves) {
    uint32_t number = next[type]++;
    if (next[type] - first[type] > PLACES) give_in("places in line");
    *place(type, number) = (Place){came, leaves};
    return number;
}

/* The type a freed agent takes from: of the lines the group serves the one whose first customer came first; -1 if all
 * are empty. Lines begin with somebody who is still there. */
static inline int longest_waiting(int group) {
    if (group != GENERALISTS) return somebody(group) ? group : -1;
    if (!somebody(0)) return somebody(1) ? 1 : -1;
    return somebody(1) && place(1, first[1])->came < place(0, first[0])->came;
}

/* ---- what is counted ---- */

static long contacts, gave_up;
static double waited;
static int idle[GROUPS];

/* The group of a free agent for a customer of this type, specialists first, who is busy from now on; -1 if none. */
static inline int free_agent(int type) {
    int group = idle[type] > 0 ? type : idle[GENERALISTS] > 0 ? GENERALISTS : -1;
    if (group >= 0) idle[group]--;
    return group;
}

/* ---- the loop with an event for everything ---- */

static void open_events(void) {
    for (int type = 0; type < types; type++) push(exponential(between[type]), told(ARRIVES, type), 0);
}

static inline void arrives(int type, double now) {
    contacts++;
    push(now + exponential(between[type]), told(ARRIVES, type), 0);
    int group = free_agent(type);
    if (group >= 0)
        push(now + exponential(talk[group]), told(IS_FREE, group), 0);
    else
        push(now + exponential(patience), told(HANGS_UP, type), stand_in_line(type, now, 0.0));
}

static inline void hangs_up(int type, uint32_t number, double now) {
    if ((int32_t)(number - first[type]) < 0) return; /* was answered */
    Place *mine = place(type, number);
    mine->leaves = -1.0;
    gave_up++;
    waited += now - mine->came;
    while (somebody(type) && place(type, first[type])->leaves < 0.0) first[type]++;
}

static inline void is_free(int group, double now) {
    int type = longest_waiting(group);
    if (type < 0) {
        idle[group]++;
        return;
    }
    waited += now - place(type, first[type]++)->came;
    while (somebody(type) && place(type, first[type])->leaves < 0.0) first[type]++;
    push(now + exponential(talk[group]), told(IS_FREE, group), 0);
}

static void run_events(double until) {
    while (heap[0].at < until) {
        Event event = heap[0];
        drop_first();
        int index = event.what >> 16;
        switch (event.what & 0xffff) {
            case ARRIVES: arrives(index, event.at); break;
            case HANGS_UP: hangs_up(index, event.who, event.at); break;
            default: is_free(index, event.at);
        }
    }
}

/* ---- the loop that looks at patience only when it matters ---- */

static double arrival[TYPES];

static void open_lazily(void) {
    arrival[1] = INFINITY;
    for (int type = 0; type < types; type++) arrival[type] = exponential(between[type]);
}

static inline void arrives_lazily(int type) {
    double now = arrival[type];
    contacts++;
    arrival[type] = now + exponential(between[type]);
    int group = free_agent(type);
    if (group >= 0)
        push(now + exponential(talk[group]), group, 0);
    else
        stand_in_line(type, now, now + exponential(patience));
}

/* Those at the head of a line whose patience has ended by now have gone. */
static inline void clear_head(int type, double now) {
    while (somebody(type) && place(type, first[type])->leaves <= now) {
        Place *gone = place(type, first[type]++);
        gave_up++;
        waited += gone->leaves - gone->came;
    }
}

static inline void is_free_lazily(void) {
    double now = heap[0].at;
    int group = heap[0].what;
    for (int type = 0; type < types; type++) clear_head(type, now);
    int type = longest_waiting(group);
    if (type < 0) {
        idle[group]++;
        drop_first();
        return;
    }
    waited += now - place(type, first[type]++)->came;
    sink((Event){now + exponential(talk[group]), group, 0}, coming);
}

static void run_lazily(double until) {
    for (;;) {
        int type = arrival[1] < arrival[0];
        if (coming == 0 || arrival[type] <= heap[0].at) {
            if (arrival[type] >= until) return;
            arrives_lazily(type);
        } else {
            if (heap[0].at >= until) return;
            is_free_lazily();
        }
    }
}

/* ---- runs ---- */

static int lazily;

static void open_floor(uint64_t seed) {
    if (!heap) heap = malloc(ROOM * sizeof *heap);
    if (!heap) give_in("coming events");
    chance = seed;
    chance = bits();
    coming = 0;
    memcpy(idle, agents, sizeof idle);
    memset(first, 0, sizeof first);
    memset(next, 0, sizeof next);
    if (lazily)
        open_lazily();
    else
        open_events();
}

static void run_until(double until) {
    if (lazily)
        run_lazily(until);
    else
        run_events(until);
}

/* Run on, and print what was counted meanwhile. */
static void part(double until, const char *before) {
    long contacts_before = contacts, gave_up_before = gave_up;
    double waited_before = waited;
    run_until(until);
    printf("%s[%ld, %ld, %.9g]", before, contacts - contacts_before, gave_up - gave_up_before, waited - waited_before);
}

static void long_run(double minutes, uint64_t seed) {
    open_floor(seed);
    run_until(WARM_UP);
    for (int i = 1; i <= PARTS; i++) part(WARM_UP + (minutes - WARM_UP) * i / PARTS, i > 1 ? ", " : "");
}

static void days(long count, uint64_t seed) {
    for (long day = 0; day < count; day++) {
        open_floor(seed * 1000003 + day);
        part(DAY, day > 0 ? ", " : "");
    }
}

static double computing(void) {
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return at.tv_sec + 1e-9 * at.tv_nsec;
}

int main(int count, char **words) {
    const char *workload = count > 2 ? words[2] : "";
    int is_w1 = !strcmp(workload, "w1");
    if (count != (is_w1 ? 6 : 5)) {
        fprintf(stderr, "usage: event_heap events|lazy w1 AGENTS MINUTES SEED | w2 MINUTES SEED | w3 DAYS SEED\n");
        return 2;
    }
    lazily = !strcmp(words[1], "lazy");
    double length = atof(words[count - 2]);
    uint64_t seed = strtoull(words[count - 1], NULL, 10);
    if (is_w1)
        one_type(atoi(words[3]));
    else
        two_types();
    double begun = computing();
    printf("{\"parts\": [");
    if (!strcmp(workload, "w3"))
        days((long)length, seed);
    else
        long_run(length, seed);
    printf("], \"contacts\": %ld, \"cpu_s\": %.6f}\n", contacts, computing() - begun);
    return 0;
}
