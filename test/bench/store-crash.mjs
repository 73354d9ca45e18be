// What a crash costs: a gateway that records 5,000 events a second is killed again and again at random moments, each time
// over what the last one left; in turn with it a program that does nothing but record, which tells what the machine itself
// takes. node test/bench/store-crash.mjs [KILLS] (after npm run build)
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { checkStore, crash, crashFloor, startStream } from '../support/store-crash.mjs'

const kills = Number(process.argv[2] ?? 200)
const perSecond = 5_000
const mostLostMs = 100

const dataDir = mkdtempSync(path.join(tmpdir(), 'gatescope-crash-'))
const stream = await startStream(perSecond)
/** @type {import('../support/store-crash.mjs').Crash[]} */
const crashes = []
/** @type {import('../support/store-crash.mjs').Crash[]} */
const floor = []
try {
  for (let i = 0; i < kills; i += 1) {
    const afterMs = 50 + Math.random() * 700
    crashes.push(await crash({ dataDir, stream, afterMs }))
    floor.push(await crashFloor({ dataDir, stream, afterMs }))
    if (process.stdout.isTTY) process.stdout.write(`\r${i + 1} of ${kills}`)
  }
  const problems = await checkStore({ dataDir, stream, sessions: kills })
  report(problems)
} finally {
  stream.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

/** @param {readonly string[]} problems */
function report(problems) {
  const of = (/** @type {'lostMs' | 'lostFrames' | 'reopenMs' | 'got'} */ figure, runs = crashes) => {
    const sorted = runs.map((one) => one[figure]).sort((a, b) => a - b)
    const at = (/** @type {number} */ share) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    return { median: at(0.5).toFixed(0), p95: at(0.95).toFixed(0), worst: (sorted.at(-1) ?? 0).toFixed(0) }
  }
  console.log(`\n${kills} kills at ${perSecond} events a second`)
  console.table({
    'events the client had': of('got'),
    'of them lost': of('lostFrames'),
    'ms of them lost': of('lostMs'),
    'of them lost by the floor': of('lostFrames', floor),
    'ms of them lost by the floor': of('lostMs', floor),
    'ms to be ready again': of('reopenMs'),
  })
  const worst = Math.max(...crashes.map(({ lostMs }) => lostMs))
  console.log(problems.length === 0 ? 'The store was whole after every kill.' : problems.join('\n'))
  console.log(`${worst <= mostLostMs ? 'met' : 'MISSED'}: at most ${mostLostMs} ms lost; worst ${worst.toFixed(0)} ms`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
