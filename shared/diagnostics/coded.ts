// A failure that only its code tells of, in a sentence: who refuses with it, where, and what its message adds.
import { codeWords, sayErrorReason } from '#shared/diagnostics/error-words'
import type { Context, Facts, Who } from '#shared/diagnostics/explanation'
import type { Reading } from '#shared/diagnostics/read'
import { inSentence, sayCode, sayName } from '#shared/diagnostics/words'

type Coded = { readonly who: Who; readonly stage: string; readonly sentence: string }

export function sayCoded({ facts, routing, attempts }: Reading, context: Context): Coded {
  const { error, reason, description, message, origin } = facts
  if (reason === 'model_not_found_or_inactive') {
    const model = routing.requestedModel ?? routing.model
    return {
      who: 'gateway',
      stage: 'model',
      sentence: `The gateway does not know the model${model === null ? '' : ` ${sayName(model)}`}.`,
    }
  }
  const known = codeWords(error ?? '')
  const names = [...new Set(attempts.map(({ provider }) => provider))]
  const provider = names.length === 1 ? names[0] : (context.provider ?? undefined)
  const says = known ? nameProvider(known.says, provider) : sayUnknown(error, provider)
  const why = sayWhy(reason, description, message)
  const told = why === null || why === error || why === says ? '' : `: ${why}`
  const byOrigin = origin === 'upstream' ? 'provider' : origin === 'gateway' ? 'gateway' : 'unknown'
  return { who: known?.who ?? byOrigin, stage: known?.stage ?? 'gateway', sentence: `${says}${told}.` }
}

const nameProvider = (says: string, provider: string | undefined): string =>
  provider === undefined ? says : says.replace(/\bthe provider\b/i, () => sayName(provider))

function sayUnknown(error: string | null, provider: string | undefined): string {
  const what = error === null ? 'an error without a code' : `an error, ${sayCode(error)}`
  return provider === undefined ? `The answer is ${what}` : `The turn at ${sayName(provider)} ended in ${what}`
}

/** Our words repeat what a message begins with. */
const heads = /^The request body is not JSON: /

/** A reason in our words, else the message; a description may be a bare reason code. */
function sayWhy(reason: string | null, description: string | null, message: string | null): string | null {
  const ours = sayErrorReason(reason ?? '') ?? sayErrorReason(description ?? '')
  if (ours !== undefined) return ours
  const said = description !== null && description.includes(' ') ? description : (message ?? description)
  return said === null ? null : inSentence(said.replace(heads, ''))
}

/** The reason's code: a description may be one, bare. */
export const reasonOf = ({ reason, description, error }: Facts): string =>
  reason ??
  (description !== null && sayErrorReason(description) !== undefined ? description : null) ??
  error ??
  'unknown'

/** Whether anything was told at all. */
export const hasWords = ({ error, description, message }: Facts): boolean =>
  error !== null || description !== null || message !== null

type Ending = NonNullable<Context['ending']>

const endings: Readonly<Record<string, readonly [Who, string]>> = {
  cut: ['provider', 'The provider’s stream broke off before its end'],
  timeout: ['gateway', 'The gateway gave up waiting'],
  aborted: ['client', 'The client went away before the answer was whole'],
}

/** How a turn ended that nobody was told an error of; null: as it should. */
export function sayEnding({ how, detail }: Ending): Coded | null {
  if (how === 'complete') return null
  const [who, words] = endings[how] ?? (['unknown', `The turn ended early (${sayCode(how)})`] as const)
  return { who, stage: 'stream', sentence: `${words}${detail === '' ? '' : `: ${inSentence(detail)}`}.` }
}
