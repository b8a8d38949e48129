/**
 * One workspace folder, or one file outside all folders: its open documents over its files, the index in the
 * background, and the diagnostics of the open documents. The editor's text is analysed at once, and what changes
 * meanwhile right after it; the latest text wins. Must not know requests.
 */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Finding, TextEdit } from "../base/finding";
import type { FeatureContext } from "../features/context";
import { turn } from "../host/turn";
import type { IndexStatus } from "../protocol/protocol";
import type { Host } from "../workspace/host";
import { createWorkspace } from "../workspace/workspace";
import { gathered } from "./gathered";
import { describe } from "./guard";
import { type Judgement, judge, judgementStanding, NOTHING_JUDGED } from "./judgement";
import { createOpening } from "./opening";
import { createPublisher, type PublisherOptions } from "./publisher";
import type { TellStatus } from "./status";
import { rootText } from "./uris";

export interface SessionOptions extends PublisherOptions {
  readonly root: string;
  /** The folder, or the file, for the status. */
  readonly uri: string;
  /** Analyse this file alone. */
  readonly only: string | null;
  readonly host: Host;
  readonly tellStatus: TellStatus;
  /** Called when the whole tree has been read: what was told of it before may be wrong. */
  readonly complete: () => void;
}

export interface Session {
  readonly root: string;
  readonly uri: string;
  readonly context: FeatureContext;
  /** Whether it is a workspace folder, not one file outside all of them. */
  readonly isFolder: boolean;
  /** What was last found in the whole tree; nothing before it has been read once. */
  readonly judgement: Judgement;
  /** The findings of a file, as they are now. */
  findings(file: string): readonly Finding[];
  /** The findings of the whole tree, as they are now. */
  allFindings(): readonly Finding[];
  /** The diagnostic that the client is sent for a finding. */
  readonly encode: PublisherOptions["encode"];
  /** Settles when the tree has been read, or cannot be, or is of no more interest. */
  readonly ready: Promise<void>;
  /** Whether files that are not open show their findings. */
  readonly showsAll: boolean;
  /** Shows the findings of all files, whatever the settings say, or no longer. */
  showAll(on: boolean): void;
  /** The tree with some edits made; this one stays as it is. Rejects where a file cannot be read. */
  whatIf(edits: readonly TextEdit[]): Promise<FeatureContext>;
  /** Reads the tree in the background. Never rejects. */
  start(): Promise<void>;
  /** A document was opened or its text changed. */
  changed(file: string, document: TextDocument): void;
  /** Analyses a document's text unless that has been done; afterwards it is as the editor has it. Never rejects. */
  current(file: string, document: TextDocument): Promise<void>;
  /** The findings of the open documents are made anew: the settings have changed. */
  again(): void;
  /** Files changed on disk. Never rejects. */
  refresh(files: readonly string[]): Promise<void>;
  /** A document was closed: its file on disk counts again. Never rejects. */
  closed(file: string): Promise<void>;
  dispose(): void;
}

/** The analysis of one version of a document, under way or done. */
interface Analysis {
  readonly version: number;
  readonly isDone: boolean;
  readonly done: Promise<void>;
}

/** Creates a session; nothing is read before `start` or `current`. */
export function createSession(options: SessionOptions): Session {
  const { root, uri, only, host, log, tellStatus } = options;
  const workspace = createWorkspace(host, root);
  const open = new Map<string, TextDocument>();
  const analyses = new Map<string, Analysis>();
  const publisher = createPublisher(options);
  const abort = new AbortController();
  /** When the oldest change that has no findings yet came. */
  let waitingSince: number | null = null;
  let updating: Promise<void> | null = null;
  const opening = createOpening();
  /** Whether the user has asked for the findings of all files. */
  let isChecked = false;
  let isReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  let status: IndexStatus = {
    ...{ uri, state: "indexing", done: 0, total: 0 },
    ...{ chains: 0, callbacks: 0, findings: 0, errors: 0, revision: 0, problem: null },
  };
  let judgement = NOTHING_JUDGED;
  let found: readonly Finding[] = [];
  const standing = judgementStanding();

  const tell = (news: Partial<IndexStatus>): void => {
    status = { ...status, ...news };
    tellStatus(status);
  };

  const context = (): FeatureContext => ({ model: workspace.model(), facts: workspace.facts });

  const analyse = async (file: string, document: TextDocument): Promise<void> => {
    try {
      await workspace.open(file, document.getText());
    } catch (error) {
      log.error(`analysing ${file} failed: ${describe(error)}`);
    }
  };

  // Whoever asks for a version under way waits for the same analysis: a second one would overtake the first, and the
  // one who waits for the first would go on with the facts of the text before.
  const analysisOf = (file: string, document: TextDocument): Analysis => {
    const { version } = document;
    const known = analyses.get(file);
    if (known?.version === version) return known;
    const analysis = { version, isDone: false, done: Promise.resolve() };
    analysis.done = analyse(file, document).then(() => {
      analysis.isDone = true;
    });
    analyses.set(file, analysis);
    return analysis;
  };

  // The document changes under our hands while its text is analysed.
  const current = async (file: string, document: TextDocument): Promise<void> => {
    for (let analysis = analysisOf(file, document); ; analysis = analysisOf(file, document)) {
      await analysis.done;
      if (analysis.version === document.version) return;
    }
  };

  // While the tree is read nobody knows all: only files that somebody looks at show what is known so far.
  const showsAll = (): boolean =>
    workspace.indexed && (isChecked || options.settings().options["diagnostics.scope"] === "workspace");

  const publish = (): void => {
    const fresh = [...open].filter(([file, { version }]) => {
      const analysis = analyses.get(file);
      return analysis?.version === version && analysis.isDone;
    });
    const shown = { fresh: new Map(fresh), isOpen: (file: string) => open.has(file), all: showsAll() };
    const findings = publisher.publish(workspace.anchored, shown);
    const { chains } = workspace.anchored.model();
    const callbacks = chains.reduce((sum, chain) => sum + chain.callbacks.length, 0);
    const errors = findings.filter(({ severity }) => severity === "error").length;
    found = findings;
    if (workspace.indexed) judgement = judge(judgement, { model: workspace.anchored.model(), findings });
    const { revision } = judgement;
    tell({ chains: chains.length, callbacks, findings: findings.length, errors, revision });
  };

  const update = async (): Promise<void> => {
    const begun = performance.now();
    const since = waitingSince ?? begun;
    waitingSince = null;
    try {
      await Promise.all([...open].map(([file, document]) => analysisOf(file, document).done));
      const analysed = performance.now();
      // An edit can make a wrapper: who calls it may be in files not read yet. While the tree is read, nobody knows all.
      if (workspace.indexed) await workspace.settle();
      if (abort.signal.aborted) return;
      workspace.anchored.model();
      const linked = performance.now();
      publish();
      log.trace(timesOf({ since, begun, analysed, linked, published: performance.now() }));
    } catch (error) {
      log.error(`finding in ${rootText(root)} failed: ${describe(error)}`);
    }
  };

  /** Brings the findings up to date, now or right after the update under way. */
  const schedule = (): void => {
    waitingSince ??= performance.now();
    updating ??= (async () => {
      while (waitingSince !== null && !abort.signal.aborted) {
        // Changes that have already arrived are read first.
        await turn();
        await update();
      }
      updating = null;
    })();
  };

  const refresh = gathered<string>(async (files) => {
    try {
      await workspace.refresh(files);
    } catch (error) {
      log.error(`reading again in ${rootText(root)} failed: ${describe(error)}`);
    }
    schedule();
  });

  const report = (ms: number): void => {
    const { chains, callbacks, findings } = status;
    const read = `read ${workspace.facts.size} files of ${rootText(root)} in ${(ms / 1000).toFixed(1)} s`;
    log.info(`${read}: ${chains} chains, ${callbacks} callbacks, ${findings} findings`);
    for (const { file, problem } of workspace.problems) log.info(`left out: ${file}: ${problem}`);
  };

  return {
    root,
    uri,
    get context() {
      return context();
    },
    isFolder: only === null,
    get judgement() {
      return standing(judgement, workspace.model(), found);
    },
    findings: (file) => publisher.findings(workspace.anchored).get(file) ?? [],
    allFindings: () => [...publisher.findings(workspace.anchored).values()].flat(),
    encode: options.encode,
    ready,
    whatIf: workspace.whatIf,
    get showsAll() {
      return showsAll();
    },
    showAll: (on) => {
      isChecked = on;
      if (workspace.indexed) publish();
    },
    start: async () => {
      tell({ state: "indexing" });
      const { signal } = abort;
      const begun = performance.now();
      const onProgress = (progress: { done: number; total: number }): void => tell(progress);
      try {
        await workspace.look();
        await opening.over(() => updating);
        await workspace.index({ signal, onProgress, ...(only === null ? {} : { only: [only] }) });
        // What was opened meanwhile was read before the wrappers of other files were known.
        analyses.clear();
        status = { ...status, state: "ready" };
        await update();
        options.complete();
        report(performance.now() - begun);
        workspace.remember();
      } catch (error) {
        if (signal.aborted) return;
        log.error(`reading ${rootText(root)} failed: ${describe(error)}`);
        tell({ state: "failed", problem: error instanceof Error ? error.message : String(error) });
      } finally {
        isReady();
      }
    },
    changed: (file, document) => {
      open.set(file, document);
      opening.tell();
      schedule();
    },
    current,
    again: schedule,
    refresh,
    closed: async (file) => {
      open.delete(file);
      analyses.delete(file);
      if (!showsAll()) publisher.forget(file);
      await workspace.close(file).catch((error) => log.error(`closing ${file} failed: ${describe(error)}`));
      schedule();
    },
    dispose: () => {
      abort.abort();
      isReady();
      tell({ state: "closed" });
    },
  };
}

/** When the steps from a change to its findings ended. */
interface Times {
  readonly since: number;
  readonly begun: number;
  readonly analysed: number;
  readonly linked: number;
  readonly published: number;
}

/** For the trace, and for whoever measures. */
function timesOf({ since, begun, analysed, linked, published }: Times): string {
  const ms = (from: number, to: number): string => (to - from).toFixed(1);
  const steps = `waited ${ms(since, begun)}, analysed ${ms(begun, analysed)}, linked ${ms(analysed, linked)}`;
  return `findings in ${ms(since, published)} ms: ${steps}, found ${ms(linked, published)}`;
}
