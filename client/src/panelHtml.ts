/**
 * The document of the panel. Its content security policy allows our own script and style sheet and nothing else: no
 * inline code, no network, no images. Must stay free of anything that comes from a workspace.
 */
import { Uri, type Webview } from "vscode";

/** @param out the folder of the bundles */
export function panelHtml(webview: Webview, out: Uri): string {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");
  const script = webview.asWebviewUri(Uri.joinPath(out, "panel.js"));
  const style = webview.asWebviewUri(Uri.joinPath(out, "panel.css"));
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<link rel="stylesheet" href="${style}">
<title>Simulation</title>
</head>
<body>
<div id="panel"><p>Loading the simulation.</p></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
