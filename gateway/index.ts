// The product without a screen: the gateway and its console as one started thing. Hosts (desktop, command line, tests)
// import only from here.
import path from 'node:path'
import type { GatewayStatus, Handlers } from '#shared/contract/commands'
import { gatewayEvents, type Events, type GatewayEvent } from '#shared/contract/events'
import { createListeners, type Listeners } from '#shared/contract/listeners'
import { createConfigurationReader } from './admin/configuration'
import { openTemporaryFiles } from './admin/formats'
import { createHandlers } from './admin/handlers'
import { createRequests } from './admin/requests'
import { startConsole, urlHost } from './admin/start'
import { loopbackHosts } from './api/guard'
import { createDataPlane } from './api/server'
import { createChaosRuns } from './chaos/runs'
import type { CatalogueSource } from './catalogue/source'
import { isGateway } from './client/probe'
import type { Catalogue } from './config/catalogue'
import { announce, claimDataDir, DataDirInUseError, defaultDataDir, keptToken, releaseDataDir } from './config/data-dir'
import type { Env } from './config/load'
import type { Config } from './config/schema'
import { sayShortKeys, sayStrayFaults, sayUnapplied } from './config/unapplied'
import { codecOf, type Engine } from './engine'
import { FaultSet } from './faults/fault-set'
import { createFaultyUpstream } from './faults/upstream'
import { createIds } from './ids'
import { sessionKeyStore, type KeyStore } from './keys/key-store'
import { openKeys } from './keys/keys'
import { createDoors, listen } from './listen'
import { systemClock, type Clock, type Log } from './ports'
import { adapters } from './providers/index'
import type { Codec } from './providers/provider'
import { createRecorder } from './recording/recorder'
import { createSecrets, type Secrets } from './recording/redact'
import { createReplays } from './replay/replays'
import { createHealth } from './routing/health'
import { SessionStore } from './sessions/store'
import { readCatalogue, readConfig } from './setup'
import { GatewayStartError } from './start-error'
import { scenarios } from './simulator/scenarios/index'
import { createRecordedPlays } from './simulator/play-session'
import { createSimulatedUpstream } from './simulator/upstream'
import { createPasses } from './targets/passes'
import { createTargets, targetCodec } from './targets/targets'
import { createNetworkUpstream } from './upstream/network'
import type { Upstream } from './upstream/upstream'

export { callCommand } from './admin/call'
export { openChaos } from './chaos/offline'
export { sendRequest } from './client/client'
export { defaultDataDir, readRunning } from './config/data-dir'
export { dryRunOffline } from './dry-run/offline'
export { findConfig } from './config/load'
export type { GivenKey, KeyStore } from './keys/key-store'
export { playTape } from './replay/play-tape'
export { startReplayServer } from './replay/server'
export { GatewayStartError } from './start-error'
export { browseSessions, findSession, readSession, readSessionText, type SessionSource } from './sessions/browse'
export { exportOffline, importOffline } from './sessions/offline'
export { readLabels } from './sessions/labels'
export { scenarios } from './simulator/scenarios/index'
export { startSimulator } from './simulator/server'
export { readSessionLines } from './sessions/session-file'

export type GatewayOptions = {
  /** Default: the user's data folder. */
  readonly dataDir?: string | undefined
  /** 0 = any free port. Default: the configuration's, else 4777. */
  readonly port?: number | undefined
  /** The console for browsers; none when left out. */
  readonly console?: { readonly port: number; readonly assets: string } | undefined
  /** Address to listen on; anything but loopback is the caller's decision. */
  readonly host?: string | undefined
  /** null = no token. Left out = kept in the data folder, made on first use. */
  readonly token?: string | null | undefined
  readonly configFile?: string | undefined
  /** No provider goes live, even with a key. */
  readonly simulate?: boolean | undefined
  readonly websocket?: boolean | undefined
  /** The built worker that keeps the search index. Default: none, and searching reads the files. */
  readonly searchWorker?: string | undefined
  /** Where keys given in the console outlive the gateway. Default: nowhere. */
  readonly keyStore?: KeyStore | undefined
  readonly env: Env
  readonly version: string
  readonly log: Log
  readonly clock?: Clock | undefined
}

export type Gateway = {
  readonly status: () => GatewayStatus
  /** Address of the console for browsers; null without one. */
  readonly console: string | null
  readonly handlers: Handlers
  /** Returns the unsubscribe function. */
  readonly on: <E extends GatewayEvent>(event: E, listener: (payload: Events[E]) => void) => () => void
  /** For hosts whose machine was suspended: asks every websocket for a sign of life and ends those that give none. */
  readonly checkLiveness: () => void
  readonly close: () => Promise<void>
}

const defaultPort = 4777
const loopback = '127.0.0.1'

/** @throws GatewayStartError */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { env, log, host = loopback } = options
  const dataDir = path.resolve(options.dataDir ?? defaultDataDir(env, process.platform))
  const config = readConfig(options)
  for (const line of sayUnapplied(config, new Set(adapters.keys()))) log(line)
  await claim(dataDir)
  try {
    const { on, emit } = createListeners()
    const core = await createCore(options, config, dataDir, emit)
    const { store, files, catalogue, engine } = core
    const { token } = engine
    const doors = createDoors()
    const passes = createPasses()
    const replays = createReplays(engine, (id) => store.pieces(id))
    const dataPlane = createDataPlane(engine, doors.of, passes, replays)
    const listener = await listen(dataPlane.server, options.port ?? config.gateway.port ?? defaultPort, host)
    const gatewayUrl = `http://${urlHost(host)}:${listener.port}/v1`
    doors.set(loopbackHosts(listener.port, host), [])

    const own = { version: options.version, gateway: gatewayUrl, dataDir }
    const status = () => ({ ...own, ...describeEngine(engine), setAside: store.setAside })
    const chaos = createChaosRuns(engine, (progress) => emit('chaos.progress', progress))
    const simulate = options.simulate ?? false
    const targets = createTargets({ catalogue: catalogue.current, simulate })
    const requests = createRequests({ status, targets, passes, store })
    const changed = () => emit('catalogue.changed', {})
    const handlers = createHandlers({ ...core, status, chaos, targets, requests, env, simulate, changed })
    // A gateway that stops lets turns end first.
    const deserted = () => (engine.lifecycle.stopping ? undefined : requests.closeKept())
    const consoleOptions = { handlers, deserted, token, log, host }
    const consolePlane = options.console ? await startConsole(options.console, consoleOptions) : null
    if (consolePlane)
      for (const event of gatewayEvents) on(event, (payload) => consolePlane.plane.broadcast(event, payload))
    announce(dataDir, { pid: process.pid, gateway: gatewayUrl, token })

    const close = async () => {
      engine.lifecycle.stopping = true
      chaos.stop()
      dataPlane.close()
      consolePlane?.plane.close()
      await Promise.all([listener.close(), consolePlane?.listener.close()])
      engine.recorder.flush()
      await store.shutDown()
      files.clear()
      await engine.network.close()
      releaseDataDir(dataDir)
    }
    return {
      status,
      console: consolePlane?.url ?? null,
      handlers,
      on,
      checkLiveness: dataPlane.checkLiveness,
      close,
    }
  } catch (error) {
    releaseDataDir(dataDir)
    throw error
  }
}

type Emit = Listeners['emit']

/** What everything else is made of. */
async function createCore(options: GatewayOptions, config: Config, dataDir: string, tell: Emit) {
  const { log, searchWorker, clock = systemClock } = options
  const store = new SessionStore(dataDir, log, { limits: config.gateway.retention, clock, searchWorker, tell })
  const keys = await openKeys(options.keyStore ?? sessionKeyStore, log)
  const catalogue = readCatalogue(options, config, dataDir, keys.current())
  const secrets = createSecrets()
  const engine = createEngine(options, config, dataDir, { catalogue, secrets, store, tell })
  const configuration = createConfigurationReader({ ...options, secrets: secrets.list })
  const files = openTemporaryFiles(dataDir)
  return { store, files, keys, catalogue, engine, configuration, conceal: secrets.add }
}

function createEngine(
  options: GatewayOptions,
  config: Config,
  dataDir: string,
  {
    catalogue,
    secrets,
    store,
    tell,
  }: { catalogue: CatalogueSource; secrets: Secrets; store: SessionStore; tell: Emit },
): Engine {
  const { log, version, clock = systemClock } = options
  const token = options.token === undefined ? keptToken(dataDir) : options.token
  secrets.add(token)
  for (const { key } of catalogue.chosen().keys.values()) secrets.add(key)
  for (const { apiKey } of catalogue.current().providers.values()) secrets.add(apiKey)
  const recorder = createRecorder({
    sink: store,
    clock,
    app: `gatescope ${version}`,
    secrets: secrets.list,
    changed: (summaries) => {
      const sessions = store.update(summaries)
      if (sessions.length > 0) tell('sessions.changed', { sessions })
    },
  })
  const faults = new FaultSet(config.faults)
  const { providers } = catalogue.current()
  for (const line of [...sayStrayFaults(config.faults, [...providers.keys()]), ...sayShortKeys(providers.values())])
    log(line)
  const codec = (context: { provider: string; model: string }) => simulatedCodec(catalogue.current(), context)
  const emulator = (context: { provider: string; model: string }) => codec(context).emulator
  const playRecorded = createRecordedPlays((id) => store.pieces(id), codec)
  const faulty = (upstream: Upstream) => createFaultyUpstream(upstream, faults, clock, emulator)
  return {
    settings: { ...config.gateway, websocket: options.websocket ?? config.gateway.websocket },
    get catalogue() {
      return catalogue.current()
    },
    adapters,
    health: createHealth(clock),
    recorder,
    ids: createIds(clock.now),
    clock,
    log,
    network: faulty(createNetworkUpstream()),
    simulator: faulty(createSimulatedUpstream(clock, emulator, playRecorded)),
    faults,
    token,
    secrets: secrets.list,
    target: null,
    sentTo: null,
    lifecycle: { stopping: false },
  }
}

async function claim(dataDir: string): Promise<void> {
  try {
    await claimDataDir(dataDir, isGateway)
  } catch (error) {
    if (error instanceof DataDirInUseError) throw new GatewayStartError('data_dir_in_use', error.message)
    throw new GatewayStartError('data_dir_unusable', `${dataDir} cannot be used: ${(error as Error).message}`)
  }
}

function simulatedCodec(catalogue: Catalogue, { provider: id, model }: { provider: string; model: string }): Codec {
  const provider = catalogue.providers.get(id)
  // A target of the console is in no catalogue.
  return provider ? codecOf({ adapters }, { provider, model }) : targetCodec
}

const describeEngine = ({ token, settings, catalogue }: Engine) => ({
  token,
  profile: settings.profile,
  websocket: settings.websocket,
  websocketBridge: settings.websocket_bridge,
  providers: describeProviders(catalogue),
  scenarios: scenarios.map(({ name, title }) => ({ name, title })),
})

const describeProviders = (catalogue: Catalogue): GatewayStatus['providers'] =>
  [...catalogue.providers.values()].flatMap(({ id, label, mode, enabled, adapter }) =>
    enabled && adapter !== null && mode !== 'none' ? [{ id, label, mode }] : [],
  )
