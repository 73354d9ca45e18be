// One cell of the chaos grid: a gateway of its own on a loopback port, with one fault, simulated providers and time that
// runs fast, and one request of one client. It knows nothing of any other cell and leaves nothing behind.
import type { ChaosCell, ChaosMode, ChaosResult } from '#shared/chaos/grid'
import { createTurnFold, type RecordedTurn, type TurnFold } from '#shared/diagnostics/turns'
import type { Fault } from '#shared/fault/schema'
import { field, parseJson, word } from '#shared/json'
import type { StreamEvent } from '#shared/open-responses/events'
import { parseFrames } from '#shared/session/jsonl'
import type { SessionSummary } from '#shared/session/summary'
import { loopbackHosts } from '../api/guard'
import { createDataPlane } from '../api/server'
import { sendRequest } from '../client/client'
import { codecOf, type Engine } from '../engine'
import { FaultSet } from '../faults/fault-set'
import { createFaultyUpstream } from '../faults/upstream'
import { createPasses } from '../targets/passes'
import { createDoors, listen } from '../listen'
import { systemClock, type Clock } from '../ports'
import { createRecorder } from '../recording/recorder'
import { createHealth } from '../routing/health'
import { createSimulatedUpstream } from '../simulator/upstream'
import type { DispatchContext, Upstream } from '../upstream/upstream'

/** What a cell takes from the gateway it is run for. */
export type ChaosBase = Pick<Engine, 'settings' | 'catalogue' | 'adapters'>

const host = '127.0.0.1'
/** Silence of minutes, that no one wants to wait for, passes in a second or two. */
const haste = 100
const limits = { attempt_timeout_ms: 10_000, total_timeout_ms: 300_000 }
/** Beyond every limit above: a cell that is not over then never would be. */
const cellLimitMs = 400_000

/** No error is as long; to read an event of megabytes would hold the other cells, whose clocks run on. */
const longestRead = 100_000

export type CellCall = {
  readonly base: ChaosBase
  readonly id: string
  readonly model: string
  readonly fault: Fault | null
  readonly mode: ChaosMode
  readonly signal: AbortSignal
}

/** Rejects only when it cannot listen. Of a cell that is stopped nothing is told. */
export async function runCell({
  base,
  id,
  model,
  fault,
  mode,
  signal,
}: CellCall): Promise<Pick<ChaosCell, 'result' | 'turn'>> {
  const clock = hasten(systemClock)
  let settle = (_summary: SessionSummary) => {}
  const recorded = new Promise<SessionSummary>((resolve) => (settle = resolve))
  const turns = createTurnFold()
  const engine = createCellEngine(base, { id, fault, clock, turns, settle })
  const doors = createDoors()
  const plane = createDataPlane(engine, doors.of, createPasses())
  const listener = await listen(plane.server, 0, host)
  doors.set(loopbackHosts(listener.port, host), [])
  const gateway = `http://${host}:${listener.port}/v1`
  const request = { gateway, token: null, transport: mode, body: bodyOf(model, mode), requestId: id }
  const seen = new Seen()
  const over = new Promise<void>((resolve) => {
    const { stop } = sendRequest(request, {
      ...seen.sink,
      done: () => {
        signal.removeEventListener('abort', stop)
        cancelLimit()
        resolve()
      },
    })
    const cancelLimit = clock.after(cellLimitMs, stop)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
  })
  await over
  // A request that was stopped on its way was perhaps never recorded.
  const summary = signal.aborted ? null : await recorded
  engine.lifecycle.stopping = true
  plane.close()
  await listener.close()
  if (summary === null) return { result: null, turn: null }
  const result = { ...seen.outcome(mode), ...describe(summary) }
  return { result, turn: withoutTimes(turns.value()) }
}

function withoutTimes(turn: RecordedTurn | null): RecordedTurn | null {
  return turn && { ...turn, attempts: turn.attempts.map(({ startedMs: _began, ms: _took, ...attempt }) => attempt) }
}

function bodyOf(model: string, mode: ChaosMode): string {
  const asked = { model, input: 'Hello' }
  if (mode === 'websocket') return JSON.stringify({ type: 'response.create', ...asked })
  return JSON.stringify(mode === 'sse' ? { ...asked, stream: true } : asked)
}

const describe = ({ verdict, provider, attempts }: SessionSummary) => ({
  verdict,
  provider,
  attempts: attempts.length,
})

/** What the client saw. */
class Seen {
  #status: number | null = null
  #body: unknown
  #failure: StreamEvent | null = null
  #isComplete = false

  readonly sink = {
    head: (status: number) => {
      this.#status = status
    },
    event: (event: StreamEvent) => {
      if (event.type === 'error' || event.type === 'response.failed') this.#failure ??= event
      if (event.type === 'response.completed' || event.type === 'response.incomplete') this.#isComplete = true
    },
    body: (text: string) => {
      this.#body = parseJson(text)
    },
  }

  outcome(mode: ChaosMode): Pick<ChaosResult, 'status' | 'error' | 'reason' | 'diagnostics'> {
    const isRefused = (this.#status ?? 0) >= 400
    const said: unknown = isRefused ? this.#body : (this.#failure ?? {})
    const inner = field(said, 'error') ?? field(field(said, 'response'), 'error')
    return {
      status: mode === 'websocket' && !isRefused ? this.#turnStatus() : this.#status,
      error: word(inner) ?? word(field(inner, 'code')) ?? word(field(said, 'code')),
      reason: word(field(said, 'reason')),
      diagnostics: field(said, 'routing_diagnostics') !== undefined,
    }
  }

  #turnStatus(): number | null {
    const status = field(this.#failure, 'status')
    if (typeof status === 'number') return status
    return this.#isComplete && !this.#failure ? 200 : null
  }
}

type CellEngine = {
  readonly id: string
  readonly fault: Fault | null
  readonly clock: Clock
  readonly turns: TurnFold
  readonly settle: (summary: SessionSummary) => void
}

function createCellEngine(base: ChaosBase, { id, fault, clock, turns, settle }: CellEngine): Engine {
  const { adapters } = base
  const providers = new Map(
    [...base.catalogue.providers].map(([name, provider]) => [name, { ...provider, mode: 'simulated' as const }]),
  )
  const catalogue = { ...base.catalogue, providers }
  const faults = new FaultSet(fault ? [fault] : [])
  const emulatorOf = ({ provider: name, model }: Pick<DispatchContext, 'provider' | 'model'>) => {
    const provider = providers.get(name)
    if (!provider) throw new Error(`${name} is no provider of this gateway`)
    return codecOf({ adapters }, { provider, model }).emulator
  }
  const sink = {
    open: () => {},
    append: (_id: string, lines: string, written: () => void) => {
      for (const frame of parseFrames(lines.split('\n').filter(({ length }) => length < longestRead)))
        turns.apply(frame)
      written()
    },
    close: settle,
  }
  return {
    settings: { ...base.settings, ...limits },
    catalogue,
    adapters,
    health: createHealth(clock),
    recorder: createRecorder({ sink, clock, app: 'gatescope chaos', secrets: [], changed: () => {} }),
    // What is drawn from the id is drawn the same every time.
    ids: { generation: () => id },
    clock,
    log: () => {},
    network: nobody,
    simulator: createFaultyUpstream(createSimulatedUpstream(clock, emulatorOf), faults, clock, emulatorOf),
    faults,
    token: null,
    secrets: [],
    target: null,
    sentTo: null,
    lifecycle: { stopping: false },
  }
}

const refuse = (): never => {
  throw new Error('a cell of the chaos grid dials nobody')
}
const nobody: Upstream = { dispatch: refuse, connect: refuse, close: () => Promise.resolve() }

const hasten = ({ now, monotonic, after }: Clock): Clock => {
  const began = { now: now(), monotonic: monotonic() }
  const passed = () => (monotonic() - began.monotonic) * haste
  return {
    now: () => Math.floor(began.now + passed()),
    monotonic: passed,
    after: (ms, run) => after(ms / haste, run),
  }
}
