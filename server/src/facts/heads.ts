/**
 * Finds chain heads and the structs that carry heads or notifier blocks. Heads made by the declaration macros arrive
 * as plain declarations of stand-in types (syntax/dialect writes them so).
 */
import { BLOCK_TYPE, type ChainType, HEAD_TYPES } from "../notifier/kernelApi";
import type { SyntaxNode } from "../syntax/tree";
import { type Declared, hasStorage, readDeclaration } from "./declarators";
import type { FieldFact, HeadFact, StructFact } from "./facts";
import { child, type Source, walk } from "./source";

/** The stand-ins that syntax/dialect puts in place of `static BLOCKING_NOTIFIER_HEAD(name);` and its kin. */
const STAND_INS: ReadonlyMap<string, ChainType> = new Map([
  ["nl_atomic_head", "atomic"],
  ["nl_blocking_head", "blocking"],
  ["nl_raw_head", "raw"],
  ["nl_srcu_head", "srcu"],
]);

/** The kind of head a type is, or null. */
function headType(type: string): ChainType | null {
  return HEAD_TYPES.get(type) ?? STAND_INS.get(type) ?? null;
}

function storageOf(source: Source, declaration: SyntaxNode): HeadFact["storage"] {
  if (hasStorage(source, declaration, "extern")) return "extern";
  // SRCU_NOTIFIER_HEAD_STATIC() hides its storage class (include/linux/notifier.h).
  const written = source.tree.text.slice(declaration.start, declaration.start + 200);
  if (/^\s*(static\b|SRCU_NOTIFIER_HEAD_STATIC)/.test(written)) return "static";
  return hasStorage(source, declaration, "static") ? "static" : "global";
}

/** The heads that one declaration at file level defines. */
export function headsOf(source: Source, declaration: SyntaxNode): HeadFact[] {
  const storage = storageOf(source, declaration);
  const heads: HeadFact[] = [];
  for (const declared of readDeclaration(source, declaration)) {
    if (declared.isFunction) continue;
    const place = source.place(declared.nameNode);
    const type = headType(declared.type);
    if (type && (declared.pointers === 0 || storage !== "extern"))
      heads.push({ name: declared.name, type, storage, place });
    else if (!type) heads.push(...memberHeads(source, declaration, declared, storage));
  }
  return heads;
}

/** Heads inside a variable whose struct type is written out in the same declaration. */
function memberHeads(
  source: Source,
  declaration: SyntaxNode,
  variable: Declared,
  storage: HeadFact["storage"],
): HeadFact[] {
  const type = child(declaration, "type");
  const body = type && child(type, "body");
  // A struct that is written out with the one variable it is made for may have a name all the same.
  if (!type || !body || variable.pointers > 0 || variable.isArray) return [];
  return fieldsOf(source, body, "").flatMap((field) =>
    field.head
      ? [{ name: `${variable.name}.${field.name}`, type: field.head, storage, place: field.place }]
      : [],
  );
}

function fieldsOf(source: Source, body: SyntaxNode, prefix: string): FieldFact[] {
  const fields: FieldFact[] = [];
  for (const member of body.children) {
    if (member.type.startsWith("preproc_")) fields.push(...fieldsOf(source, member, prefix));
    if (member.type !== "field_declaration") continue;
    const type = child(member, "type");
    const inner = type && child(type, "body");
    const declared = readDeclaration(source, member);
    if (inner) {
      const names = declared.length > 0 ? declared.map((d) => `${prefix}${d.name}.`) : [prefix];
      for (const name of names) fields.push(...fieldsOf(source, inner, name));
    } else
      for (const d of declared)
        if (!d.isFunction)
          fields.push({
            name: prefix + d.name,
            type: d.type,
            head: headType(d.type),
            place: source.place(d.nameNode),
          });
  }
  return fields;
}

/**
 * The structs written out in an item that carry a head or a block; their struct members are kept as steps to others.
 * @param wanted structs that are told of even if they have no such member
 */
export function structsOf(source: Source, item: SyntaxNode, wanted: ReadonlySet<string>): StructFact[] {
  const structs: StructFact[] = [];
  const visit = (node: SyntaxNode): boolean => {
    if (node.type === "compound_statement") return false;
    if (node.type !== "struct_specifier" && node.type !== "union_specifier") return true;
    const body = child(node, "body");
    const name = child(node, "name");
    if (!body || !name) return true;
    const fields = fieldsOf(source, body, "").filter(
      (f) => f.head || f.type === BLOCK_TYPE || f.type.startsWith("struct "),
    );
    const struct = `struct ${source.text(name)}`;
    if (fields.length > 0 || wanted.has(struct)) structs.push({ name: struct, fields });
    return true;
  };
  walk(item, visit);
  return structs;
}
