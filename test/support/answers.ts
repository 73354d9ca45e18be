// Answers of a model as tests make them up: what is said, written the way the simulator writes it.
import fc from 'fast-check'
import type { Fields } from '#shared/open-responses/canonical'
import type { StreamEvent } from '#shared/open-responses/events'
import { ResponseWriter, type Finish, type Usage } from '../../gateway/dialects/response-writer'

export type Plan = {
  readonly thoughts: readonly string[]
  readonly words: readonly string[]
  readonly refusal: readonly string[]
  readonly calls: readonly { readonly name: string; readonly args: Fields }[]
  readonly finish: Finish
  readonly usage: Usage
}

const piece = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
const name = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_-]{0,12}$/)
const args = fc
  .dictionary(fc.stringMatching(/^[a-z]{1,6}$/), fc.jsonValue({ maxDepth: 2 }))
  .map((value) => JSON.parse(JSON.stringify(value)) as Fields)
const usage: fc.Arbitrary<Usage> = fc
  .tuple(fc.nat(9_999), fc.nat(9_999), fc.nat(99), fc.nat(99))
  .map(([input, output, cached, reasoning]) => ({
    input: input + cached,
    output: output + reasoning,
    total: input + cached + output + reasoning,
    cached,
    reasoning,
  }))
const spokenPlan = fc.record<Plan>({
  thoughts: fc.array(piece, { maxLength: 4 }),
  words: fc.array(piece, { maxLength: 4 }),
  refusal: fc.constant([]),
  calls: fc.array(fc.record({ name, args }), { maxLength: 3 }),
  finish: fc.constantFrom('stop', 'length', 'content_filter'),
  usage,
})
const refusedPlan = fc.record<Plan>({
  thoughts: fc.array(piece, { maxLength: 2 }),
  words: fc.constant([]),
  refusal: fc.array(piece, { minLength: 1, maxLength: 4 }),
  calls: fc.constant([]),
  finish: fc.constant('stop'),
  usage,
})
export const plan = fc.oneof({ weight: 4, arbitrary: spokenPlan }, { weight: 1, arbitrary: refusedPlan })

/** The plan as the simulator would write it. */
export function writePlan({ thoughts, words, refusal, calls, finish, usage: tokens }: Plan): StreamEvent[] {
  const writer = new ResponseWriter({ itemId: 'x', model: 'model', createdAt: 1_790_000_000, reasoning: 'summary' })
  writer.begin({ id: 'resp_x' })
  for (const text of thoughts) writer.reasoning(text)
  for (const text of words) writer.text(text)
  for (const text of refusal) writer.refusal(text)
  for (const [i, call] of calls.entries()) {
    writer.openCall(i, `call_${i}`, call.name)
    for (const delta of JSON.stringify(call.args).match(/.{1,5}/gsu) ?? []) writer.callArguments(i, delta)
    writer.closeCall(i)
  }
  writer.finish(finish, tokens)
  return writer.take()
}
