import { expect, it } from 'vitest'
import { closed, message, opened, received, responded, sent, summarise, type Moment } from '../../test/support/frames'

const completed = (id: string) => ({ type: 'response.completed', response: { id } })
const failed = (id: string) => ({ type: 'response.failed', response: { id, error: { code: 'x' } } })
const turn = (n: number, request: object, id: string): readonly Moment[] => [
  [n, sent({ type: 'response.create', model: 'openai/gpt-5', ...request }, n)],
  [n, message(completed(id), n)],
]

it('a body names the response it got and the one it goes on from', () => {
  expect(
    summarise(
      [0, opened()],
      [1, sent({ model: 'openai/gpt-5', previous_response_id: 'resp_0', session_id: ' order desk ' })],
      [2, responded(200)],
      [3, received('{"id":"resp_1"}')],
      [4, closed()],
    ),
  ).toMatchObject({ clientSessionId: 'order desk', responses: ['resp_1'], continues: ['resp_0'] })
})

it('a socket that goes on from its own responses goes on from no other', () => {
  expect(
    summarise(
      [0, opened('websocket')],
      ...turn(1, { previous_response_id: 'resp_0' }, 'resp_1'),
      ...turn(2, { previous_response_id: 'resp_1' }, 'resp_2'),
      ...turn(3, { previous_response_id: null, session_id: 7 }, 'resp_2'),
    ),
  ).toMatchObject({ clientSessionId: null, responses: ['resp_1', 'resp_2'], continues: ['resp_0'] })
})

it('of a long socket the last responses are kept', () => {
  const turns = Array.from({ length: 30 }, (_, i) => turn(i + 1, {}, `resp_${i + 1}`)).flat()
  const { responses } = summarise([0, opened('websocket')], ...turns)
  expect(responses).toHaveLength(20)
  expect(responses.at(-1)).toBe('resp_30')
})

it('what failed gave no response to go on from', () => {
  const { responses } = summarise(
    [0, opened('websocket')],
    [1, sent({ type: 'response.create', model: 'openai/gpt-5' })],
    [2, message(failed('resp_1'))],
  )
  expect(responses).toEqual([])
})
