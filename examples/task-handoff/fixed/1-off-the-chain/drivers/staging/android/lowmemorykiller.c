// SPDX-License-Identifier: MIT
/*
 * Kills the biggest expendable process when memory runs low, and waits for it
 * to be gone before it picks another one.
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/shrinker.h>

static short lowmem_min_adj = 200;
static unsigned long lowmem_min_free = 4096;

/*
 * When to stop waiting for the last victim. Nobody has to tell us that it is
 * gone: after this time either it is, or one more has to go.
 */
static unsigned long lowmem_wait_until = INITIAL_JIFFIES;

static struct task_struct *lowmem_biggest(void)
{
	struct task_struct *p, *biggest = NULL;
	unsigned long rss, most = 0;

	for_each_process(p) {
		if (p->signal->oom_score_adj < lowmem_min_adj)
			continue;

		task_lock(p);
		rss = p->mm ? get_mm_rss(p->mm) : 0;
		task_unlock(p);

		if (rss > most) {
			biggest = p;
			most = rss;
		}
	}

	return biggest;
}

static int lowmem_shrink(struct shrinker *shrinker, struct shrink_control *sc)
{
	struct task_struct *victim;

	if (!sc->nr_to_scan || global_page_state(NR_FREE_PAGES) >= lowmem_min_free)
		return 0;
	if (time_before(jiffies, ACCESS_ONCE(lowmem_wait_until)))
		return 0;

	rcu_read_lock();
	victim = lowmem_biggest();
	if (victim) {
		lowmem_wait_until = jiffies + HZ;
		send_sig(SIGKILL, victim, 0);
	}
	rcu_read_unlock();

	return 0;
}

static struct shrinker lowmem_shrinker = {
	.shrink	= lowmem_shrink,
	.seeks	= DEFAULT_SEEKS * 16,
};

static int __init lowmem_init(void)
{
	register_shrinker(&lowmem_shrinker);
	return 0;
}

static void __exit lowmem_exit(void)
{
	unregister_shrinker(&lowmem_shrinker);
}

module_param_named(min_adj, lowmem_min_adj, short, 0644);
module_param_named(min_free, lowmem_min_free, ulong, 0644);
module_init(lowmem_init);
module_exit(lowmem_exit);
MODULE_LICENSE("Dual MIT/GPL");
