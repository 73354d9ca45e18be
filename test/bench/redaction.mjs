// What looking for credentials costs in the recorder, beside what it does with a frame anyway: node test/bench/redaction.mjs
// The frames are deltas of about 250 bytes. Targets: under 1 µs a frame for the look; a megabyte of prompt in milliseconds.
import path from 'node:path'
import { build } from 'vite'

const root = path.resolve(import.meta.dirname, '../..')
const built = await build({
  root,
  configFile: false,
  logLevel: 'silent',
  plugins: [
    {
      name: 'own-paths',
      enforce: 'pre',
      resolveId: (id) =>
        id === 'bench' ? '\0bench' : id.startsWith('#shared/') ? path.join(root, `${id.slice(1)}.ts`) : null,
      load: (id) =>
        id === '\0bench'
          ? `export { mayHoldCredential } from '#shared/redaction/glance'
             export { maskCredentials } from '#shared/redaction/credentials'
             export { planRedaction } from '#shared/redaction/plan'
             export { compileRules, noRules } from '#shared/redaction/rules'
             export { formatLine } from '#shared/session/jsonl'`
          : null,
    },
  ],
  build: { ssr: true, write: false, minify: false, target: 'node20', rolldownOptions: { input: 'bench' } },
})
if (!('output' in built)) throw new Error('nothing was built')
const [{ code }] = built.output
const { mayHoldCredential, maskCredentials, planRedaction, compileRules, noRules, formatLine } = await import(
  `data:text/javascript,${encodeURIComponent(code)}`
)

/** @param {number} i */
const frame = (i) => ({
  seq: i,
  at: 123.456 + i,
  kind: 'received',
  turn: 1,
  text: `event: response.output_text.delta\ndata: ${JSON.stringify({
    type: 'response.output_text.delta',
    sequence_number: i,
    item_id: 'msg_68a1b2c3d4e5f60718293a4b5c6d7e8f',
    output_index: 0,
    content_index: 0,
    delta: ' tasks',
    obfuscation: 'Zx81kQp3',
  })}\n\n`,
  out: 0.12,
})
const frames = Array.from({ length: 40 }, (_, i) => frame(i))
const lines = frames.map(formatLine).join('')

/** The best of seven rounds, in nanoseconds of this process a call: others use the machine too. @param {() => unknown} run @param {number} times */
function measure(run, times) {
  let best = Infinity
  for (let round = 0; round < 7; round += 1) {
    const start = process.cpuUsage().user
    for (let i = 0; i < times; i += 1) run()
    best = Math.min(best, ((process.cpuUsage().user - start) * 1_000) / times)
  }
  return best
}

const perFrame = (/** @type {number} */ ns) => `${Math.round(ns / frames.length)} ns a frame`
const ms = (/** @type {number} */ ns) => `${(ns / 1e6).toFixed(2)} ms`
console.log(`${Math.round(lines.length / frames.length)} characters a line`)
console.log(`write the lines      ${perFrame(measure(() => frames.map(formatLine).join(''), 2_000))}`)
if (mayHoldCredential(lines)) throw new Error('there is nothing in these lines')
console.log(`look for credentials ${perFrame(measure(() => mayHoldCredential(lines), 2_000))}`)
const prose = 'Please refactor this function so that it returns early: if (a.length > 0) return b.map((x) => x * 2); '
const prompt = prose.repeat(Math.ceil((1 << 20) / prose.length))
console.log(`a MiB of prompt      ${ms(measure(() => mayHoldCredential(prompt), 10))} to look`)
const keyed = `${prompt} OPENAI_API_KEY=sk-${'a1B2c3D4'.repeat(6)}`
console.log(`a MiB with a key     ${ms(measure(() => maskCredentials(keyed), 3))} to mask`)
const image = `data:image/png;base64,${Buffer.from(Array.from({ length: 3 << 18 }, (_, i) => (i * 7919) % 251)).toString('base64')}`
console.log(`a MiB of image       ${ms(measure(() => mayHoldCredential(image), 10))} to look`)
const many = Array.from({ length: 100_000 }, (_, i) => frame(i))
const started = process.cpuUsage().user
const plan = await planRedaction(
  many,
  compileRules(noRules, () => () => []),
)
const planned = process.cpuUsage().user
for (const one of many) plan.clean(one)
const cleaned = process.cpuUsage().user
console.log(
  `100,000 frames       ${Math.round((planned - started) / 1000)} ms to plan, ${Math.round((cleaned - planned) / 1000)} ms to clean`,
)
