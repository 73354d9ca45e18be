import { formatHead, type FrameView } from './view'

export const openedView: FrameView<'opened'> = {
  direction: 'sent',
  describe: ({ transport, request }) => ({
    glyph: 'gateway',
    title: transport === 'websocket' ? 'socket opened' : 'request received',
    preview: `${request.method} ${request.path}`,
  }),
  raw: ({ request }) => formatHead(`${request.method} ${request.path}`, request.headers),
}
