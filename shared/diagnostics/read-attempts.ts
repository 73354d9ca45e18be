// Who was asked and what came of it: a recording knows best, then `debug.provider_attempts`, then the three samples an
// envelope holds (GATEWAY.md 1.7); providers that are only named in `failed_providers` are kept too.
import { classifyFailure, sayEvidence, sayFailure } from '#shared/diagnostics/attempt-words'
import type { Attempt, Facts, RecordedAttempt } from '#shared/diagnostics/explanation'
import type { Fields } from '#shared/diagnostics/fields'
import { providerOf } from '#shared/diagnostics/read-routing'
import { sayCode } from '#shared/diagnostics/words'

type Told = Required<RecordedAttempt>

const untold: Omit<Told, 'provider'> = {
  attempt: null,
  model: null,
  status: null,
  type: null,
  code: null,
  message: null,
  description: null,
  param: null,
  preview: null,
  retryable: null,
  retryAfterMs: null,
  startedMs: null,
  ms: null,
  verdict: null,
  simulated: null,
  steps: null,
}

export function readAttempts(
  root: Fields,
  listed: readonly Fields[],
  facts: Facts,
  recorded: readonly RecordedAttempt[],
): Attempt[] {
  const samples = root.list('failure_sample').map(readSample)
  const told = listed.map(readListed)
  const base = recorded.length > 0 ? recorded.map((one): Told => ({ ...untold, ...one })) : told
  const attempts = base.length > 0 ? addSamples(base, samples) : samples
  const named = new Set(attempts.map(({ provider }) => provider))
  const others = facts.failedProviders.filter((provider) => !named.has(provider))
  return [...attempts, ...others.map((provider) => nameOnly(provider, facts))].map((one) => judge(one, facts))
}

function readSample(entry: Fields): Told {
  return {
    ...untold,
    provider: providerOf(entry),
    type: entry.text('type'),
    // An attempt without an answer is stored as 0 by some (GATEWAY.md 1.7).
    status: entry.number('status') || null,
    code: entry.text('upstream_error_code', 'code'),
    message: entry.text('upstream_error_message', 'message'),
    description: entry.text('upstream_error_description', 'description'),
    param: entry.text('upstream_error_param', 'param'),
    preview: entry.text('upstream_payload_preview', 'preview'),
    retryable: entry.flag('retryable'),
  }
}

const readListed = (entry: Fields): Told => ({
  ...untold,
  provider: providerOf(entry),
  attempt: entry.number('attempt'),
  model: entry.text('model'),
  type: entry.text('type'),
  status: entry.number('status') || null,
  code: entry.text('code'),
  message: entry.text('message'),
  retryAfterMs: entry.number('retry_after_ms'),
  startedMs: entry.number('started_ms'),
  ms: entry.number('ms'),
  verdict: entry.text('verdict'),
})

/** Each sample belongs to the next attempt of its provider, and adds what that does not tell. */
function addSamples(attempts: readonly Told[], samples: readonly Told[]): Told[] {
  const left = [...samples]
  const merged = attempts.map((attempt): Told => {
    const at = left.findIndex(({ provider }) => provider === attempt.provider)
    const [sample] = at < 0 ? [] : left.splice(at, 1)
    if (!sample) return attempt
    const known = Object.entries(attempt).filter(([, value]) => value !== null)
    return { ...sample, ...Object.fromEntries(known) }
  })
  return [...merged, ...left]
}

/** The two lists hold each value once: only when they are as long as there were attempts does one tell of the other. */
function nameOnly(provider: string, { failedProviders, failedStatuses, attemptCount }: Facts): Told {
  const isPaired = failedStatuses.length === failedProviders.length && attemptCount === failedProviders.length
  const status = isPaired ? failedStatuses[failedProviders.indexOf(provider)] : undefined
  return { ...untold, provider, status: status ?? null }
}

function judge(told: Told, { failure }: Facts): Attempt {
  if (told.verdict === 'served' || told.type === 'served') return { ...told, reason: null, words: 'served the request' }
  const category = failure.provider === told.provider ? failure.category : null
  const reason = classifyFailure(told, category)
  const evidence = sayEvidence(told)
  const words = sayFailure(reason) ?? `failed: ${sayCode(reason)}`
  return { ...told, reason, words: evidence === '' ? words : `${words} (${evidence})` }
}
