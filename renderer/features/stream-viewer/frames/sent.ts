import { formatBytes } from '../../../ui/format'
import type { FrameView } from './view'

export const sentView: FrameView<'sent'> = {
  direction: 'sent',
  describe: ({ text }) => ({
    glyph: 'gateway',
    title: text.includes('"response.create"') ? 'response.create' : 'request body',
    preview: `${formatBytes(text.length)}  ${text.slice(0, 200).replace(/\s+/g, ' ')}`,
  }),
  raw: ({ text }) => text,
}
