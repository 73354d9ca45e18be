// What a provider said, for the record: bodies, and blocks of a stream that nobody passes on as they came.
import type { Recording } from '../recording/recorder'

export type UpstreamRecord = {
  /** One block of a stream, by reference. */
  readonly block: (block: Uint8Array) => void
  /** A body that is told in other words. */
  readonly body: (text: string) => void
  /** The body of an attempt that does not serve; `isCut`: there was more. What the attempt's preview shows whole is there already. */
  readonly rejected: (text: string, isCut: boolean, preview: string | null) => void
}

/** What is kept of a body that was no answer, in characters. */
export const keptOfRejected = 64 << 10
/** The end of a text that was cut goes as well: half a key is not found as one. */
const seam = 1 << 10

export function createUpstreamRecord(
  recording: Recording,
  place: () => { readonly turn: number; readonly attempt: number },
): UpstreamRecord {
  const body = (text: string) => {
    const { turn, attempt } = place()
    recording.record({ kind: 'upstream', turn, attempt, text })
  }
  return {
    block: (block) => {
      const { turn, attempt } = place()
      recording.upstream(turn, attempt, block)
    },
    body,
    rejected: (text, isCut, preview) => {
      if (isCut) body(`${text.slice(0, -seam)}…`)
      else if (text !== '' && text !== preview) body(text)
    },
  }
}
