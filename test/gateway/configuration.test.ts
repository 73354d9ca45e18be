// The configuration as the console is given it: the file as it is written now, and no secret in it.
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { startTestGateway, temporaryFolder, type TestGateway } from '../support/gateway'

const planted = 'planted-key-0123456789'
const read = ({ handlers }: TestGateway) => handlers['configuration.read']({})

const config = {
  gateway: { channels: { beta: true } },
  providers: [
    { id: 'openai', api_key: planted, base_url: 'http://me:hidden-word@127.0.0.1:9/v1' },
    { id: 'anthropic', api_key: '${ANTHROPIC_API_KEY}' },
    {
      id: 'acme',
      adapter: 'openai-compatible',
      api_key: 'word',
      base_url: 'http://127.0.0.1:9/v1?key=abc',
      label: planted,
    },
    { id: 'passed', adapter: 'phaseo', api_key: 'pass-through', base_url: 'https://gateway.example/v1' },
  ],
  faults: [{ provider: 'acme', status: 500, body: `sk-${planted}` }],
}

describe('the configuration in the console', () => {
  it('is the file, with every key masked and every variable named', async () => {
    const env = { ANTHROPIC_API_KEY: 'another-planted-key-1' }
    const reading = await read(await startTestGateway({ config, options: { env } }))
    expect(reading).toMatchObject({ exists: true, changed: false })
    expect(reading.document).toEqual({
      gateway: { channels: { beta: true } },
      providers: [
        { id: 'openai', api_key: '[redacted]', base_url: 'http://[redacted]@127.0.0.1:9/v1' },
        { id: 'anthropic', api_key: '${ANTHROPIC_API_KEY}' },
        {
          id: 'acme',
          adapter: 'openai-compatible',
          api_key: '[redacted]',
          base_url: 'http://127.0.0.1:9/v1?key=[redacted]',
          label: '[redacted]',
        },
        { id: 'passed', adapter: 'phaseo', api_key: 'pass-through', base_url: 'https://gateway.example/v1' },
      ],
      faults: [{ provider: 'acme', status: 500, body: 'sk-[redacted]' }],
    })
    expect(JSON.stringify(reading)).not.toMatch(/planted|hidden/)
  })
  it('is the one that is there now, and says that the gateway runs with another', async () => {
    const file = path.join(temporaryFolder(), 'own.json')
    writeFileSync(file, '{}')
    const gateway = await startTestGateway({ options: { configFile: file } })
    writeFileSync(file, '\uFEFF{"gateway":{"port":1}}')
    expect(await read(gateway)).toEqual({ file, exists: true, document: { gateway: { port: 1 } }, changed: true })
  })
  it.each([
    ['is no JSON just now', (file: string) => writeFileSync(file, '{"gateway":')],
    ['is gone', (file: string) => rmSync(file)],
  ])('is refused while the file %s', async (_name, spoil) => {
    const file = path.join(temporaryFolder(), 'own.json')
    writeFileSync(file, '{}')
    const gateway = await startTestGateway({ options: { configFile: file } })
    spoil(file)
    await expect(read(gateway)).rejects.toMatchObject({ code: 'configuration_unreadable' })
  })
  it('is empty without a file, and says where one would be found', async () => {
    const home = temporaryFolder()
    const gateway = await startTestGateway({ options: { configFile: undefined, env: { XDG_CONFIG_HOME: home } } })
    const file = path.join(home, 'gatescope', 'gatescope.config.json')
    expect(await read(gateway)).toEqual({ file, exists: false, document: {}, changed: false })
    expect(gateway.log).toEqual([])
  })
})
