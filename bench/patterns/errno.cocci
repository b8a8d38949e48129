// Callbacks of static notifier blocks that return a negative errno as it is: one question of the many that an index
// answers, asked as somebody who knows Coccinelle would ask it.
@block@
identifier nb, callback;
@@
struct notifier_block nb = { .notifier_call = callback, };

@raw@
identifier block.callback;
constant E;
@@
callback(...)
{
<+...
* return -E;
...+>
}
