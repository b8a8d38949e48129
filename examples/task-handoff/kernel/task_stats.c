// SPDX-License-Identifier: MIT
/*
 * Counts the tasks that come to their end, for /proc/task_stats.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/notifier.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/profile.h>
#include <linux/seq_file.h>

static DEFINE_PER_CPU(unsigned long, tasks_freed);

/*
 * Only a number is kept, so NOTIFY_DONE is what this callback should say. But
 * it is called after everybody else, and then NOTIFY_DONE is what the chain
 * says: whoever took the task before is not heard.
 */
static int task_stats_notify(struct notifier_block *nb, unsigned long event, void *data)
{
	this_cpu_inc(tasks_freed);
	return NOTIFY_DONE;
}

static struct notifier_block task_stats_nb = {
	.notifier_call	= task_stats_notify,
	.priority	= -100,		/* statistics can wait */
};

static int task_stats_show(struct seq_file *m, void *v)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(tasks_freed, cpu);

	seq_printf(m, "freed %lu\n", sum);
	return 0;
}

static int task_stats_open(struct inode *inode, struct file *file)
{
	return single_open(file, task_stats_show, NULL);
}

static const struct file_operations task_stats_fops = {
	.open		= task_stats_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= single_release,
};

static int __init task_stats_init(void)
{
	int err;

	err = register_task_free_notifier(&task_stats_nb);
	if (err)
		return err;

	proc_create("task_stats", 0444, NULL, &task_stats_fops);
	return 0;
}
core_initcall(task_stats_init);
