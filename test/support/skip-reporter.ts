import type { Reporter, TestCase } from '@playwright/test/reporter'

/** A skipped suite must not look like a passed one: says how many tests did not run, and why. */
export default class SkipReporter implements Reporter {
  readonly #skipped = new Map<string, number>()

  onTestEnd(test: TestCase): void {
    if (test.outcome() !== 'skipped') return
    const reason = test.annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given'
    this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1)
  }

  onEnd(): void {
    for (const [reason, count] of this.#skipped) console.log(`SKIPPED ${count} tests: ${reason}`)
  }
}
