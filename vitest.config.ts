import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'acceptance/**/*.test.ts'],
    // Processes, not threads: a crash in a native module then fails one file with a message instead of ending the run.
    pool: 'forks',
    // Starting a fresh module graph per file costs far more than the tests do; tests must clean up after themselves.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
