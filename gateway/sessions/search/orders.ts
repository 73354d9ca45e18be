// What the searching side is told and asked, as it travels to the worker and back.
import type { SessionLabels } from '#shared/contract/sessions'
import type { SessionLabel } from '#shared/session/label'

/** A session whose file holds `bytes` to be searched; one that is not final may grow by further turns. */
export type Known = {
  readonly id: string
  readonly bytes: number
  readonly isFinal: boolean
  readonly label: SessionLabel
}

export type SearchAsk = { readonly text: string; readonly limit: number; readonly before?: string | undefined }

export type Order =
  /** All there are: what else the index holds is gone. */
  | { readonly kind: 'opened'; readonly sessions: readonly Known[] }
  | { readonly kind: 'stored'; readonly sessions: readonly Known[] }
  | { readonly kind: 'label'; readonly labels: SessionLabels }
  | { readonly kind: 'forget'; readonly ids: readonly string[] }
  | { readonly kind: 'purge' }
  /** Answers whether there is more to do. */
  | { readonly kind: 'work'; readonly ms: number }
  | { readonly kind: 'search'; readonly ask: SearchAsk }
  | { readonly kind: 'close' }

export type Call = { readonly call: number; readonly order: Order }
export type Answer = { readonly call: number; readonly value: unknown; readonly error: string | null }
