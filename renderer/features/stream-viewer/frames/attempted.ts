import { formatHead, type FrameView } from './view'

export const attemptedView: FrameView<'attempted'> = {
  direction: 'inside',
  describe: ({ attempt, provider, model, simulated }) => ({
    glyph: 'gateway',
    title: `attempt ${attempt} started`,
    preview: `${provider} ${model}${simulated ? ', simulated' : ''}`,
  }),
  raw: ({ request }) => `${formatHead(`${request.method} ${request.url}`, request.headers)}\n\n${request.body}`,
}
