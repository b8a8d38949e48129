/** The options of `simulate`. What they do stands in simulate.ts and whatIf.ts. */
import { type Command, Option } from "commander";
import { collect, commonOptions, type Settle } from "./options";

const EXAMPLES = `
Examples:
  simulate examples/scenarios/leak.notifier.json
  simulate --chain pm_chain_head --event PM_SUSPEND_PREPARE ~/linux
  simulate --chain pm_chain_head --set wdt_power_event=NOTIFY_BAD ~/linux
  simulate leak.notifier.json --without lowmemorykiller

Exit status: 0 it ran, 2 something could not be run: one line for each mistake says what is allowed.`;

/** Adds the command. */
export function simulateCommand(top: Command, settle: Settle): void {
  const command = top
    .command("simulate")
    .argument("[FILE...]", "scenarios; - reads one per line from standard input; with --chain the tree");
  commonOptions(command, ["text", "json", "mermaid"])
    .description("runs scenarios, or a chain of a tree, and asks what if")
    .option("--chain <id>", "build the scenario from this chain of the tree PATH")
    .option("--event <event>", "only calls with this event; may be given several times", collect, [])
    .option(
      "--set <callback=value>",
      "what if it answered so; CALLBACK:EVENT=VALUE for one event, V,W for any of these; repeatable",
      collect,
      [],
    )
    .option("--without <callback>", "what if it were not registered; repeatable", collect, [])
    .option("--priority <callback=n>", "what if it had this priority; repeatable", collect, [])
    .addOption(
      new Option("--policy <policy>", "what if walks made one result of many in this way").choices([
        "last",
        "or",
        "stop-on-ok",
      ]),
    )
    .option("--kernel <version>", "what if this kernel's rules of registration applied")
    .option("--full", "every call of every callback, however many there are")
    .option(
      "--explore",
      "every order of equal priorities and every value; implied where the scenario leaves them open",
    )
    .option(
      "--save-witness <dir>",
      "with an exploration: each outcome's shortest run as a scenario file in DIR",
    )
    .option("--compare", "a table of every policy, claim test and protocol")
    .addHelpText("after", EXAMPLES)
    .action(async (files, options) => settle(await (await import("./simulate")).simulate(files, options)));
}
