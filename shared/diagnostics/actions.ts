// The three kinds of next action: a patch of the request or of the configuration, something to do elsewhere, and sending the
// same again.
import type { Action } from '#shared/diagnostics/explanation'
import type { Patch } from '#shared/diagnostics/patch'
import { clip } from '#shared/diagnostics/words'

/** Names in them may be of any length. */
const longest = 500

export const elsewhere = (words: string): Action => ({
  words: clip(words, longest),
  target: 'none',
  patch: [],
  outcome: null,
  providers: [],
  retry: null,
})

export const again = (words: string, afterMs: number | null): Action => ({ ...elsewhere(words), retry: { afterMs } })

/** Null when there is nothing to change. */
export const change = (
  words: string,
  target: 'request' | 'configuration',
  patch: Patch,
  provider: string | null = null,
) =>
  patch.length === 0
    ? null
    : {
        words: clip(words, longest),
        target,
        patch,
        outcome: provider === null ? ('accepted' as const) : ('candidate' as const),
        providers: provider === null ? [] : [provider],
        retry: null,
      }
