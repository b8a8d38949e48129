/**
 * Conditions on the event of a callback: which event constants a function mentions, and how a comparison comes out for
 * one event. Events are symbols: two different names are taken to be two different events, which holds for the event
 * enumerations of the kernel's chains.
 */
import type { SyntaxNode } from "../syntax/tree";
import { isConstantText } from "./expressions";
import { bare, child, operatorOf, type Source, walk } from "./source";

/** A condition on the event: `== C`, `!= C`, the event's truth (`!= 0`), or something else about it (`?`). */
export interface EventTest {
  readonly operator: "==" | "!=" | "!= 0" | "?";
  readonly constant: string;
}

/** Masks that take a flag off the event and leave which event it is: `action & ~CPU_TASKS_FROZEN`. */
function isEvent(source: Source, node: SyntaxNode, names: ReadonlySet<string>): boolean {
  const at = bare(node);
  if (at.type === "identifier") return names.has(source.text(at));
  const value = child(at, "value");
  if (at.type === "cast_expression" && value) return isEvent(source, value, names);
  const left = child(at, "left");
  const right = child(at, "right");
  if (at.type !== "binary_expression" || !left || !right || operatorOf(source, at) !== "&") return false;
  return (
    isEvent(source, left, names) &&
    bare(right).type === "unary_expression" &&
    source.text(bare(right)).startsWith("~")
  );
}

/** Reads a condition as one on the event; null where it is about something else. */
export function eventOperand(source: Source, node: SyntaxNode, names: ReadonlySet<string>): EventTest | null {
  if (names.size === 0) return null;
  const at = bare(node);
  if (isEvent(source, at, names)) return { operator: "!= 0", constant: "0" };
  const left = child(at, "left");
  const right = child(at, "right");
  if (at.type !== "binary_expression" || !left || !right) return null;
  const operator = operatorOf(source, at);
  const other = isEvent(source, left, names) ? right : isEvent(source, right, names) ? left : null;
  if (!other) return null;
  if (operator === "&&" || operator === "||") return null;
  const text = constantText(source, other);
  if ((operator === "==" || operator === "!=") && text !== null) return { operator, constant: text };
  return { operator: "?", constant: "" };
}

function constantText(source: Source, node: SyntaxNode): string | null {
  const text = source.written(node).replace(/[()\s]/g, "");
  return isConstantText(text) || /^[A-Z][A-Z0-9_]*(?:[|][A-Z][A-Z0-9_]*)+$/.test(text) ? text : null;
}

/** How a condition on the event comes out for one event (a constant's text, or "default"); null where it can go both ways. */
export function compareEvent(event: string, test: EventTest): boolean | null {
  const constant = test.constant.replace(/[()\s]/g, "");
  switch (test.operator) {
    case "==":
      return constant.includes("...") ? null : event === constant;
    case "!=":
      return event !== constant;
    case "!= 0":
      return event === "0" ? false : event === "default" || !/^\d/.test(event) ? null : true;
    case "?":
      return null;
  }
}

/** The event constants a body mentions, in the order of the text. */
export function mentionedEvents(source: Source, body: SyntaxNode, names: ReadonlySet<string>): string[] {
  const events = new Set<string>();
  walk(body, (node) => {
    if (node.type === "binary_expression") {
      const test = eventOperand(source, node, names);
      if (test && (test.operator === "==" || test.operator === "!=")) events.add(test.constant);
    } else if (node.type === "switch_statement") {
      const condition = child(node, "condition");
      const switched = child(node, "body");
      if (condition && switched && isEvent(source, condition, names)) addCases(source, switched, events);
    }
  });
  return [...events];
}

function addCases(source: Source, body: SyntaxNode, events: Set<string>): void {
  walk(body, (node) => {
    if (node.type === "switch_statement") return false;
    const value = node.type === "case_statement" ? child(node, "value") : null;
    const text = value && constantText(source, value);
    if (text) events.add(text);
    return true;
  });
}
