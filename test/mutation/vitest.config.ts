// The tests a mutation run asks: the examples beside the files it mutates. The properties of whole decisions stay out; they
// take most of the time, and a rule is to be held by an example that names it.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'gateway/routing/*.test.ts',
      'gateway/api/{errors,exhausted,unroutable,failure-category,in-band,debug}.test.ts',
      'gateway/dialects/error.test.ts',
    ],
    exclude: ['**/*.properties.test.ts'],
    setupFiles: ['test/mutation/fixed-seed.ts'],
    testTimeout: 20_000,
  },
})
