import { describe, expect, it } from 'vitest'
import { isElsewhere, mediaBytes, readMedia } from './media'

const image = (fields: object) => readMedia({ type: 'output_image', ...fields })

describe('images and sound of a content part', () => {
  it.each([
    [{ b64_json: '/9j/4AAQ' }, 'data:image/jpeg;base64,/9j/4AAQ'],
    [{ b64_json: 'AAAA', mime_type: 'image/jpg' }, 'data:image/jpeg;base64,AAAA'],
    [{ image_url: 'data:image/png;base64,AAAA' }, 'data:image/png;base64,AAAA'],
    [{ image_url: { url: 'data:IMAGE/PNG;base64,AAAA' } }, 'data:image/png;base64,AAAA'],
    [{ image_url: { url: 'https://a.example/x' } }, 'https://a.example/x'],
    [{ b64_json: 'AAAA', mime_type: 'text/html,<b>"' }, 'data:;base64,AAAA'],
  ])('%j is %s', (fields, url) => expect(image(fields)?.url).toBe(url))

  it.each([{}, { b64_json: '' }, { image_url: 3 }, { image_url: { url: null } }])('%j is none', (fields) =>
    expect(image(fields)).toBeNull(),
  )
  it('sound tells its form in a word or a type', () => {
    const sound = (fields: object) => readMedia({ type: 'output_audio', ...fields })?.mime
    expect(sound({ data: 'AAAA', format: 'mp3' })).toBe('audio/mpeg')
    expect(sound({ b64_json: 'AAAA', mime_type: 'audio/ogg' })).toBe('audio/ogg')
    expect(sound({ audio_url: { url: 'data:audio/wav;base64,AAAA' } })).toBe('audio/wav')
  })
  it('the size is that of the bytes, and not known of what lies elsewhere', () => {
    const sizes = ['AAAA', 'AAA=', 'AA=='].map((b64_json) => mediaBytes(image({ b64_json }) ?? { url: '', mime: '' }))
    expect(sizes).toEqual([3, 2, 1])
    const remote = { url: 'https://a.example/x', mime: '' }
    expect([mediaBytes(remote), isElsewhere(remote)]).toEqual([null, true])
  })
})
