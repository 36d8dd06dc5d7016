import { defineConfig } from 'vitest/config';
import { compiledStarters } from './test/support/compiled.ts';

export default defineConfig({
  plugins: [compiledStarters()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**', 'test/bench/**', 'node_modules/**'],
    pool: 'forks',
    // The files of a worker share their modules: most of them load the whole simulator, and with it a second of every file.
    // What a file changes it puts back: the directory it works in, files, spies, the exit code.
    isolate: false,
    // All cores: by default one is left free, which of two is half.
    maxWorkers: '100%',
    // A test is right or wrong, not fast or slow: a busy machine must not fail it.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
