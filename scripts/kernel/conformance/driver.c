/*
 * Runs programs on the kernel's notifier chains and prints what every step answered. translate.mjs writes the input and
 * says what stands in it; readAnswers.mjs reads the output. What never ends is cut: a walk after MOST_CALLS callbacks, a
 * search after MOST_TURNS turns of the kernel's loops; both are far beyond any list that ends.
 */
#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <linux/notifier.h>

enum { MOST_CHAINS = 16, MOST_BLOCKS = 64, MOST_EVENTS = 64, MOST_CALLS = 300, MOST_TURNS = 20000 };

struct counted_block {
	struct notifier_block block;
	int value[MOST_EVENTS];
	int id;
};

struct chain {
	char type;
	union {
		struct atomic_notifier_head atomic;
		struct blocking_notifier_head blocking;
		struct raw_notifier_head raw;
		struct srcu_notifier_head srcu;
	} head;
};

int static_walk(struct notifier_block **list, unsigned long event, int nr_to_call, int *nr_calls);
int static_walk_robust(struct notifier_block **list, unsigned long up, unsigned long down);

int warnings_given;
int locks_held;

static struct counted_block blocks[MOST_BLOCKS];
static struct chain chains[MOST_CHAINS];
static long long events[MOST_EVENTS];
static int event_count;

static jmp_buf cut;
static int turns;
static int calls;
static struct { int id; unsigned long event; } seen[MOST_CALLS];

void __sanitizer_cov_trace_pc(void)
{
	if (++turns > MOST_TURNS)
		longjmp(cut, 1);
}

static void fail(const char *why)
{
	fprintf(stderr, "driver: %s\n", why);
	exit(2);
}

static long long number(void)
{
	long long value;

	if (scanf("%lld", &value) != 1)
		fail("a number is missing");
	return value;
}

static char letter(void)
{
	char value;

	if (scanf(" %c", &value) != 1)
		fail("a letter is missing");
	return value;
}

static int below(int limit)
{
	long long value = number();

	if (value < 0 || value >= limit)
		fail("a number is too large");
	return (int)value;
}

/* A return value: NUMBER, the first letter of DONE, OK, BAD, STOP or MASK, or e for notifier_from_errno() of the next. */
static int value(void)
{
	switch (letter()) {
	case 'n': return (int)number();
	case 'e': return notifier_from_errno(value());
	case 'D': return NOTIFY_DONE;
	case 'O': return NOTIFY_OK;
	case 'B': return NOTIFY_BAD;
	case 'S': return NOTIFY_STOP;
	case 'M': return NOTIFY_STOP_MASK;
	}
	fail("no such value");
	return 0;
}

static int callback(struct notifier_block *block, unsigned long event, void *data)
{
	struct counted_block *self = (struct counted_block *)block;

	if (data != NULL)
		fail("a callback got other data than the walk was given");
	if (calls == MOST_CALLS)
		longjmp(cut, 1);
	seen[calls].id = self->id;
	seen[calls++].event = event;
	turns = 0;
	for (int i = 0; i < event_count; i++)
		if ((unsigned long)events[i] == event)
			return self->value[i];
	fail("a callback got an event that nobody passed");
	return 0;
}

static void empty(struct chain *chain, char type)
{
	memset(chain, 0, sizeof(*chain));
	chain->type = type;
	switch (type) {
	case 'a': ATOMIC_INIT_NOTIFIER_HEAD(&chain->head.atomic); return;
	case 'b': BLOCKING_INIT_NOTIFIER_HEAD(&chain->head.blocking); return;
	case 'r': RAW_INIT_NOTIFIER_HEAD(&chain->head.raw); return;
	case 's': srcu_init_notifier_head(&chain->head.srcu); return;
	}
	fail("no such type of chain");
}

static struct notifier_block **list_of(struct chain *chain)
{
	switch (chain->type) {
	case 'a': return &chain->head.atomic.head;
	case 'b': return &chain->head.blocking.head;
	case 'r': return &chain->head.raw.head;
	default: return &chain->head.srcu.head;
	}
}

static int add(struct chain *chain, struct notifier_block *block)
{
	switch (chain->type) {
	case 'a': return atomic_notifier_chain_register(&chain->head.atomic, block);
	case 'b': return blocking_notifier_chain_register(&chain->head.blocking, block);
	case 'r': return raw_notifier_chain_register(&chain->head.raw, block);
	default: return srcu_notifier_chain_register(&chain->head.srcu, block);
	}
}

static int add_unique(struct chain *chain, struct notifier_block *block)
{
	if (chain->type == 'a')
		return atomic_notifier_chain_register_unique_prio(&chain->head.atomic, block);
	if (chain->type == 'b')
		return blocking_notifier_chain_register_unique_prio(&chain->head.blocking, block);
	fail("no unique priorities for this type of chain");
	return 0;
}

static int drop(struct chain *chain, struct notifier_block *block)
{
	switch (chain->type) {
	case 'a': return atomic_notifier_chain_unregister(&chain->head.atomic, block);
	case 'b': return blocking_notifier_chain_unregister(&chain->head.blocking, block);
	case 'r': return raw_notifier_chain_unregister(&chain->head.raw, block);
	default: return srcu_notifier_chain_unregister(&chain->head.srcu, block);
	}
}

static int walk(struct chain *chain, unsigned long event)
{
	switch (chain->type) {
	case 'a': return atomic_notifier_call_chain(&chain->head.atomic, event, NULL);
	case 'b': return blocking_notifier_call_chain(&chain->head.blocking, event, NULL);
	case 'r': return raw_notifier_call_chain(&chain->head.raw, event, NULL);
	default: return srcu_notifier_call_chain(&chain->head.srcu, event, NULL);
	}
}

/* The types without a robust call of their own get the static one, as the simulator walks "as if it had". */
static int walk_robust(struct chain *chain, unsigned long up, unsigned long down)
{
	if (chain->type == 'b')
		return blocking_notifier_call_chain_robust(&chain->head.blocking, up, down, NULL);
	if (chain->type == 'r')
		return raw_notifier_call_chain_robust(&chain->head.raw, up, down, NULL);
	return static_walk_robust(list_of(chain), up, down);
}

static void print_calls(void)
{
	for (int i = 0; i < calls; i++)
		printf(" %d:%ld", seen[i].id, (long)seen[i].event);
}

/* One operation; answers whether it ever ended. */
static bool run(char op, struct chain *chain)
{
	struct counted_block *member = strchr("RUD", op) ? &blocks[below(MOST_BLOCKS)] : NULL;
	long long first = number(), second = number();
	int result, nr_calls = 0;

	if (member != NULL && op != 'D' && first != 0)
		member->block.priority = (int)second;
	warnings_given = locks_held = turns = calls = 0;
	if (setjmp(cut) != 0) {
		turns = 0;
		printf("!");
		print_calls();
		return false;
	}
	switch (op) {
	case 'R': result = add(chain, &member->block); break;
	case 'U': result = add_unique(chain, &member->block); break;
	case 'D': result = drop(chain, &member->block); break;
	case 'C': result = walk(chain, (unsigned long)first); break;
	case 'N': result = static_walk(list_of(chain), (unsigned long)first, (int)second, &nr_calls); break;
	case 'B': result = walk_robust(chain, (unsigned long)first, (unsigned long)second); break;
	default: fail("no such operation"); return false;
	}
	if (locks_held != 0)
		fail("a lock is still held");
	if (member != NULL)
		printf("%d%s", result, warnings_given ? "w" : "");
	else if (op == 'N')
		printf("%d/%d/%d", result, notifier_to_errno(result), nr_calls);
	else
		printf("%d/%d", result, notifier_to_errno(result));
	print_calls();
	return true;
}

static void read_program(int chain_count)
{
	for (int i = 0; i < chain_count; i++)
		empty(&chains[i], letter());
	event_count = below(MOST_EVENTS + 1);
	for (int i = 0; i < event_count; i++)
		events[i] = number();
	int block_count = below(MOST_BLOCKS + 1);
	memset(blocks, 0, sizeof(blocks));
	for (int i = 0; i < block_count; i++) {
		blocks[i].id = i;
		blocks[i].block.notifier_call = callback;
		blocks[i].block.priority = (int)number();
		for (int e = 0; e < event_count; e++)
			blocks[i].value[e] = value();
	}
}

int main(void)
{
	char op;

	while (scanf(" %c", &op) == 1) {
		if (op != 'P')
			fail("a program is expected");
		read_program(below(MOST_CHAINS + 1));
		bool going = true;
		while ((op = letter()) != '.') {
			struct chain *chain = &chains[below(MOST_CHAINS)];

			if (going) {
				going = run(op, chain);
				printf(";");
				continue;
			}
			for (int left = strchr("RUD", op) ? 3 : 2; left > 0; left--)
				number();
		}
		printf("\n");
	}
	return 0;
}
