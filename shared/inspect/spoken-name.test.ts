import { expect, test } from 'vitest'
import { spokenName } from './spoken-name'

test.each([
  ['event: content_block_delta\ndata: {"type":"x"}\n\n', 'content_block_delta'],
  ['data: {"id":"c","object":"chat.completion.chunk"}\n\n', 'chat.completion.chunk'],
  ['data: {"candidates":[{"content":{"parts":[{"text":"\\"type\\": \\"x\\""}]}}]}\n\n', ''],
  ['{\n  "id": "msg_1",\n  "type": "message"\n}', 'message'],
  ['data: [DONE]\n\n', ''],
  [': ping\n\n', ''],
  ['', ''],
])('%j is called %j', (text, name) => expect(spokenName(text)).toBe(name))
