// What is said of one error code, and how a row of the tables is written.
import type { Who } from '#shared/diagnostics/explanation'

export type CodeWords = {
  readonly who: Who
  readonly stage: string
  readonly says: string
  /** What to do when nothing can be patched; null: the causes say it. */
  readonly advice: string | null
  /** The same request may succeed when it is sent again. */
  readonly retry?: true
}

export const row = (who: Who, stage: string, says: string, advice: string | null = null, retry?: true): CodeWords => ({
  who,
  stage,
  says,
  advice,
  ...(retry ? { retry } : {}),
})

export const again = 'Send it again; if it stays, the provider’s status page tells more.'
