// The one table of faults: what a gateway can be told to get wrong (GATEWAYS-RESEARCH section 8 item 7). The header's
// grammar, the configuration's documentation, `simulate --list-faults` and the console are read from it.
import { anywhere, body, delay, http, kind, type FaultKind } from '#shared/fault/kind'
import { broken, forms, sockets } from '#shared/fault/stream-kinds'
import { commonErrorFields, gatewayErrors, type GatewayError } from '#shared/fault/gateway-errors'

const connects: readonly FaultKind[] = (
  [
    ['refuse', 'The connection is refused', 'Nobody listens at the provider’s address.'],
    [
      'timeout',
      'The connection is never made',
      'No answer to the attempt to connect, for 15 s or the attempt’s limit.',
    ],
    ['tls', 'The certificate is not accepted', 'The provider’s certificate has expired.'],
    ['reset', 'The connection breaks before any answer', 'The request went out; then the connection was gone.'],
  ] as const
).map(([name, title, does]) =>
  kind('how the connection fails: refuse, timeout, tls or reset', {
    name,
    title,
    does,
    places: anywhere,
    key: 'connect',
    sets: { connect: name },
    parameters: delay,
  }),
)

const answers: readonly FaultKind[] = [
  kind('the HTTP status, 400 to 599', {
    name: 'status',
    title: 'An error status',
    does: 'The provider refuses; in the header the number is the name (openai=429). A websocket handshake is refused.',
    places: anywhere,
    key: 'status',
    sets: { status: 500 },
    parameters: {
      ...body,
      retry_after: 'seconds, as the Retry-After header',
      headers: 'further headers of the answer',
      ...delay,
    },
  }),
  kind('true', {
    name: '200-error',
    title: '200 with an error in it',
    does: 'The status says success, the JSON body is an error.',
    places: http,
    key: 'error_in_200',
    parameters: { ...body, ...delay },
  }),
]

const routing: readonly FaultKind[] = [
  kind('open', {
    name: 'breaker-open',
    title: 'The breaker is open',
    does: 'Routing takes the provider for one that keeps failing.',
    places: ['routing'],
    key: 'breaker',
    sets: { breaker: 'open' },
  }),
]

const refusals: readonly FaultKind[] = Object.entries<GatewayError>(gatewayErrors).map(([code, { title, fields }]) =>
  kind('a documented error code of the gateway', {
    name: code,
    title,
    does: `The gateway itself refuses, as the hosted one would: gateway=${code}`,
    places: ['gateway'],
    key: 'error',
    sets: { error: code },
    parameters: Object.fromEntries([...commonErrorFields, ...fields].map((name) => [name, 'a field of the envelope'])),
  }),
)

export const faultKinds: readonly FaultKind[] = [
  ...connects,
  ...answers,
  ...broken,
  ...forms,
  ...sockets,
  ...routing,
  ...refusals,
]

/** What every fault takes. */
export const commonFields = {
  provider: 'the provider it happens to; "gateway" for the gateway’s own refusals',
  model: 'only for this model, as the client names it',
  attempt: 'only at this attempt of a request, from 1',
  times: 'how often it happens; without it, always',
  probability: 'how likely it is, 0 to 1; the same request always gets the same answer',
} as const

/** Fields of which exactly one makes the fault; a delay goes with any of them. */
export const faultKeys: readonly string[] = [...new Set(faultKinds.map(({ key }) => key))]

/** What each field of the configuration means. */
export const fieldDocs: Readonly<Record<string, string>> = Object.fromEntries([
  ...faultKinds.flatMap(({ parameters }) => Object.entries(parameters)),
  ...Object.entries(commonFields),
])

/** The kind of a fault: the row of its key, and of the key's value where several share it. */
export function kindOf(fault: Readonly<Record<string, unknown>>): FaultKind | null {
  const rows = faultKinds.filter(({ key }) => fault[key] !== undefined)
  const own = rows.filter(({ key }) => key !== 'stall_ms')
  const among = own.length > 0 ? own : rows
  return among.find(({ key, sets }) => sets[key] === fault[key]) ?? among[0] ?? null
}
