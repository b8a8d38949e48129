/**
 * URIs as places of files, of whatever scheme: a tree's root is a URI, its files are paths below it. Compares what URIs
 * mean, not how they are spelled. Must not know a disk: whether a URI can be read is for the host to say.
 */

/** What a URI names, decoded: no empty segments, no "." and "..". */
interface Named {
  readonly scheme: string;
  readonly authority: string;
  readonly segments: readonly string[];
}

/** With a query or a fragment it would be a version or a part of a file. */
const FILE_URI = /^([A-Za-z][\w+.-]*):(?:\/\/([^/?#]*))?(\/[^?#]*|)$/;

/** A root as everything else here takes it: without "/" at its end; null where the URI names no file or folder. */
export function toRoot(uri: string): string | null {
  return named(uri) === null ? null : uri.replace(/(?<!:|:\/)\/+$/, "");
}

/** The URI of a file below a root, or of the root itself for "". */
export function toUri(root: string, file: string): string {
  if (file === "") return /^[^:]+:\/\/[^/]*$/.test(root) ? `${root}/` : root;
  return `${root}/${encodeURI(file).replace(/[?#]/g, encodeURIComponent)}`;
}

/** The path of a file relative to a root, with "/"; null where it does not lie below it. */
export function toFile(root: string, uri: string): string | null {
  const [above, below] = [named(root), named(uri)];
  if (!above || !below || above.scheme !== below.scheme || above.authority !== below.authority) return null;
  const depth = above.segments.length;
  const isAround = above.segments.every((segment, i) => isSame(segment, below.segments[i], above));
  return isAround && below.segments.length > depth ? below.segments.slice(depth).join("/") : null;
}

/** A file and the folder that it lies in, as a root; null where the URI names no file. */
export function toFolderAndFile(uri: string): { readonly root: string; readonly file: string } | null {
  const file = named(uri)?.segments.at(-1);
  const root = toRoot(uri.slice(0, uri.lastIndexOf("/")));
  return file === undefined || root === null ? null : { root, file };
}

/** A root for people: a path where it is one. */
export function rootText(root: string): string {
  const place = named(root);
  return place?.scheme === "file" && place.authority === "" ? `/${place.segments.join("/")}` : root;
}

function named(uri: string): Named | null {
  const [whole, scheme = "", host = "", path = ""] = FILE_URI.exec(uri) ?? [];
  // "untitled:" alone is no place; "file://" is the root of a disk.
  const segments = whole === undefined || whole.endsWith(":") ? null : segmentsOf(path);
  const isLocal = scheme.toLowerCase() === "file" && host === "localhost";
  return segments && { scheme: scheme.toLowerCase(), authority: isLocal ? "" : host.toLowerCase(), segments };
}

function segmentsOf(path: string): string[] | null {
  const segments: string[] = [];
  for (const written of path.split("/")) {
    const segment = decoded(written);
    if (segment === null || /[/\0]/.test(segment)) return null;
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Editors write "c%3A" where Node writes "C:", and on a disk with letters cases do not count. */
function isSame(a: string, b: string | undefined, { scheme, segments: [first = ""] }: Named): boolean {
  if (a === b) return true;
  return scheme === "file" && /^[A-Za-z]:$/.test(first) && a.toLowerCase() === b?.toLowerCase();
}
