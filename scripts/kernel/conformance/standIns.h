/*
 * What kernel/notifier.c needs of the rest of the kernel, for a program with one thread: locks only count how many are
 * held, waiting is nothing, and a warning is counted. Included before everything else, in place of the kernel's headers.
 */
#ifndef CONFORMANCE_STAND_INS_H
#define CONFORMANCE_STAND_INS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#define ENOENT 2
#define EBUSY 16
#define EEXIST 17

#define __KERNEL__
#define CONFIG_SRCU 1
#define CONFIG_TREE_SRCU 1

#define __rcu
#define notrace
#define unlikely(condition) (condition)
#define EXPORT_SYMBOL_GPL(symbol)
#define NOKPROBE_SYMBOL(symbol)
#define BUG() abort()
#define RCU_LOCKDEP_WARN(condition, ...) ((void)0)

/* Read and reset by the driver. */
extern int warnings_given;
extern int locks_held;

#define WARN(condition, ...) ((condition) ? (warnings_given++, 1) : 0)

#define rcu_assign_pointer(place, value) ((place) = (value))
#define rcu_dereference_raw(place) (place)
#define rcu_access_pointer(place) (place)

/* One kind of lock stands for all. */
struct stand_in_lock {
	int held;
};
typedef struct stand_in_lock spinlock_t;
struct rw_semaphore {
	struct stand_in_lock lock;
};
struct mutex {
	struct stand_in_lock lock;
};
struct srcu_struct {
	struct stand_in_lock lock;
};

#define take(lock) ((void)(lock), (void)locks_held++)
#define give(lock) ((void)(lock), (void)locks_held--)

#define __SPIN_LOCK_UNLOCKED(name) { 0 }
#define __RWSEM_INITIALIZER(name) { { 0 } }
#define __MUTEX_INITIALIZER(name) { { 0 } }

#define spin_lock_init(lock) ((void)(lock))
#define init_rwsem(lock) ((void)(lock))
#define mutex_init(lock) ((void)(lock))
#define init_srcu_struct(lock) ((void)(lock), 0)

#define spin_lock_irqsave(lock, flags) ((void)((flags) = 0), take(lock))
#define spin_unlock_irqrestore(lock, flags) ((void)(flags), give(lock))
#define down_write(lock) take(lock)
#define up_write(lock) give(lock)
#define down_read(lock) take(lock)
#define up_read(lock) give(lock)
#define mutex_lock(lock) take(lock)
#define mutex_unlock(lock) give(lock)
#define rcu_read_lock() take(NULL)
#define rcu_read_unlock() give(NULL)
#define srcu_read_lock(lock) (take(lock), 0)
#define srcu_read_unlock(lock, index) ((void)(index), give(lock))

#define synchronize_rcu() ((void)0)
#define synchronize_srcu(lock) ((void)(lock))
#define rcu_is_watching() true

/* Trace points that kernels after 6.1 have here. */
#define trace_notifier_register(callback) ((void)0)
#define trace_notifier_unregister(callback) ((void)0)
#define trace_notifier_run(callback) ((void)0)

enum { SYSTEM_BOOTING, SYSTEM_RUNNING };
#define system_state SYSTEM_RUNNING

/* The die chain is at the end of the file and is not called. */
enum die_val { DIE_UNUSED };
struct pt_regs;
struct die_args {
	struct pt_regs *regs;
	const char *str;
	long err;
	int trapnr;
	int signr;
};

#endif
