// What went wrong where a provider was asked, grouped by its kind, and what to do about each (GATEWAY.md 1.8, 8.1).
import { sayEvidence, sayFailure } from '#shared/diagnostics/attempt-words'
import { removeFaults, type Documents } from '#shared/diagnostics/documents'
import type { Action, Attempt, Cause } from '#shared/diagnostics/explanation'
import { asText } from '#shared/diagnostics/fields'
import { again, change, elsewhere } from '#shared/diagnostics/actions'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import { removeAt } from '#shared/diagnostics/patch'
import type { Reading } from '#shared/diagnostics/read'
import { fixCode } from '#shared/diagnostics/request-fixes'
import { sayCode, sayDuration, sayList, sayStage } from '#shared/diagnostics/words'
import { field } from '#shared/json'

export function causesOfAttempts(failed: readonly Attempt[], reading: Reading, documents: Documents): Cause[] {
  return groupBy(failed, ({ reason }) => reason ?? '').map((group) => {
    const reason = group[0]?.reason ?? 'failed'
    const providers = [...new Set(group.map(({ provider }) => provider))]
    const evidence = group.map(sayEvidence).find((said) => said !== '')
    const words = sayFailure(reason, providers.length === 1) ?? `failed: ${sayCode(reason)}`
    return {
      stage: 'attempt',
      stageWords: sayStage('attempt'),
      reason,
      reasonWords: words,
      providers,
      sentence: `${sayList(providers)} ${words}${evidence === undefined ? '' : ` (${evidence})`}.`,
      alone: true,
      actions: withoutTwins([
        ...faultActions(providers, documents),
        ...attemptActions(reason, group, reading, documents),
      ]),
    }
  })
}

/** What was made to fail on purpose is mended by not doing so. */
function faultActions(providers: readonly string[], { configuration }: Documents): Action[] {
  const isMeant = (fault: unknown) => {
    const provider = asText(field(fault, 'provider')) ?? ''
    return field(fault, 'breaker') !== 'open' && providers.some((one) => isSameProvider(one, provider))
  }
  const patch = removeFaults(configuration, isMeant)
  const action = change(`Remove the configured faults of ${sayList(providers)}.`, 'configuration', patch)
  return action === null ? [] : [action]
}

function attemptActions(reason: string, group: readonly Attempt[], reading: Reading, documents: Documents): Action[] {
  const names = sayList([...new Set(group.map(({ provider }) => provider))])
  const waits = [...group.map(({ retryAfterMs }) => retryAfterMs), reading.facts.retryAfterMs].filter(
    (ms) => ms !== null,
  )
  const afterMs = waits.length > 0 ? Math.min(...waits) : null
  const wait = afterMs === null ? 'a little' : sayDuration(afterMs)
  switch (reason) {
    case 'credentials_not_configured':
    case 'credentials_invalid_or_forbidden':
      return [elsewhere(`Give ${names} a valid key: \`api_key\` in the configuration, or its environment variable.`)]
    case 'provider_access_missing':
      return [elsewhere(`Give the account of the key access to the model at ${names}, or use another key.`)]
    case 'region_or_project_restriction':
      return [elsewhere(`Check the region and the project that ${names} serves the key in.`)]
    case 'model_unavailable_for_endpoint':
      return [elsewhere(`Check the name ${names} has for the model, and whether it serves it on this endpoint.`)]
    case 'payment_required':
      return [elsewhere(`Settle the bill at ${names}, or use the key of another account.`)]
    case 'rate_limited':
      return [again(`Wait ${wait}, then send it again; ${names} may serve it then.`, afterMs)]
    case 'request_rejected':
      return rejectionActions(names, group, documents)
    case 'unreachable':
      return [elsewhere(`Check that ${names} runs and that its base_url is right.`)]
    case 'timed_out':
      return [
        ...fixCode('upstream_timeout', { facts: reading.facts, documents, models: [], model: null }),
        again(`Send it again; ${names} may be quicker.`, afterMs),
      ]
    default:
      return [again(`Send it again${afterMs === null ? '' : ` in ${wait}`}; ${names} may serve it then.`, afterMs)]
  }
}

function rejectionActions(names: string, group: readonly Attempt[], { request }: Documents): Action[] {
  const params = [...new Set(group.flatMap(({ param }) => param ?? []))]
  const found = params.flatMap(
    (param) =>
      change(`Leave out ${param}, which ${names} rejected.`, 'request', removeAt(request, param.split('.'))) ?? [],
  )
  if (found.length > 0) return found
  const about = params.length > 0 ? `: it complains of ${sayList(params)}` : ''
  return [elsewhere(`Change what ${names} rejected${about}.`)]
}

export const groupBy = <T>(list: readonly T[], keyOf: (one: T) => string): T[][] => {
  const groups = new Map<string, T[]>()
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return [...groups.values()]
}

export const withoutTwins = (actions: readonly Action[]): Action[] =>
  actions.filter((action, index) => actions.findIndex(({ words }) => words === action.words) === index)
