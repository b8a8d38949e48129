/** Tests in a real editor: one after the other, because they share two cores with the editor and the browser. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/e2e/**/*.e2e.ts"],
    fileParallelism: false,
    // A failure's limit, not a wait: each step waits for what it needs to see.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // A step of a tour rests on the one before.
    bail: 0,
  },
});
