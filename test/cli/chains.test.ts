/** `chains`: the model as JSON, as text, as a graph; of a tree or of what a part of it takes part in. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { chainsDocument } from "./shapes";
import { cli, EXAMPLE, folder, RAW_ERRNO } from "./support";

const HANDOFF = "kernel/profile.c:task_free_notifier";

describe("JSON", () => {
  it("has contract.md's shape and says who is on the chain of the example", async () => {
    const run = await cli(["chains", EXAMPLE, "--format", "json", "--quiet"]);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    const document = chainsDocument.parse(JSON.parse(run.stdout));
    expect(document).toMatchObject({ root: EXAMPLE, kernelVersion: "3.4.0" });
    const chain = document.chains.find((c) => c.id === HANDOFF);
    expect(chain).toMatchObject({
      name: "task_free_notifier",
      type: "atomic",
      protocol: "claim",
      handoff: { object: "task_struct", claim: "== NOTIFY_OK" },
    });
    const told = chain?.callbacks.map((c) => [c.function, c.priority, c.returns, c.handoff?.takes ?? []]);
    expect(told).toEqual([
      ["oprofile_task_free", "0", ["NOTIFY_OK"], ["NOTIFY_OK"]],
      ["lowmem_task_free", "0", ["NOTIFY_OK"], []],
      ["task_stats_notify", "-100", ["NOTIFY_DONE"], []],
    ]);
    expect(chain?.callbacks[0]?.registeredBy.call).toBe("register_task_free_notifier");
    expect(chain?.callSites[0]).toMatchObject({ function: "profile_handoff_task", event: "0", use: "eq_OK" });
    expect(chain?.callSites[0]?.effectiveUse[0]).toMatchObject({
      function: "__put_task_struct",
      file: "kernel/fork.c",
    });
  });

  it("lists under unresolved, with its values, a callback whose chain is nowhere", async () => {
    const root = folder({
      "a.c": `static int lost(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_STOP;
}
static struct notifier_block lost_nb = { .notifier_call = lost };
`,
    });
    const run = await cli(["chains", root, "--format", "json"]);
    const { chains, unresolved } = chainsDocument.parse(JSON.parse(run.stdout));
    expect(chains).toEqual([]);
    expect(unresolved).toMatchObject([{ kind: "callback", name: "lost", line: 1, returns: ["NOTIFY_STOP"] }]);
    expect((await cli(["chains", root])).stdout).toMatch(
      /^not resolved\n {4}callback lost\(\) {2}a\.c:1 {2}[^\n]*; returns\n? *NOTIFY_STOP$/m,
    );
  });

  it("is restricted to the chains that a file or folder takes part in", async () => {
    const ids = async (part: string): Promise<string[]> => {
      const run = await cli(["chains", "--root", EXAMPLE, path.join(EXAMPLE, part), "--format", "json"]);
      return chainsDocument.parse(JSON.parse(run.stdout)).chains.map((c) => c.id);
    };
    expect(await ids("kernel/task_stats.c")).toEqual([HANDOFF]);
    expect(await ids("mm")).toEqual(["drivers/base/memory.c:memory_chain"]);
  });
});

describe("text", () => {
  it("lists callbacks in order with what they answer, and who walks the chain", async () => {
    const run = await cli(["chains", folder({ "power.c": RAW_ERRNO }), "--quiet"]);
    expect(run).toEqual({
      status: 0,
      stderr: "",
      stdout: `power.c:power_chain
    blocking, head at power.c:3; errno-veto: a caller reads the result as an errno and gives up
     1. battery_event()  power.c:5  priority 1
            returns -EIO
            battery_nb, blocking_notifier_chain_register() at line 20, never taken off
     2. lamp_event()  power.c:10  priority 0
            returns NOTIFY_DONE
            lamp_nb, blocking_notifier_chain_register() at line 21, never taken off
    walked by power_off()  power.c:26, event 3
            3  decoded to an errno, tested != 0  power_off()  line 29
`,
    });
  });

  it("of a tree without chains is empty, and the summary says so", async () => {
    const run = await cli(["chains", folder({ "a.c": "int a;\n" })]);
    expect(run).toMatchObject({ status: 0, stdout: "" });
    expect(run.stderr).toMatch(/^notifier-lens: 0 chains, 0 callbacks, 0 call sites in /);
  });
});

describe("graphs", () => {
  it("show the walk: caller, head, callbacks in order", async () => {
    const root = folder({ "power.c": RAW_ERRNO });
    const dot = (await cli(["chains", root, "--format", "dot", "--quiet"])).stdout;
    expect(dot).toMatch(/^digraph notifier_chains \{\n[\s\S]*\n\}\n$/);
    const keyOf = (label: string): string => new RegExp(`(\\w+) \\[label="${label}`).exec(dot)?.[1] ?? "?";
    const path = ["power_off\\(\\)", "power_chain", "battery_event\\(\\)", "lamp_event\\(\\)"].map(keyOf);
    for (const [i, to] of path.slice(1).entries()) expect(dot).toContain(`${path[i]} -> ${to} `);
    const mermaid = (await cli(["chains", root, "--format", "mermaid", "--quiet"])).stdout;
    expect(mermaid).toMatch(/^flowchart LR\n/);
    for (const [i, to] of path.slice(1).entries())
      expect(mermaid).toMatch(new RegExp(`^ *${path[i]} -->\\|"[^"]*"\\| ${to}$`, "m"));
  });
});
