import { spokenName } from '#shared/inspect/spoken-name'
import { eventData } from '#shared/open-responses/events'
import { formatBytes } from '../../../ui/format'
import type { FrameView } from './view'

const longestPreview = 300

export const upstreamView: FrameView<'upstream'> = {
  direction: 'upstream',
  describe: ({ text }) => {
    const isBlock = /^(event|data|id|retry|:)/.test(text)
    const said = isBlock ? eventData(text) : text
    const preview = said.slice(0, longestPreview).replace(/\s+/g, ' ').trim()
    const title = spokenName(text) || (!isBlock ? 'body' : said === '' ? 'comment' : 'event')
    if (!isBlock) return { glyph: 'upstream', title, preview: `${formatBytes(text.length)}  ${preview}` }
    return { glyph: 'upstream', title, preview: said === '' ? text.trim() : preview }
  },
  raw: ({ text }) => text,
}
