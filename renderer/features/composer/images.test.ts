import { describe, expect, it } from 'vitest'
import { addImage, sayImage } from './images'

const url = 'data:image/png;base64,AAAA'
const part = { type: 'input_image', image_url: url }
const inputOf = (text: string) => (JSON.parse(text) as { input: unknown }).input

describe('an image that is added', () => {
  it('turns a text into a message with parts', () => {
    expect(inputOf(addImage('{"input":"What?"}', url))).toEqual([
      { role: 'user', content: [{ type: 'input_text', text: 'What?' }, part] },
    ])
    expect(inputOf(addImage('{}', url))).toEqual([{ role: 'user', content: [part] }])
  })
  it('goes to the last message of the user', () => {
    const text = '{"input":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}'
    const once = addImage(text, url)
    expect(inputOf(addImage(once, url))).toEqual([
      { role: 'user', content: [{ type: 'input_text', text: 'a' }, part, part] },
      { role: 'assistant', content: 'b' },
    ])
    expect(inputOf(addImage('{"input":[{"role":"system","content":"b"}]}', url))).toHaveLength(2)
  })
  it('is said by its kind and size', () => {
    expect(sayImage(url)).toBe('png, 3 B')
    expect(sayImage('https://example.com/a.png')).toBe('https://example.com/a.png')
  })
})
