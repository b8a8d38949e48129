/** What follows from a thing alone is worked out once for it. The things are plain data that nobody changes. */
export function rememberedFor<Thing extends object, Result>(
  work: (thing: Thing) => Result,
): (thing: Thing) => Result {
  const known = new WeakMap<Thing, { readonly result: Result }>();
  return (thing) => {
    const found = known.get(thing) ?? { result: work(thing) };
    known.set(thing, found);
    return found.result;
  };
}
