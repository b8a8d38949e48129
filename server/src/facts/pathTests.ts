/**
 * What a function's statements and conditions tell of the things it tests: whether a plain variable is zero, whether a
 * condition holds that is asked more than once. Each statement is read once, however many paths pass it. Must not
 * follow control.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { argumentsOf, bare, calleeName, child, operatorOf, walk } from "./source";

type Sign = "zero" | "nonzero";

/** By plain name, or by `?` and the words of a condition that is nothing plainer: "nonzero" is that it held. */
export type Signs = ReadonlyMap<string, Sign>;

/** What a condition asks: of which name or words, or of which call's result. */
interface Test {
  readonly of: string | SyntaxNode;
  /** How it asks: what is known of another call's result is known of these words. */
  readonly words: string;
  /** What it is of where the condition holds. */
  readonly whenTrue: Sign;
  /** It asks for an error pointer: that speaks only of what is known to be none. */
  readonly ofPointer: boolean;
}

/** A name that a statement sets: to a sign, to a call's result, or to what nobody knows. */
interface Setting {
  readonly name: string;
  readonly to: Sign | SyntaxNode | null;
}

/** The readings of one function, each made once. */
export interface PathTests {
  /** What is known after a condition has gone one way; null where the path shows that it cannot go there. */
  decided(condition: SyntaxNode, holds: boolean, signs: Signs, call: SyntaxNode): Signs | null;
  /** What is known after a statement: assigned names lose or change what was known of them. */
  after(statement: SyntaxNode, signs: Signs, call: SyntaxNode): Signs;
  /** What the conditions that enclose a node tell. */
  enclosing(node: SyntaxNode): Signs;
  /** Whether a return statement reports an error, as far as a path shows. A pointer that is not NULL is none. */
  reportsError(statement: SyntaxNode, signs: Signs): boolean;
}

const IS_SET = /(?:\.|->)notifier_call$/;

/** Reads a function. Only what a later condition or a return statement asks for is remembered of a path. */
export function pathTests(context: FunctionContext): PathTests {
  const tests = new Map<SyntaxNode, Test>();
  const settings = new Map<SyntaxNode, readonly Setting[]>();
  const asked = worthKnowing(context);
  const testOf = (condition: SyntaxNode): Test => {
    const known = tests.get(condition) ?? testIn(context, condition);
    tests.set(condition, known);
    return known;
  };
  const decided: PathTests["decided"] = (condition, holds, signs, call) => {
    const test = testOf(condition);
    const { whenTrue, ofPointer } = test;
    const isPlain = typeof test.of === "string" || test.of === call;
    const sign = holds === (!isPlain || whenTrue === "nonzero") ? "nonzero" : "zero";
    if (test.of === call) return sign === "zero" ? signs : null;
    const of = typeof test.of === "string" ? test.of : test.words;
    // `if (x->nb.notifier_call) unregister(&x->nb);`: the kernel's way to ask whether a block was registered.
    if (IS_SET.test(of)) return holds ? signs : null;
    const known = signs.get(of);
    if (ofPointer && known !== "zero") return signs;
    if (known !== undefined) return known === sign ? signs : null;
    return asked.has(of) ? new Map([...signs, [of, sign]]) : signs;
  };
  const learnt = (condition: SyntaxNode, holds: boolean, signs: Signs, call: SyntaxNode): Signs => {
    const at = bare(condition);
    const operator = operatorOf(context.source, at);
    const argument = child(at, "argument");
    if (at.type === "unary_expression" && operator === "!" && argument)
      return learnt(argument, !holds, signs, call);
    const [left, right] = [child(at, "left"), child(at, "right")];
    if (left && right && operator === (holds ? "&&" : "||"))
      return learnt(right, holds, learnt(left, holds, signs, call), call);
    if (operator === "&&" || operator === "||") return signs;
    return decided(at, holds, signs, call) ?? signs;
  };
  return {
    decided,
    after: (statement, signs, call) => {
      const known = settings.get(statement) ?? settingsIn(context, statement);
      settings.set(statement, known);
      return known.length === 0 ? signs : afterSettings(known, signs, call, asked);
    },
    enclosing: (node) => {
      let signs: Signs = new Map();
      let inner = node;
      for (let outer = context.parents.get(node); outer; inner = outer, outer = context.parents.get(outer)) {
        const condition = outer.type === "if_statement" ? child(outer, "condition") : null;
        if (condition && inner !== condition)
          signs = learnt(condition, inner.field !== "alternative", signs, node);
      }
      return signs;
    },
    reportsError: (statement, signs) => reportsError(context, statement, signs),
  };
}

/** What a function asks for that a path can know before: a return statement's question included. */
function worthKnowing(context: FunctionContext): ReadonlySet<string> {
  const asked = new Set<string>();
  const worth = new Set<string>();
  const ask = ({ of, words }: Test): void => {
    const about = typeof of === "string" ? of : words;
    // What a plain name is may be known from where it was set.
    (asked.has(about) || !about.startsWith("?") ? worth : asked).add(about);
  };
  for (const node of context.flow.nodes) {
    if (node.kind === "branch") ask(testIn(context, node.syntax));
    const value = node.kind === "return" ? node.syntax?.children[0] : undefined;
    if (value && bare(value).type === "identifier") worth.add(context.source.text(bare(value)));
  }
  return worth;
}

function testIn(context: FunctionContext, condition: SyntaxNode): Test {
  const { source } = context;
  const at = bare(condition);
  const words = `?${source.written(at).replace(/\s+/g, "")}`;
  const asked = subject(context, at);
  if (asked) return { ...asked, words, whenTrue: "nonzero" };
  const of = at.type === "binary_expression" ? subject(context, child(at, "left")) : null;
  const right = child(at, "right");
  const operator = operatorOf(source, at);
  const inWords: Test = { of: words, words, whenTrue: "nonzero", ofPointer: false };
  if (of === null || !right || !/^(?:0|NULL)$/.test(source.text(bare(right)))) return inWords;
  if (operator === "==" || operator === ">=") return { ...of, words, whenTrue: "zero" };
  return ["!=", "<", ">"].includes(operator) ? { ...of, words, whenTrue: "nonzero" } : inWords;
}

/** The plain name that is asked about, an assignment's target included, or a call's result. */
function subject(context: FunctionContext, node: SyntaxNode | null): Pick<Test, "of" | "ofPointer"> | null {
  const { source } = context;
  const at = node && bare(node);
  if (at?.type === "identifier") return { of: source.text(at), ofPointer: false };
  if (at?.type === "call_expression") {
    const asks = /^IS_ERR(?:_VALUE)?$/.test(calleeName(source, at) ?? "");
    const inner = asks ? argumentsOf(at)[0] : undefined;
    if (!inner) return asks ? null : { of: at, ofPointer: false };
    return bare(inner).type === "identifier" ? { of: source.text(bare(inner)), ofPointer: true } : null;
  }
  if (at?.type !== "assignment_expression") return null;
  const right = child(at, "right");
  return right && bare(right).type === "call_expression"
    ? { of: bare(right), ofPointer: false }
    : subject(context, child(at, "left"));
}

/** What a statement sets. */
function settingsIn(context: FunctionContext, statement: SyntaxNode): Setting[] {
  const found: Setting[] = [];
  const set = (target: SyntaxNode | null, value: SyntaxNode | null): void => {
    let name = target;
    while (name && name.type !== "identifier") name = child(name, "declarator");
    if (name) found.push({ name: context.source.text(name), to: value && signOf(context, value) });
  };
  walk(statement, (node) => {
    if (node.type === "assignment_expression") set(child(node, "left"), child(node, "right"));
    else if (node.type === "init_declarator") set(child(node, "declarator"), child(node, "value"));
    else if (node.type === "update_expression") set(child(node, "argument"), null);
    // Whoever is handed an address may write there.
    else if (node.type === "pointer_expression" && operatorOf(context.source, node) === "&")
      set(child(node, "argument"), null);
  });
  return found;
}

function afterSettings(
  settings: readonly Setting[],
  signs: Signs,
  call: SyntaxNode,
  asked: ReadonlySet<string>,
): Signs {
  let after: Map<string, Sign> | null = null;
  for (const { name, to } of settings) {
    const now = after ?? signs;
    const sign = typeof to === "string" ? to : to === call ? "zero" : null;
    const known = sign && asked.has(name) ? sign : undefined;
    const gone = [...now.keys()].filter((key) => key.startsWith("?") && mentionsName(key, name));
    if (now.get(name) === known && gone.length === 0) continue;
    after ??= new Map(signs);
    if (known) after.set(name, known);
    else after.delete(name);
    for (const key of gone) after.delete(key);
  }
  return after ?? signs;
}

function mentionsName(words: string, name: string): boolean {
  return words.includes(name) && new RegExp(`\\b${name}\\b`).test(words);
}

const ERRNO = /^-\s*E[A-Z0-9]+$/;

function signOf({ source }: FunctionContext, value: SyntaxNode): Setting["to"] {
  const at = bare(value);
  if (at.type === "call_expression") return at;
  const text = source.written(at);
  if (ERRNO.test(text)) return "nonzero";
  return text === "0" || text === "NULL" ? "zero" : null;
}

/** Leaves out errors: a function that goes on with one does not give up because of it. */
export function withoutErrors(signs: Signs): Signs {
  return new Map([...signs].filter(([key, sign]) => sign === "zero" || key.startsWith("?")));
}

/** Macros and functions that answer the error they are handed. */
const ANSWERS_ERROR = /^(?:dev_err_probe|ERR_PTR|PTR_ERR)$/;

function reportsError({ source, fn }: FunctionContext, statement: SyntaxNode, signs: Signs): boolean {
  const value = statement.children[0];
  const at = value && bare(value);
  if (!at) return false;
  const isPointer = fn.returnType.endsWith("*");
  if (at.type === "identifier") return !isPointer && signs.get(source.text(at)) === "nonzero";
  if (at.type === "null") return isPointer;
  if (at.type === "call_expression") return ANSWERS_ERROR.test(calleeName(source, at) ?? "");
  return ERRNO.test(source.written(at));
}
