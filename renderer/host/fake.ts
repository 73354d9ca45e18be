// A host that plays sessions by itself: for unit tests and for developing the window without a gateway. Never shipped.
import type { GatewayStatus, ModelChoice, Params, CommandName, Result } from '#shared/contract/commands'
import { HostError, type Host } from '#shared/contract/host'
import { faultKinds } from '#shared/fault/kinds'
import type { ActiveFault } from '#shared/fault/schema'
import type { Frame } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import { applyFrame, createSummary, type SessionSummary } from '#shared/session/summary'
import { createFakeChaos } from './fake-chaos'
import { dryRun } from './fake-route'
import { envelopeScript, invalidScript } from './fake-failures'
import type { Script } from './fake-frames'
import { burstScript, fallbackScript, jsonScript, socketScript, truncatedScript } from './fake-scripts'
import { createListeners } from '#shared/contract/listeners'

type Playing = {
  readonly summary: SessionSummary
  text: string
  readonly script: Script
  readonly started: number
  at: number
  next: number
  timer: ReturnType<typeof setInterval> | null
}

const tick = 25

/** `scene` names what plays: empty, burst, envelope, socket, truncated, done, many, or anything else for a day of sessions. */
export function createFakeHost(scene = ''): Host {
  const { on, emit } = createListeners()
  const sessions: Playing[] = []
  let faults: readonly ActiveFault[] = []
  let faultCount = 0
  const tell = (playing: Playing) => emit('sessions.changed', { sessions: [{ ...playing.summary }] })

  function play(script: Script, startedAt: number, live: boolean): void {
    const summary = createSummary({ id: `ses_${(sessions.length + 1).toString(36).padStart(6, '0')}`, startedAt })
    const playing: Playing = { summary, text: '', script, started: performance.now(), at: 0, next: 0, timer: null }
    sessions.unshift(playing)
    if (live) playing.timer = setInterval(() => advance(playing) && tell(playing), tick)
    else while (recordNext(playing));
  }

  const chaos = createFakeChaos(models, (progress) => emit('chaos.progress', progress))
  const handlers: { readonly [K in CommandName]: (params: Params<K>) => Result<K> } = {
    'gateway.status': () => status(scene),
    'models.list': () => ({ models }),
    'models.refresh': () => ({ added: [], known: models.length, failed: null }),
    'sessions.list': () => ({ sessions: sessions.map(({ summary }) => ({ ...summary })), total: sessions.length }),
    'session.read': ({ id, from }) => read(sessions, id, from),
    'session.outline': ({ from }) => noOutline(from),
    'request.schema': () => ({ fields: [], schema: {} }),
    'request.send': ({ requestId, transport, body }) => {
      play(chooseScript(requestId, transport, body), Date.now(), true)
      return null
    },
    'request.stop': ({ requestId }) => {
      const playing = sessions.find(({ summary }) => summary.clientRequestId === requestId)
      if (playing) {
        abort(playing)
        tell(playing)
      }
      return null
    },
    'route.dryRun': ({ body }) => dryRun(body, models),
    'chaos.run': (params) => chaos.run(params),
    'chaos.stop': ({ runId }) => chaos.stop(runId),
    'faults.list': () => ({ faults, kinds: faultKinds }),
    'faults.add': ({ fault }) => {
      faultCount += 1
      const added = { id: `fault_${faultCount}`, fault, left: fault.times ?? null }
      faults = [...faults, added]
      return added
    },
    'faults.remove': ({ id }) => {
      faults = faults.filter((fault) => fault.id !== id)
      return null
    },
  }

  if (scene !== 'empty') playDay(play, scene)
  return {
    on,
    call: async <K extends CommandName>(name: K, params: Params<K>) =>
      (handlers[name] as (p: Params<K>) => Result<K>)(params),
  }
}

/** Records what is due by now; true when anything was. */
function advance(playing: Playing): boolean {
  const now = performance.now() - playing.started
  const before = playing.next
  while (playing.at + (playing.script[playing.next]?.after ?? Infinity) <= now) recordNext(playing)
  if (playing.next >= playing.script.length) stop(playing)
  return playing.next > before
}

function recordNext(playing: Playing): boolean {
  const step = playing.script[playing.next]
  if (!step) return false
  playing.at += step.after
  record(playing, { seq: playing.next, at: playing.at, ...step.body } as Frame)
  playing.next += 1
  return true
}

function record(playing: Playing, frame: Frame): void {
  playing.text += formatLine(frame)
  applyFrame(playing.summary, frame)
  playing.summary.stored = playing.summary.frames
}

function abort(playing: Playing): void {
  stop(playing)
  const at = performance.now() - playing.started
  record(playing, { seq: playing.next, at, kind: 'closed', by: 'client', code: null, reason: '' })
}

function stop(playing: Playing): void {
  if (playing.timer !== null) clearInterval(playing.timer)
  playing.timer = null
}

type Play = (script: Script, startedAt: number, live: boolean) => void

function playDay(play: Play, scene: string): void {
  const now = Date.now()
  const past = [jsonScript, fallbackScript, socketScript, truncatedScript, invalidScript, envelopeScript]
  const many = scene === 'many' ? 280 : 18
  for (let i = many; i > 0; i -= 1) {
    const make = past[i % past.length]
    if (make) play(make(null), now - i * 47_000, false)
  }
  if (scene === 'burst') setTimeout(() => play(burstScript(null), Date.now(), true), 1_200)
  else if (scene === 'envelope') play(envelopeScript(null), now, false)
  else if (scene === 'socket') play(socketScript(null, 3), now, true)
  else if (scene === 'truncated') play(truncatedScript(null), now, false)
  else if (scene === 'done') play(fallbackScript(null), now, false)
  else play(fallbackScript(null), now, true)
}

function chooseScript(requestId: string, transport: Params<'request.send'>['transport'], body: string): Script {
  const parsed = parse(body)
  if (parsed === null) return invalidScript(requestId)
  const scenario = (parsed['metadata'] as { gatescope_scenario?: string } | undefined)?.gatescope_scenario
  if (scenario === 'all-failed') return envelopeScript(requestId)
  if (scenario === 'cut') return truncatedScript(requestId)
  if (scenario === 'burst') return burstScript(requestId)
  if (transport === 'json') return jsonScript(requestId)
  return transport === 'sse' ? fallbackScript(requestId) : socketScript(requestId, 1)
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return null
  }
}

/** What is played here is never so long that it has to be outlined first. */
const noOutline = (from: number): Result<'session.outline'> => ({
  count: 0,
  names: [],
  columns: '',
  frames: [],
  places: [],
  next: from,
  atEnd: true,
})

/** Whole lines from `from`, up to about 1 MiB, as the gateway reads its files. */
function read(sessions: readonly Playing[], id: string, from: number): Result<'session.read'> {
  const playing = sessions.find(({ summary }) => summary.id === id)
  if (!playing) throw new HostError('not_found', `There is no session ${id}.`)
  const whole = playing.text
  const end = whole.length - from <= 1_048_576 ? whole.length : whole.lastIndexOf('\n', from + 1_048_576) + 1
  return { text: whole.slice(from, end), next: end, atEnd: end === whole.length }
}

const status = (scene: string): GatewayStatus => ({
  version: '0.1.0',
  gateway: 'http://127.0.0.1:4777/v1',
  token: 'gs_7Qe4mXbT0rLw2kYc1Fd',
  profile: 'documented',
  websocket: true,
  websocketBridge: false,
  dataDir: '/home/reader/.gatescope',
  providers: [
    { id: 'openai', label: 'OpenAI', mode: 'live' },
    { id: 'phaseo', label: 'Phaseo', mode: 'simulated' },
    { id: 'google-ai-studio', label: 'Google AI Studio', mode: 'simulated' },
  ],
  scenarios: [
    { name: 'slow-first-token', title: 'Slow first token' },
    { name: 'cut', title: 'Cut stream' },
    { name: 'all-failed', title: 'All providers fail' },
    { name: 'burst', title: '5,000 events, 1,000 a second' },
    { name: 'rate-limit', title: 'Rate limited, then fallback' },
  ],
  setAside: scene === 'aside' ? [{ file: '2026-01-02-ses_x.jsonl', reason: 'Not a Gatescope session.' }] : [],
})

const model = (id: string, ...providers: readonly (readonly [string, 'live' | 'simulated'])[]): ModelChoice => ({
  id,
  name: id.slice(id.indexOf('/') + 1),
  endpoints: ['responses'],
  providers: providers.map(([provider, mode]) => ({ id: provider, mode, available: true })),
})

const models: readonly ModelChoice[] = [
  model('simulator/fallback', ['simulator', 'simulated']),
  model('simulator/burst', ['simulator', 'simulated']),
  model('openai/gpt-5-nano', ['openai', 'live'], ['phaseo', 'simulated']),
  model('google/gemini-2.5-flash', ['google-ai-studio', 'simulated'], ['phaseo', 'simulated']),
  model('anthropic/claude-haiku-4.5', ['anthropic', 'simulated']),
]
