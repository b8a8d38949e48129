/**
 * Numbers with names that can stand for a block's priority: #defines and enumerators. Only files about notifiers are
 * read, so a name that is defined elsewhere stays unknown to the model, which says so.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { ConstantFact } from "./facts";
import { child, type Source, walk } from "./source";

const NUMBER = /^\(?\s*-?\s*(?:0[xX][0-9a-fA-F]+|\d+)\s*\)?$/;
const NAMED = /^\(?\s*-?\s*[A-Za-z_]\w*\s*(?:[-+]\s*\d+\s*)?\)?$/;

/** The constant that a `#define NAME value` makes, or null. */
export function defineOf(source: Source, node: SyntaxNode): ConstantFact | null {
  const name = child(node, "name");
  const value = child(node, "value");
  if (!name || !value) return null;
  const text = source
    .written(value)
    .replace(/\/\*.*?\*\//g, "")
    .trim();
  return NUMBER.test(text) || NAMED.test(text) ? { name: source.text(name), value: text } : null;
}

/** The enumerators written out in an item, counted as C counts them. */
export function enumeratorsOf(source: Source, item: SyntaxNode): ConstantFact[] {
  const constants: ConstantFact[] = [];
  walk(item, (node) => {
    if (node.type === "compound_statement") return false;
    if (node.type !== "enumerator_list") return true;
    let base = "";
    let offset = 0;
    for (const enumerator of node.children) {
      const name = enumerator.type === "enumerator" ? child(enumerator, "name") : null;
      if (!name) continue;
      const value = child(enumerator, "value");
      if (value) {
        base = source.written(value);
        offset = 0;
      }
      const text = base === "" ? String(offset) : offset === 0 ? base : `${base}+${offset}`;
      constants.push({ name: source.text(name), value: text });
      offset++;
    }
    return false;
  });
  return constants;
}
