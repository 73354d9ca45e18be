// What the live path costs, beside a raw Node pipe in the same run (PERFORMANCE.md): npm run bench [-- ROUNDS]
// Absolute figures depend on the machine and on who else uses it; the ratios are what counts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from './load.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const rounds = Number(process.argv[2] ?? 3)
const loads = /** @type {const} */ ([
  { kind: 'json', connections: 32, seconds: 3, unit: 'requests' },
  { kind: 'bulk', connections: 32, seconds: 3, unit: 'events' },
  { kind: 'paced', connections: 64, seconds: 3, unit: 'events' },
])
/** @typedef {{ child: import('node:child_process').ChildProcess, port: number, readyMs: number }} Measured */

/** @param {string[]} command */
const launch = (command) =>
  spawn(process.execPath, ['--import', path.join(here, 'probe.mjs'), ...command], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })

/** @param {string[]} command @returns {Promise<Measured>} */
async function start(command) {
  const started = performance.now()
  const child = launch(command)
  const [{ port }] = await once(child, 'message')
  return { child, port, readyMs: performance.now() - started }
}

/** @param {string} folder @param {number} upstreamPort @returns {Promise<Measured>} */
async function startGateway(folder, upstreamPort) {
  const config = path.join(folder, 'config.json')
  const openai = { id: 'openai', base_url: `http://127.0.0.1:${upstreamPort}/v1`, api_key: 'sk-bench-0123456789' }
  writeFileSync(config, JSON.stringify({ providers: [openai] }))
  const flags = ['--port', '0', '--no-console', '--no-token', '--json', '--data-dir', folder, '--config', config]
  const started = performance.now()
  const child = launch([path.join(here, '../../dist/cli.js'), 'serve', ...flags])
  if (!child.stdout) throw new Error('The gateway has no output.')
  const [line] = await once(child.stdout, 'data')
  return { child, port: Number(new URL(JSON.parse(String(line)).gateway).port), readyMs: performance.now() - started }
}

/** @param {Measured} measured @returns {Promise<{ cpuUs: number, rssBytes: number, delayMs: number }>} */
async function costOf({ child }) {
  child.send('tell')
  const [cost] = await once(child, 'message')
  return cost
}

/** @param {Measured} measured */
async function stop({ child }) {
  child.kill('SIGTERM')
  await once(child, 'close')
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** @param {Measured} target @param {(typeof loads)[number]} what */
async function measure(target, what) {
  await costOf(target)
  const { requests, events, ms } = await load({ port: target.port, ...what })
  const { cpuUs, rssBytes, delayMs } = await costOf(target)
  const done = what.unit === 'requests' ? requests : events
  return { perSecond: (done / ms) * 1000, cpuUs: cpuUs / done, rssMb: rssBytes / 2 ** 20, delayMs }
}

/** @param {Record<'pipe' | 'gateway', Measured>} targets @param {(typeof loads)[number]} what */
async function compare(targets, what) {
  const runs = /** @type {Record<string, Awaited<ReturnType<typeof measure>>[]>} */ ({ pipe: [], gateway: [] })
  for (const target of Object.values(targets)) await load({ port: target.port, ...what, seconds: 1 })
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, target] of Object.entries(targets)) runs[name]?.push(await measure(target, what))
  }
  /** @param {string} name @param {'perSecond' | 'cpuUs' | 'rssMb' | 'delayMs'} figure */
  const of = (name, figure) => median((runs[name] ?? []).map((run) => run[figure]))
  return {
    load: `${what.kind}, ${what.connections} connections`,
    [`per second`]: `${Math.round(of('gateway', 'perSecond'))} ${what.unit}`,
    'x pipe': (of('gateway', 'perSecond') / of('pipe', 'perSecond')).toFixed(2),
    'CPU us each': of('gateway', 'cpuUs').toFixed(1),
    'CPU x pipe': (of('gateway', 'cpuUs') / of('pipe', 'cpuUs')).toFixed(2),
    'loop p99 ms': of('gateway', 'delayMs').toFixed(1),
    'RSS MiB': of('gateway', 'rssMb').toFixed(0),
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'gatescope-bench-'))
const upstream = await start([path.join(here, 'upstream.mjs')])
const pipe = await start([path.join(here, 'raw-pipe.mjs'), String(upstream.port)])
const starts = []
for (let i = 0; i < 5; i += 1) {
  const gateway = await startGateway(folder, upstream.port)
  starts.push(gateway.readyMs)
  await stop(gateway)
}
const gateway = await startGateway(folder, upstream.port)
const rows = []
for (const what of loads) rows.push(await compare({ pipe, gateway }, what))
console.table(rows)
console.log(`ready ${median(starts).toFixed(0)} ms after the start (median of ${starts.length})`)
await Promise.all([gateway, pipe, upstream].map(stop))
rmSync(folder, { recursive: true, force: true })
