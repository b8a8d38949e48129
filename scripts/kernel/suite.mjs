/** Collects what the suite has measured and checked, and prints it as it comes. Knows nothing of kernels. */

export function createSuite() {
  const counts = {};
  const measured = {};
  let passed = 0;
  let failed = 0;
  const metric = (name, value, unit) => console.log(`METRIC ${name} ${value} ${unit}`);
  return {
    counts,
    measured,
    /** A figure that is the same in every run over the same tree. */
    count(name, value, unit = "count") {
      counts[name] = value;
      metric(name, value, unit);
    },
    /** A figure that depends on the machine. */
    measure(name, value, unit) {
      measured[name] = Math.round(value * 10) / 10;
      metric(name, measured[name], unit);
    },
    /** A figure that follows from others: printed, not kept. */
    share(name, part, whole) {
      metric(name, whole === 0 ? "n/a" : ((100 * part) / whole).toFixed(2), "%");
    },
    /** @param {string[]} details what is wrong, one a line; only the first ones are printed */
    check(name, good, details = []) {
      if (good) passed++;
      else failed++;
      console.log(`${good ? "ok" : "FAILED"} ${name}`);
      if (good) return;
      for (const line of details.slice(0, 20)) console.log(`  ${line}`);
      if (details.length > 20) console.log(`  … and ${details.length - 20} more`);
    },
    /** Many checks of one kind, of which those that failed have been told already. */
    checkAll(name, good, bad) {
      passed += good;
      failed += bad;
      console.log(`${bad === 0 ? "ok" : "FAILED"} ${good} of ${good + bad} ${name}`);
    },
    close() {
      console.log(`\n${passed} passed, ${failed} failed`);
      return failed === 0;
    },
  };
}
