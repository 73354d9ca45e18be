// What can be done with a suggested change here: sent, where there is a recorded request to send; tried, where there is one to
// route.
import type { ConfigurationReading } from '#shared/contract/commands'
import type { Action, Explanation } from '#shared/diagnostics/explanation'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import { patchText } from './text-patch'
import { knownProviders } from './subject'
import { resend } from './resend'
import type { Run } from './run'
import type { WhatIf } from './use-what-if'
import { supposeAll } from './what-if'

type Deed = (() => void) | null

export type Offers = {
  readonly request: unknown
  /** What changes of the configuration are made for; null: for a file that has none of it yet. */
  readonly configuration: ConfigurationReading | null
  /** All of them at once; null unless each is a change of the request. */
  readonly apply: (actions: readonly Action[]) => Deed
  /** By a dry run; null where a change of the configuration has no switch that says the same. */
  readonly tryIt: (action: Action, before?: readonly Action[]) => Deed
  readonly sendAgain: Deed
}

/** `run` is null for what is not recorded, `whatIf` where there is nothing to route. */
export function createOffers(
  explanation: Explanation,
  run: Run | null,
  whatIf: WhatIf | null,
  configuration: ConfigurationReading | null,
): Offers {
  const { source } = explanation
  const known = knownProviders(explanation, [])
  // A switch is of a provider that the decision was about.
  const isKnown = ({ providers }: Action) => providers.every((id) => known.some((one) => isSameProvider(one, id)))
  const sayAll = (actions: readonly Action[]) => actions.map(({ words }) => words).join(' ')
  return {
    request: source.request,
    configuration,
    apply: (actions) => {
      const isWhole =
        actions.length > 0 && actions.every(({ target, patch }) => target === 'request' && patch.length > 0)
      const body = run === null || !isWhole ? null : patchAll(run.body, actions)
      return run === null || body === null ? null : () => void resend(run, body, sayAll(actions))
    },
    tryIt: (action, before = []) => {
      const actions = [...before, action]
      const switches =
        action.patch.length > 0 && actions.every(isKnown) ? supposeAll(actions, configuration?.document) : null
      const body = whatIf === null ? null : patchAll(whatIf.subject.body, actions)
      if (whatIf === null || body === null || switches === null) return null
      return () => whatIf.suppose(sayAll(actions), body, switches)
    },
    sendAgain: run === null ? null : () => void resend(run, run.body, null),
  }
}

/** The changes of the request, one after the other; null when one does not fit. */
const patchAll = (body: string, actions: readonly Action[]): string | null =>
  actions
    .filter(({ target }) => target === 'request')
    .reduce<string | null>((text, { patch }) => (text === null ? null : patchText(text, patch)), body)
