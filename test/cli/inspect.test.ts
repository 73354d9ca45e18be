import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/cli'
import { startTestGateway, temporaryFolder } from '../support/gateway'

const inspect = async (args: readonly string[], input = '', home = temporaryFolder()) =>
  runCli(['inspect', ...args], home, input)

const failing = {
  config: {
    providers: [
      {
        id: 'acme',
        adapter: 'openai-compatible',
        base_url: 'http://127.0.0.1:9/v1',
        api_key: 'k-secret-0001',
        status: 'beta',
      },
    ],
    models: [
      {
        id: 'acme/one',
        providers: [{ provider: 'acme', model: 'one', pricing: { input_per_mtok: 1, output_per_mtok: 1 } }],
      },
    ],
  },
}

/** A recorded failure, and the file of its configuration. */
async function recordFailure() {
  const gateway = await startTestGateway(failing)
  await (await gateway.post({ model: 'acme/one', input: 'hi' })).text()
  const { id } = await gateway.settled()
  await gateway.close()
  const config = path.join(temporaryFolder(), 'c.json')
  writeFileSync(config, JSON.stringify(failing.config))
  return { id, config, dataDir: gateway.dataDir }
}

describe('a recorded session', () => {
  it('is explained by its id, with changes for the configuration it is given', async () => {
    const { id, config, dataDir } = await recordFailure()
    const { code, stdout, stderr } = await inspect([id, '--data-dir', dataDir, '--config', config])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout.split('\n')[0]).toBe(
      'Nobody was left to ask for acme/one: rollout status dropped acme (in beta, and the beta channel is off).',
    )
    expect(stdout).toContain('→ Open the beta channel in the configuration.')
    expect(stdout).toContain('configuration: add /gateway {"channels":{"beta":true}}')
    expect(stdout).toMatch(/status_gate +1 → 0 +× acme \(beta_requires_team_beta_channel\)/)
    expect(stdout).not.toContain('k-secret')
  })
  it('is one JSON object for machines, and by its file', async () => {
    const { id, dataDir } = await recordFailure()
    const { code, stdout } = await inspect([path.join(dataDir, 'sessions', `${id}.jsonl`), '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: { who: 'gateway', stage: 'status_gate', reason: 'beta_requires_team_beta_channel', providers: ['acme'] },
      source: { kind: 'session', request: { model: 'acme/one' }, knowsRequest: true, knowsConfiguration: false },
    })
  })
  it('says why a provider was not asked', async () => {
    const { id, config, dataDir } = await recordFailure()
    const { stdout } = await inspect([id, '--data-dir', dataDir, '--config', config, '--why-not', 'acme'])
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'acme was dropped at rollout status: in beta, and the beta channel is off.',
      '→ Open the beta channel in the configuration.',
    ])
  })
})

describe('a session of many turns', () => {
  const frames = (turns: readonly (string | null)[]) => {
    const lines: object[] = [
      { format: 'gatescope.session', version: 2, id: 'S-1', startedAt: 1, app: 'test', origin: null },
    ]
    const add = (frame: object) => lines.push({ seq: lines.length - 1, at: lines.length, ...frame })
    add({ kind: 'opened', transport: 'websocket', request: { method: 'GET', path: '/v1/responses/ws', headers: {} } })
    for (const [index, error] of turns.entries()) {
      const turn = index + 1
      add({ kind: 'sent', turn, text: JSON.stringify({ type: 'response.create', model: 'openai/gpt-5-nano' }) })
      add({
        kind: 'attempted',
        turn,
        attempt: 1,
        provider: 'openai',
        model: 'gpt-5-nano',
        simulated: false,
        request: {},
      })
      add({ kind: 'answered', turn, attempt: 1, status: 101, headers: {} })
      const event =
        error === null
          ? { type: 'response.completed', response: {} }
          : { type: 'error', status: 400, error: { code: error, message: `turn ${turn}` } }
      add({ kind: 'received', turn, text: JSON.stringify(event), out: 0 })
      add({ kind: 'ended', turn, how: 'complete', detail: '' })
    }
    return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  }
  const sentence = async (args: readonly string[], text: string) =>
    (await inspect(['-', ...args], text)).stdout.split('\n')[0]
  it('the last failing turn is explained, or the one that is asked for', async () => {
    const text = frames(['session_timeout', null, 'server_error', null])
    expect(await sentence([], text)).toBe('openai failed inside: turn 3.')
    expect(await sentence(['--turn', '1'], text)).toBe('openai ended the websocket session for its age: turn 1.')
    expect(await sentence(['--turn', '2'], text)).toBe('Served by openai as gpt-5-nano.')
  })
  it('a torn last line is no obstacle in a file, a broken one is named', async () => {
    const file = path.join(temporaryFolder(), 's.jsonl')
    writeFileSync(file, `${frames(['server_error'])}{"seq":9,"at"`)
    expect((await inspect([file])).stdout).toContain('openai failed inside: turn 1.')
    writeFileSync(file, `${frames(['server_error'])}{"seq":9,"at"\n`)
    expect(await inspect([file])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/Line 8: Not a frame/) as string,
    })
  })
  it('a turn that is not there is told', async () => {
    expect(await inspect(['-', '--turn', '7'], frames([null]))).toMatchObject({
      code: 2,
      stderr: 'gatescope: There is no turn 7; the last is 1.\n',
    })
  })
})

describe('an envelope', () => {
  const envelope = {
    error: 'upstream_error',
    status_code: 502,
    failure_sample: [{ provider: 'openai', status: 429 }],
    novel: { x: 1 },
  }
  it('from a file or stdin, with what has no place of its own', async () => {
    const file = path.join(temporaryFolder(), 'e.json')
    writeFileSync(file, JSON.stringify(envelope))
    const [fromFile, piped] = [await inspect([file]), await inspect(['-'], JSON.stringify(envelope))]
    expect(fromFile.stdout).toBe(piped.stdout)
    expect(piped.stdout).toContain('The only provider asked failed: openai asked to slow down (HTTP 429).')
    expect(piped.stdout).toContain('/novel  {"x":1}')
  })
  it('also half of one, and how it was read', async () => {
    const { stdout } = await inspect(['-'], `ERROR ${JSON.stringify(envelope).slice(0, 105)}`)
    expect(stdout).toContain('openai asked to slow down')
    expect(stdout).toContain('cut or broken JSON, read as far as it goes')
  })
  it('a configuration that is named must be there', async () => {
    expect(await inspect(['-', '--config', 'nowhere.json'], '{}')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere.json: no such file') as string,
    })
  })
})

describe('what cannot be inspected is said', () => {
  it.each<readonly [readonly string[], string, RegExp]>([
    [[], '', /Say what to inspect/],
    [['a', 'b'], '', /Say what to inspect/],
    [['S-none'], '', /no file and no session "S-none"\. Sessions are looked for in .*sessions\./],
    [['../../etc/none'], '', /no file and no session/],
    [['-'], '  \n', /the text is empty/],
    [['-', '--turn', '0'], '{}', /--turn must be a whole number from 1/],
    [['-', '--turn', '2'], '{}', /--turn is for sessions/],
    [['.'], '', /^gatescope: \.: /],
  ])('%j', async (args, input, message) => {
    const { code, stdout, stderr } = await inspect(args, input)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain('    at ')
  })
  it('the help names every flag', async () => {
    const { code, stdout } = await inspect(['--help'])
    expect(code).toBe(0)
    for (const flag of ['--turn', '--why-not', '--json', '--data-dir', '--config']) expect(stdout).toContain(flag)
  })
})
