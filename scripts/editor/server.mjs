/** A VS Code of its own, with its own settings and extensions, served on this machine. Must not know what is done in it. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Nothing that opens by itself, asks, reports or types along. */
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.commandCenter.enabled": false,
  "git.enabled": false,
  "editor.minimap.enabled": false,
};

/**
 * Starts an editor.
 * @param {{ server: string, vsix: readonly string[], settings?: object, isTrusted?: boolean }} options
 *   `isTrusted: false` opens folders in restricted mode
 * @returns {Promise<{ url: string, folder: string, stop(): Promise<void> }>} `folder` holds its data
 */
export async function startEditor({ server, vsix, settings = {}, isTrusted = true }) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-editor-"));
  const user = path.join(folder, "data/User");
  mkdirSync(user, { recursive: true });
  writeFileSync(path.join(user, "settings.json"), JSON.stringify({ ...QUIET, ...settings }, null, 2));
  const places = ["--server-data-dir", folder, "--extensions-dir", path.join(folder, "extensions")];
  const base = [server, "--accept-server-license-terms", ...places];
  for (const file of vsix)
    execFileSync(process.execPath, [...base, "--install-extension", file, "--force"], { stdio: "pipe" });
  const flags = [
    "--without-connection-token",
    "--host",
    "127.0.0.1",
    "--port",
    "0",
    "--telemetry-level",
    "off",
  ];
  const trust = isTrusted ? ["--disable-workspace-trust"] : [];
  const child = spawn(
    process.execPath,
    [...base, ...flags, ...trust, "--disable-getting-started-override", "--disable-telemetry"],
    // Extensions are not looked up on the network.
    { env: { ...process.env, EXTENSIONS_GALLERY: "{}" }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const end = () => {
    child.kill();
    remove();
  };
  process.once("exit", end);
  return {
    url: `http://127.0.0.1:${await portOf(child)}/`,
    folder,
    stop: async () => {
      process.off("exit", end);
      child.kill();
      await gone;
      remove();
    },
  };
}

/** The port is told on the standard output; a server that ends before is an error with what it said. */
function portOf(child) {
  let said = "";
  return new Promise((resolve, reject) => {
    const read = (data) => {
      said += data;
      const port = /Extension host agent listening on (\d+)/.exec(said)?.[1];
      if (port) resolve(Number(port));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (status) => reject(new Error(`VS Code's server ended (${status}):\n${said}`)));
  });
}
