// SYNTAX TEST "source.c" "comments, strings, code that is switched off, names that only look like it"
/* Returns NOTIFY_BAD, see blocking_notifier_chain_register(&offer_chain, nb). */
//         ^^^^^^^^^^ comment.block.c - constant.language.stop.notifier.c
//                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ comment.block.c - support.function.register.notifier.c
//                                                           ^^^^^^^^^^^ comment.block.c - variable.other.constant.chain.notifier.c
int x; // NOTIFY_STOP
//        ^^^^^^^^^^^ comment.line.double-slash.c - constant.language.stop.notifier.c
#include <linux/register_offer_notifier(>
//              ^^^^^^^^^^^^^^^^^^^^^^^ string.quoted.other.lt-gt.include.c - entity.name.function.register.notifier.c
static const char *text = "NOTIFY_OK register_offer_notifier(nb)";
//                         ^^^^^^^^^ string.quoted.double.c - constant.language.go-on.notifier.c
//                                   ^^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double.c - entity.name.function.register.notifier.c
#if 0
static ATOMIC_NOTIFIER_HEAD(gone_chain);
//     ^^^^^^^^^^^^^^^^^^^^ comment.block.preprocessor.if-branch.c - support.function.head.notifier.c
//                          ^^^^^^^^^^ comment.block.preprocessor.if-branch.c - variable.other.constant.chain.notifier.c
#endif
#define OFFER_REFUSED NOTIFY_BAD
//                    ^^^^^^^^^^ constant.language.stop.notifier.c
#define offer_all(data) \
    raw_notifier_call_chain(&offer_chain, OFFER, data)
//  ^^^^^^^^^^^^^^^^^^^^^^^ support.function.walk.notifier.c
//                           ^^^^^^^^^^^ variable.other.constant.chain.notifier.c
static int NOTIFY_OKAY, MY_NOTIFY_OK;
//         ^^^^^^^^^^^ - constant.language.go-on.notifier.c
//                      ^^^^^^^^^^^^ - constant.language.go-on.notifier.c
static int notify_done(int raw_notifier_call_chain)
//         ^^^^^^^^^^^ entity.name.function.c
//                         ^^^^^^^^^^^^^^^^^^^^^^^ - support.function.walk.notifier.c
{
    notifier_call(&offer_chain);
//  ^^^^^^^^^^^^^ - support.function.walk.notifier.c
//                 ^^^^^^^^^^^ - variable.other.constant.chain.notifier.c
    return register_driver(&offer_chain);
//         ^^^^^^^^^^^^^^^ - entity.name.function.register.notifier.c
//                          ^^^^^^^^^^^ - variable.other.constant.chain.notifier.c
}
