import { configDefaults, defineConfig } from 'vitest/config';

/** Tests of what is deployed: of the template and of whole bundles. */
const deployed = ['test/{infra,journeys,reference}/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // What the functions log matters when a test fails.
    silent: 'passed-only',
    setupFiles: ['test/support/no-secrets-in-logs.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'code',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...deployed],
        },
      },
      {
        extends: true,
        test: {
          name: 'deployed',
          include: deployed,
          // Half a second; the others need no bundles.
          globalSetup: ['test/support/build-functions.ts'],
        },
      },
    ],
  },
});
