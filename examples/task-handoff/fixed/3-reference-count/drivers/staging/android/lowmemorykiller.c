// SPDX-License-Identifier: MIT
/*
 * Kills the biggest expendable process when memory runs low, and waits for it
 * to be gone before it picks another one.
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/profile.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/shrinker.h>

static short lowmem_min_adj = 200;
static unsigned long lowmem_min_free = 4096;

/* The last victim. Compared, never followed: nothing keeps it alive. */
static struct task_struct *lowmem_deathpending;

/*
 * All this wants is to hear that the victim is gone. It takes no reference,
 * and NOTIFY_OK promises nothing here.
 */
static int lowmem_task_free(struct notifier_block *self, unsigned long event, void *data)
{
	struct task_struct *task = data;

	if (task == lowmem_deathpending)
		lowmem_deathpending = NULL;

	return NOTIFY_OK;
}

static struct notifier_block lowmem_task_free_nb = {
	.notifier_call = lowmem_task_free,
};

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
	if (ACCESS_ONCE(lowmem_deathpending))
		return 0;

	rcu_read_lock();
	victim = lowmem_biggest();
	if (victim) {
		lowmem_deathpending = victim;
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
	int err = register_task_ref_notifier(&lowmem_task_free_nb);

	if (err)
		return err;
	register_shrinker(&lowmem_shrinker);
	return 0;
}

static void __exit lowmem_exit(void)
{
	unregister_shrinker(&lowmem_shrinker);
	unregister_task_ref_notifier(&lowmem_task_free_nb);
}

module_param_named(min_adj, lowmem_min_adj, short, 0644);
module_param_named(min_free, lowmem_min_free, ulong, 0644);
module_init(lowmem_init);
module_exit(lowmem_exit);
MODULE_LICENSE("Dual MIT/GPL");
