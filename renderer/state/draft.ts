// The composer's draft. It survives a reload; it never holds a token or a key.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { RequestTarget } from '#shared/contract/commands'
import type { SessionTarget } from '#shared/session/frame'

export type Transport = 'json' | 'sse' | 'websocket'
export type TargetKind = RequestTarget['kind']
export type Draft = {
  readonly transport: Transport
  readonly body: string
  /** What the draft began as: a saved request, a template, or a recorded session. */
  readonly source: string | null
  readonly target: TargetKind
  /** Of a custom target, as it was typed. */
  readonly baseUrl: string
  /** A websocket stays open after its turn. */
  readonly keepOpen: boolean
}

/** A larger draft (pasted images) is not kept over a reload: storage is small, and a poisoned draft must not come back. */
export const keptChars = 1 << 20

const key = 'gatescope.draft'
const first: Draft = {
  transport: 'sse',
  body: JSON.stringify(
    { model: 'simulator/fallback', input: 'Where is order 48213?', stream: true, reasoning: { effort: 'low' } },
    null,
    2,
  ),
  source: null,
  target: 'local',
  baseUrl: '',
  keepOpen: false,
}

function restore(): Draft {
  try {
    const value = JSON.parse(localStorage.getItem(key) ?? 'null') as Partial<Draft> | null
    const known = value?.transport === 'json' || value?.transport === 'sse' || value?.transport === 'websocket'
    return known && typeof value.body === 'string' ? { ...first, ...value, ...readTarget(value) } : first
  } catch {
    return first
  }
}

function readTarget({ target, baseUrl, keepOpen }: Partial<Draft>): Pick<Draft, 'target' | 'baseUrl' | 'keepOpen'> {
  return {
    target: target === 'hosted' || target === 'custom' ? target : 'local',
    baseUrl: typeof baseUrl === 'string' ? baseUrl : '',
    keepOpen: keepOpen === true,
  }
}

/** What may hold a credential is refused as a base URL; it must not lie in storage either. */
const keptUrl = (baseUrl: string): string => (/[@?#]/.test(baseUrl) ? '' : baseUrl)

export const targetOf = ({ target, baseUrl }: Pick<Draft, 'target' | 'baseUrl'>): RequestTarget =>
  target === 'custom' ? { kind: target, baseUrl } : { kind: target }

export const draft = createStore<Draft>(restore)

export const useDraft = <T>(select: (state: Draft) => T): T => useZustand(draft, select)

/** What was in the composer before a recorded request came; null once it was put back. */
const replaced = createStore<{ readonly before: Draft | null }>(() => ({ before: null }))
export const useReplaced = (): Draft | null => useZustand(replaced, ({ before }) => before)

type Recorded = Pick<Draft, 'transport' | 'body' | 'source'> & { readonly target: SessionTarget | null }

/** The request of a session becomes the draft, to the letter, and goes where it went. */
export function openRecorded({ target, ...request }: Recorded): void {
  replaced.setState({ before: draft.getState() })
  const baseUrl = target?.kind === 'custom' ? { baseUrl: target.baseUrl } : {}
  draft.setState({ ...request, target: target?.kind ?? 'local', ...baseUrl })
}

export function undoRecorded(): void {
  const { before } = replaced.getState()
  if (before !== null) draft.setState(before)
  replaced.setState({ before: null })
}

const saveDelayMs = 300
let saving: ReturnType<typeof setTimeout> | undefined

draft.subscribe(() => {
  clearTimeout(saving)
  saving = setTimeout(saveDraft, saveDelayMs)
})

/** Called when the page goes away, so that the last words typed are kept too. */
export function saveDraft(): void {
  clearTimeout(saving)
  try {
    const state = draft.getState()
    if (state.body.length > keptChars) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify({ ...state, baseUrl: keptUrl(state.baseUrl) }))
  } catch {
    // A full or forbidden storage costs the draft after a reload, nothing now.
  }
}
