import type { FrameView } from './view'

export const rejectedView: FrameView<'rejected'> = {
  direction: 'inside',
  describe: ({ attempt, failure }) => {
    const { status, code, message, type, retryAfterSeconds } = failure
    const facts = [
      status ?? type.replaceAll('_', ' '),
      code,
      message,
      retryAfterSeconds === null ? null : `retry in ${retryAfterSeconds} s`,
    ]
    return {
      glyph: 'error',
      title: `attempt ${attempt} failed`,
      preview: facts.filter((fact) => fact !== null).join(', '),
    }
  },
  raw: ({ failure }) => JSON.stringify(failure),
}
