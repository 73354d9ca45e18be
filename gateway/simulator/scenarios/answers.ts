// Scenarios in which the provider answers.
import { behave, haiku, type Behaviour } from '../behave'
import { answer, refuse, type Scenario } from '../scenario'
import type { Tape } from '../timeline'

const order =
  'Order 48213 left the Rotterdam hub on Tuesday at 18:40 and has not been scanned since. I will ask the carrier for its live events before promising a new delivery date.'
const thinking =
  'The user asks where order 48213 is. The last scan in context is old, so I should state it and fetch live carrier events.'
const report = `## Where order 48213 is

It left the **Rotterdam hub** on Tuesday at *18:40* and has not been scanned since. The carrier calls this \`in_transit\`.

| Scan | Place | Time |
|:-----|:------|-----:|
| Accepted | Antwerp | 09:12 |
| Sorted | Rotterdam | 17:55 |
| Left | Rotterdam | 18:40 |

### What to do next

1. Ask the carrier for its *live* events:

   \`\`\`ts
   const events = await carrier.events('48213', {
     since: '2026-03-03T18:40:00Z', // the last scan
   })
   \`\`\`
2. If there is none within a day, open a case. See the [carrier's pages](https://carrier.example/cases?order=48213) or
   write to help@carrier.example.
   - [x] customer told
   - [ ] case opened

> A parcel that is not scanned for 48 hours counts as ~~lost~~ delayed.

![Map of the route](https://carrier.example/map.png)`

export const answers: readonly Scenario[] = [
  {
    name: 'reply',
    title: 'A short answer: text, a call of the tool it is asked about, or JSON',
    play: ({ tape, request }) => answer(tell(tape().wait(120), behave(request)).complete()),
  },
  {
    name: 'reasoning',
    title: 'Reasoning summary, then text',
    play: ({ tape }) => answer(tape().wait(200).reasoning(thinking).message(order).complete()),
  },
  {
    name: 'tool-call',
    title: 'Text and one function call',
    play: ({ tape }) =>
      answer(
        tape()
          .wait(150)
          .message('Let me look that up.')
          .toolCall('lookup_order', { order_id: '48213', include_events: true })
          .complete(),
      ),
  },
  {
    name: 'parallel-tools',
    title: 'Three function calls in one turn',
    play: ({ tape }) => {
      const t = tape().wait(100)
      for (const city of ['Oslo', 'Tokyo', 'São Paulo']) t.toolCall('get_weather', { city, unit: 'celsius' })
      return answer(t.complete())
    },
  },
  {
    name: 'fallback',
    title: 'First provider is rate limited, the second answers',
    play: ({ tape, attempt }) =>
      attempt === 1
        ? {
            ...refuse(
              429,
              {
                type: 'rate_limit_error',
                code: 'rate_limit_exceeded',
                message: 'Rate limit reached. Try again in 12 s.',
              },
              { 'retry-after': '12' },
            ),
            headAt: 180,
          }
        : answer(
            tape(18)
              .wait(220)
              .reasoning(thinking)
              .message(order)
              .wait(612)
              .toolCall('lookup_order', { order_id: '48213', include_events: true })
              .complete(),
          ),
  },
  {
    name: 'markdown',
    title: 'An answer in Markdown: lists, a table, code, links',
    play: ({ tape }) => answer(tape().wait(120).message(report).complete()),
  },
  {
    name: 'unicode',
    title: 'Emoji, combining marks and right-to-left text',
    play: ({ tape }) => answer(tape().message('Grüße 👋🏽 aus 日本 – ñandú ✓ שלום e\u0301 👩‍👩‍👧‍👦').complete()),
  },
  {
    name: 'refusal',
    title: 'The model refuses',
    play: ({ tape }) => answer(tape().wait(90).refusal('I cannot help with that request.').complete()),
  },
  {
    name: 'incomplete',
    title: 'Stopped by the output token limit',
    play: ({ tape }) => answer(tape().message('This answer stops in the middle of a').incomplete('max_output_tokens')),
  },
  {
    name: 'empty',
    title: 'Completed without any output',
    play: ({ tape }) => answer(tape().wait(80).complete()),
  },
  {
    name: 'long-output',
    title: '5,000 events at 1,000 a second',
    play: ({ tape }) =>
      answer(
        tape(1)
          .deltas(4_992, (i) => `${i % 12 === 11 ? '\n' : ' '}token${i}`)
          .complete(),
      ),
  },
  {
    name: 'burst',
    title: '10,000 events at once',
    play: ({ tape }) =>
      answer(
        tape(0)
          .deltas(9_992, (i) => ` w${i}`)
          .complete(),
      ),
  },
  {
    name: 'slow-first-token',
    title: 'Three seconds of silence before the first token',
    play: ({ tape }) => answer(tape().wait(3_000).message(haiku).complete()),
  },
  {
    name: 'unknown-event',
    title: 'An event type nobody knows yet',
    play: ({ tape }) =>
      answer(
        tape()
          .event({ type: 'response.brand_new.thing', nested: { id: 'x', list: [1, null] } })
          .message(haiku)
          .complete(),
      ),
  },
]

function tell(tape: Tape, behaviour: Behaviour): Tape {
  switch (behaviour.kind) {
    case 'call':
      return tape.toolCall(behaviour.name, behaviour.args)
    case 'json':
      return tape.message(JSON.stringify(behaviour.value))
    case 'text':
      return tape.message(behaviour.text)
  }
}
