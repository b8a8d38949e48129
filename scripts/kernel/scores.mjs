/** Holds the chain model against the labels read from the source by hand, and against the bars that it must reach. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { scoreModel } from "../../test/corpus/score.mjs";
import { REPOSITORY } from "./cli.mjs";

const FOLDER = path.join(REPOSITORY, "test/corpus");
/** The labels that the model was built against. */
const KNOWN = ["a", "b"];
/**
 * Samples that nothing was tuned to, by the name of their counts: the honest figures. They have no bar, and their
 * differences are not printed.
 */
const FRESH = { fresh: "c", fresh_sites: "d" };

/**
 * The least share of each dimension, in per cent. A use is counted twice: what the direct caller does with a walk's
 * result, and all places where it ends after every wrapper.
 */
const BARS = [
  ["return sets", 97],
  ["values of an event", 93],
  ["chain of a callback", 97],
  ["chain of a call site", 97],
  ["priority", 97],
  ["direct use", 97],
  ["consumers", 97],
  ["protocol", 92],
];
/** Differences that another dimension tells as well. */
const DETAILS = ["return sets without a value missing", "consumers one by one"];

/** @param {object} chains the document of `chains --format json` */
export function checkScores(suite, chains) {
  const { scores, differences } = scoreModel(KNOWN.map(labelsOf), chains);
  countScores(suite, "score", scores);
  for (const { dimension, place, label, model } of differences.filter((d) => !DETAILS.includes(d.dimension)))
    console.log(`DIFFERS ${dimension}: ${place}: label ${told(label)}, model ${told(model)}`);
  for (const [dimension, bar] of BARS) {
    const { right, all } = scores[dimension];
    const places = differences.filter((each) => each.dimension === dimension).map(({ place }) => place);
    suite.check(`${dimension}: at least ${bar} % as labelled`, reaches(right, all, bar), places);
  }
  for (const [prefix, set] of Object.entries(FRESH)) {
    if (!existsSync(fileOf(set))) continue;
    console.log(`fresh sample ${set}, which nothing was tuned to:`);
    countScores(suite, prefix, scoreModel([labelsOf(set)], chains).scores);
  }
}

/** Whether a share reaches so many per cent; nothing of nothing does not. */
export const reaches = (part, whole, percent) => whole > 0 && 100 * part >= percent * whole;

function countScores(suite, prefix, scores) {
  for (const [dimension, { right, all }] of Object.entries(scores)) {
    const name = `${prefix}_${dimension.replaceAll(" ", "_")}`;
    suite.count(`${name}_right`, right);
    suite.count(`${name}_all`, all);
    suite.share(name, right, all);
  }
}

const fileOf = (set) => path.join(FOLDER, `labels-linux-6.1-${set}.json`);
const labelsOf = (set) => JSON.parse(readFileSync(fileOf(set), "utf8"));
const told = (side) => JSON.stringify(side) ?? "nothing";
