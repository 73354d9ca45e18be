import type { Ending } from '#shared/session/frame'
import type { Glyph } from '../../../ui/kinds'
import type { FrameView } from './view'

const endings: Readonly<Record<Ending, readonly [Glyph, string]>> = {
  complete: ['gateway', 'upstream complete'],
  cut: ['warning', 'upstream cut'],
  timeout: ['error', 'upstream timed out'],
  aborted: ['warning', 'client aborted'],
}

export const endedView: FrameView<'ended'> = {
  direction: 'inside',
  describe: ({ how, detail }) => ({ glyph: endings[how][0], title: endings[how][1], preview: detail }),
  raw: ({ how, detail }) => JSON.stringify({ how, detail }),
}
