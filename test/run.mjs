// The whole suite, the way CI runs it: node test/run.mjs. Builds, checks, prepares the browsers and clients it needs, runs
// every test, and ends with one line that counts them all.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'

const results = 'test-results'

/**
 * @param {string} title
 * @param {string[]} command
 */
function step(title, command) {
  console.log(`\n── ${title}`)
  const { status } = spawnSync(command[0] ?? '', command.slice(1), {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  return status === 0
}

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(`${results}/${file}`, 'utf8'))
  } catch {
    return null
  }
}

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
let passed = 0
let failed = 0
let skipped = 0
/** @param {boolean} ok */
const count = (ok) => (ok ? (passed += 1) : (failed += 1))

count(step('Build', ['npm', 'run', '--silent', 'build']))
count(step('Check', ['node', 'test/check.mjs']))
step('Browsers for the end-to-end tests', ['node', 'test/support/prepare.mjs'])
step('Clients of other makers', ['node', 'test/support/prepare-clients.mjs'])

step('Unit and integration tests', [
  'npx',
  'vitest',
  'run',
  '--mode',
  'test',
  '--reporter',
  'default',
  '--reporter',
  'json',
  '--outputFile.json',
  `${results}/vitest.json`,
])
const unit = readReport('vitest.json')
passed += unit?.numPassedTests ?? 0
failed += unit ? unit.numFailedTests + (unit.success || unit.numFailedTests > 0 ? 0 : 1) : 1
skipped += unit ? unit.numPendingTests + unit.numTodoTests : 0

for (const project of ['chromium', 'electron']) {
  rmSync(`${results}/e2e.json`, { force: true })
  const command = ['npx', 'playwright', 'test', '--config', 'test/e2e/playwright.config.ts', '--project', project]
  step(`End-to-end tests in ${project}`, command)
  const e2e = readReport('e2e.json')
  passed += e2e?.stats.expected ?? 0
  failed += e2e ? e2e.stats.unexpected + e2e.stats.flaky + e2e.errors.length : 1
  skipped += e2e?.stats.skipped ?? 0
}

if (skipped > 0) console.log(`\nSKIPPED: ${skipped} tests did not run; the lines above say why.`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
