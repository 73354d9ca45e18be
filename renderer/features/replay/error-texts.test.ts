import { expect, test } from 'vitest'
import { isTerminal, parseEvent } from '#shared/open-responses/events'
import { errorChoices, errorText } from './error-texts'

const original =
  'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","sequence_number":7}\n\n'

test('every error of the table is an error event that ends its turn', () => {
  expect(errorChoices.length).toBeGreaterThan(20)
  for (const { code, title } of errorChoices) {
    expect(title).not.toBe('')
    for (const stream of ['sse', 'websocket'] as const) {
      const event = parseEvent(errorText(code, original, stream))
      expect(isTerminal(event?.type ?? '')).toBe(true)
      expect(event).toMatchObject({ error: { code } })
    }
  }
})

test('an error takes the number of the event it stands for, and the status of its title', () => {
  expect(parseEvent(errorText('upstream_error', original, 'sse'))).toMatchObject({ sequence_number: 7 })
  expect(parseEvent(errorText('key_limit_exceeded', original, 'websocket'))).toMatchObject({ status: 429 })
  expect(JSON.parse(errorText('unauthorised', '{}', 'body'))).toMatchObject({ error: 'unauthorised', status_code: 401 })
})
