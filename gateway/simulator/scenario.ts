// A scenario: a name, one line on what it shows, and a pure function from the request to a timeline.
import { settingDefaults } from '../dialects/responses/response'
import { createRandom } from '../routing/order'
import { Tape, type Timeline } from './timeline'

export type ScenarioContext = {
  /** 1 for the first attempt of a turn; a scenario may fail the first and serve the second. */
  readonly attempt: number
  readonly request: Readonly<Record<string, unknown>>
  /** A tape that already holds `created` and `in_progress`; `paceMs` is the time between deltas. */
  readonly tape: (paceMs?: number) => Tape
}

export type Scenario = {
  readonly name: string
  readonly title: string
  readonly play: (context: ScenarioContext) => Timeline
}

/** Answers with these steps after `headAt` milliseconds. */
export const answer = (tape: Tape, more: Partial<Timeline> = {}): Timeline => ({
  status: 200,
  headers: {},
  headAt: 40,
  body: null,
  steps: tape.steps,
  ending: 'end',
  ...more,
})

/** Refuses with an error in the wire format of the Responses API. */
export const refuse = (
  status: number,
  error: { readonly code: string; readonly message: string; readonly type?: string; readonly param?: string | null },
  headers: Readonly<Record<string, string>> = {},
): Timeline => ({
  status,
  headers,
  headAt: 25,
  body: { error: { type: 'invalid_request_error', param: null, ...error } },
  steps: [],
  ending: 'end',
})

export type PlayInput = {
  readonly request: Readonly<Record<string, unknown>>
  readonly attempt: number
  /** Makes ids and jitter; the same seed plays the same timeline. */
  readonly seed: string
  /** Unix seconds. */
  readonly now: number
}

export function playScenario(scenario: Scenario, { request, attempt, seed, now }: PlayInput): Timeline {
  const random = createRandom(seed)
  const digits = Array.from({ length: 24 }, () => Math.floor(random() * 16).toString(16)).join('')
  const echo = Object.fromEntries(
    Object.entries(settingDefaults).map(([key, value]) => [key, request[key] === undefined ? value : request[key]]),
  )
  const input = typeof request['input'] === 'string' ? request['input'] : JSON.stringify(request['input'] ?? '')
  return scenario.play({
    attempt,
    request,
    tape: (paceMs = 25) =>
      new Tape({
        responseId: `resp_${digits}`,
        model: typeof request['model'] === 'string' ? request['model'] : 'unknown',
        createdAt: now,
        paceMs,
        random,
        echo,
        inputTokens: Math.max(1, Math.ceil(input.length / 4)),
      }),
  })
}
