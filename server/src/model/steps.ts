/**
 * What linking keeps from one link to the next, so that an edit costs what it changes. A *step* is a function of its
 * arguments' identity and of the sources it reads while it runs; its value is kept until one of those sources changes.
 * From scratch and after an edit the same code runs, only with nothing kept in the one case. Knows nothing of chains.
 */

/** Something that steps read and that can change between two links: what the tree says under one name. */
export interface Source {
  /** The time at which it last changed. */
  changed: number;
}

export interface Steps {
  /** Begins a new time: sources change now, before any step runs. */
  advance(): number;
  /** Ties the running step to a source. Whatever a step learns beside its arguments must come by this way. */
  read(source: Source): void;
  /** Leaves a note that belongs to the running step's value: it is told again whenever the kept value is used. */
  note(text: string): void;
  /** The notes of everything that runs in `run`, kept values included. */
  noting<T>(run: () => T): { readonly value: T; readonly notes: ReadonlySet<string> };
  /** Makes a function a step. It must be pure but for `read` and `note`. */
  step<A extends readonly Argument[], T>(make: (...args: A) => T): (...args: A) => T;
}

/** Objects are arguments by identity; strings are names, which stay. */
type Argument = object | string;

/** A step's value with what it stands on. */
interface Kept<T> {
  readonly value: T;
  readonly sources: readonly Source[];
  readonly notes: readonly string[];
  /** The last time at which it was found right. */
  checked: number;
}

/** The kept value for some arguments, or the way to those for more. */
interface Node<T> {
  byObject: WeakMap<object, Node<T>> | null;
  byName: Map<string, Node<T>> | null;
  kept: Kept<T> | null;
}

/** A step that runs, or a `noting` (which stands on nothing). */
interface Frame {
  readonly sources: Set<Source> | null;
  readonly notes: Set<string>;
}

export function createSteps(): Steps {
  let now = 0;
  let frame: Frame | null = null;

  const inFrame = <T>(inner: Frame, run: () => T): T => {
    const outer = frame;
    frame = inner;
    try {
      return run();
    } finally {
      frame = outer;
    }
  };

  const isRight = (kept: Kept<unknown>): boolean => {
    if (kept.checked === now) return true;
    for (const source of kept.sources) if (source.changed > kept.checked) return false;
    kept.checked = now;
    return true;
  };

  /** What a step stands on, whoever uses its value stands on too. */
  const adopt = ({ sources, notes }: Kept<unknown>): void => {
    if (frame?.sources) for (const source of sources) frame.sources.add(source);
    if (frame) for (const text of notes) frame.notes.add(text);
  };

  return {
    advance: () => ++now,
    read: (source) => void frame?.sources?.add(source),
    note: (text) => void frame?.notes.add(text),
    noting: (run) => {
      const notes = new Set<string>();
      return { value: inFrame({ sources: null, notes }, run), notes };
    },
    step: <A extends readonly Argument[], T>(make: (...args: A) => T) => {
      const root = newNode<T>();
      return (...args: A): T => {
        // `list.map(step)` passes more than a step wants to know.
        const node = nodeOf(root, args.length === make.length ? args : args.slice(0, make.length));
        if (!node.kept || !isRight(node.kept)) {
          const inner = { sources: new Set<Source>(), notes: new Set<string>() };
          const value = inFrame(inner, () => make(...args));
          node.kept = { value, sources: [...inner.sources], notes: [...inner.notes], checked: now };
        }
        adopt(node.kept);
        return node.kept.value;
      };
    },
  };
}

function newNode<T>(): Node<T> {
  return { byObject: null, byName: null, kept: null };
}

function nodeOf<T>(root: Node<T>, args: readonly Argument[]): Node<T> {
  let node = root;
  for (const arg of args) {
    const known = typeof arg === "string" ? node.byName?.get(arg) : node.byObject?.get(arg);
    node = known ?? addNode(node, arg);
  }
  return node;
}

function addNode<T>(node: Node<T>, arg: Argument): Node<T> {
  const added = newNode<T>();
  if (typeof arg === "string") {
    node.byName ??= new Map();
    node.byName.set(arg, added);
  } else {
    node.byObject ??= new WeakMap();
    node.byObject.set(arg, added);
  }
  return added;
}

/** Values that are made anew in every link and shall stay the same object while they say the same. */
export interface Keeper<T> {
  /** What was kept under the key in this link or the last where it is the same, else the new value. */
  keep(key: string, value: T): T;
  /** Begins a link: what the last one did not use is forgotten. */
  begin(): void;
}

/** A keeper. @param same whether two values under one key say the same */
export function createKeeper<T>(same: (before: T, after: T) => boolean): Keeper<T> {
  let last = new Map<string, T>();
  let current = new Map<string, T>();
  return {
    keep: (key, value) => {
      const before = current.get(key) ?? last.get(key);
      const kept = before !== undefined && same(before, value) ? before : value;
      current.set(key, kept);
      return kept;
    },
    begin: () => {
      last = current;
      current = new Map();
    },
  };
}
