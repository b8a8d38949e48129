/**
 * The words of the kernel's C dialect, by what has to be done about them. Names come from include/linux/
 * compiler_attributes.h, compiler_types.h, compiler.h, init.h, cache.h, linkage.h, list.h and their kin of Linux
 * 2.6 to 6.x. Only words that no structural rule of dialect/ can tell belong here. It must not hold code.
 */

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Words that say something about a declaration and nothing about its meaning; blanked wherever they stand. */
export const ANNOTATIONS: ReadonlySet<string> = new Set(
  words(`
  __init __exit __initdata __exitdata __initconst __exitconst __init_or_module __initdata_or_module
  __initconst_or_module __init_refok __initdata_refok __exit_refok __init_or_acpilib __initdata_or_acpilib
  __net_init __net_exit __net_initdata __net_exitdata __net_initconst __ro_after_init __ref __refdata __refconst
  __devinit __devexit __devinitdata __devexitdata __devinitconst __devexitconst
  __cpuinit __cpuexit __cpuinitdata __cpuexitdata __cpuinitconst __cpuexitconst
  __meminit __memexit __meminitdata __memexitdata __meminitconst __meminitdata __head __flatten
  __user __kernel __iomem __percpu __rcu __force __nocast __bitwise __bitwise__ __nosave
  __must_check __cold __hot __pure __attribute_const__ __always_inline __noreturn
  __maybe_unused __always_unused __used __weak __visible __malloc __deprecated __packed __naked __noclone
  __noinline noinline noinline_for_stack noinline_for_tracing __no_inline __gnu_inline
  __latent_entropy __designated_init __randomize_layout __no_randomize_layout __fallthrough
  randomized_struct_fields_start randomized_struct_fields_end
  __no_sanitize_address __no_sanitize_thread __no_sanitize_undefined __no_sanitize_memory __no_kcsan __no_kasan
  __no_kasan_or_inline __no_kcsan_or_inline __no_sanitize_or_inline __no_sanitize_coverage __no_kmsan_checks
  __no_profile __no_stack_protector __nostackprotector __no_caller_saved_registers __no_fgcse __nocfi __noscs
  __noendbr __no_ubsan __no_icf __noipa __nohwasan __disable_sanitizer_instrumentation __noretpoline
  __no_instrument_function __cficanonical __counted_by_ptr
  asmlinkage notrace noinstr __kprobes nokprobe_inline __lockfunc __sched
  __cpuidle __irq_entry __softirq_entry __exception_irq_entry __entry_text __tracepoint_string
  __read_mostly __cacheline_aligned __cacheline_aligned_in_smp ____cacheline_aligned ____cacheline_aligned_in_smp
  ____cacheline_internodealigned_in_smp __cacheline_internodealigned_in_smp __page_aligned_data __page_aligned_bss
  __bpf_kfunc
  __extension__ __leaf __nonstring
  __apicdebuginit __apicdebug
  __init_memblock __initdata_memblock
  ACPI_SYSTEM_XFACE ACPI_INTERNAL_VAR_XFACE ACPI_INTERNAL_XFACE
  ACPI_UNUSED_VAR FASTCALL fastcall EFIAPI __efiapi __stdcall __cdecl
`),
);

/** The same with an argument list that belongs to them. */
export const ANNOTATIONS_WITH_ARGUMENTS: ReadonlySet<string> = new Set(
  words(`
  __attribute__ __attribute __declspec __section __aligned __aligned_largest __alias __assume_aligned __printf
  __scanf __format_arg __acquires __releases __acquire __release __must_hold __cond_acquires
  __cond_releases __no_context_analysis __guarded_by __pt_guarded_by __requires_ctx __excludes_ctx __alloc_size
  __alloc_align __counted_by __counted_by_le __counted_by_be __sized_by __nonnull __target __optimize __mode __cleanup
  __copy __nonstring_array __diagnose_as __diagnose_as_builtin __error __warning __compiletime_error
  __compiletime_warning __tls_model __visibility __no_sanitize __cacheline_group_begin __cacheline_group_end
  __cacheline_group_begin_aligned __cacheline_group_end_aligned CACHELINE_PADDING ZONE_PADDING __PADDING
  __realloc_size
  KABI_RESERVE RH_KABI_RESERVE ACPI_PRINTF_LIKE ATTRIBUTE_UNUSED
`),
);

/** Words that are C's own, or GNU C's; never the name of a macro that makes a declaration or a loop. */
export const KEYWORDS: ReadonlySet<string> = new Set(
  words(`
  auto break case char const continue default do double else enum extern float for goto if inline int long register
  restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool
  asm __asm__ __asm __inline __inline__ __volatile__ typeof __typeof__ __typeof typeof_unqual _Bool _Atomic _Alignas
  _Alignof _Generic _Static_assert __alignof__ __alignof alignof offsetof __extension__ __const __const__ __restrict
  __restrict__ __signed__ __thread
`),
);

/** Keywords that name a type, or a part of one, by themselves. */
export const TYPE_KEYWORDS: ReadonlySet<string> = new Set(
  words("char double float int long short signed unsigned void bool _Bool __signed__"),
);

/** Keywords before a tag. */
export const TAG_KEYWORDS: ReadonlySet<string> = new Set(["struct", "union", "enum"]);

/** Storage classes and qualifiers: they come before or after a type and do not make one. */
export const MODIFIERS: ReadonlySet<string> = new Set(
  words(`
  static extern inline register auto const volatile restrict typedef __inline __inline__ __volatile__ __const
  __const__ __restrict __restrict__ _Atomic __thread __extension__
`),
);

/** Keywords whose parentheses hold something else than the arguments of a call. */
export const STATEMENT_HEADS: ReadonlySet<string> = new Set(["if", "while", "for", "switch"]);

/**
 * Macros that define a chain head (include/linux/notifier.h, and SRCU_NOTIFIER_HEAD_STATIC there), and the type
 * identifier that stands for each in the parsed text.
 */
export const HEAD_MACROS: ReadonlyMap<string, string> = new Map([
  ["ATOMIC_NOTIFIER_HEAD", "nl_atomic_head"],
  ["BLOCKING_NOTIFIER_HEAD", "nl_blocking_head"],
  ["RAW_NOTIFIER_HEAD", "nl_raw_head"],
  ["SRCU_NOTIFIER_HEAD", "nl_srcu_head"],
  ["SRCU_NOTIFIER_HEAD_STATIC", "nl_srcu_head"],
]);

/** Statement macros whose block runs exactly once, so that the head is blanked and the block stays. */
export const SCOPES: ReadonlySet<string> = new Set([
  "scoped_guard",
  "scoped_cond_guard",
  "with_intel_runtime_pm",
]);

/** Struct members that wrap others, and how many leading arguments are not members (include/linux/stddef.h). */
export const MEMBER_GROUPS: ReadonlyMap<string, number> = new Map([
  ["struct_group", 1],
  ["struct_group_attr", 2],
  ["struct_group_tagged", 2],
  ["__struct_group", 3],
]);
