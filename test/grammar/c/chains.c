// SYNTAX TEST "source.c" "heads, the functions of kernel/notifier.c, values, types"
static BLOCKING_NOTIFIER_HEAD(offer_chain);
// <------ storage.modifier.c
//     ^^^^^^^^^^^^^^^^^^^^^^ support.function.head.notifier.c
//                            ^^^^^^^^^^^ variable.other.constant.chain.notifier.c
//                                        ^ - variable.other.constant.chain.notifier.c
SRCU_NOTIFIER_HEAD_STATIC(clock_chain);
// <------------------------- support.function.head.notifier.c
//                        ^^^^^^^^^^^ variable.other.constant.chain.notifier.c

struct shop {
    struct raw_notifier_head tills;
//         ^^^^^^^^^^^^^^^^^ support.type.notifier.c
//                           ^^^^^ variable.other.constant.chain.notifier.c
    struct notifier_block nb;
//         ^^^^^^^^^^^^^^ support.type.notifier.c
//                        ^^ - variable.other.constant.chain.notifier.c
    struct blocking_notifier_head *lent;
//         ^^^^^^^^^^^^^^^^^^^^^^ support.type.notifier.c
//                                 ^^^^ - variable.other.constant.chain.notifier.c
};

static int shop_event(struct notifier_block *nb, unsigned long event, void *data)
//         ^^^^^^^^^^ entity.name.function.c
//                           ^^^^^^^^^^^^^^ support.type.notifier.c
//                                                             ^^^^^ variable.parameter.probably.c
{
    struct shop *shop = container_of(nb, struct shop, nb);
    int ret;

    if (event == OFFER_END)
        return NOTIFY_DONE;
//      ^^^^^^ keyword.control.c
//             ^^^^^^^^^^^ constant.language.go-on.notifier.c
    if (!shop->open)
        return NOTIFY_BAD;
//             ^^^^^^^^^^ constant.language.stop.notifier.c
    if (raw_notifier_call_chain(&shop->tills, event, data) & NOTIFY_STOP_MASK)
//      ^^^^^^^^^^^^^^^^^^^^^^^ support.function.walk.notifier.c
//                              ^ keyword.operator.c
//                               ^^^^ variable.other.object.access.c
//                                   ^^ punctuation.separator.pointer-access.c
//                                     ^^^^^ variable.other.constant.chain.notifier.c
//                                            ^^^^^ - variable.other.constant.chain.notifier.c
//                                                         ^ keyword.operator.c
//                                                           ^^^^^^^^^^^^^^^^ constant.language.stop.notifier.c
//                                                                           ^ punctuation.section.parens.end.bracket.round.c
        return NOTIFY_STOP | NOTIFY_OK;
//      ^^^^^^ keyword.control.c
//             ^^^^^^^^^^^ constant.language.stop.notifier.c
//                           ^^^^^^^^^ constant.language.go-on.notifier.c
    ret = blocking_notifier_call_chain_robust(&offer_chain, OFFER, OFFER_END, data);
//        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ support.function.walk.notifier.c
//                                             ^^^^^^^^^^^ variable.other.constant.chain.notifier.c
//                                                          ^^^^^ - variable.other.constant.chain.notifier.c
    return notifier_from_errno(-ENOMEM);
//         ^^^^^^^^^^^^^^^^^^^ support.function.errno.notifier.c
}

int register_offer_notifier(struct notifier_block *nb)
//  ^^^^^^^^^^^^^^^^^^^^^^^ entity.name.function.register.notifier.c
//                                 ^^^^^^^^^^^^^^ support.type.notifier.c
{
    int err = blocking_notifier_chain_register(&offer_chain, nb);
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ support.function.register.notifier.c
//                                              ^^^^^^^^^^^ variable.other.constant.chain.notifier.c
//                                                           ^^ - variable.other.constant.chain.notifier.c

    return err ? err : call_offer_notifiers(OFFER, NULL);
//                     ^^^^^^^^^^^^^^^^^^^^ entity.name.function.walk.notifier.c
}

static void shop_start(struct shop *shop)
//          ^^^^^^^^^^ entity.name.function.c
{
    RAW_INIT_NOTIFIER_HEAD(&shop->tills);
//  ^^^^^^^^^^^^^^^^^^^^^^ support.function.head.notifier.c
//                                ^^^^^ variable.other.constant.chain.notifier.c
    srcu_init_notifier_head(&clock_chain);
//  ^^^^^^^^^^^^^^^^^^^^^^^ support.function.head.notifier.c
//                           ^^^^^^^^^^^ variable.other.constant.chain.notifier.c
    shop->nb.notifier_call = shop_event;
//                           ^^^^^^^^^^ - entity.name.function.register.notifier.c
    shop->tills = (struct raw_notifier_head)RAW_NOTIFIER_INIT(shop->tills);
//                                          ^^^^^^^^^^^^^^^^^ support.function.head.notifier.c
    unregister_offer_notifier(&shop->nb);
//  ^^^^^^^^^^^^^^^^^^^^^^^^^ entity.name.function.register.notifier.c
//                                   ^^ - variable.other.constant.chain.notifier.c
    devm_register_power_off_notifier(dev, &shop->nb);
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ entity.name.function.register.notifier.c
    shop_notifier_call_chain(OFFER);
//  ^^^^^^^^^^^^^^^^^^^^^^^^ entity.name.function.walk.notifier.c
}

static int after(void)
// <------ storage.modifier.c
//         ^^^^^ entity.name.function.c
{
    return 0;
}
