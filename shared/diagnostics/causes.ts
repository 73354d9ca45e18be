// The causes of a failure, grouped by what would mend them and ranked: what makes the request succeed alone and with the least
// effort comes first (PEERS-UI 3.4).
import { causesOfAttempts, groupBy, withoutTwins } from '#shared/diagnostics/attempt-causes'
import type { Documents } from '#shared/diagnostics/documents'
import { reasonOf, sayCoded, sayEnding } from '#shared/diagnostics/coded'
import { codeWords, sayErrorReason } from '#shared/diagnostics/error-words'
import type { Action, Cause, Context, Detail } from '#shared/diagnostics/explanation'
import { again, change, elsewhere } from '#shared/diagnostics/actions'
import { fixesFor, type FixInput } from '#shared/diagnostics/fixes'
import { isSameProvider, obstaclesOf, type Obstacle } from '#shared/diagnostics/obstacles'
import { removeAt, valueAt } from '#shared/diagnostics/patch'
import type { Reading } from '#shared/diagnostics/read'
import { fixCode, mendAll, mendDetail } from '#shared/diagnostics/request-fixes'
import { clip, inSentence, sayCode, sayList, sayReason, sayStage } from '#shared/diagnostics/words'

export function findCauses(reading: Reading, documents: Documents, context: Context): Cause[] {
  const { facts, routing, attempts } = reading
  const details = requestDetails(reading.details)
  if (details.length > 0) return causesOfDetails(details, documents.request)
  const failed = attempts.filter(({ reason }) => reason !== null)
  const drops = causesOfDrops(reading, documents)
  const causes = hasBroken(reading, context) ? [] : [...causesOfAttempts(failed, reading, documents), ...drops]
  const model = routing.requestedModel ?? routing.model
  const byCode = fixCode(facts.error, { facts, documents, models: context.models ?? [], model })
  const onlyTry = causeOfOneTry(reading, documents)
  if (onlyTry) causes.push(onlyTry)
  if (causes.length === 0 || (byCode.length > 0 && drops.length === 0 && failed.length === 0)) {
    return [causeOfCode(reading, byCode, context) ?? causeOfEnding(reading, context), ...causes].filter(
      (cause) => cause !== null,
    )
  }
  return rank(addToFirst(causes, byCode))
}

/** Somebody did serve it, and what broke came after: who was left out before is no cause of that. */
const hasBroken = ({ attempts, facts }: Reading, { ending }: Context): boolean =>
  attempts.some(({ reason }) => reason === null) &&
  (facts.error !== null || (ending != null && ending.how !== 'complete'))

const addToFirst = ([first, ...more]: readonly Cause[], actions: readonly Action[]): Cause[] =>
  first ? [{ ...first, actions: [...first.actions, ...actions] }, ...more] : []

/** The other details only repeat what the stages tell. */
const ofRouting: ReadonlySet<string> = new Set(['no_providers_after_workspace_policy_filter'])
const requestDetails = (details: readonly Detail[]) => details.filter(({ keyword }) => !ofRouting.has(keyword ?? ''))

function causesOfDetails(details: readonly Detail[], request: unknown): Cause[] {
  const all = mendAll(details, request)
  return details.map((detail, index) => {
    const mending = mendDetail(detail, request)
    const name = detail.path.join('.')
    const message = detail.message ?? sayCode(detail.keyword ?? 'not accepted')
    const isMissing = name !== '' && valueAt(request, detail.path) === undefined
    const place = name === '' ? 'the request' : clip(name, 80)
    const advice = elsewhere(mending?.words ?? `${isMissing ? 'Add' : 'Mend'} ${place}.`)
    return {
      stage: 'request',
      stageWords: sayStage('request'),
      reason: detail.keyword ?? 'invalid',
      reasonWords: sayCode(detail.keyword ?? 'invalid'),
      providers: [],
      sentence: `${sayDetail(name, inSentence(message))}.`,
      alone: details.length === 1,
      // One change for all of them stands with the first.
      actions: all !== null ? (index === 0 ? [all] : []) : [advice],
    }
  })
}

/** Messages are said of a field, or name it themselves. */
function sayDetail(name: string, message: string): string {
  const last = name.slice(name.lastIndexOf('.') + 1)
  if (name === '' || message.includes(name)) return message
  return message.includes(last) ? `${message} (at ${clip(name, 80)})` : `${clip(name, 80)} ${message}`
}

const mostProviders = 3

export function fixInput(
  reading: Pick<Reading, 'routing' | 'details'>,
  documents: Documents,
  provider: string,
  obstacle: Obstacle,
): FixInput {
  const { routing, details } = reading
  const row = routing.considered.find((one) => isSameProvider(one.provider, provider))
  const limit = details.find(({ keyword }) => keyword === 'max_tokens_exceeded')?.params['limit']
  return {
    documents,
    provider,
    obstacle,
    model: routing.model,
    requestedModel: routing.requestedModel,
    endpoint: routing.endpoint,
    slug: row?.model ?? null,
    lacking: routing.lacking[provider] ?? [],
    longest: typeof limit === 'number' ? limit : null,
  }
}

type Dropped = { readonly provider: string; readonly obstacle: Obstacle; readonly isOnly: boolean }

function causesOfDrops(reading: Reading, documents: Documents): Cause[] {
  const { routing, facts } = reading
  const names = [
    ...routing.stages.flatMap(({ dropped }) => dropped.map(({ provider }) => provider)),
    ...facts.missingPricing,
  ]
  const dropped = [...new Set(names)].flatMap((provider): Dropped[] => {
    const [obstacle, ...more] = obstaclesOf(routing, facts.missingPricing, provider)
    return obstacle ? [{ provider, obstacle, isOnly: more.length === 0 }] : []
  })
  return groupBy(dropped, ({ obstacle }) => `${obstacle.stage} ${obstacle.reason}`).map((group) =>
    causeOfGroup(group, reading, documents),
  )
}

/** A list of the request says by its name why somebody is out. */
function sayDrop(stage: string, reason: string): string {
  const words = sayReason(reason)
  return words.endsWith(sayStage(stage)) ? words : `${words} (dropped at ${sayStage(stage)})`
}

function causeOfGroup(group: readonly Dropped[], reading: Reading, documents: Documents): Cause {
  const [first] = group as [Dropped, ...Dropped[]]
  const { stage, reason } = first.obstacle
  const providers = group.map(({ provider }) => provider)
  // Whoever has no other obstacle is the shorter way.
  const ordered = [...group].sort((a, b) => Number(b.isOnly) - Number(a.isOnly)).slice(0, mostProviders)
  const actions = ordered.flatMap(({ provider, obstacle }) =>
    fixesFor(fixInput(reading, documents, provider, obstacle)),
  )
  return {
    stage,
    stageWords: sayStage(stage),
    reason,
    reasonWords: sayReason(reason),
    providers,
    sentence: `${sayList(providers)}: ${sayDrop(stage, reason)}.`,
    alone: group.some(({ isOnly }) => isOnly),
    actions: withoutTwins(actions),
  }
}

/** Others could have been asked, had the request allowed it. */
function causeOfOneTry({ routing, attempts, facts }: Reading, { request }: Documents): Cause | null {
  const untried = routing.ranked
    .map(({ provider }) => provider)
    .filter((id) => !attempts.some((a) => isSameProvider(a.provider, id)))
  if (routing.switches.allowFallbacks !== false || untried.length === 0 || facts.error === null) return null
  const option = ['routing', 'provider'].find((name) => valueAt(request, [name, 'allow_fallbacks']) === false)
  const patch = option === undefined ? [] : removeAt(request, [option, 'allow_fallbacks'])
  const action = change('Allow fallbacks.', 'request', patch, untried[0] ?? null)
  return {
    stage: 'attempt',
    stageWords: sayStage('attempt'),
    reason: 'fallbacks_not_allowed',
    reasonWords: 'not tried, as the request allows no fallback',
    providers: untried,
    sentence: `${sayList(untried)}: not tried, as the request allows no fallback.`,
    alone: true,
    actions: [action ?? elsewhere('Allow fallbacks in the request.')],
  }
}

function causeOfCode(reading: Reading, actions: readonly Action[], context: Context): Cause | null {
  const { facts, attempts } = reading
  if (facts.error === null && facts.message === null && facts.description === null) return null
  const known = codeWords(facts.error ?? '')
  const { stage, sentence } = sayCoded(reading, context)
  const reason = reasonOf(facts)
  const advice =
    known?.advice == null ? [] : [known.retry ? again(known.advice, facts.retryAfterMs) : elsewhere(known.advice)]
  return {
    stage,
    stageWords: sayStage(stage),
    reason,
    reasonWords: sayErrorReason(reason) ?? sayCode(reason),
    providers: [...new Set(attempts.map(({ provider }) => provider))],
    sentence,
    alone: known === undefined ? null : true,
    actions: actions.length > 0 ? actions : advice.length > 0 ? advice : [defaultAdvice(known ? 400 : facts.status)],
  }
}

function causeOfEnding({ attempts }: Reading, { ending }: Context): Cause | null {
  const ended = ending ? sayEnding(ending) : null
  if (!ending || !ended) return null
  return {
    stage: ended.stage,
    stageWords: sayStage(ended.stage),
    reason: ending.how,
    reasonWords: sayCode(ending.how),
    providers: [...new Set(attempts.map(({ provider }) => provider))],
    sentence: ended.sentence,
    alone: true,
    actions: [again('Send it again.', null)],
  }
}

const defaultAdvice = (status: number | null): Action =>
  status === null || status >= 500 || status === 429
    ? again('Send it again; it may be over.', null)
    : elsewhere('Change the request as the message says.')

const effort = ({ target, retry }: Action): number =>
  retry !== null ? 2 : { request: 0, configuration: 1, none: 3 }[target]

/** Alone before together; then by the least effort of any of its actions; then as they came. */
function rank(causes: readonly Cause[]): Cause[] {
  const weight = ({ alone, actions }: Cause) => (alone === false ? 10 : 0) + Math.min(4, ...actions.map(effort))
  return [...causes].sort((a, b) => weight(a) - weight(b))
}
