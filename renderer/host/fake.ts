// A host that plays sessions by itself: for unit tests and for developing the window without a gateway. Never shipped.
import type {
  CommandName,
  ConfigurationReading,
  GatewayStatus,
  ModelChoice,
  Params,
  Result,
} from '#shared/contract/commands'
import type { Host } from '#shared/contract/host'
import { faultKinds } from '#shared/fault/kinds'
import { faultJsonSchema, type ActiveFault } from '#shared/fault/schema'
import type { SessionSummary } from '#shared/session/summary'
import { createFakeChaos } from './fake-chaos'
import { createFakeFormats } from './fake-formats'
import { dryRun } from './fake-route'
import { envelopeScript, invalidScript } from './fake-failures'
import { createPlayer, type Play } from './fake-player'
import { createFakeProviders } from './fake-providers'
import { createFakeRequests } from './fake-requests'
import { createFakeStore } from './fake-store'
import { burstScript, fallbackScript, jsonScript, socketScript, truncatedScript } from './fake-scripts'
import { createFakeTape } from './fake-tape'
import { createListeners } from '#shared/contract/listeners'

/** `scene` names what plays: empty, burst, envelope, socket, truncated, done, many, or anything else for a day of sessions. */
export function createFakeHost(scene = ''): Host {
  const { on, emit } = createListeners()
  const tell = (summary: SessionSummary) => emit('sessions.changed', { sessions: [summary] })
  const player = createPlayer(tell)
  const library = createFakeStore(player.sessions, emit)
  let faults: readonly ActiveFault[] = []
  let faultCount = 0

  const chaos = createFakeChaos(models, (progress) => emit('chaos.progress', progress))
  const handlers: { readonly [K in CommandName]: (params: Params<K>) => Result<K> | Promise<Result<K>> } = {
    'gateway.status': () => status(scene),
    'models.list': () => ({ models }),
    'models.refresh': () => ({ added: [], known: models.length, failed: null }),
    ...createFakeProviders(() => emit('catalogue.changed', {})),
    'configuration.read': () => configuration,
    'sessions.list': () => ({ ...player.list(), labels: library.labels() }),
    ...library.handlers,
    'session.read': ({ id, from }) => player.read(id, from),
    'session.outline': ({ from }) => noOutline(from),
    ...createFakeTape(player, tell),
    ...createFakeFormats(player, tell),
    'request.schema': () => ({ fields: [], schema: {} }),
    ...createFakeRequests(player),
    'route.dryRun': ({ body }) => dryRun(body, models),
    'chaos.run': (params) => chaos.run(params),
    'chaos.rerun': (params) => chaos.rerun(params),
    'chaos.stop': ({ runId }) => chaos.stop(runId),
    'faults.list': () => ({ faults, kinds: faultKinds, schema: faultJsonSchema() }),
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

  if (scene !== 'empty') playDay(player.play, scene)
  return {
    on,
    call: async <K extends CommandName>(name: K, params: Params<K>) =>
      (handlers[name] as (p: Params<K>) => Result<K> | Promise<Result<K>>)(params),
  }
}

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

const configuration: ConfigurationReading = {
  file: '/home/reader/.config/gatescope/gatescope.config.json',
  exists: true,
  document: { providers: [{ id: 'openai', api_key: '${OPENAI_API_KEY}' }] },
  changed: false,
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
  providers: providers.map(([provider, mode]) => ({
    id: provider,
    mode,
    available: true,
    reason: null,
    price: { input: 0.05, output: 0.4 },
  })),
})

const models: readonly ModelChoice[] = [
  model('simulator/fallback', ['simulator', 'simulated']),
  model('simulator/burst', ['simulator', 'simulated']),
  model('openai/gpt-5-nano', ['openai', 'live'], ['phaseo', 'simulated']),
  model('google/gemini-2.5-flash', ['google-ai-studio', 'simulated'], ['phaseo', 'simulated']),
  model('anthropic/claude-haiku-4.5', ['anthropic', 'simulated']),
]
