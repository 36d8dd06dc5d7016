/** `npm run check`: the tests that take longer than a coffee should: test/slow/*.test.ts, which `npm test` leaves out. */
import { startVitest } from 'vitest/node';

const vitest = await startVitest('test', process.argv.slice(2), {
  watch: false,
  include: ['test/slow/**/*.test.ts'],
  exclude: ['node_modules/**'],
  // Few and long: nothing is gained by sharing modules.
  isolate: true,
  testTimeout: 600_000,
});
await vitest.close();
