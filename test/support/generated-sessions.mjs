// Sessions of every kind with texts of every kind, the same ones for the same seed: what formats have to carry unharmed.
// Shared by tests and the bench.

/** @typedef {import('#shared/session/frame').Frame} Frame */
/** @typedef {import('#shared/session/frame').FrameBody} FrameBody */
/** @typedef {import('#shared/session/frame').SessionHeader} SessionHeader */
/** @typedef {{ header: SessionHeader, frames: Frame[] }} Session */
/** @typedef {[at: number, body: FrameBody]} Moment */
/** @typedef {{ next: () => number, pick: <T>(values: readonly T[]) => T, upTo: (n: number) => number, text: () => string }} Chance */

const scraps = [
  'Hello ',
  'Grüße, ',
  '👋🏽',
  '漢字かな',
  'عربى',
  '\u0000\u0007',
  '"quoted" \\ ',
  '</script><b>',
  "it's $(id) `x`",
  '\u2028\u2029',
  '\uD800',
  '\uDC00',
  '\uFFFD',
  '%00%zz',
  '€\u00a0',
]

/** @param {number} seed @returns {Chance} */
function createChance(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const upTo = (/** @type {number} */ n) => Math.floor(next() * (n + 1))
  /** @template T @param {readonly T[]} values @returns {T} */
  const pick = (values) => /** @type {T} */ (values[Math.floor(next() * values.length)])
  return { next, upTo, pick, text: () => Array.from({ length: upTo(6) }, () => pick(scraps)).join('') }
}

/** @param {Chance} chance @param {string} [more] */
const requestHead = ({ pick, text }, more = '') => ({
  method: 'POST',
  path: `/v1/responses${more}${pick(['', '?a=b&c=%20d+e&f', '?q=%E2%82%AC'])}`,
  headers: {
    host: pick(['127.0.0.1:4777', 'gateway.test']),
    authorization: '[redacted]',
    'content-type': 'application/json',
    'x-note': encodeURIComponent(text().replace(/[\uD800-\uDFFF]/g, '')),
  },
})

const upstreamHead = (/** @type {Chance} */ { text }) => ({
  method: 'POST',
  url: 'https://provider.test/v1/responses',
  headers: { authorization: '[redacted]' },
  body: JSON.stringify({ input: text() }),
})

/** @param {readonly string[]} order @returns {import('#shared/open-responses/diagnostics').RoutingDiagnostics} */
const diagnosticsOf = (order) => ({
  model: 'openai/gpt-5',
  endpoint: 'responses',
  candidates: {
    totalProviders: 2,
    supportsEndpointCount: 2,
    candidateCount: order.length,
    droppedUnsupportedEndpoint: [],
    droppedMissingAdapter: order.length === 2 ? [] : [{ providerId: 'other', endpoint: 'responses' }],
  },
  enablement: { capability: 'responses', providersBefore: order, providersAfter: order, dropped: [] },
  filterStages: [
    {
      stage: 'status_gate',
      beforeCount: 2,
      afterCount: order.length,
      droppedProviders: order.length === 2 ? [] : [{ providerId: 'other', reason: 'paused' }],
    },
  ],
  order,
})

/** The decision, an attempt that fails now and then, and the one that answers. @param {Chance} chance @param {number} turn @returns {FrameBody[]} */
function askProviders(chance, turn) {
  const { next, text } = chance
  const request = upstreamHead(chance)
  /** @param {string} provider @param {number} attempt @returns {FrameBody} */
  const attempted = (provider, attempt) => ({
    kind: 'attempted',
    turn,
    attempt,
    provider,
    model: 'gpt-5',
    simulated: next() < 0.5,
    request,
  })
  /** @type {FrameBody[]} */
  const failing =
    next() < 0.6
      ? []
      : [
          attempted('other', 1),
          { kind: 'upstream', turn, attempt: 1, text: JSON.stringify({ error: { message: text() } }) },
          {
            kind: 'rejected',
            turn,
            attempt: 1,
            failure: {
              type: 'upstream_non_2xx',
              status: 429,
              code: 'rate_limited',
              message: text(),
              description: null,
              param: null,
              preview: null,
              retryAfterSeconds: 2,
            },
          },
        ]
  const attempt = failing.length > 0 ? 2 : 1
  return [
    { kind: 'routed', turn, diagnostics: diagnosticsOf(failing.length > 0 ? ['other', 'openai'] : ['openai']) },
    ...failing,
    attempted('openai', attempt),
    {
      kind: 'answered',
      turn,
      attempt,
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      steps: { kept: false, lookup: 1.5, connect: 12, tls: null, head: 210.25 },
    },
  ]
}

/** @param {string} type @param {object} more */
const event = (type, more) => ({ type, sequence_number: 0, ...more })

/** @param {Chance} chance @returns {string} one block of an event stream */
function blockOf({ pick, next, text }) {
  const end = pick(['\n', '\n', '\n', '\r\n', '\r'])
  if (next() < 0.1) return `: ${encodeURIComponent('keep-alive')}${end}${end}`
  const data = JSON.stringify(event('response.output_text.delta', { output_index: 0, delta: text() }))
  const id = next() < 0.2 ? `id: ${Math.floor(next() * 100)}${end}` : ''
  return `event: response.output_text.delta${end}${id}data: ${data}${end}${end}`
}

const terminal = (/** @type {string} */ type) =>
  `event: ${type}\ndata: ${JSON.stringify(event(type, { response: { id: 'resp_1', usage: { total_tokens: 7 } } }))}\n\n`

const closed = (/** @type {'client' | 'gateway' | 'upstream'} */ by, /** @type {number | null} */ code = null) =>
  /** @type {FrameBody} */ ({ kind: 'closed', by, code, reason: code === null ? '' : 'done' })
/** @param {string} text @param {number} [turn] @returns {FrameBody} */
const received = (text, turn = 1) => ({ kind: 'received', turn, text, out: 0.25 })

/** @param {Chance} chance @returns {FrameBody[]} */
const openHttp = (chance) => [
  { kind: 'opened', transport: 'http', request: requestHead(chance) },
  { kind: 'sent', turn: 1, text: JSON.stringify({ model: 'openai/gpt-5', input: chance.text(), stream: true }) },
]
/** @param {number} status @param {string} type @param {number} [turn] @returns {FrameBody} */
const responded = (status, type, turn = 1) => ({
  kind: 'responded',
  turn,
  status,
  headers: { 'content-type': type, 'x-generation-id': 'G-1' },
})
/** @param {import('#shared/session/frame').Ending} how @param {string} detail @param {number} [turn] @returns {FrameBody} */
const ended = (how, detail, turn = 1) => ({ kind: 'ended', turn, how, detail })

/** @type {Readonly<Record<string, (chance: Chance, events: number) => FrameBody[]>>} */
const kinds = {
  json: (chance) => [
    ...openHttp(chance),
    ...askProviders(chance, 1),
    responded(200, 'application/json'),
    received(JSON.stringify({ id: 'resp_1', object: 'response', output: [chance.text()], usage: { total_tokens: 7 } })),
    ended('complete', 'The whole body was delivered.'),
    closed('gateway'),
  ],
  sse: (chance, events) => [
    ...openHttp(chance),
    ...askProviders(chance, 1),
    responded(200, 'text/event-stream; charset=utf-8'),
    ...Array.from({ length: events }, () => received(blockOf(chance))),
    { kind: 'upstream', turn: 1, attempt: 1, text: terminal('message_stop') },
    received(terminal('response.completed')),
    ended('complete', 'The terminal event was delivered.'),
    closed('gateway'),
  ],
  cut: (chance, events) => [
    ...openHttp(chance),
    ...askProviders(chance, 1),
    responded(200, 'text/event-stream'),
    ...Array.from({ length: events }, () => received(blockOf(chance))),
    ended('cut', `The upstream closed. ${chance.text()}`),
    closed('gateway'),
  ],
  failed: (chance) => [
    ...openHttp(chance),
    ...askProviders(chance, 1),
    responded(200, 'text/event-stream'),
    received(blockOf(chance)),
    received(
      `event: error\ndata: ${JSON.stringify(event('error', { code: 'upstream_error', message: chance.text() }))}\n\n`,
    ),
    closed('gateway'),
  ],
  refused: (chance) => [
    ...openHttp(chance),
    { kind: 'routed', turn: 1, diagnostics: diagnosticsOf([]) },
    responded(chance.pick([400, 404, 429, 502]), 'application/json'),
    received(JSON.stringify({ error: 'no_candidates', message: chance.text() })),
    closed('gateway'),
  ],
  aborted: (chance) => [...openHttp(chance), ended('aborted', 'Your client closed.'), closed('client')],
  handshake: (chance) => [
    { kind: 'opened', transport: 'websocket', request: { ...requestHead(chance, '/ws'), method: 'GET' } },
    responded(401, 'application/json', 0),
    received(JSON.stringify({ error: 'unauthorised', message: chance.text() }), 0),
    closed('gateway'),
  ],
  websocket: (chance, events) => [
    { kind: 'opened', transport: 'websocket', request: { ...requestHead(chance, '/ws'), method: 'GET' } },
    { kind: 'responded', turn: 0, status: 101, headers: { upgrade: 'websocket' } },
    ...[1, 2, 3].slice(0, 1 + chance.upTo(2)).flatMap((turn) => turnOf(chance, turn, events)),
    closed('client', 1000),
  ],
}

/** @param {Chance} chance @param {number} turn @param {number} events @returns {FrameBody[]} */
const turnOf = (chance, turn, events) => [
  {
    kind: 'sent',
    turn,
    text: JSON.stringify({ type: 'response.create', model: 'openai/gpt-5', input: chance.text() }),
  },
  ...askProviders(chance, turn),
  ...Array.from({ length: events }, () =>
    received(JSON.stringify(event('response.output_text.delta', { output_index: 0, delta: chance.text() })), turn),
  ),
  {
    kind: 'pulse',
    turn,
    moment: 'slow_client',
    clientPongMs: 12,
    upstreamPongMs: null,
    silentMs: 40,
    bufferedBytes: 70_000,
  },
  received(JSON.stringify(event('response.completed', { response: { id: `resp_${turn}` } })), turn),
  ended('complete', 'The terminal event was delivered.', turn),
]

export const sessionKinds = Object.keys(kinds)

/** @param {number} count @param {number} [seed] @returns {Session[]} */
export function generateSessions(count, seed = 1) {
  return Array.from({ length: count }, (_, index) => {
    const chance = createChance(seed * 100_003 + index)
    const kind = sessionKinds[index % sessionKinds.length] ?? 'json'
    const bodies = kinds[kind]?.(chance, 1 + chance.upTo(30)) ?? []
    let at = 0
    const frames = bodies.map((body, seq) => {
      at = Math.round((at + chance.next() * 40) * 1000) / 1000
      return /** @type {Frame} */ ({ seq, at, ...body })
    })
    return { header: headerOf(index, 1_764_000_000_000 + index * 61_003), frames }
  })
}

/** @param {number} index @param {number} startedAt @returns {SessionHeader} */
export const headerOf = (index, startedAt) => ({
  format: 'gatescope.session',
  version: 2,
  id: `G-${String(index).padStart(26, '0')}`,
  startedAt,
  app: 'gatescope 0.1.0',
  origin: null,
})

/**
 * The frames of a long stream, one at a time. `kind` is sse or websocket.
 * @param {number} count
 * @returns {Generator<Frame>}
 */
export function* longSession(count) {
  const chance = createChance(7)
  let seq = 0
  const head = [...openHttp(chance), ...askProviders(chance, 1), responded(200, 'text/event-stream')]
  for (const body of head) yield /** @type {Frame} */ ({ seq: seq++, at: seq, ...body })
  for (let n = 0; seq < count - 2; n += 1) {
    const delta = JSON.stringify(
      event('response.output_text.delta', { item_id: 'msg_1', output_index: 0, content_index: 0, delta: `word ${n} ` }),
    )
    const text = `event: response.output_text.delta\ndata: ${delta}\n\n`
    yield { seq: seq++, at: Math.round(seq * 250) / 1000, kind: 'received', turn: 1, text, out: 0.02 }
  }
  yield { seq: seq++, at: seq, kind: 'received', turn: 1, text: terminal('response.completed'), out: 0.02 }
  yield /** @type {Frame} */ ({ seq: seq++, at: seq, ...closed('gateway') })
}

/**
 * What every format has to keep of a session that it has no fields of ours for: the request, the answer and the messages.
 * @param {readonly Frame[]} frames
 */
export function plainParts(frames) {
  const opened = frames.find((frame) => frame.kind === 'opened')
  const answer = frames.find((frame) => frame.kind === 'responded')
  const isSocket = opened?.kind === 'opened' && opened.transport === 'websocket' && (answer?.status ?? 0) < 400
  const said = frames.flatMap((frame) =>
    frame.kind === 'sent' || frame.kind === 'received' ? [{ way: frame.kind, at: frame.at, text: frame.text }] : [],
  )
  return {
    request: opened?.kind === 'opened' ? opened.request : null,
    sent: said.filter(({ way }) => way === 'sent').map(({ text }) => text),
    response: answer ? { status: answer.status, headers: answer.headers } : null,
    messages: isSocket ? said : null,
    body: isSocket
      ? null
      : said
          .filter(({ way }) => way === 'received')
          .map(({ text }) => text)
          .join(''),
  }
}
