import type { FrameView } from './view'

export const closedView: FrameView<'closed'> = {
  direction: 'inside',
  describe: ({ by, code, reason }) => ({
    glyph: 'gateway',
    title: `closed by the ${by}`,
    preview: [code, reason].filter((fact) => fact !== null && fact !== '').join(' '),
  }),
  raw: ({ by, code, reason }) => JSON.stringify({ by, code, reason }),
}
