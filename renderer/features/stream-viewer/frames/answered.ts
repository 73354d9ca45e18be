import { formatHead, type FrameView } from './view'

export const answeredView: FrameView<'answered'> = {
  direction: 'inside',
  describe: ({ attempt, status, headers }) => ({
    glyph: 'gateway',
    title: `attempt ${attempt} answered`,
    preview: `${status} ${headers['content-type'] ?? ''}`.trim(),
  }),
  raw: ({ status, headers }) => formatHead(`HTTP ${status}`, headers),
}
