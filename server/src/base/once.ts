/** What is made of an object once, for as long as the object is there. Must not be used where what it is made of changes. */

/**
 * Makes a function that asks `make` once for each object, and answers the same afterwards.
 * @param make pure, of objects that never change
 */
export function oncePer<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const known = made.get(key);
    if (known) return known.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}
