import { describe, expect, it } from 'vitest'
import { synthesiseStream } from './synthesise'

describe('a whole answer told as a stream', () => {
  it.each(['constructor', 'output_video', 5, null])('tells a part of the type %j in one piece', (type) => {
    const part = { type, text: 'x' }
    const events = synthesiseStream({ status: 'completed', output: [{ type: 'message', id: 'm', content: [part] }] })
    expect(events.filter((e) => e.type.startsWith('response.content_part'))).toMatchObject([{ part }, { part }])
  })
})
