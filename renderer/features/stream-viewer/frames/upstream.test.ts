import { expect, test } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { frameView } from './index'

const frameOf = (text: string) => ({ kind: 'upstream', seq: 0, at: 0, turn: 1, attempt: 1, text }) as const

test.each([
  ['event: message_stop\ndata: {"type":"message_stop"}\n\n', 'message_stop', '{"type":"message_stop"}'],
  ['data: {"object":"chat.completion.chunk"}\n\n', 'chat.completion.chunk', '{"object":"chat.completion.chunk"}'],
  ['data: {"candidates":[]}\r\n\r\n', 'event', '{"candidates":[]}'],
  [': ping\n\n', 'comment', ': ping'],
  ['{ "type": "message",\n "x": 1 }', 'message', '30 B  { "type": "message", "x": 1 }'],
  ['<html>busy</html>', 'body', '17 B  <html>busy</html>'],
])('%j is told as %j', (text, title, preview) => {
  const view = frameView<'upstream'>(frameOf(text))
  expect(view.describe(frameOf(text), '')).toEqual({ glyph: 'upstream', title, preview })
  expect(view.direction).toBe('upstream')
})

test('its exact text is kept', () => {
  const frame: Frame = frameOf('event: x\r\ndata:  {"a": 1.0}\r\n\r\n')
  expect(frameView<'upstream'>(frame).raw(frame)).toBe(frame.text)
})
