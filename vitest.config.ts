import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests of the template and of whole functions need the bundles; making them takes half a second.
    globalSetup: ['test/support/build-functions.ts'],
    testTimeout: 20_000,
  },
});
