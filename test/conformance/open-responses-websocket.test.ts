// The rules of Open Responses over a websocket (PROTOCOL 5 and 6): the same events, one a message, and errors that leave
// the socket open.
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { token } from '../support/gateway'
import { profiles, startLaboratory, type Laboratory } from '../support/laboratory'
import { eventSchema, faultsOf, responseSchema, socketErrorSchema } from '../support/open-responses'

type Fields = { readonly [key: string]: unknown }
type Turn = { readonly events: readonly Fields[]; readonly last: Fields; readonly response: Fields }
type Step = Fields | ((before: readonly Turn[]) => Fields)

const ends = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error'])

/** One turn after another on a socket of its own, at the address every SDK uses. */
function converse({ url }: Laboratory, steps: readonly Step[]): Promise<Turn[]> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    const socket = new WebSocket(`${url.replace('http', 'ws')}/responses`, { headers })
    const turns: Turn[] = []
    let events: Fields[] = []
    const next = () => {
      const step = steps[turns.length]
      if (!step) return socket.close(1000)
      const more = typeof step === 'function' ? step(turns) : step
      socket.send(JSON.stringify({ type: 'response.create', model: 'openai/gpt-5-nano', store: false, ...more }))
    }
    socket.on('open', next)
    socket.on('error', reject)
    socket.on('close', () => resolve(turns))
    socket.on('message', (data) => {
      const event = JSON.parse((data as Buffer).toString('utf8')) as Fields
      events.push(event)
      if (!ends.has(String(event['type']))) return
      turns.push({ events, last: event, response: (event['response'] ?? {}) as Fields })
      events = []
      next()
    })
  })
}

const faultsIn = ({ events, response }: Turn): string[] => [
  ...events.flatMap((event, i) => [
    ...faultsOf(eventSchema, event),
    ...(event['sequence_number'] === i ? [] : [`event ${i} has the number ${String(event['sequence_number'])}`]),
  ]),
  ...faultsOf(responseSchema, response),
]

describe('a socket of the profile for third-party clients', () => {
  it('tells turn after turn in the events of a stream', async () => {
    const turns = await converse(await startLaboratory('open-responses'), [{ input: 'first' }, { input: 'second' }])
    expect(turns.map(faultsIn)).toEqual([[], []])
    expect(turns.map(({ response }) => response['status'])).toEqual(['completed', 'completed'])
  })

  it('continues a response that nobody stored', async () => {
    const turns = await converse(await startLaboratory('open-responses'), [
      { input: 'The word is cobalt.' },
      ([first]) => ({ input: 'Which word?', previous_response_id: first?.response['id'] }),
    ])
    expect(turns.map(faultsIn)).toEqual([[], []])
    expect(turns[1]?.response['previous_response_id']).toBe(turns[0]?.response['id'])
  })

  it('says that it does not know a response, and goes on', async () => {
    const laboratory = await startLaboratory('open-responses')
    const [elsewhere] = await converse(laboratory, [{ input: 'The word is copper.' }])
    const previous_response_id = elsewhere?.response['id']
    const [missed, recovered] = await converse(laboratory, [{ input: 'x', previous_response_id }, { input: 'anew' }])
    expect(faultsOf(socketErrorSchema, missed?.last)).toEqual([])
    expect(missed?.last).toMatchObject({ status: 400, error: { code: 'previous_response_not_found' } })
    expect(recovered && faultsIn(recovered)).toEqual([])
  })

  it('forgets a response whose continuation failed', async () => {
    const continued = (more: Fields) => (before: readonly Turn[]) => ({
      previous_response_id: before[0]?.response['id'],
      ...more,
    })
    const [, failed, retried] = await converse(await startLaboratory('open-responses'), [
      { input: 'The word is ember.' },
      continued({ input: [{ type: 'function_call_output', call_id: 'call_nobody_made', output: 'x' }] }),
      continued({ input: 'Which word?' }),
    ])
    expect([failed?.last, retried?.last].flatMap((last) => faultsOf(socketErrorSchema, last))).toEqual([])
    expect(retried?.last).toMatchObject({ error: { code: 'previous_response_not_found' } })
  })

  it('takes what compaction gave', async () => {
    const laboratory = await startLaboratory('open-responses')
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ model: 'openai/gpt-5-nano', input: 'The word is slate.' })
    const compacted = await fetch(`${laboratory.url}/responses/compact`, { method: 'POST', headers, body })
    const { output } = (await compacted.json()) as { output: Fields[] }
    const [turn] = await converse(laboratory, [{ input: [...output, { role: 'user', content: 'Go on.' }], tools: [] }])
    expect(turn && faultsIn(turn)).toEqual([])
  })
})

describe.each(profiles)('a socket of the profile %s', (profile) => {
  it('strips what only a request over HTTP has', async () => {
    const more = { stream: true, stream_options: {}, background: false }
    const [turn] = await converse(await startLaboratory(profile), [{ input: 'x', ...more }])
    expect(turn?.response['status']).toBe('completed')
  })

  it('warms up without an answer, and continues from there', async () => {
    const [warm, turn] = await converse(await startLaboratory(profile), [
      { input: 'x', generate: false },
      ([first]) => ({ input: 'y', previous_response_id: first?.response['id'] }),
    ])
    expect(warm?.response).toMatchObject({ status: 'completed', output: [] })
    expect(turn?.response).toMatchObject({ status: 'completed', previous_response_id: warm?.response['id'] })
  })
})
