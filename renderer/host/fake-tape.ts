// Edited tapes and addresses of replays, for a window without a gateway.
import type { Params, Result } from '#shared/contract/commands'
import { applyEdits } from '#shared/replay/edits'
import { parseFrames } from '#shared/session/jsonl'
import type { SessionSummary } from '#shared/session/summary'
import type { createPlayer } from './fake-player'

export function createFakeTape(player: ReturnType<typeof createPlayer>, tell: (summary: SessionSummary) => void) {
  return {
    'tape.save': ({ id, edits }: Params<'tape.save'>): Result<'tape.save'> => {
      const frames = applyEdits(parseFrames(player.read(id, 0).text), edits)
      const script = frames.map((body, i) => ({ after: body.at - (frames[i - 1]?.at ?? 0), body }))
      const summary = player.play(script, Date.now(), false, { kind: 'variant', of: id })
      tell({ ...summary })
      return { id: summary.id }
    },
    'replay.address': ({ id }: Params<'replay.address'>): Result<'replay.address'> => ({
      baseUrl: `http://127.0.0.1:4777/replay/${id}/v1`,
    }),
  }
}
