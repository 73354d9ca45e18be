// One client message on a websocket session: the checks of GATEWAY.md 5.2 in their order, one row each, and the payload
// that goes upstream (5.3).
import { field, parseJson } from '#shared/json'
import type { BridgeRules, BridgeState, ErrorEvent } from '#shared/open-responses/websocket/state'
import { utf8Length } from '#shared/open-responses/websocket/utf8'

type Fields = Readonly<Record<string, unknown>>

/** The largest message, in bytes, that is worth sending on: providers close the socket at 16 MiB. */
export const maxMessageBytes = 15 << 20

/** A message as far as it could be read; what is missing stays empty and fails its check. */
export class CreateMessage {
  readonly text: string
  readonly json: unknown
  readonly fields: Fields | null
  /** `provider/model`, as the session locks it. */
  readonly model: string
  #payload: string | null | undefined

  constructor(text: string, rules: BridgeRules) {
    this.text = text
    this.json = parseJson(text)
    this.fields = typeof this.json === 'object' && !Array.isArray(this.json) ? (this.json as Fields | null) : null
    const model = field(this.json, 'model')
    const name = typeof model === 'string' ? model.trim() : ''
    this.model = rules.bareNames && name !== '' && !name.includes('/') ? `openai/${name}` : name
  }

  get provider(): string {
    return this.model.includes('/') ? this.model.slice(0, this.model.indexOf('/')) : ''
  }

  /** What the provider calls it, unless the catalogue knows better. */
  get name(): string {
    return this.model.slice(this.model.indexOf('/') + 1)
  }

  /** A refused continuation can be sent again without what it continues: it has one, and its input is items (5.5). */
  get continues(): boolean {
    const previous = field(this.json, 'previous_response_id')
    return previous !== null && previous !== undefined && Array.isArray(field(this.json, 'input'))
  }

  /** GATEWAY.md 5.3. Null: deeper than can be written. What JSON.parse reads, JSON.stringify cannot always write. */
  get payload(): string | null {
    this.#payload ??= this.#encode()
    return this.#payload
  }

  #encode(): string | null {
    const rest: Record<string, unknown> = { ...this.fields }
    for (const key of ['stream', 'stream_options', 'background', 'model', 'store']) delete rest[key]
    try {
      return JSON.stringify({ ...rest, model: this.name, store: false })
    } catch {
      return null
    }
  }
}

type Check = {
  readonly fails: (message: CreateMessage, state: BridgeState, rules: BridgeRules) => boolean
  readonly status: number
  readonly code: string
  readonly says: string | ((state: BridgeState) => string)
  readonly param?: string
}

const invalid = { status: 400, code: 'invalid_response_create' } as const

/** GATEWAY.md 5.2, rows 1 to 5. The first check that fails is the answer. */
export const messageChecks: readonly Check[] = [
  { fails: (m) => m.text === '', status: 400, code: 'invalid_message_payload', says: 'Expected JSON text message.' },
  { fails: (m) => m.json === undefined, status: 400, code: 'invalid_json', says: 'Message must be valid JSON.' },
  { fails: (m) => m.fields === null, ...invalid, says: 'payload must be a JSON object' },
  {
    fails: (m) => m.fields?.['type'] !== 'response.create',
    ...invalid,
    says: 'only type=response.create is supported',
  },
  { fails: (m) => m.model === '', ...invalid, says: 'model is required' },
  {
    fails: (m, _, rules) => m.provider === '' || (rules.openaiOnly && m.provider !== 'openai'),
    ...invalid,
    says: 'only OpenAI models are supported on this endpoint',
  },
  { fails: (m) => m.name.trim() === '', ...invalid, says: 'invalid OpenAI model' },
  {
    fails: (m) => (m.fields?.['stream_id'] ?? null) !== null,
    ...invalid,
    says: 'stream_id is not supported: one response at a time per websocket connection',
    param: 'stream_id',
  },
  {
    fails: (_, state) => state.flight !== null,
    status: 409,
    code: 'response_already_in_flight',
    says: 'Only one in-flight response is allowed per websocket connection.',
  },
  {
    fails: (m, state) => state.model !== null && state.model !== m.model,
    status: 400,
    code: 'model_mismatch',
    says: ({ model }) => `Model must stay constant per websocket session (expected ${model}).`,
  },
  { fails: (m) => m.payload === null, status: 400, code: 'invalid_json', says: 'The message is nested too deeply.' },
  {
    // 400, not 413: clients take a 413 for an invitation to send everything again.
    fails: (m) => utf8Length(m.payload ?? '', maxMessageBytes) > maxMessageBytes,
    status: 400,
    code: 'payload_too_large',
    says: `The message is larger than ${maxMessageBytes >> 20} MiB.`,
    param: 'input',
  },
]

/** The answer to a message that starts no turn; null when it may. */
export function refuseMessage(message: CreateMessage, state: BridgeState, rules: BridgeRules): ErrorEvent | null {
  const check = messageChecks.find(({ fails }) => fails(message, state, rules))
  if (!check) return null
  const { status, code, says, param } = check
  return errorEvent(rules, {
    status,
    type: 'invalid_request_error',
    code,
    message: typeof says === 'string' ? says : says(state),
    param: param ?? null,
  })
}

export type ErrorWords = {
  readonly status: number
  readonly type: string
  readonly code: string
  readonly message: string
  readonly param?: string | null
}

/** `param` is told when there is one, and to third-party clients always: they read it unasked (GATEWAY.md 5.2, 9.16). */
export function errorEvent(rules: BridgeRules, { status, type, code, message, param = null }: ErrorWords): ErrorEvent {
  const withParam = rules.alwaysParam || param !== null
  return { type: 'error', status, error: { type, code, message, ...(withParam ? { param } : {}) } }
}
