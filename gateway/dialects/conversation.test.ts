import { describe, expect, it } from 'vitest'
import type { CanonicalRequest, Fields } from '#shared/open-responses/canonical'
import { readConversation, readDataUrl, splitSystem, textOf } from './conversation'
import { readFormat, readToolChoice, readTools } from './settings'

const turnsOf = (input: string | Fields[], more: Fields = {}) =>
  readConversation({ model: 'm', input, ...more } as CanonicalRequest)
const text = (words: string) => ({ type: 'text', text: words })

describe('input becomes turns', () => {
  it('a string is one user turn, instructions come first', () =>
    expect(turnsOf('hi', { instructions: 'Be brief.' })).toEqual([
      { role: 'system', parts: [text('Be brief.')] },
      { role: 'user', parts: [text('hi')] },
    ]))
  it('items without a type are messages, roles stay', () =>
    expect(
      turnsOf([
        { role: 'developer', content: 'd' },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'u' }] },
        { role: 'assistant', content: 'a' },
      ]).map((turn) => [turn.role, textOf(turn.parts)]),
    ).toEqual([
      ['developer', 'd'],
      ['user', 'u'],
      ['assistant', 'a'],
    ]))
  it('loose parts in a row are one user turn', () =>
    expect(
      turnsOf([
        { type: 'input_text', text: 'look' },
        { type: 'input_image', image_url: 'https://x.test/i.png' },
        { role: 'assistant', content: 'ok' },
        { type: 'input_text', text: 'again' },
      ]),
    ).toEqual([
      { role: 'user', parts: [text('look'), { type: 'image', url: 'https://x.test/i.png', detail: null }] },
      { role: 'assistant', parts: [text('ok')], thoughts: [], calls: [] },
      { role: 'user', parts: [text('again')] },
    ]))
  it('calls join the message before them, results find the name of their call', () =>
    expect(
      turnsOf([
        { role: 'assistant', content: 'Let me look.' },
        { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"a":1}' },
        { type: 'custom_tool_call', call_id: 'c2', name: 'g', input: 'ls' },
        { type: 'function_call_output', call_id: 'c1', output: '3' },
        { type: 'function_call_output', call_id: 'nobody', output: { x: 1 } },
      ]),
    ).toEqual([
      {
        role: 'assistant',
        parts: [text('Let me look.')],
        thoughts: [],
        calls: [
          { callId: 'c1', name: 'f', arguments: '{"a":1}' },
          { callId: 'c2', name: 'g', arguments: '{"input":"ls"}' },
        ],
      },
      { role: 'tool', callId: 'c1', name: 'f', parts: [text('3')], isError: false },
      { role: 'tool', callId: 'nobody', name: null, parts: [text('{"x":1}')], isError: false },
    ]))
  it('a thought after a text begins a message of its own, so their order stays', () => {
    const thought = {
      type: 'reasoning',
      id: 'rs',
      summary: [{ type: 'summary_text', text: 'hm' }],
      encrypted_content: 'e',
    }
    expect(
      turnsOf([thought, { role: 'assistant', content: 'a' }, thought, { type: 'function_call', name: 'f' }]),
    ).toEqual([
      { role: 'assistant', parts: [text('a')], thoughts: [{ text: 'hm', id: 'rs', encrypted: 'e' }], calls: [] },
      {
        role: 'assistant',
        parts: [],
        thoughts: [{ text: 'hm', id: 'rs', encrypted: 'e' }],
        calls: [{ callId: '', name: 'f', arguments: '{}' }],
      },
    ])
  })
  it('system text can be told apart', () =>
    expect(
      splitSystem(
        turnsOf(
          [
            { role: 'system', content: 'b' },
            { role: 'user', content: 'u' },
          ],
          { instructions: 'a' },
        ),
      ),
    ).toEqual({
      system: 'a\n\nb',
      turns: [{ role: 'user', parts: [text('u')] }],
    }))
})

describe('parts are read under every name clients use', () => {
  const partOf = (part: Fields) => turnsOf([{ role: 'user', content: [part] }])[0]?.parts[0]
  it.each<readonly [Fields, unknown]>([
    [{ type: 'text', text: 'x' }, text('x')],
    [
      { type: 'refusal', refusal: 'no' },
      { type: 'refusal', text: 'no' },
    ],
    [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AA', detail: 'low' } },
      { type: 'image', url: 'data:image/png;base64,AA', detail: 'low' },
    ],
    [
      { type: 'output_image', b64_json: 'AA', mime_type: 'image/webp' },
      { type: 'image', url: 'data:image/webp;base64,AA', detail: null },
    ],
    [
      { type: 'input_audio', input_audio: { data: 'AA', format: 'mp3' } },
      { type: 'audio', data: 'AA', format: 'mp3' },
    ],
    [
      { type: 'input_video', video_url: { url: 'https://x.test/v' } },
      { type: 'video', url: 'https://x.test/v' },
    ],
    [
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA' },
      { type: 'file', name: 'a.pdf', data: 'data:application/pdf;base64,AA', url: null, id: null },
    ],
    [{ type: 'unheard_of' }, undefined],
  ])('%j', (part, read) => expect(partOf(part)).toEqual(read))
  it('a data URL is a media type and its data', () => {
    expect(readDataUrl('data:image/png;charset=x;base64,QUE=')).toEqual({ mime: 'image/png', data: 'QUE=' })
    expect(readDataUrl('https://x.test/')).toBeNull()
  })
})

describe('tools, choice and format', () => {
  const read = (fields: Fields) => ({ model: 'm', input: '', ...fields }) as CanonicalRequest
  it('function tools only, with a schema in any case', () =>
    expect(readTools(read({ tools: [{ type: 'function', name: 'f' }, { type: 'web_search' }] }))).toEqual([
      { name: 'f', description: null, parameters: { type: 'object', properties: {} }, strict: null },
    ]))
  it.each<readonly [unknown, unknown]>([
    ['auto', 'auto'],
    [{ type: 'function', name: 'f' }, { name: 'f' }],
    [{ type: 'allowed_tools', mode: 'required', tools: [] }, 'required'],
    ['something', null],
    [undefined, null],
  ])('choice %j', (tool_choice, choice) => expect(readToolChoice(read({ tool_choice }))).toEqual(choice))
  it.each<readonly [unknown, unknown]>([
    [undefined, { type: 'text' }],
    [{ type: 'json_object' }, { type: 'json_object' }],
    [
      { type: 'json_schema', name: 'n', schema: { type: 'array' }, strict: false },
      { type: 'json_schema', name: 'n', description: null, schema: { type: 'array' }, strict: false },
    ],
    [
      { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'array' } } },
      { type: 'json_schema', name: 'n', description: null, schema: { type: 'array' }, strict: true },
    ],
  ])('format %j', (format, expected) => expect(readFormat(read({ text: { format } }))).toEqual(expected))
})
