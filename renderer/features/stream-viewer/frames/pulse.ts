import type { PulseMoment } from '#shared/session/frame'
import type { Glyph } from '../../../ui/kinds'
import type { FrameView } from './view'

const moments: Readonly<Record<PulseMoment, readonly [Glyph, string]>> = {
  silence: ['gateway', 'silence'],
  slow_client: ['warning', 'paused by a slow client'],
  dead_client: ['error', 'client gave no sign of life'],
  dead_upstream: ['error', 'upstream gave no sign of life'],
}

const ago = (ms: number | null): string => (ms === null ? 'no pong yet' : `pong ${(ms / 1000).toFixed(1)} s ago`)

export const pulseView: FrameView<'pulse'> = {
  direction: 'inside',
  describe: ({ moment, clientPongMs, upstreamPongMs, silentMs, bufferedBytes }) => ({
    glyph: moments[moment][0],
    title: moments[moment][1],
    preview: [
      `nothing said for ${(silentMs / 1000).toFixed(1)} s`,
      `client: ${ago(clientPongMs)}`,
      `upstream: ${ago(upstreamPongMs)}`,
      ...(bufferedBytes > 0 ? [`${bufferedBytes} bytes not taken`] : []),
    ].join(', '),
  }),
  raw: ({ seq: _seq, at: _at, kind: _kind, ...facts }) => JSON.stringify(facts),
}
