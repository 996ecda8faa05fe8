import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts'],
    environment: 'node',
    // Starting a process and loading the sources for each file takes four times as long as the tests do. What a test changes of its
    // process (environment, listeners), it puts back; sources keep no state in modules.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
