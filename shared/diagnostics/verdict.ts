// The one sentence: who refused, at which stage and why. It goes by the stage that emptied the pool, not by the code: a
// gateway says `upstream_error` also when nobody was asked (GATEWAY.md 1.11, 3.3).
import { hasWords, reasonOf, sayCoded, sayEnding } from '#shared/diagnostics/coded'
import { codeWords } from '#shared/diagnostics/error-words'
import type { Cause, Context, Served, Stage, Verdict, Who } from '#shared/diagnostics/explanation'
import type { Reading } from '#shared/diagnostics/read'
import { sayList, sayName, sayStage } from '#shared/diagnostics/words'

export function judge(reading: Reading, causes: readonly Cause[], served: Served | null, context: Context): Verdict {
  const { facts, attempts, details } = reading
  if (isServed(reading, context)) return sayServed(reading, served)
  const failed = attempts.filter(({ reason }) => reason !== null)
  const isChecked = causes.some(
    ({ stage, reason }) => stage === 'request' && details.some(({ keyword }) => keyword === reason),
  )
  if (isChecked) return sayRequest(reading, causes)
  if (failed.length > 0 && !isOfGateway(facts.error)) return sayAttempts(reading, causes)
  const terminal = terminalStage(reading.routing.stages)
  if (terminal || facts.missingPricing.length > 0) return sayEmptied(reading, terminal, causes)
  return sayRest(reading, causes, context)
}

const verdict = (who: Who, stage: string, reason: string, providers: readonly string[], sentence: string): Verdict => ({
  sentence,
  who,
  stage,
  stageWords: sayStage(stage),
  reason,
  providers: [...new Set(providers)],
})

/** Where the gateway itself gives up, or the stream breaks, after providers were asked. */
const isOfGateway = (error: string | null): boolean => {
  const stage = codeWords(error ?? '')?.stage
  return stage !== undefined && ['tools', 'stream', 'websocket', 'gateway', 'request', 'token', 'door'].includes(stage)
}

function isServed({ facts, answer, attempts }: Reading, { ending, status }: Context): boolean {
  if (facts.error !== null || facts.description !== null || (status ?? 0) >= 400) return false
  if (ending != null && ending.how !== 'complete') return false
  if (answer.isResponse) return answer.status !== 'failed'
  return attempts.some(({ reason }) => reason === null)
}

function sayServed({ attempts, answer, routing }: Reading, served: Served | null): Verdict {
  const provider = served?.provider ?? null
  const failed = attempts.filter(({ reason }) => reason !== null)
  const after =
    failed.length === 0
      ? ''
      : `, after ${failed.map(({ provider: id, words }) => `${sayName(id)} ${words}`).join(', ')}`
  const model = served?.model ?? routing.model ?? answer.model
  const head = `Served by ${sayName(provider ?? 'the gateway')}${model === null ? '' : ` as ${sayName(model)}`}${after}.`
  return verdict('nobody', 'served', served?.reason ?? 'as_asked', provider === null ? [] : [provider], head)
}

const more = (count: number, noun: string): string =>
  count > 0 ? ` And ${count} more ${noun}${count === 1 ? '' : 's'}.` : ''

function sayRequest({ facts }: Reading, causes: readonly Cause[]): Verdict {
  const [first, ...others] = causes
  const head = codeWords(facts.error ?? '')?.says ?? 'The request was refused before routing'
  const said = first?.sentence.replace(/\.$/, '') ?? ''
  return verdict(
    'gateway',
    'request',
    first?.reason ?? 'invalid',
    [],
    `${head}: ${said}.${more(others.length, 'complaint')}`,
  )
}

function sayAttempts({ facts, attempts, routing }: Reading, causes: readonly Cause[]): Verdict {
  const failed = attempts.filter(({ reason }) => reason !== null)
  const providers = [...new Set(failed.map(({ provider }) => provider))]
  const model = routing.model === null ? '' : ` for ${sayName(routing.model)}`
  const reason = causes.find(({ stage }) => stage === 'attempt')?.reason ?? 'failed'
  const said = providers.map(
    (id) => `${sayName(id)} ${failed.find(({ provider }) => provider === id)?.words ?? 'failed'}`,
  )
  const isTimeLimit = facts.error === 'request_timeout'
  const head = isTimeLimit
    ? `No provider answered${model} within the time limit`
    : providers.length === 1
      ? `The only provider asked${model} failed`
      : `${providers.length === 2 ? 'Both' : `All ${providers.length}`} providers asked${model} failed`
  return verdict('provider', 'attempt', reason, providers, `${head}: ${sayFew(said)}.`)
}

const mostSaid = 4
const sayFew = (parts: readonly string[]): string =>
  parts.length > mostSaid
    ? `${parts.slice(0, mostSaid - 1).join('; ')}; and ${parts.length - mostSaid + 1} more`
    : parts.join('; ')

/** The first that left nobody and dropped somebody (GATEWAY.md 3.3). */
export const terminalStage = (stages: readonly Stage[]): Stage | null =>
  stages.find(({ after, dropped }) => after === 0 && dropped.length > 0) ?? null

function sayEmptied({ routing, facts }: Reading, terminal: Stage | null, causes: readonly Cause[]): Verdict {
  const stage = terminal?.stage ?? 'pricing'
  const own = causes.filter((cause) => cause.stage === stage)
  const dropped = terminal?.dropped ?? []
  const groups = [...new Set(dropped.map(({ reason }) => reason))].map((reason) => {
    const ids = dropped.filter((drop) => drop.reason === reason)
    const names = sayList(ids.map(({ provider }) => provider))
    const words = ids[0]?.words ?? reason
    // A list of the request says by its name why somebody is out.
    return words.endsWith(sayStage(stage)) ? names : `${names} (${words})`
  })
  const who = terminal === null ? `${sayList(facts.missingPricing)} (no price is configured)` : groups.join(', ')
  const model = routing.model === null ? '' : ` for ${sayName(routing.model)}`
  const before = routing.stages.slice(0, terminal ? routing.stages.indexOf(terminal) : 0).flatMap((one) => one.dropped)
  const earlier = before.length === 0 ? '' : ` Dropped before: ${sayList(before.map(({ provider }) => provider))}.`
  const sentence = `Nobody was left to ask${model}: ${sayStage(stage)} dropped ${who}.${earlier}`
  const providers = terminal === null ? facts.missingPricing : dropped.map(({ provider }) => provider)
  return verdict(
    'gateway',
    stage,
    own[0]?.reason ?? dropped[0]?.reason ?? facts.reason ?? 'pricing_missing',
    providers,
    sentence,
  )
}

function sayRest(reading: Reading, causes: readonly Cause[], context: Context): Verdict {
  const { ending } = context
  const { facts, attempts } = reading
  const providers = attempts.map(({ provider }) => provider)
  const ended = ending && !hasWords(facts) ? sayEnding(ending) : null
  if (ended) return verdict(ended.who, ended.stage, ending?.how ?? '', providers, ended.sentence)
  const reason = reasonOf(facts)
  if (!hasWords(facts) && causes.length === 0) {
    const status = facts.status === null ? '' : ` with HTTP ${facts.status}`
    const head =
      facts.status !== null && facts.status >= 400
        ? `The request failed${status}, and the answer does not say why`
        : 'There is no failure in it'
    return verdict('unknown', 'gateway', reason, providers, `${head}.`)
  }
  const { who, stage, sentence } = sayCoded(reading, context)
  const joined =
    who === 'provider' && providers.length === 0 && context.provider != null ? [context.provider] : providers
  return verdict(who, stage, reason, joined, sentence)
}
