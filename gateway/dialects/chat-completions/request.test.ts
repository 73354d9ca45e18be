import { describe, expect, it } from 'vitest'
import { catalogueOf } from '../../../test/support/catalogue'
import { foldAliases, type Fields } from '#shared/open-responses/canonical'
import { requestSchema } from '#shared/open-responses/request'
import { createChatCodec } from './index'
import { encodeBody, type ChatStyle } from './request'

const style: ChatStyle = { tokenLimit: 'max_tokens', fields: [], replaysThoughts: true }
const codec = createChatCodec(style)
const body = (fields: object, over: Partial<ChatStyle> = {}) =>
  encodeBody(foldAliases(requestSchema.parse({ model: 'm', input: 'hi', ...fields })), 'm', { ...style, ...over })
const user = { role: 'user', content: 'hi' }

describe('the settings of a request', () => {
  it.each<readonly [string, object, Fields]>([
    ['nothing asked for', {}, {}],
    [
      'a stream always asks for the usage',
      { stream: true, stream_options: {} },
      { stream: true, stream_options: { include_usage: true } },
    ],
    ['no stream', { stream: false }, {}],
    ['the token limit', { max_output_tokens: 5 }, { max_tokens: 5 }],
    [
      'what both formats call the same',
      {
        temperature: 0,
        top_p: 1,
        stop: ['x'],
        seed: 4,
        frequency_penalty: 1,
        presence_penalty: 2,
        user: 'u',
        metadata: { a: 'b' },
        service_tier: 'flex',
        logit_bias: { '5': 1 },
      },
      {
        temperature: 0,
        top_p: 1,
        stop: ['x'],
        seed: 4,
        frequency_penalty: 1,
        presence_penalty: 2,
        user: 'u',
        metadata: { a: 'b' },
        service_tier: 'flex',
        logit_bias: { '5': 1 },
      },
    ],
    ['nulls are not sent', { temperature: null, user: null, metadata: null, tools: null }, {}],
    [
      'nothing the format does not know',
      {
        store: true,
        truncation: 'auto',
        include: [],
        background: true,
        previous_response_id: 'r',
        conversation: 'c',
        prompt: { id: 'p' },
        max_tool_calls: 1,
        top_k: 3,
        image_config: { image_size: '1K' },
        prompt_cache_key: 'k',
      },
      {},
    ],
    ['probabilities', { top_logprobs: 2 }, { logprobs: true, top_logprobs: 2 }],
    ['probabilities of the chosen alone', { logprobs: true, top_logprobs: 0 }, { logprobs: true }],
    ['the effort', { reasoning: { effort: 'low', summary: 'auto', max_tokens: 4 } }, { reasoning_effort: 'low' }],
    ['no thinking at all', { reasoning: { enabled: false } }, { reasoning_effort: 'none' }],
    ['verbosity', { text: { verbosity: 'low' } }, { verbosity: 'low' }],
    ['plain text', { text: { format: { type: 'text' } } }, {}],
    ['any JSON', { text: { format: { type: 'json_object' } } }, { response_format: { type: 'json_object' } }],
    [
      'a schema',
      { text: { format: { type: 'json_schema', name: 'n', schema: { type: 'object' } } } },
      {
        response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' }, strict: true } },
      },
    ],
    [
      'the format’s own word',
      { response_format: { type: 'json_object' } },
      { response_format: { type: 'json_object' } },
    ],
    ['what it may answer with', { modalities: ['text', 'image'] }, { modalities: ['text', 'image'] }],
    ['a voice', { modalities: ['audio'] }, { modalities: ['audio'], audio: { voice: 'alloy', format: 'wav' } }],
  ])('%s', (_, fields, expected) => expect(body(fields)).toEqual({ model: 'm', messages: [user], ...expected }))

  it('differ by server where they differ', () => {
    const openai = { tokenLimit: 'max_completion_tokens', fields: ['store', 'prompt_cache_retention'] } as const
    const given = { max_output_tokens: 5, store: false, provider_options: { openai: { promptCacheRetention: '24h' } } }
    expect(body(given, openai)).toEqual({
      model: 'm',
      messages: [user],
      max_completion_tokens: 5,
      store: false,
      prompt_cache_retention: '24h',
    })
  })
  it('a streamed voice comes in the one format that can be streamed', () => {
    expect(body({ modalities: ['audio'], stream: true })['audio']).toEqual({ voice: 'alloy', format: 'pcm16' })
  })
})

describe('tools', () => {
  const flat = { type: 'function', name: 'f', description: 'd', parameters: { type: 'object' }, strict: true }
  const nested = {
    type: 'function',
    function: { name: 'f', description: 'd', parameters: { type: 'object' }, strict: true },
  }
  it('are nested, whichever way they came', () => {
    expect(body({ tools: [flat] })['tools']).toEqual([nested])
    expect(body({ tools: [nested] })['tools']).toEqual([nested])
  })
  it('of other types stay behind', () => {
    expect(body({ tools: [flat, { type: 'web_search' }] })['tools']).toEqual([nested])
    expect(body({ tools: [{ type: 'web_search' }] })).not.toHaveProperty('tools')
  })
  it.each<readonly [unknown, unknown]>([
    ['auto', 'auto'],
    ['none', 'none'],
    ['required', 'required'],
    [
      { type: 'function', name: 'f' },
      { type: 'function', function: { name: 'f' } },
    ],
    [
      { type: 'function', function: { name: 'f' } },
      { type: 'function', function: { name: 'f' } },
    ],
    [{ type: 'allowed_tools', mode: 'required', tools: [] }, 'required'],
  ])('are chosen: %j', (tool_choice, expected) => {
    expect(body({ tools: [flat], tool_choice })['tool_choice']).toEqual(expected)
  })
  it('that are not there are not chosen among', () => {
    expect(body({ tool_choice: 'required', parallel_tool_calls: false })).toEqual({ model: 'm', messages: [user] })
    expect(body({ tools: [flat], parallel_tool_calls: false })['parallel_tool_calls']).toBe(false)
  })
})

describe('a conversation', () => {
  const messages = (input: unknown, more: object = {}, over: Partial<ChatStyle> = {}) =>
    body({ input, ...more }, over)['messages']
  const call = (id: string) => ({ type: 'function_call', call_id: id, name: 'f', arguments: '{}' })
  const called = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } })

  it('keeps its roles', () => {
    const input = ['system', 'developer', 'user', 'assistant'].map((role) => ({ role, content: role }))
    expect(messages(input, { instructions: 'first' })).toEqual([{ role: 'system', content: 'first' }, ...input])
  })
  it('has its calls with the message before them, and their results after', () => {
    const input = [
      user,
      { role: 'assistant', content: 'a' },
      call('1'),
      call('2'),
      { type: 'function_call_output', call_id: '1', output: 'x' },
    ]
    expect(messages(input)).toEqual([
      user,
      { role: 'assistant', content: 'a', tool_calls: [called('1'), called('2')] },
      { role: 'tool', tool_call_id: '1', content: 'x' },
    ])
  })
  it('keeps a refusal as one', () => {
    const input = [{ role: 'assistant', content: [{ type: 'refusal', refusal: 'no' }] }]
    expect(messages(input)).toEqual([{ role: 'assistant', content: null, refusal: 'no' }])
  })
  it('gives thoughts back only with the calls they led to, and only to servers that want them', () => {
    const thought = { type: 'reasoning', summary: [{ type: 'summary_text', text: 't' }] }
    const message = { role: 'assistant', content: null, tool_calls: [called('1')] }
    expect(messages([user, thought, call('1')])).toEqual([user, { ...message, reasoning_content: 't' }])
    expect(messages([user, thought, call('1')], {}, { replaysThoughts: false })).toEqual([user, message])
    const said = { role: 'assistant', content: 'a' }
    expect(messages([thought, said, user])).toEqual([said, user])
    expect(messages([thought])).toEqual([])
  })
  it('carries what is not text as parts', () => {
    const content = [
      { type: 'input_text', text: 'look' },
      { type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'low' },
      { type: 'input_image', image_url: 'https://x/y.png' },
      { type: 'input_audio', input_audio: { data: 'AA==', format: 'mp3' } },
      { type: 'input_video', video_url: 'https://x/v.mp4' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' },
      { type: 'input_file', file_url: 'https://x/a.pdf' },
      { type: 'input_file', file_id: 'file-1' },
    ]
    expect(messages([{ role: 'user', content }])).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'look' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'low' } },
          { type: 'image_url', image_url: { url: 'https://x/y.png' } },
          { type: 'input_audio', input_audio: { data: 'AA==', format: 'mp3' } },
          { type: 'video_url', video_url: { url: 'https://x/v.mp4' } },
          { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA==' } },
          { type: 'file', file: { file_data: 'https://x/a.pdf' } },
          { type: 'file', file: { file_id: 'file-1' } },
        ],
      },
    ])
  })
  it('shows what tools returned besides text after all results of the turn', () => {
    const output = [
      { type: 'input_text', text: 'shot' },
      { type: 'input_image', image_url: 'https://x/y.png' },
    ]
    const input = [
      call('1'),
      call('2'),
      { type: 'function_call_output', call_id: '1', output },
      { type: 'function_call_output', call_id: '2', output: 'b' },
    ]
    expect(messages(input)).toEqual([
      { role: 'assistant', content: null, tool_calls: [called('1'), called('2')] },
      { role: 'tool', tool_call_id: '1', content: 'shot' },
      { role: 'tool', tool_call_id: '2', content: 'b' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x/y.png' } }] },
    ])
  })
  it('goes to one address, whether or not the base ends in the version', () => {
    for (const base_url of ['http://h', 'http://h/v1', 'http://h/v1/']) {
      const provider = catalogueOf({ providers: [{ id: 'p', base_url }] }).providers.get('p')
      if (!provider) throw new Error('no provider')
      const request = foldAliases(requestSchema.parse({ model: 'm', input: 'hi' }))
      expect(codec.encodeRequest(request, { provider, model: 'm', apiKey: null }).url).toBe(
        'http://h/v1/chat/completions',
      )
    }
  })
})

describe('what stands in for a server', () => {
  it('reads a conversation back', () => {
    const input = [
      { role: 'user', content: 'a' },
      { type: 'function_call', call_id: '1', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: '1', output: 'x' },
    ]
    const tools = [{ type: 'function', name: 'f', parameters: { type: 'object' } }]
    const sent = body({ input, tools, max_output_tokens: 4, metadata: { a: 'b' }, stream: true })
    expect(codec.emulator.readRequest({ url: '', body: JSON.stringify(sent) })).toMatchObject({
      stream: true,
      request: { model: 'm', input, tools, max_output_tokens: 4, metadata: { a: 'b' } },
    })
  })
})
