import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/cli'
import { temporaryFolder } from '../support/gateway'

const pricing = { input_per_mtok: 1, output_per_mtok: 1 }
const config = {
  providers: [
    { id: 'a', adapter: 'openai-compatible', base_url: 'http://127.0.0.1:9/v1' },
    { id: 'b', adapter: 'openai-compatible', base_url: 'http://127.0.0.1:9/v1', status: 'alpha' },
    { id: 'c', adapter: null },
  ],
  models: [{ id: 'acme/one', providers: ['a', 'b', 'c'].map((provider) => ({ provider, model: 'x', pricing })) }],
}

function route(args: readonly string[], input = '') {
  const home = temporaryFolder()
  const file = path.join(home, 'gatescope.config.json')
  writeFileSync(file, JSON.stringify(config))
  const dataDir = path.join(home, 'data')
  const done = runCli(['route', '--config', file, '--data-dir', dataDir, ...args], home, input)
  return done.then((result) => ({ ...result, leftData: existsSync(dataDir) }))
}

describe('route', () => {
  it('says who is asked, who is not and why, and leaves nothing behind', async () => {
    expect(await route(['--model', 'acme/one'])).toEqual({
      code: 0,
      stderr: '',
      leftData: false,
      stdout: [
        'acme/one on responses: 3 providers',
        '  candidates leaves 2, without c (adapter_missing)',
        '  status_gate leaves 1, without b (alpha_requires_beta_and_alpha_channels)',
        'asks a, as x (simulated)',
        'Nothing was sent.',
        '',
      ].join('\n'),
    })
  })
  it('says how a request would be refused, and fails', async () => {
    const body = JSON.stringify({ model: 'acme/one', input: 'hi', provider: { only: ['z'] } })
    const refused = await route(['--body', '-'], body)
    expect(refused.code).toBe(1)
    expect(refused.stdout).toContain('hints.only leaves 0, without a (not_in_provider.only), b (not_in_provider.only)')
    expect(refused.stdout).toContain('refused: 400 validation_error (request_provider_filter_no_match)')
  })
  it('prints the decision as JSON, of a message on a websocket as well', async () => {
    const { stdout } = await route(['--model', 'acme/one', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      plan: [{ provider: 'a' }],
      diagnostics: { order: ['a'] },
      refusal: null,
    })
    expect(JSON.parse((await route(['--ws', '--json'])).stdout)).toMatchObject({
      diagnostics: { endpoint: 'responses.ws', order: ['openai'] },
    })
  })
  it('says what is wrong with how it was asked', async () => {
    expect((await route(['what'])).code).toBe(2)
    expect((await route(['--body', 'no-such-file'])).stderr).toContain('--body no-such-file')
    expect((await route(['--config', 'no-such-file'])).code).toBe(2)
  })
})
