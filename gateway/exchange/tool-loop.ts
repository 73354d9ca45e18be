// The loop around a server tool (GATEWAY.md 2.8): ask, execute, ask again with the results, until the model says something
// to the client. Every round is a whole answer; the client gets the last one.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import type { Codec, Target } from '../providers/provider'
import { answerCall, datetimeCalls, followUp, type DatetimeTool } from '../tools/datetime'
import { attemptCandidates, type AttemptInput, type AttemptOutcome } from './attempts'

const maxFollowUps = 8

export type LoopOutcome = AttemptOutcome & {
  /** The model kept calling beyond every measure. */
  readonly exceeded: boolean
}

/** `adapt` is what `requestFor` does to any request; attempts are counted over all rounds. */
export async function runToolLoop(
  input: AttemptInput,
  { request: first, timezone }: DatetimeTool,
  adapt: (request: DatetimeTool['request'], target: Target, codec: Codec) => DatetimeTool['request'],
): Promise<LoopOutcome> {
  let request = { ...first, stream: false }
  let { plan } = input
  let before = 0
  let executed = 0
  const failures: AttemptOutcome['failures'][number][] = []
  const usages: Fields[] = []
  for (let round = 0; ; round += 1) {
    const current = request
    const requestFor = (target: Target, codec: Codec) => adapt(current, target, codec)
    const outcome = await attemptCandidates({ ...input, plan, before, requestFor })
    const { served } = outcome
    failures.push(...outcome.failures)
    // A follow-up that fails is reported as that failure, not as the ones before it.
    if (served?.content.kind !== 'body') return { served: null, failures: outcome.failures, exceeded: false }
    before = served.attempt
    const { response, raw } = served.content
    if (isFields(response['usage'])) usages.push(response['usage'])
    const calls = datetimeCalls(response)
    if (!calls) {
      const usage = { ...sumUsage(usages), server_tool_use: { datetime_requests: executed } }
      const content = { kind: 'body', raw, response: { ...response, usage } } as const
      return { served: { ...served, content }, failures, exceeded: false }
    }
    if (round === maxFollowUps) return { served: null, failures, exceeded: true }
    const results = calls.map((call) => answerCall(call, timezone, input.engine.clock.now()))
    executed += calls.length
    request = { ...followUp(request, response, results), stream: false }
    plan = [served.candidate]
  }
}

/** Adds number by number, at any depth: details of tokens are objects of their own. */
function sumUsage(usages: readonly Fields[]): Fields {
  const sum: Record<string, unknown> = {}
  for (const usage of usages) {
    for (const [key, value] of Object.entries(usage)) {
      const before = sum[key]
      if (typeof value === 'number') sum[key] = (typeof before === 'number' ? before : 0) + value
      else if (isFields(value)) sum[key] = sumUsage(isFields(before) ? [before, value] : [value])
      else sum[key] ??= value
    }
  }
  return sum
}
