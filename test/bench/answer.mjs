// A streamed answer of any length, whole and in order as PROTOCOL.md 3 has it: messages of 995 deltas, each opened, written and
// finished in 1,000 events. Three more events begin and end the response.

const deltasOfMessage = 995
export const eventsOfMessage = deltasOfMessage + 5

/** Around 30 characters each, so that an event is as long as real ones are. One word comes once in a message. */
const phrases = [
  ' the parcel left the hub again',
  ' and nobody had signed for it,',
  ' which the carrier calls usual',
  ' in a week with three holidays',
  '. The customer asked for dates',
  ', got an estimate and a number',
  ' that leads to the same answer',
]
export const rareWord = 'zeppelin'
const rareAt = 500

/** @param {number} n */
const phraseOf = (n) => (n === rareAt ? ` by ${rareWord}, of all the ways there` : (phrases[n % phrases.length] ?? ''))
const words = Array.from({ length: deltasOfMessage }, (_, n) => phraseOf(n))
const text = words.join('')

/** @param {string} status @param {object[]} output */
const responseOf = (status, output) => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_700_000_000,
  status,
  model: 'gpt-5-nano',
  output,
  usage: status === 'completed' ? { input_tokens: 12, output_tokens: 34, total_tokens: 46 } : null,
})

const partOf = (/** @type {string} */ said) => ({ type: 'output_text', text: said, annotations: [], logprobs: [] })

/** @param {number} index @param {boolean} done */
const itemOf = (index, done) => ({
  id: `msg_${index}`,
  type: 'message',
  status: done ? 'completed' : 'in_progress',
  role: 'assistant',
  content: done ? [partOf(text)] : [],
})

/** @param {number} output_index @returns {Generator<{ type: string, [key: string]: unknown }>} */
function* messageEvents(output_index) {
  const part = { item_id: `msg_${output_index}`, output_index, content_index: 0 }
  yield { type: 'response.output_item.added', output_index, item: itemOf(output_index, false) }
  yield { type: 'response.content_part.added', ...part, part: partOf('') }
  for (const delta of words) yield { type: 'response.output_text.delta', ...part, delta, logprobs: [] }
  yield { type: 'response.output_text.done', ...part, text, logprobs: [] }
  yield { type: 'response.content_part.done', ...part, part: partOf(text) }
  yield { type: 'response.output_item.done', output_index, item: itemOf(output_index, true) }
}

/** @param {number} messages @returns {Generator<{ type: string, [key: string]: unknown }>} */
function* responseEvents(messages) {
  yield { type: 'response.created', response: responseOf('in_progress', []) }
  yield { type: 'response.in_progress', response: responseOf('in_progress', []) }
  for (let i = 0; i < messages; i += 1) yield* messageEvents(i)
  const output = Array.from({ length: messages }, (_, i) => itemOf(i, true))
  yield { type: 'response.completed', response: responseOf('completed', output) }
}

/**
 * The blocks of the stream.
 * @param {number} messages
 * @returns {Generator<string>}
 */
export function* answerBlocks(messages) {
  let sequence_number = 0
  for (const { type, ...more } of responseEvents(messages)) {
    yield `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number, ...more })}\n\n`
    sequence_number += 1
  }
}
