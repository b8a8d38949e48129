/**
 * The injection over the editor's own grammars of C and C++ (the package tm-grammars has them, as VS Code has): each
 * fixture in c/ names the scopes of what stands above its carets.
 */
import { describe } from "vitest";
import { checkFixtures } from "./fixtures";

describe("notifier chains in C", () => checkFixtures("c"));
