// Everything that can be said about the code without running the product: node test/check.mjs. A failing step prints the
// command that mends it.
import { spawn } from 'node:child_process'
import path from 'node:path'

/** @typedef {{ name: string, command: string[], fix?: string }} Step */

const folders = ['shared', 'gateway', 'renderer', 'electron', 'cli', 'test']

/** @type {Step[]} */
const steps = [
  { name: 'format', command: ['oxfmt', '--check', '.'], fix: 'npm run fix' },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'], fix: 'npm run fix' },
  ...folders.map((folder) => ({ name: `types in ${folder}`, command: ['tsc', '-p', folder] })),
  { name: 'unused code', command: ['knip', '--no-progress'] },
  { name: 'architecture', command: ['vitest', 'run', '--mode', 'test', '--reporter', 'dot', 'test/architecture'] },
]

/**
 * @param {Step} step
 * @returns {Promise<{ step: Step, code: number | null, output: string, ms: number }>}
 */
function run(step) {
  const started = performance.now()
  const [tool = '', ...args] = step.command
  // The tools themselves, not npx: it would cost a third of the time.
  const child = spawn(path.join('node_modules', '.bin', tool), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ step, code, output, ms: performance.now() - started }))
  })
}

const started = performance.now()
const queue = [...steps]
let failed = 0
// Two at a time: most steps have idle moments, and small machines have two cores.
await Promise.all(
  [0, 1].map(async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const { code, output, ms } = await run(step)
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${step.name} (${(ms / 1000).toFixed(1)} s)`)
      if (code === 0) continue
      failed += 1
      console.log(output.trim())
      if (step.fix) console.log(`To mend it: ${step.fix}`)
    }
  }),
)
console.log(
  `${steps.length - failed} of ${steps.length} checks passed in ${((performance.now() - started) / 1000).toFixed(1)} s`,
)
process.exitCode = failed === 0 ? 0 : 1
