/**
 * What a session last found, kept as one thing: the view of chains is answered from it, so that it never waits for an
 * edit to be linked, and a number tells whether what it shows is out of date. Must not know requests.
 */
import type { Finding } from "../base/finding";
import type { Judged } from "../features/chainsTree";

export interface Judgement extends Judged {
  readonly revision: number;
}

type Model = Judged["model"];

/** Before anything has been read. */
export const NOTHING_JUDGED: Judgement = { revision: 0, model: { chains: [], unresolved: [] }, findings: [] };

/**
 * The judgement of now: the one of before where nothing has changed but where things stand.
 * @param model its places may be anchored: then a chain that only moves stays the same object
 */
export function judge(before: Judgement, { model, findings }: Judged): Judgement {
  const same =
    before.revision > 0 &&
    // A chain that an edit does not concern stays the same object.
    sameButForPlaces(model.chains, before.model.chains) &&
    sameButForPlaces(model.unresolved, before.model.unresolved) &&
    sameList(findings, before.findings, sameFinding);
  return same ? before : { model, findings, revision: before.revision + 1 };
}

/** Puts a judgement where it stands; the same object as long as nothing has moved. */
export function judgementStanding(): (
  judgement: Judgement,
  model: Model,
  findings: readonly Finding[],
) => Judgement {
  let last: Judgement = NOTHING_JUDGED;
  return ({ revision }, model, findings) => {
    if (last.revision !== revision || last.model !== model) last = { revision, model, findings };
    return last;
  };
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  if (a.length !== b.length) return false;
  return a.every((one, index) => {
    const other = b[index];
    return other !== undefined && same(one, other);
  });
}

const PLACES = new Set(["line", "column", "endLine", "endColumn"]);

/** Whether plain data says the same, wherever what it speaks of stands. */
function sameButForPlaces(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => PLACES.has(name) || sameButForPlaces(Reflect.get(a, name), Reflect.get(b, name)))
  );
}

function sameFinding(a: Finding, b: Finding): boolean {
  return (
    a.rule === b.rule &&
    a.severity === b.severity &&
    a.message === b.message &&
    a.chain === b.chain &&
    a.file === b.file
  );
}
