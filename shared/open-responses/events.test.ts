import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carriesResponse, eventData, eventKind, eventType, isDelta, isTerminal, parseEvent } from './events'

describe('the type of an event is read from the form it comes in', () => {
  it.each([
    ['an SSE block', 'event: response.created\ndata: {"type":"response.created"}\n\n', 'response.created'],
    ['an SSE block with CRLF', 'event: response.created\r\ndata: {}\r\n\r\n', 'response.created'],
    ['an SSE block with CR', 'event:response.created\rdata: {}\r\r', 'response.created'],
    ['a name without a space', 'event:error\ndata: {}\n\n', 'error'],
    ['a name and nothing else', 'event: error', 'error'],
    ['a comment before the name', ': ping\nevent: error\ndata: {"type":"error"}\n\n', 'error'],
    ['data only', 'data: {"type":"response.completed","response":{}}\n\n', 'response.completed'],
    ['data only, no space', 'data:{"type":"response.completed"}\n\n', 'response.completed'],
    ['data before the name', 'data: {"type":"error"}\nevent: error\n\n', 'error'],
    ['data over two lines', 'data: {\ndata: "type":"error"}\n\n', 'error'],
    ['a JSON message', '{"type":"response.failed"}', 'response.failed'],
    ['a JSON message with white space', '\n { "type" : "response.failed" }', 'response.failed'],
    ['a type with an escape', '{"type":"response\\u002efailed"}', 'response.failed'],
  ])('%s', (_, text, type) => expect(eventType(text)).toBe(type))

  it.each([
    ['a comment', ': keep-alive\n\n'],
    ['the end mark', 'data: [DONE]\n\n'],
    ['broken JSON', 'data: {"delta":"x"\n\n'],
    ['no type', 'data: {"a":1}\n\n'],
    ['a type that is no text', '{"type":5}'],
    ['JSON that is no object', '["type","x"]'],
    ['nothing', ''],
  ])('%s has none', (_, text) => {
    expect(eventType(text)).toBe('')
    expect(parseEvent(text)).toBeNull()
  })
})

describe('a type inside the event is not the type of the event', () => {
  it.each([
    '{"item":{"type":"message"},"output_index":0,"type":"response.output_item.added"}',
    'data: {"item":{"type":"message"},"type":"response.output_item.added"}\n\n',
    ': note\ndata: {"part":{"type":"output_text"},"type":"response.output_item.added"}\n\n',
  ])('%s', (text) => expect(eventType(text)).toBe('response.output_item.added'))

  it('also when its own type comes very late', () => {
    const text = JSON.stringify({ item: { type: 'message', text: 'x'.repeat(5_000) }, type: 'error' })
    expect(eventType(text)).toBe('error')
  })

  it('wherever the key stands (property)', () => {
    const inner = fc.record({ type: fc.string(), text: fc.string() })
    fc.assert(
      fc.property(fc.string(), inner, fc.nat(2), fc.boolean(), (type, item, place, sse) => {
        const fields: [string, unknown][] = [
          ['item', item],
          ['delta', '"type":"x"'],
        ]
        fields.splice(place, 0, ['type', type])
        const json = JSON.stringify(Object.fromEntries(fields))
        expect(eventType(sse ? `data: ${json}\n\n` : json)).toBe(type)
      }),
    )
  })
})

describe('data of a block, by the rules of event streams', () => {
  it.each([
    ['one leading space is dropped', 'data:  two', ' two'],
    ['no space is needed', 'data:x', 'x'],
    ['lines join with LF', 'data: 1\r\ndata: 2\rdata: 3\n\n', '1\n2\n3'],
    ['an empty data line is a line', 'data: 1\ndata:\ndata: 3\n\n', '1\n\n3'],
    ['a name without a colon is an empty line', 'data\ndata: 2\ndata\n\n', '\n2\n'],
    ['comments and other fields are no data', ': data: no\nid: 4\nevent: data: no\ndata: yes\n\n', 'yes'],
    ['a field that only begins like data', 'database: no\ndata: yes\n\n', 'yes'],
    ['nothing', ': ping\n\n', ''],
  ])('%s', (_, block, data) => expect(eventData(block)).toBe(data))

  it('a block that is cut off in its data line gives what is there', () => {
    expect(eventData('data: {"a"')).toBe('{"a"')
    expect(eventData('data:')).toBe('')
  })
})

describe('an event is parsed from a block or a message', () => {
  it('from both to the same value', () => {
    const event = { type: 'error', code: 'x' }
    expect(parseEvent(JSON.stringify(event))).toEqual(event)
    expect(parseEvent(`event: error\r\ndata: ${JSON.stringify(event)}\r\n\r\n`)).toEqual(event)
    expect(parseEvent(`\n${JSON.stringify(event, null, 2)}`)).toEqual(event)
  })
})

const names = {
  lifecycle: 'created queued in_progress completed incomplete',
  error: 'failed',
  structure: 'output_item.added output_item.done content_part.added content_part.done',
  text: 'output_text.delta output_text.done output_text.annotation.added refusal.delta refusal.done audio.delta audio.done audio.transcript.delta audio.transcript.done',
  reasoning:
    'reasoning_summary_part.added reasoning_summary_part.done reasoning_summary_text.delta reasoning_summary_text.done reasoning_text.delta reasoning_text.done reasoning.delta reasoning.done',
  tool: 'function_call_arguments.delta function_call_arguments.done custom_tool_call_input.delta custom_tool_call_input.done web_search_call.in_progress web_search_call.searching web_search_call.completed file_search_call.in_progress file_search_call.searching file_search_call.completed code_interpreter_call.in_progress code_interpreter_call.interpreting code_interpreter_call.completed code_interpreter_call_code.delta code_interpreter_call_code.done image_generation_call.in_progress image_generation_call.generating image_generation_call.completed image_generation_call.partial_image mcp_call.in_progress mcp_call.completed mcp_call.failed mcp_call_arguments.delta mcp_call_arguments.done mcp_list_tools.in_progress mcp_list_tools.completed mcp_list_tools.failed shell_call_command.added shell_call_command.delta shell_call_command.done shell_call_output_content.delta shell_call_output_content.done apply_patch_call_operation_diff.delta apply_patch_call_operation_diff.done',
  unknown: 'compaction.compacting steer.accepted inject.created brand_new.thing',
} as const
const rows = Object.entries(names).flatMap(([kind, list]) =>
  list.split(' ').map((n) => [`response.${n}`, kind] as const),
)

describe('every event of the protocol has its kind', () => {
  it.each(rows)('%s is %s', (type, kind) => expect(eventKind(type)).toBe(kind))
  it.each([
    ['error', 'error'],
    ['keepalive', 'unknown'],
    ['', 'unknown'],
    ['response.created.more', 'unknown'],
  ])('%s is %s', (type, kind) => expect(eventKind(type)).toBe(kind))
})

describe('what an event means for its stream', () => {
  const types = [...rows.map(([type]) => type), 'error', 'keepalive']
  it('four types end a turn', () => {
    expect(types.filter(isTerminal)).toEqual(['response.completed', 'response.incomplete', 'response.failed', 'error'])
  })
  it('six carry the whole response', () => {
    expect(types.filter(carriesResponse).map((t) => t.slice(9))).toEqual([
      'created',
      'queued',
      'in_progress',
      'completed',
      'incomplete',
      'failed',
    ])
  })
  it('a delta says something, its end or its frame does not', () => {
    expect(isDelta('response.output_text.delta')).toBe(true)
    expect(isDelta('response.output_text.done')).toBe(false)
    expect(isDelta('response.content_part.added')).toBe(false)
  })
})
