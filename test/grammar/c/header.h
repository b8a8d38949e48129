// SYNTAX TEST "source.cpp" "a header, which the editor takes for C++: that grammar takes declared names and calls first"
#define OFFER_REFUSED NOTIFY_BAD
//                    ^^^^^^^^^^ constant.language.stop.notifier.c
#define offer_all(data) raw_notifier_call_chain(&offer_chain, OFFER, data)
//                                               ^^^^^^^^^^^ variable.other.constant.chain.notifier.c
/* NOTIFY_STOP: nothing is sold. */
// ^^^^^^^^^^^ comment.block.cpp - constant.language.stop.notifier.c
int register_offer_notifier(struct notifier_block *nb);
//  ^^^^^^^^^^^^^^^^^^^^^^^ entity.name.function.definition.cpp
//                                 ^^^^^^^^^^^^^^ support.type.notifier.c
struct shop {
    struct atomic_notifier_head tills;
//         ^^^^^^^^^^^^^^^^^^^^ support.type.notifier.c
};
static inline int offer(void *data)
//                ^^^^^ entity.name.function.definition.cpp
{
    return blocking_notifier_call_chain(&offer_chain, OFFER, data) & NOTIFY_STOP_MASK;
//         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ entity.name.function.call.cpp
//                                       ^^^^^^^^^^^ variable.other.constant.chain.notifier.c
//                                                                   ^^^^^^^^^^^^^^^^ constant.language.stop.notifier.c
}
int after;
// <--- storage.type.primitive.cpp
