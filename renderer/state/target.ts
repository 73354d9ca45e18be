// Where the draft goes, as the gateway read it last, and a key that was typed and not sent yet. The gateway keeps it for its
// origin; this window never writes it down.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { RequestTarget, TargetReading } from '#shared/contract/commands'
import { draft, targetOf, useDraft } from './draft'

type Typed = { readonly reading: TargetReading | null; readonly key: string }

export type Target = {
  readonly isLocal: boolean
  /** null until it was read, and for the local gateway. */
  readonly reading: TargetReading | null
  readonly key: string
  readonly problem: TargetReading['problem']
}

const typed = createStore<Typed>(() => ({ reading: null, key: '' }))

export function useTarget(): Target {
  const isLocal = useDraft((state) => state.target === 'local')
  const { reading, key } = useZustand(typed)
  const isKeyAtHand = reading?.problem?.field === 'key' && key !== ''
  const problem = isLocal || isKeyAtHand ? null : (reading?.problem ?? null)
  return { isLocal, reading: isLocal ? null : reading, key, problem }
}

/** A key that was typed for one origin is never sent to another, whoever changes where the draft goes. */
draft.subscribe((now, before) => {
  if (now.target === before.target && now.baseUrl === before.baseUrl) return
  const origin = originOf(targetOf(before))
  if (origin === null || origin !== originOf(targetOf(now))) typed.setState({ key: '', reading: null })
})

/** The hosted gateway has an origin of its own, which this window need not know. */
function originOf(target: RequestTarget): string | null {
  if (target.kind !== 'custom') return target.kind
  return URL.canParse(target.baseUrl) ? new URL(target.baseUrl).origin : null
}

export const keepReading = (reading: TargetReading): void => typed.setState({ reading })
export const writeKey = (key: string): void => typed.setState({ key })

export const typedKey = ({ kind }: RequestTarget): string | null => {
  const { key } = typed.getState()
  return kind === 'local' || key === '' ? null : key
}
