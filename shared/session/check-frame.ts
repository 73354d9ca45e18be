// Whether a value is a frame as this version knows them. What this gateway recorded needs no such look; a file from elsewhere does:
// readers of frames rely on their fields.
import type { Frame, FrameBody, FrameKind } from '#shared/session/frame'

type Check = { readonly is: (value: unknown) => boolean; readonly what: string }
type Own<K extends FrameKind> = Exclude<keyof Extract<FrameBody, { kind: K }>, 'kind'>

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): boolean => typeof value === 'string'
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value)
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)
const isHeaders = (value: unknown): boolean => isObject(value) && Object.values(value).every(isText)
const isListOf = (value: unknown, is: (one: unknown) => boolean): boolean => Array.isArray(value) && value.every(is)

const text: Check = { is: isText, what: 'a text' }
const number: Check = { is: isNumber, what: 'a number' }
const count: Check = { is: (value) => Number.isInteger(value) && Number(value) >= 0, what: 'a whole number from 0' }
const numberOrNull: Check = { is: (value) => value === null || isNumber(value), what: 'a number or null' }
const flag: Check = { is: (value) => typeof value === 'boolean', what: 'true or false' }
const headers: Check = { is: isHeaders, what: 'header names with texts' }
const oneOf = (...words: readonly string[]): Check => ({
  is: (value) => words.includes(value as string),
  what: `one of ${words.join(', ')}`,
})

const requestHead: Check = {
  is: (value) => isObject(value) && isText(value['method']) && isText(value['path']) && isHeaders(value['headers']),
  what: 'method, path and headers',
}
const upstreamHead: Check = {
  is: (value) =>
    isObject(value) && ['method', 'url', 'body'].every((field) => isText(value[field])) && isHeaders(value['headers']),
  what: 'method, url, headers and body',
}
const failure: Check = {
  is: (value) =>
    isObject(value) &&
    isText(value['type']) &&
    numberOrNull.is(value['status'] ?? null) &&
    ['code', 'message'].every((field) => isText(value[field] ?? '')),
  what: 'the failure of an attempt',
}

const isDropped = (value: unknown): boolean => isObject(value) && isText(value['providerId'])
const isStage = (value: unknown): boolean =>
  isObject(value) &&
  isText(value['stage']) &&
  isNumber(value['beforeCount']) &&
  isNumber(value['afterCount']) &&
  isListOf(value['droppedProviders'], isDropped)

const diagnostics: Check = {
  is: (value) => {
    if (!isObject(value)) return false
    const { model, endpoint, candidates, enablement, filterStages, order } = value
    return (
      isText(model) &&
      isText(endpoint) &&
      isObject(candidates) &&
      isTexts(candidates['droppedUnsupportedEndpoint']) &&
      isListOf(candidates['droppedMissingAdapter'], isDropped) &&
      isObject(enablement) &&
      isTexts(enablement['providersBefore']) &&
      isTexts(enablement['providersAfter']) &&
      isListOf(enablement['dropped'], isDropped) &&
      isListOf(filterStages, isStage) &&
      isTexts(order)
    )
  },
  what: 'a routing decision',
}
const target: Check = {
  is: (value) =>
    value === undefined ||
    (isObject(value) && (value['kind'] === 'hosted' || (value['kind'] === 'custom' && isText(value['baseUrl'])))),
  what: 'hosted, or custom with a baseUrl',
}
const steps: Check = {
  is: (value) =>
    value === undefined ||
    (isObject(value) &&
      typeof value['kept'] === 'boolean' &&
      ['lookup', 'connect', 'tls', 'head'].every((step) => numberOrNull.is(value[step]))),
  what: 'the steps of an attempt, in milliseconds',
}
const basis: Check = { is: (value) => value === undefined || isObject(value), what: 'an object' }

/** The compiler asks for a line here when a kind of frame gets a field. */
const fields: { readonly [K in FrameKind]: { readonly [F in Own<K>]-?: Check } } = {
  opened: { transport: oneOf('http', 'websocket'), request: requestHead, target },
  sent: { turn: count, text },
  routed: { turn: count, diagnostics, basis },
  attempted: { turn: count, attempt: count, provider: text, model: text, simulated: flag, request: upstreamHead },
  rejected: { turn: count, attempt: count, failure, steps },
  answered: { turn: count, attempt: count, status: number, headers, steps },
  upstream: { turn: count, attempt: count, text },
  responded: { turn: count, status: number, headers },
  received: { turn: count, text, out: number },
  pulse: {
    turn: count,
    moment: oneOf('silence', 'slow_client', 'dead_client', 'dead_upstream'),
    clientPongMs: numberOrNull,
    upstreamPongMs: numberOrNull,
    silentMs: number,
    bufferedBytes: number,
  },
  ended: { turn: count, how: oneOf('complete', 'cut', 'timeout', 'aborted'), detail: text },
  closed: { by: oneOf('client', 'gateway', 'upstream'), code: numberOrNull, reason: text },
}

const checksOf = new Map<unknown, readonly (readonly [field: string, check: Check])[]>(
  Object.entries(fields).map(([kind, checks]) => [kind, Object.entries(checks)]),
)

export type CheckedFrame =
  | { readonly ok: true; readonly frame: Frame }
  /** Which field breaks which rule. */
  | { readonly ok: false; readonly problem: string }

const wrong = (problem: string): CheckedFrame => ({ ok: false, problem })

/** `seq` is the number it must have: frames are numbered without gaps. */
export function checkFrame(value: unknown, seq: number): CheckedFrame {
  if (!isObject(value)) return wrong('it is no object')
  const checks = checksOf.get(value['kind'])
  if (!checks) return wrong(`there is no kind of frame ${JSON.stringify(value['kind'] ?? null)}`)
  if (value['seq'] !== seq) return wrong(`"seq" must be ${seq}, the number after the one before`)
  if (!isNumber(value['at'])) return wrong('"at" must be a number')
  for (const [field, { is, what }] of checks) if (!is(value[field])) return wrong(`"${field}" must be ${what}`)
  return { ok: true, frame: value as unknown as Frame }
}
