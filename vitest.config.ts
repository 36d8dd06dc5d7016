import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/slow/**', 'test/bench/**', 'node_modules/**'],
    pool: 'forks',
    // All cores: by default one is left free, which of two is half.
    maxWorkers: '100%',
    // A test is right or wrong, not fast or slow: a busy machine must not fail it.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
