/**
 * When in the life of a module or a device the kernel calls a file's functions: at its start, at its end, for each
 * device. Read from the text, because what says so are macros and tables that are not parsed. Must not judge what a
 * function does then.
 */
import type { FunctionContext } from "./context";
import type { LifeFact, RoleFact } from "./facts";
import type { FileFunctions } from "./fileFunctions";
import type { Keeping } from "./keeping";
import type { Part } from "./parts";

/** `module_init(f)`, `late_initcall(f)`, `module_exit(f)`: include/linux/module.h and init.h. */
const CALLED_ONCE = /\b(module_init|module_exit|\w*initcall(?:_sync)?|__exitcall)\s*\(\s*(\w+)\s*\)/g;

/** Members of driver tables, from include/linux/{platform_device,i2c,spi,pci,usb,device/driver,component}.h. */
const IN_TABLE =
  /\.\s*(probe|probe_new|bind|attach|connect|add_dev|remove|remove_new|remove_one|unbind|detach|disconnect|remove_dev)\s*=\s*&?\s*(\w+)/g;

const ENDS = /^(?:remove|unbind|detach|disconnect)/;

/** Drivers of devices of which a machine can have several alike, by their structs' names in include/linux. */
const OF_SEVERAL = /\bstruct\s+(pci|usb|i2c|hid|virtio|pcmcia)_driver\s+\w+\s*=/;

/** Named heuristic: counts the devices, or asks whether there was one before. */
const COUNTS =
  /\b\w*(?:count|cnt|found|users|refs|instances)\w*\s*(?:\+\+|>=?\s*\d|[!=]=\s*\d)|\+\+\w*(?:count|cnt|users|refs)|\batomic_\w*(?:inc|add|xchg)|list_(?:empty|is_singular)|\brefcount_inc|\bkref_get|test_and_set_bit|\bmisc_register\(&\w+\)|\b(?:DO_)?ONCE\b|if\s*\(!?\w*(?:registered|initiali[sz]ed|once)\w*\)/;

/** What a function allocates into a plain variable. */
const KEEPS = /^\s*(\w+)\s*=\s*\w*alloc\w*\(/gm;

/** Whether a function lets one device in, or keeps the only one's state in a variable that it does not declare. */
function isForOne(text: string): boolean {
  if (COUNTS.test(text)) return true;
  const kept = [...text.matchAll(KEEPS)].map(([, name = ""]) => name);
  return kept.some((name) => !new RegExp(`[\\w,]\\s*\\*+\\s*${name}\\b`).test(text));
}

/** How deep a function may be called from one that the kernel calls. */
const DEEPEST = 3;

/** What tells the life of what a file's functions register; the text is searched when first asked. */
export function livesOf(
  parts: readonly Part[],
  file: FileFunctions,
  keeping: Keeping,
): (context: FunctionContext) => LifeFact {
  let said: Said | undefined;
  const known = new Map<string, readonly string[]>();
  const callers = (name: string): readonly string[] => {
    const found = known.get(name) ?? callersOf(file, name);
    known.set(name, found);
    return found;
  };
  const countsIn = new Map<string, boolean>();
  const counts = (names: readonly (string | null)[]): boolean =>
    names.some((name) => {
      if (name === null) return false;
      const found = countsIn.get(name) ?? file.named(name).some((one) => isForOne(one.text));
      countsIn.set(name, found);
      return found;
    });
  return (context) => {
    said ??= saidOutside(parts, keeping);
    const { hasExit, hasLicence, staysBound } = said;
    // scripts/mod/modpost.c: a module without a licence is not built, so such a file is always built in.
    const unloads = hasExit && hasLicence;
    const roles = rolesOf(context.fn.name, said.roles, callers);
    return {
      roles,
      isInit: isInitFunction(context),
      unloads,
      staysBound,
      bus: said.bus,
      isPlatform: said.isPlatform,
      counts: said.bus !== null && counts([context.fn.name, ...roles.map(({ through }) => through)]),
    };
  };
}

/** What a part of a file says of when its functions are called. */
interface Said {
  readonly hasExit: boolean;
  readonly hasLicence: boolean;
  readonly staysBound: boolean;
  readonly bus: string | null;
  readonly isPlatform: boolean;
  readonly roles: ReadonlyMap<string, readonly Direct[]>;
}

function saidOutside(parts: readonly Part[], keeping: Keeping): Said {
  const outside = parts.filter(({ kind }) => kind !== "function");
  return keeping.all(outside, "life", () =>
    together(outside.map((part) => keeping.of(part, "life", "", () => saidIn(part.text)))),
  );
}

function saidIn(text: string): Said {
  return {
    roles: directRoles(text),
    hasExit: /\bmodule_(?:exit|\w*driver\w*)\s*\(/.test(text),
    hasLicence: /\bMODULE_LICENSE\s*\(/.test(text),
    bus: OF_SEVERAL.exec(text)?.[1] ?? null,
    isPlatform: /\bstruct\s+platform_driver\s+\w+\s*=/.test(text),
    staysBound: /\bsuppress_bind_attrs\s*=\s*(?:true|1)\b/.test(text),
  };
}

function together(all: readonly Said[]): Said {
  const roles = new Map<string, readonly Direct[]>();
  for (const one of all)
    for (const [name, direct] of one.roles) roles.set(name, [...(roles.get(name) ?? []), ...direct]);
  return {
    roles,
    hasExit: all.some(({ hasExit }) => hasExit),
    hasLicence: all.some(({ hasLicence }) => hasLicence),
    bus: all.find(({ bus }) => bus !== null)?.bus ?? null,
    isPlatform: all.some(({ isPlatform }) => isPlatform),
    staysBound: all.some(({ staysBound }) => staysBound),
  };
}

/** include/linux/init.h: the function is freed once the kernel has started. */
const INIT = /\b__init\b/;

/** Whether `__init` stands between a function's type and its name. */
export function isInitFunction({ fn, source }: FunctionContext): boolean {
  return INIT.test(source.tree.text.slice(fn.node.start, fn.nameNode.start));
}

type Direct = Pick<RoleFact, "role" | "by">;

/** The roles of a function, with those that it has through its callers in the file. */
function rolesOf(
  name: string,
  direct: ReadonlyMap<string, readonly Direct[]>,
  callers: (name: string) => readonly string[],
): RoleFact[] {
  const found = new Map<string, RoleFact>();
  const seen = new Set<string>();
  let reached = [name];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    for (const at of reached) {
      seen.add(at);
      for (const { role, by } of direct.get(at) ?? [])
        if (!found.has(role)) found.set(role, { role, by, through: at === name ? null : at });
    }
    reached = [...new Set(reached.flatMap(callers))].filter((caller) => !seen.has(caller));
  }
  return [...found.values()];
}

function directRoles(text: string): Map<string, Direct[]> {
  const roles = new Map<string, Direct[]>();
  const add = (name: string, role: RoleFact["role"], by: string): void => {
    roles.set(name, [...(roles.get(name) ?? []), { role, by }]);
  };
  for (const [, by = "", name = ""] of text.matchAll(CALLED_ONCE))
    add(name, by.includes("exit") ? "exit" : "init", by);
  for (const [, member = "", name = ""] of text.matchAll(IN_TABLE))
    add(name, ENDS.test(member) ? "remove" : "probe", `.${member}`);
  return roles;
}

/** Who in the file names a function, to call it or to hand it on. */
function callersOf(file: FileFunctions, name: string): string[] {
  return file.mentioning(name).map((entry) => entry.name);
}
