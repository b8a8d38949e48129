/** Standard input line by line. Node's readline would also break at U+2028, which may stand in a JSON string. */

/** The lines of a stream, without their ends; a last one need not have any. */
export async function* linesOf(stream: NodeJS.ReadStream): AsyncGenerator<string> {
  stream.setEncoding("utf8");
  let rest: string[] = [];
  for await (const chunk of stream) {
    const [first = "", ...more] = String(chunk).split("\n");
    rest.push(first);
    for (const part of more) {
      yield rest.join("").replace(/\r$/, "");
      rest = [part];
    }
  }
  const last = rest.join("");
  if (last !== "") yield last;
}
