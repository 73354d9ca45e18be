// A decision without a request: the gateway that really is otherwise decides as the dry run supposed, and a dry run leaves
// neither a call, a session nor a memory behind.
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { DryRunParams, Switches } from '#shared/contract/dry-run'
import { callCommand } from '../../gateway/index'
import { startTestGateway } from '../support/gateway'
import { answerJson, responseObject, startUpstream } from '../support/upstream'

type Fields = Readonly<Record<string, unknown>>
type Setup = {
  readonly a?: Fields
  readonly row?: Fields
  readonly gateway?: Fields
  readonly faults?: readonly Fields[]
}

const pricing = { input_per_mtok: 1, output_per_mtok: 1 }
const asked = { model: 'acme/one:cheap', input: 'hi' }

async function start({ a = {}, row = {}, gateway = {}, faults = [] }: Setup = {}) {
  const upstream = await startUpstream((_request, response) => answerJson(response, 200, responseObject('Hello')))
  onTestFinished(upstream.close)
  const live = { adapter: 'openai-compatible', base_url: upstream.url, api_key: 'sk-upstream-secret-key' }
  const started = await startTestGateway({
    config: {
      gateway,
      faults,
      providers: [
        { id: 'a', ...live, ...a },
        { id: 'b', ...live },
      ],
      models: [
        {
          id: 'acme/one',
          providers: [
            { provider: 'a', model: 'x', pricing, ...row },
            { provider: 'b', model: 'x', pricing: { input_per_mtok: 2, output_per_mtok: 2 } },
          ],
        },
      ],
    },
  })
  const dryRun = (body: unknown, switches: Switches = {}, transport: DryRunParams['transport'] = 'json') =>
    started.handlers['route.dryRun']({
      body: typeof body === 'string' ? body : JSON.stringify(body),
      transport,
      switches,
    })
  return { ...started, upstream, dryRun }
}

const planOf = (run: { readonly plan: readonly { readonly provider: string }[] }) => run.plan.map((p) => p.provider)

describe('what would be otherwise is what is, where it is so', () => {
  const noKey = { api_key: undefined }
  const rows: readonly (readonly [string, Switches, Setup, Fields?])[] = [
    ['a provider without a key, simulated', { providers: { a: { mode: 'simulated' } } }, { a: noKey }],
    [
      'without one and nobody in its place',
      { providers: { a: { mode: 'none' } } },
      { a: { ...noKey, simulate: false } },
    ],
    ['a provider that is switched off', { providers: { a: { enabled: false } } }, { a: { enabled: false } }],
    ['an alpha', { providers: { a: { status: 'alpha' } } }, { a: { status: 'alpha' } }],
    [
      'a beta, and its channel open',
      { providers: { a: { status: 'beta' } }, channels: { beta: true } },
      { a: { status: 'beta' }, gateway: { channels: { beta: true } } },
    ],
    [
      'routing switched off',
      { providers: { a: { routingStatus: 'disabled' } } },
      { a: { routing_status: 'disabled' } },
    ],
    [
      'a price that is not known',
      { prices: [{ provider: 'a', model: 'acme/one', price: null }] },
      { row: { pricing: undefined } },
    ],
    [
      'another price',
      { prices: [{ provider: 'a', model: 'acme/one', price: { input_per_mtok: 5, output_per_mtok: 5 } }] },
      { row: { pricing: { input_per_mtok: 5, output_per_mtok: 5 } } },
    ],
    [
      'an open breaker',
      { providers: { a: { health: { breaker: 'open' } } } },
      { faults: [{ provider: 'a', breaker: 'open' }] },
    ],
    ['only one of them', { hints: { only: ['b'] } }, {}, { provider: { only: ['b'] } }],
    ['all but one', { hints: { ignore: ['a'] } }, {}, { provider: { ignore: ['a'] } }],
    ['another order', { hints: { order: ['b'] } }, {}, { provider: { order: ['b'] } }],
    [
      'the other profile',
      { profile: 'open-responses' },
      { gateway: { profile: 'open-responses' } },
      { model: 'one:cheap' },
    ],
  ]
  it.each(rows.map(([name, ...row]) => [name, row] as const))('%s', async (_name, [switches, setup, more = {}]) => {
    const [supposed, real] = await Promise.all([start(), start(setup)])
    const plain = switches.profile ? { ...asked, ...more } : asked
    const { diagnostics, plan, refusal } = await supposed.dryRun(plain, switches)
    await (await real.post({ ...asked, ...more })).text()
    const frames = await real.frames((await real.settled()).id)
    const routed = frames.find((frame) => frame.kind === 'routed')
    expect(diagnostics).toEqual(routed?.kind === 'routed' && routed.diagnostics)
    const attempted = frames.find((frame) => frame.kind === 'attempted')
    expect([refusal, plan[0]]).toEqual([
      null,
      attempted?.kind === 'attempted' && {
        provider: attempted.provider,
        model: attempted.model,
        simulated: attempted.simulated,
      },
    ])
    const now = await supposed.dryRun(asked)
    expect([diagnostics, plan]).not.toEqual([now.diagnostics, now.plan])
    expect(supposed.upstream.requests).toHaveLength(0)
  })
  it('the hints of a switch are put in the place of those of the request', async () => {
    const { dryRun } = await start()
    const body = { ...asked, provider: { only: ['a'], ignore: ['b'] }, routing: { only: ['a'] } }
    expect(planOf(await dryRun(body, { hints: { only: ['b'], ignore: [] } }))).toEqual(['b'])
    expect(planOf(await dryRun(body))).toEqual(['a'])
  })
  it('recent success decides whom a default request prefers', async () => {
    const { dryRun } = await start()
    const ranked = async (successRate: number) => {
      const { diagnostics } = await dryRun(
        { ...asked, model: 'acme/one' },
        { providers: { a: { health: { successRate } } } },
      )
      return diagnostics?.rankedProviders?.find(({ providerId }) => providerId === 'a')
    }
    const [bad, good] = [await ranked(0), await ranked(1)]
    expect([bad?.scoreFactors.successRate, good?.scoreFactors.successRate]).toEqual([0, 1])
    expect(bad?.score ?? 1).toBeLessThan(good?.score ?? 0)
  })
  it('a client’s own key reaches nobody who does not pass it through', async () => {
    const { dryRun } = await start()
    const { refusal, diagnostics } = await dryRun(asked, { bearer: 'client' })
    expect(refusal).toMatchObject({ status: 400, reason: 'no_enabled_providers' })
    expect(diagnostics?.enablement.dropped[0]?.reason).toBe('client_key_cannot_use_gateway_credentials')
  })
})

describe('a refusal is the data plane’s', () => {
  it.each<readonly [string, unknown, Fields]>([
    ['text that is not JSON', '{"model":', { status: 400, error: 'invalid_json' }],
    ['a field of the wrong type', { ...asked, temperature: 'hot' }, { error: 'validation_error' }],
    ['a parameter nobody knows', { ...asked, surprise: 1 }, { error: 'validation_error' }],
    ['a model nobody has', { ...asked, model: 'x/y' }, { reason: 'model_not_found_or_inactive' }],
    [
      'hints that leave nobody',
      { ...asked, provider: { only: ['z'] } },
      { reason: 'request_provider_filter_no_match' },
    ],
    ['a tool that is switched off', { ...asked, tools: [{ type: 'web_search' }] }, { error: 'invalid_request' }],
  ])('%s', async (_name, body, expected) => {
    const { dryRun, post, upstream } = await start()
    const run = await dryRun(body)
    const { generation_id: _id, ...told } = (await (await post(body)).json()) as Fields
    const { generation_id: _dry, ...supposed } = run.refusal?.body ?? {}
    expect(supposed).toEqual(told)
    expect(run).toMatchObject({ plan: [], refusal: expected })
    expect(upstream.requests).toHaveLength(0)
  })
  it('also when the gates leave nobody, and when the gateway was told to refuse', async () => {
    const { dryRun, handlers } = await start()
    const open = { health: { breaker: 'open' } } as const
    expect((await dryRun(asked, { providers: { a: open, b: open } })).refusal).toMatchObject({
      status: 502,
      error: 'upstream_error',
      reason: 'all_candidates_failed',
    })
    await handlers['faults.add']({ fault: { provider: 'gateway', error: 'insufficient_funds', times: 1 } })
    const run = await dryRun(asked)
    expect([run.diagnostics, run.refusal?.status]).toEqual([null, 402])
  })
  it('on a websocket is the error event, and the bridge lets in who has no websocket', async () => {
    const { dryRun } = await start()
    const message = { type: 'response.create', ...asked, model: 'acme/one' }
    expect((await dryRun('nope', {}, 'websocket')).refusal).toMatchObject({ error: 'invalid_json', status: 400 })
    expect((await dryRun(message, {}, 'websocket')).refusal?.body).toEqual({
      type: 'error',
      status: 400,
      error: {
        type: 'invalid_request_error',
        code: 'invalid_response_create',
        message: 'only OpenAI models are supported on this endpoint',
      },
    })
    const bridged = await dryRun(message, { websocketBridge: true }, 'websocket')
    expect([planOf(bridged).sort(), bridged.diagnostics?.endpoint]).toEqual([['a', 'b'], 'responses'])
    const without = await startTestGateway({ options: { websocket: false } })
    const off = await without.handlers['route.dryRun']({ body: JSON.stringify(message), transport: 'websocket' })
    expect(off.refusal).toMatchObject({ status: 501, error: 'responses_websocket_disabled' })
  })
})

const someSwitches: fc.Arbitrary<Switches> = fc.record(
  {
    providers: fc.dictionary(
      fc.constantFrom('a', 'b', 'nobody'),
      fc.record(
        {
          mode: fc.constantFrom('live', 'simulated', 'none'),
          enabled: fc.boolean(),
          status: fc.constantFrom('active', 'beta', 'alpha', 'paused'),
          routingStatus: fc.constantFrom('active', 'disabled', 'deranked_l2'),
          health: fc.record(
            {
              breaker: fc.constantFrom('closed', 'open', 'half_open'),
              successRate: fc.double({ min: 0, max: 1, noNaN: true }),
            },
            { requiredKeys: [] },
          ),
        },
        { requiredKeys: [] },
      ),
    ),
    channels: fc.record({ beta: fc.boolean(), alpha: fc.boolean(), testing: fc.boolean() }, { requiredKeys: [] }),
    hints: fc.record(
      { only: fc.subarray(['a', 'b']), ignore: fc.subarray(['a', 'b']), order: fc.subarray(['b', 'a']) },
      { requiredKeys: [] },
    ),
    profile: fc.constantFrom('documented', 'open-responses'),
    websocketBridge: fc.boolean(),
  },
  { requiredKeys: [] },
)

describe('a dry run leaves nothing behind', () => {
  it('no call, no session, no health, no fault used up: whatever is supposed', async () => {
    const { dryRun, handlers, upstream } = await start({ faults: [{ provider: 'a', breaker: 'open', times: 1 }] })
    const before = { run: await dryRun(asked), faults: (await handlers['faults.list']({})).faults }
    expect(planOf(before.run)).toEqual(['b'])
    const transports = fc.constantFrom('json', 'sse', 'websocket')
    await fc.assert(
      fc.asyncProperty(someSwitches, transports, async (switches, transport) => {
        const run = await dryRun({ type: 'response.create', ...asked }, switches, transport)
        expect(run.plan.length === 0).toBe(run.refusal !== null)
        if (!run.basis) return
        // What was supposed is in its basis: the same comes of it without a switch, hints apart.
        const { hints = {} } = switches
        const body = JSON.stringify({ type: 'response.create', ...asked })
        const { basis } = run
        expect(await handlers['route.dryRun']({ body, transport, basis, switches: { hints } })).toEqual(run)
      }),
      { numRuns: 200 },
    )
    expect({ run: await dryRun(asked), faults: (await handlers['faults.list']({})).faults }).toEqual(before)
    expect(before.faults[0]?.left).toBe(1)
    expect(upstream.requests).toHaveLength(0)
    expect((await handlers['sessions.list']({ limit: 1 })).total).toBe(0)
  })
  it('and a switch or a basis that is none is told by its field', async () => {
    const { handlers } = await start()
    const call = (more: Fields) => callCommand(handlers, 'route.dryRun', { body: '{}', transport: 'json', ...more })
    expect(await call({ switches: { provider: {} } })).toMatchObject({ ok: false, error: { code: 'invalid_params' } })
    expect(await call({ basis: { seed: 1 } })).toMatchObject({ ok: false, error: { code: 'invalid_params' } })
    expect(await call({})).toMatchObject({ ok: true, value: { refusal: { error: 'validation_error' } } })
  })
})
