/** "Did you mean …?": the known names nearest to one that is not known. Knows nothing of what is named. */

/** Edits (insert, delete, replace) between two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Up to three names that are close to `word` or contain it, nearest first. */
function nearest(word: string, names: readonly string[]): string[] {
  const bound = Math.max(2, Math.floor(word.length / 3));
  const lower = word.toLowerCase();
  return [...new Set(names)]
    .map((name) => ({
      name,
      far: distance(lower, name.toLowerCase()),
      holds: name.toLowerCase().includes(lower),
    }))
    .filter(({ far, holds }) => far <= bound || (holds && word.length > 2))
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `; did you mean A or B?`, or nothing. */
export function suggestion(word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  return near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
}
