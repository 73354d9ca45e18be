// `POST /v1/responses/compact`, in the profile for third-party clients (GATEWAY.md 9.16, PROTOCOL 4): a live provider of
// the Responses API compacts itself; for all others the gateway packs the conversation without losing any of it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { codecOf, targetOf, type Engine } from '../engine'
import { attemptCandidates } from '../exchange/attempts'
import { encodeUsage } from '../dialects/response-writer'
import type { Candidate } from '../routing/candidates'
import { compactItems } from './compaction'
import type { Exchange } from './exchange'
import { giveUp } from './give-up'
import { inBandHeaders } from './in-band'
import { runExchange, type Refused } from './pipeline'
import { deliverBody } from './reply'
import type { Routed } from './routed'

export const handleCompact = (engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> =>
  runExchange(engine, request, response, serve)

async function serve(exchange: Exchange, routed: Routed): Promise<Refused | null> {
  const own = routed.decision.plan.filter((candidate) => compactsItself(exchange.engine, candidate))
  return own.length > 0 ? askProvider(exchange, routed, own) : packHere(exchange, routed)
}

const compactsItself = (engine: Engine, candidate: Candidate): boolean =>
  candidate.provider.mode === 'live' && codecOf(engine, targetOf(candidate, null)).dialect === 'responses'

async function askProvider(exchange: Exchange, routed: Routed, plan: readonly Candidate[]): Promise<Refused | null> {
  const { engine, recording, turn, signal, startedAt } = exchange
  const { stream: _stream, ...request } = routed.canonical
  const { faults, bearer } = routed
  const input = { engine, plan, faults, path: '/compact', scenario: null, bearer, recording, turn, signal, startedAt }
  const { served, failures } = await attemptCandidates({ ...input, requestFor: () => request })
  if (served?.content.kind === 'body') return answer(exchange, routed, served.content.raw, { served, failures })
  return giveUp(exchange, routed, { failures })
}

function packHere(exchange: Exchange, routed: Routed): null {
  const { engine, recording } = exchange
  const body = {
    id: recording.id,
    object: 'response.compaction',
    created_at: Math.floor(engine.clock.now() / 1000),
    output: compactItems(routed.canonical.input, `cmp_${recording.id}`),
    usage: encodeUsage({ input: 0, output: 0 }),
  }
  return answer(exchange, routed, body, { served: null, failures: [] })
}

function answer(
  exchange: Exchange,
  { decision, routedMs }: Routed,
  body: unknown,
  outcome: Pick<Parameters<typeof inBandHeaders>[1], 'served' | 'failures'>,
): null {
  const { engine, recording, startedAt } = exchange
  const elapsedMs = engine.clock.monotonic() - startedAt
  const headers = inBandHeaders(recording.id, { ...outcome, diagnostics: decision.diagnostics, routedMs, elapsedMs })
  deliverBody(exchange, body, headers)
  return null
}
