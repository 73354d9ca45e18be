import { describe, expect, it } from 'vitest'
import { explain } from '#shared/diagnostics/explain'
import { mostEntries, readPaste } from '#shared/diagnostics/paste'

const failure = (error: string) => ({
  error,
  status_code: error === 'insufficient_funds' ? 402 : 400,
  description: `It was ${error}.`,
})

const entry = (status: number, body: unknown, model = 'acme/one') => ({
  request: {
    method: 'POST',
    url: 'https://gateway.example/v1/responses?key=hidden#part',
    postData: { text: JSON.stringify({ model }) },
  },
  response: { status, headers: [], content: { text: JSON.stringify(body) } },
})
const har = (...entries: readonly unknown[]) => JSON.stringify({ log: { entries } })

const header = '{"format":"gatescope.session","version":1,"id":"G-1","startedAt":1,"app":"x"}'
const turn = (number: number, status: number, body: unknown) => [
  { kind: 'sent', turn: number, text: '{"model":"acme/one"}' },
  { kind: 'responded', turn: number, status, headers: { 'content-type': 'application/json' } },
  { kind: 'received', turn: number, text: JSON.stringify(body), out: 0 },
  { kind: 'ended', turn: number, how: 'complete', detail: '' },
]
const session = (...turns: readonly (readonly object[])[]) =>
  [header, ...turns.flat().map((frame, seq) => JSON.stringify({ seq, at: seq, ...frame }))].join('\n')

describe('a paste with one failure', () => {
  it('is explained as it is, and nothing is to be chosen', () => {
    for (const text of [JSON.stringify(failure('invalid_request')), 'no JSON at all', '', har(entry(200, {}))])
      expect(readPaste(text)).toEqual({ entries: [], unlisted: 0, chosen: 0, explanation: explain(text) })
  })
  it('says which entry it was, and has no list', () => {
    const { entries, explanation } = readPaste(har(entry(200, {}), entry(400, failure('invalid_request'))))
    expect(entries).toEqual([])
    expect(explanation.facts.error).toBe('invalid_request')
    expect(explanation.source.trail).toEqual(['HAR entry 2'])
  })
})

describe('a paste of megabytes', () => {
  it('is read, cut off as it is', () => {
    const log = Array.from({ length: 150_000 }, (_, line) => `{"line":${line}}`).join(',')
    const { explanation } = readPaste(`${JSON.stringify(failure('invalid_request')).slice(0, -1)},"log":[${log}`)
    expect(explanation.facts.error).toBe('invalid_request')
    expect(explanation.source.trail).toEqual([
      'cut or broken JSON, read as far as it goes',
      'long lists and texts shortened',
    ])
    expect(JSON.stringify(explanation).length).toBeLessThan(50_000)
  })
})

describe('a HAR file with several failures', () => {
  const text = har(
    entry(400, failure('invalid_request')),
    entry(200, {}),
    entry(402, failure('insufficient_funds'), 'b/two'),
  )
  it('lists them in their order, and explains the last unless another is chosen', () => {
    const reading = readPaste(text)
    expect(reading.entries.map(({ title, status }) => [title, status])).toEqual([
      ['POST /v1/responses acme/one', 400],
      ['POST /v1/responses b/two', 402],
    ])
    expect([reading.chosen, reading.explanation.facts.error]).toEqual([1, 'insufficient_funds'])
    const first = readPaste(text, 0)
    expect([first.chosen, first.explanation.facts.error]).toEqual([0, 'invalid_request'])
    expect(readPaste(text, 9).chosen).toBe(1)
    for (const { says } of reading.entries) expect(says).not.toBe('')
  })
  it('is read as far as it goes when it was cut off, and says so', () => {
    const { entries, explanation } = readPaste(text.slice(0, -3))
    expect(entries).toHaveLength(2)
    expect(explanation.source.trail[0]).toBe('cut or broken JSON, read as far as it goes')
  })
  it('tells how many are not listed', () => {
    const many = Array.from({ length: mostEntries + 3 }, () => entry(400, failure('invalid_request')))
    const { entries, unlisted, chosen } = readPaste(har(...many))
    expect([entries.length, unlisted, chosen]).toEqual([mostEntries, 3, mostEntries - 1])
  })
})

describe('a session file', () => {
  it('lists the turns that failed', () => {
    const text = session(
      turn(1, 400, failure('invalid_request')),
      turn(2, 200, { object: 'response' }),
      turn(3, 402, failure('insufficient_funds')),
    )
    const reading = readPaste(text)
    expect(reading.entries.map(({ title, status }) => [title, status])).toEqual([
      ['Turn 1', 400],
      ['Turn 3', 402],
    ])
    expect(reading.explanation.source).toMatchObject({ kind: 'session', knowsRequest: true, trail: [] })
    expect(readPaste(text, 0).explanation.facts.error).toBe('invalid_request')
  })
  it('without a failure is explained by its last turn', () => {
    const { entries, explanation } = readPaste(session(turn(1, 200, { object: 'response' })))
    expect([entries, explanation.verdict.sentence]).toEqual([[], 'There is no failure in it.'])
  })
  it('with lines that are torn is read without them, and says so', () => {
    const text = `${session(turn(1, 400, failure('invalid_request')))}\n{"seq":9,"kind":`
    const { explanation } = readPaste(text)
    expect(explanation.facts.error).toBe('invalid_request')
    expect(explanation.source.trail).toEqual(['1 line of the session left out: not readable'])
  })
})
