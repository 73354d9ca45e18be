// `POST /v1/responses`, once it is routed (pipeline.ts): attempt and answer. Every step leaves its frame; every failure is a
// value that becomes the error envelope.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CanonicalRequest } from '#shared/open-responses/canonical'
import type { Engine } from '../engine'
import { attemptCandidates, type AttemptInput } from '../exchange/attempts'
import { runToolLoop } from '../exchange/tool-loop'
import type { Codec, Target } from '../providers/provider'
import { scenarioField } from '../simulator/scenarios/index'
import { prepareDatetime, type DatetimeTool } from '../tools/datetime'
import type { Exchange } from './exchange'
import { giveUp } from './give-up'
import { isGateway, requestForGateway } from './pass-on'
import { refused, runExchange, type Refused } from './pipeline'
import { answerClient } from './reply'
import type { Routed } from './routed'

export const handleResponses = (engine: Engine, request: IncomingMessage, response: ServerResponse): Promise<void> =>
  runExchange(engine, request, response, serve)

/** Null: the client was answered, or is gone. */
async function serve(exchange: Exchange, routed: Routed): Promise<Refused | null> {
  // A target reads the clock itself.
  if (exchange.engine.target) return attempt(exchange, routed, null)
  const tool = prepareDatetime(routed.canonical)
  if (!tool.ok) return refused(exchange, routed, { code: 'invalid_request', description: tool.description }, [])
  return attempt(exchange, routed, tool.tool)
}

async function attempt(exchange: Exchange, routed: Routed, tool: DatetimeTool | null): Promise<Refused | null> {
  const { engine, recording, turn, signal, startedAt } = exchange
  const adapt = adapterOf(engine, routed)
  const input: AttemptInput = {
    engine,
    plan: routed.decision.plan,
    requestFor: ({ provider, ...target }, codec) =>
      adapt(
        isGateway(engine, provider) ? requestForGateway(routed.request, provider.id) : routed.canonical,
        { provider, ...target },
        codec,
      ),
    faults: routed.faults,
    scenario: routed.request.metadata?.[scenarioField] ?? null,
    bearer: routed.bearer,
    recording,
    turn,
    signal,
    startedAt,
  }
  const outcome = tool ? await runToolLoop(input, tool, adapt) : await attemptCandidates(input)
  const { served, failures } = outcome
  if (served) {
    const elapsedMs = engine.clock.monotonic() - startedAt
    const { decision, routedMs } = routed
    await answerClient(exchange, routed, { diagnostics: decision.diagnostics, routedMs, failures, served, elapsedMs })
    return null
  }
  if ('exceeded' in outcome && outcome.exceeded) {
    const description = 'Server tool execution exceeded the maximum follow-up turns.'
    return refused(exchange, routed, { code: 'gateway_server_tool_error', description }, failures)
  }
  return giveUp(exchange, routed, outcome)
}

/**
 * What a candidate's format cannot carry. Third-party clients declare tools that only one provider has, and expect a
 * gateway to leave out what nobody knows (GATEWAY.md 9.16); otherwise routing has refused them by now.
 */
function adapterOf({ settings }: Engine, { notes }: Routed) {
  return (request: CanonicalRequest, { provider }: Target, { toolTypes }: Codec): CanonicalRequest => {
    const { tools } = request
    if (settings.profile === 'documented' || toolTypes === null || !tools) return request
    const known = tools.filter((tool) => toolTypes.includes(String(tool['type'])))
    const dropped = new Set(tools.filter((tool) => !known.includes(tool)).map((tool) => String(tool['type'])))
    if (dropped.size === 0) return request
    notes.push(`${provider.id}: dropped tools of type ${[...dropped].join(', ')}`)
    return { ...request, tools: known }
  }
}
