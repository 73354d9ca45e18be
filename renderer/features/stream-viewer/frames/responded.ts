import { formatHead, type FrameView } from './view'

export const respondedView: FrameView<'responded'> = {
  direction: 'received',
  describe: ({ status, headers }) => ({
    glyph: status >= 400 ? 'error' : 'gateway',
    title: 'response head',
    preview: `${status} ${headers['content-type'] ?? ''}`.trim(),
  }),
  raw: ({ status, headers }) => formatHead(`HTTP ${status}`, headers),
}
