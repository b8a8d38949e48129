/** The registrations of a tree whose chain and block are known, and those that could not be followed, with the reason. */

import { sameElements } from "../base/lists";
import type { CallFact, Expression, LockFact } from "../facts/facts";
import { PRIMITIVES } from "../notifier/kernelApi";
import { placeIn, type ResolvedBlock, resolveBlock, resolveMember } from "./blocks";
import type { Operations } from "./findOperations";
import type { HeadReference } from "./heads";
import type { RegistrationSite, Unresolved } from "./model";
import type { Operand, PerformedOperation } from "./operations";
import { createKeeper, type Steps } from "./steps";
import type { Defined, Symbols } from "./symbols";

/** A registration whose chain is known; one that takes a block off counts wherever that is. */
export interface Registration {
  readonly kind: "register" | "unregister";
  /** Null only for taking off: a handle that was kept for it (`void *notifier`) does not tell the chain. */
  readonly chain: string | null;
  readonly call: Defined<CallFact>;
  readonly blocks: readonly ResolvedBlock[];
  readonly locks: readonly LockFact[];
}

/** The place of a registration as the model tells it. */
export function registrationSite(
  { file, fact }: Defined<CallFact>,
  locks: readonly LockFact[],
): RegistrationSite {
  const isNamed = ({ root }: Expression): boolean => root.kind === "global" || root.kind === "constant";
  return {
    call: fact.callee,
    function: fact.function,
    ...placeIn(file, fact.place),
    named: fact.arguments.filter(isNamed).map(({ text }) => text),
    around: fact.block ?? null,
    locks,
  };
}

/** The registrations of a tree; the same list as before while it has the same elements. */
export interface Registrations {
  readonly registrations: readonly Registration[];
  readonly unresolved: readonly Unresolved[];
}

/** What a performed operation registers. */
interface Followed {
  readonly registration: Registration | null;
  /** How it came to its blocks: filled in this file (0), in another one (1), known by a member's type alone (2). */
  readonly rank: 0 | 1 | 2;
  readonly unresolved: readonly Unresolved[];
}

/**
 * What finds the registrations of known blocks, ranked: those that others have told better add, they do not replace. It
 * keeps what each operation registers.
 */
export function registrationFinder(
  symbols: Symbols,
  { step }: Steps,
): (registering: Operations["registering"]) => Registrations {
  const follow = step((performed: PerformedOperation) => followed(symbols, performed));
  const same = createKeeper<readonly Registration[]>(sameElements);
  return step((registering: Operations["registering"]) => {
    same.begin();
    const ranked: Registration[][] = [[], [], []];
    const unresolved: Unresolved[] = [];
    for (const one of registering) {
      const { registration, rank, unresolved: open } = follow(one);
      if (registration) ranked[rank]?.push(registration);
      unresolved.push(...open);
    }
    return { registrations: same.keep("", ranked.flat()), unresolved };
  });
}

const NO_REGISTRATION: Followed = { registration: null, rank: 0, unresolved: [] };

function followed(symbols: Symbols, { operation, call }: PerformedOperation): Followed {
  if (operation.kind === "walk" || PRIMITIVES.has(call.fact.function)) return NO_REGISTRATION;
  const { head, block, kind, locks } = operation;
  const blocks =
    block.kind === "expression"
      ? resolveBlock(symbols, block.file, block.function, block.expression)
      : memberOf(symbols, block);
  if (head.kind === "chain" && blocks.length > 0) {
    const registration = { kind, chain: head.id, call, blocks, locks };
    const rank = block.kind !== "expression" ? 2 : blocks.some((b) => b.file === call.file) ? 0 : 1;
    return { registration, rank, unresolved: [] };
  }
  if (kind === "unregister" && block.kind === "expression" && blocks.length > 0)
    return { registration: { kind, chain: null, call, blocks, locks }, rank: 0, unresolved: [] };
  return block.kind === "expression" && kind === "register"
    ? { ...NO_REGISTRATION, unresolved: unresolvedRegistration(call, head, block) }
    : NO_REGISTRATION;
}

/** What the type of a wrapper's parameter alone tells of the block it registers. */
export function memberOf(symbols: Symbols, operand: Operand): readonly ResolvedBlock[] {
  if (operand.kind !== "parameter" || operand.path.length === 0 || operand.type === null) return [];
  return resolveMember(symbols, operand.type, operand.path);
}

function unresolvedRegistration(
  { file, fact }: Defined<CallFact>,
  head: HeadReference,
  block: Operand & { readonly kind: "expression" },
): Unresolved[] {
  if (head.kind === "parameter" || (head.kind === "chain" && block.viaMember)) return [];
  const why =
    head.kind === "unresolved" ? head.why : `no callback is known for the block '${block.expression.text}'`;
  return [{ kind: "registration", name: fact.callee, why, ...placeIn(file, fact.place) }];
}
