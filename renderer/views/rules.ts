// What the gateway would say before it is asked, in the words of every composer: a rule, and the presses that mend it.
import type { Transport } from '../state/draft'

export type Message = { readonly transport: Transport; readonly body: string }
export type Mend = { readonly label: string; readonly apply: (message: Message) => Message }
/** `fails`: the gateway refuses it with this code. `differs`: it is sent, but not as it reads. */
export type Rule = {
  readonly kind: 'fails' | 'differs'
  readonly code: string
  readonly sentence: string
  readonly mends: readonly Mend[]
}

export type Gateway = {
  readonly profile: string
  readonly bridge: boolean
  readonly models: readonly string[]
}

export const edit = (label: string, change: (body: string) => string): Mend => ({
  label,
  apply: ({ transport, body }) => ({ transport, body: change(body) }),
})

export const refuse = (code: string, sentence: string, mends: readonly Mend[] = []): Rule[] => [
  { kind: 'fails', code, sentence, mends },
]

export const differs = (code: string, sentence: string, mends: readonly Mend[]): Rule => ({
  kind: 'differs',
  code,
  sentence,
  mends,
})
