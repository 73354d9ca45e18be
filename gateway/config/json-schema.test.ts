// The JSON Schema of gatescope.config.json that ships in the package (CLI.md) is written from the schema the gateway reads.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { configSchema } from './schema'

const schema = { title: 'gatescope.config.json', ...z.toJSONSchema(configSchema, { io: 'input' }) }

it('the shipped file is this schema (npx vitest run --mode test gateway/config -u writes it)', async () => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot('../../gatescope.config.schema.json')
})

it('the packed app has it too', () => {
  const builder = readFileSync(path.resolve(import.meta.dirname, '../../electron-builder.yml'), 'utf8')
  expect(builder).toContain('- gatescope.config.schema.json')
})

it('it knows the keys, their choices and their limits', () => {
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    additionalProperties: false,
    properties: {
      gateway: { properties: { port: { maximum: 65_535 }, profile: { enum: ['documented', 'open-responses'] } } },
      models: { items: { required: ['id', 'providers'] } },
    },
  })
})
