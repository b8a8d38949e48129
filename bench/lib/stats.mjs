/** Figures from samples, and how they are written. Knows nothing of what was measured. */

/** The value that so large a share of the samples does not exceed; NaN of nothing. */
export function percentile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The middle sample, or the mean of the two in the middle; NaN of nothing. */
export function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[half];
  return sorted.length === 0 ? Number.NaN : (sorted[half - 1] + sorted[half]) / 2;
}

/** What is kept of samples: median, least and greatest. */
export function spread(samples) {
  return { median: median(samples), min: Math.min(...samples), max: Math.max(...samples) };
}

/** How many times `whole` holds `part`: two digits where it is small, none where it is large. */
export function ratioText(whole, part) {
  const ratio = whole / part;
  if (!Number.isFinite(ratio)) return "n/a";
  return `${ratio.toFixed(ratio < 10 ? 2 : ratio < 100 ? 1 : 0)}×`;
}

/** A figure with its unit, as many digits as it deserves. */
export function figureText(value, unit) {
  if (!Number.isFinite(value)) return "n/a";
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}

/** For a committed file: three significant digits are what such a figure is worth. */
export const rounded = (value) => Number(value.toPrecision(3));
