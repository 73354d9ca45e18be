import { describe, expect, it, test } from 'vitest'
import { requestJsonSchema } from '#shared/open-responses/request/fields'
import { requestSchema } from '#shared/open-responses/request'
import { checkRequest } from './check'
import type { Json } from '../../views/document'
import { templates } from './templates'

const schema = requestJsonSchema()
const good = { model: 'openai/gpt-5-nano', input: 'x' }
const say = (fields: Json) => checkRequest({ ...good, ...fields }, schema).map((issue) => issue.message)

test.each([
  [{ temperature: 2.4 }, 'temperature must be between 0 and 2. You sent 2.4.'],
  [{ temperature: 'hot' }, 'temperature must be between 0 and 2. You sent "hot".'],
  [{ max_output_tokens: 0 }, 'max_output_tokens must be a whole number of 1 or more. You sent 0.'],
  [{ max_output_tokens: 1.5 }, 'max_output_tokens must be a whole number of 1 or more. You sent 1.5.'],
  [{ truncation: 'some' }, 'truncation must be one of auto, disabled. You sent "some".'],
  [{ stream: 'yes' }, 'stream must be true or false. You sent "yes".'],
  [{ reasoning: { effort: 'hard' } }, /^reasoning\.effort must be one of none, minimal/],
  [{ session_id: ' ' }, /^session_id must be a text of 1 to 256 characters/],
  [{ metadata: { a: 1 } }, 'metadata.a must be a text. You sent 1.'],
  [{ input: 5 }, 'input must be a text, a list or an object. You sent 5.'],
  [{ input: [{ role: 'boss' }] }, /^input\[0\]\.role must be one of user, assistant/],
  [{ model: '' }, 'model must be a text that is not empty. You sent an empty text.'],
  [{ tools: [{ type: 'gateway:datetime', zone: 1 }] }, 'tools[0].zone is not allowed here.'],
  [{ temprature: 1 }, 'temprature is not a field of the API.'],
])('%j is told in words', (fields, words) => {
  expect(say(fields)).toEqual([typeof words === 'string' ? words : expect.stringMatching(words)])
})

describe('what is missing', () => {
  it('is named, and one of the two names of the input is enough', () => {
    expect(checkRequest({}, schema).map((issue) => issue.message)).toEqual(['model is missing.', 'input is missing.'])
    expect(checkRequest({ model: 'm', input_items: [] }, schema)).toEqual([])
  })
  it('is not asked for where null is allowed', () => expect(say({ temperature: null, reasoning: null })).toEqual([]))
})

test('every template is a request the gateway’s own schema accepts, and so does this check', () => {
  for (const { body } of templates) {
    const { type: _type, ...request } = JSON.parse(body) as Json
    expect(requestSchema.safeParse(request).error).toBeUndefined()
    expect(checkRequest(request, schema)).toEqual([])
  }
})
