import { describe, expect, it } from 'vitest'
import { patchText } from './text-patch'

const text = `{
  "model":  "openai/gpt-5-nano",
  "input": "Hi", "seed": 12345678901234567890,
  "provider": { "only": ["azure"], "ignore": ["openai", "x-ai"] }
}`

describe('a patch of the text of a request', () => {
  it('leaves everything else as it was written, numbers too large for JavaScript among it', () => {
    expect(patchText(text, [{ op: 'remove', path: '/provider/ignore/0' }])).toBe(text.replace('"openai", ', ''))
    expect(patchText(text, [{ op: 'replace', path: '/model', value: 'b' }])).toBe(
      text.replace('openai/gpt-5-nano', 'b'),
    )
  })
  it('adds to the end of a list and inside one', () => {
    const added = patchText(text, [{ op: 'add', path: '/provider/only/-', value: 'openai' }])
    expect(added).toBe(text.replace('["azure"]', '["azure","openai"]'))
    const inside = patchText('{"a":[1,2]}', [{ op: 'add', path: '/a/1', value: 9 }])
    expect(JSON.parse(inside ?? '')).toEqual({ a: [1, 9, 2] })
  })
  it('makes the objects on the way', () => {
    const patched = patchText('{"model":"m"}', [{ op: 'add', path: '/provider', value: { include_alpha: true } }])
    expect(JSON.parse(patched ?? '')).toEqual({ model: 'm', provider: { include_alpha: true } })
  })
  it('keeps an object that a removal emptied: that is what the patch says', () => {
    expect(patchText('{"provider":{"only":["a"]}}', [{ op: 'remove', path: '/provider/only' }])).toBe('{"provider":{}}')
  })
  it('is none where a step does not fit, or where there is no JSON', () => {
    expect(patchText(text, [{ op: 'remove', path: '/nowhere' }])).toBeNull()
    expect(patchText('{', [{ op: 'remove', path: '/model' }])).toBeNull()
  })
})
