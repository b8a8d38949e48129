/** The settings that the extension's manifest offers, made from the rules and from the table of options. */

const LEVELS = ["default", "error", "warning", "info", "off"];

/** The manifest with `contributes.configuration` replaced. */
export function withConfiguration(manifest, rules, options) {
  const properties = Object.fromEntries(
    rules.map(({ id, severity, off, docs }) => [
      id,
      {
        type: "string",
        enum: LEVELS,
        default: "default",
        description: `${docs.summary.trim()} By default: ${off === undefined ? severity : "off"}.`,
      },
    ]),
  );
  const configuration = {
    title: "Notifier Lens",
    properties: {
      // What a newcomer wants to set comes first, the long list of rules last.
      "notifierLens.rules": {
        type: "object",
        order: 91,
        scope: "resource",
        default: {},
        markdownDescription:
          "Which rules report, and as what: a rule's id with `default`, `error`, `warning`, `info` or `off`.",
        properties,
        additionalProperties: false,
      },
      "notifierLens.kernelVersion": {
        type: "string",
        order: 90,
        scope: "resource",
        default: "",
        pattern: "^(\\d+(\\.\\d+){1,3}\\S*)?$",
        description:
          "The kernel whose rules of registration apply, such as 4.19. Empty: the version in the tree's top Makefile.",
      },
      ...Object.fromEntries(
        Object.entries(options).map(([name, option], index) => [
          `notifierLens.${name}`,
          { ...option, scope: "window", order: index + 1 },
        ]),
      ),
    },
  };
  return { ...manifest, contributes: { ...manifest.contributes, configuration } };
}
