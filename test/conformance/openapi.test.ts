// The description served at /openapi.json: valid, complete, and in every documented property the same as the API's own.
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import * as answers from '../../gateway/api/openapi-schemas'
import { describeApi } from '../../gateway/api/openapi'
import { errorCodes } from '../../gateway/api/errors'
import { startTestGateway, token } from '../support/gateway'
import documented from './documented-fields.json'

type Schema = { readonly [keyword: string]: unknown }
type Documented = {
  readonly type?: string
  readonly kinds?: readonly string[]
  readonly ref?: string
  readonly values?: string
  readonly closed?: boolean
  readonly required?: readonly string[]
  readonly items?: Documented
  readonly properties?: Readonly<Record<string, Documented>>
  readonly anyOfRequired?: readonly (readonly string[])[]
  readonly [keyword: string]: unknown
}

const api = JSON.parse(JSON.stringify(describeApi())) as ReturnType<typeof describeApi>
const schemas = api.components.schemas as Record<string, Schema>

/** The alternatives a schema allows, references followed, without null. */
function branches(schema: Schema): readonly Schema[] {
  if (schema['$ref']) return branches(schemas[(schema['$ref'] as string).split('/').at(-1) ?? ''] ?? {})
  const { anyOf, ...rest } = schema
  if (!Array.isArray(anyOf) || rest['type'] !== undefined) {
    const types = [rest['type']].flat().filter((type) => type !== 'null')
    return types.length === 0 ? [] : [{ ...schema, type: types[0] }]
  }
  return (anyOf as Schema[]).flatMap(branches)
}

const referenceOf = (schema: Schema): unknown =>
  schema['$ref'] ?? ((schema['anyOf'] ?? []) as Schema[]).find((one) => one['$ref'])?.['$ref']

const same = ['minimum', 'maximum', 'maxLength', 'format', 'default'] as const
/** Where this gateway takes more than is documented, on purpose. */
const wider: Readonly<Record<string, readonly unknown[]>> = { 'ResponsesInputItem.role': ['tool'] }
/** Flags that also come as words (GATEWAY.md 2.5). */
const flags = /^DebugOptions\.(enabled|return_upstream_\w+|trace)$/

/** What differs from the documented schema; empty when nothing does. */
function differences(at: string, wanted: Documented, found: Schema | undefined): string[] {
  if (!found) return [`${at} is missing`]
  if (wanted.ref) {
    return referenceOf(found) === `#/components/schemas/${wanted.ref}` ? [] : [`${at} is no ${wanted.ref}`]
  }
  const all = branches(found)
  const types = [...new Set(all.flatMap((one) => one['type'] ?? []))]
  const kinds = wanted.kinds ?? (wanted.type ? [wanted.type, ...(flags.test(at) ? ['string'] : [])] : [])
  const out: string[] = []
  const expectSame = (what: string, a: unknown, b: unknown) => {
    if (JSON.stringify(a) !== JSON.stringify(b))
      out.push(`${at} ${what}: ${JSON.stringify(a)}, not ${JSON.stringify(b)}`)
  }
  if (kinds.length > 0 && kinds.every((kind) => !/^[A-Z]/.test(kind)))
    expectSame('type', types.map(String).sort(), [...kinds].sort())
  const first = all[0] ?? {}
  for (const keyword of same) {
    if (wanted[keyword] !== undefined) expectSame(keyword, first[keyword] ?? found[keyword], wanted[keyword])
  }
  if (wanted['enum']) expectSame('enum', first['enum'], [...(wanted['enum'] as unknown[]), ...(wider[at] ?? [])])
  if (at === 'ErrorEnvelope') expectSame('required', first['required'], wanted.required)
  if (wanted.closed) expectSame('additionalProperties', first['additionalProperties'], false)
  if (wanted.values) expectSame('values', (first['additionalProperties'] as Schema)['type'], wanted.values)
  if (wanted.items) out.push(...differences(`${at}[]`, wanted.items, arrayOf(all)['items'] as Schema))
  for (const [name, inner] of Object.entries(wanted.properties ?? {})) {
    out.push(...differences(`${at}.${name}`, inner, (first['properties'] as Record<string, Schema>)[name]))
  }
  return out
}

const arrayOf = (all: readonly Schema[]): Schema => all.find((one) => one['type'] === 'array') ?? {}

describe('the description of the API', () => {
  it('is valid OpenAPI 3.1, every reference in it resolved', async () => {
    const validator = new Validator()
    expect(await validator.validate(structuredClone(api))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      (m) => m[1] ?? '',
    )
    expect(references.filter((name) => !(name in schemas))).toEqual([])
    expect(Object.keys(schemas).filter((name) => !references.includes(name) && !(name in documented))).toEqual([])
  })
  it('has every route of the data plane', () => {
    const routes = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} /v1${path}`),
    )
    expect(routes.sort()).toEqual([
      'GET /v1/files',
      'GET /v1/gateway/models',
      'GET /v1/models',
      'GET /v1/responses',
      'GET /v1/responses/ws',
      'POST /v1/responses',
      'POST /v1/responses/compact',
    ])
  })
  it('names every error code under its status', () => {
    const { responses } = api.paths['/responses'].post as unknown as {
      responses: Record<string, { description: string }>
    }
    for (const [code, { status }] of Object.entries(errorCodes)) expect(responses[status]?.description).toContain(code)
  })
  it.each(['/openapi.json', '/v1/openapi.json'])(
    'is served at %s without a token, to GET and to no web page',
    async (path) => {
      const gateway = await startTestGateway()
      const url = gateway.url.replace(/\/v1$/, path)
      const answer = await fetch(url)
      expect(answer.status).toBe(200)
      expect(await answer.json()).toEqual(api)
      expect((await fetch(url, { method: 'POST' })).status).toBe(405)
      expect((await fetch(url, { headers: { origin: 'https://a.example' } })).status).toBe(403)
      expect(JSON.stringify(api)).not.toContain(token)
    },
  )
})

describe.each(Object.entries(documented as Readonly<Record<string, Documented>>))(
  '%s as documented',
  (name, schema) => {
    it('has every property with its type, range and choices', () => {
      expect(differences(name, schema, schemas[name])).toEqual([])
    })
  },
)

describe('what the gateway answers fits its description', () => {
  const bearer = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  it.each<readonly [string, z.ZodType, string, RequestInit]>([
    [
      'a response',
      answers.response,
      '/responses',
      { method: 'POST', headers: bearer, body: '{"model":"simulator/reply","input":"x"}' },
    ],
    [
      'a refusal',
      answers.errorEnvelope,
      '/responses',
      { method: 'POST', headers: bearer, body: '{"model":"simulator/reply"}' },
    ],
    [
      'no provider left',
      answers.errorEnvelope,
      '/responses',
      { method: 'POST', headers: bearer, body: '{"model":"simulator/server-error","input":"x"}' },
    ],
    [
      'no model',
      answers.errorEnvelope,
      '/responses',
      { method: 'POST', headers: bearer, body: '{"model":"openai/none","input":"x"}' },
    ],
    ['a wrong token', answers.errorEnvelope, '/responses', { method: 'POST' }],
    ['no upgrade', answers.handshakeRefusal, '/responses/ws', {}],
    ['files', answers.filesDisabled, '/files', {}],
    ['models', answers.modelList, '/gateway/models', { headers: bearer }],
    ['models, refused', answers.modelsError, '/gateway/models?offset=5001', { headers: bearer }],
    ['models without a token', answers.modelsError, '/gateway/models', {}],
  ])('%s', async (_what, schema, path, init) => {
    const gateway = await startTestGateway()
    const body: unknown = await (await fetch(gateway.url + path, init)).json()
    expect(schema.safeParse(body)).toMatchObject({ success: true })
  })
})

describe('a difference', () => {
  it('is seen, whatever it is in', () => {
    const planted = {
      model: { type: 'integer' },
      temperature: { type: 'number', maximum: 1 },
      truncation: { type: 'boolean', enum: ['auto'] },
    }
    expect(
      differences('R', { type: 'object', properties: { ...planted, gone: {} } }, schemas['ResponsesRequest']),
    ).toEqual([
      'R.model type: ["string"], not ["integer"]',
      'R.temperature maximum: 2, not 1',
      'R.truncation type: ["string"], not ["boolean"]',
      'R.truncation enum: ["auto","disabled"], not ["auto"]',
      'R.gone is missing',
    ])
  })
})

describe('where the description goes beyond the documents', () => {
  it('input_items may stand in for the input', () =>
    expect(schemas['ResponsesRequest']).toMatchObject({
      required: ['model'],
      anyOf: [{ required: ['input'] }, { required: ['input_items'] }],
    }))
  it('a function may stand beside its type, and tools of providers pass', () => {
    expect(schemas['FunctionToolDefinition']).toMatchObject({ required: ['type'] })
    expect(schemas['TextGenerateTool']?.['anyOf']).toHaveLength(3)
  })
})

describe('the fields of the reference page', () => {
  const properties = schemas['ResponsesRequest']?.['properties'] as Record<string, Schema>
  it.each<readonly [string, Schema]>([
    ['input_items', { type: 'array' }],
    ['conversation', {}],
    ['max_completion_tokens', { type: 'integer', minimum: 1 }],
    ['max_tokens', { type: 'integer', minimum: 1 }],
    ['max_tool_calls', { type: 'integer', minimum: 0 }],
    ['prompt', { type: 'object' }],
    ['prompt_cache_retention', { type: 'string' }],
    ['providerOptions', { type: 'object' }],
    ['thinking', { type: 'object' }],
    ['response_modalities', { type: 'array' }],
    ['responseModalities', { type: 'array' }],
    ['imageConfig', { type: 'object' }],
    ['speed', { type: 'string' }],
    ['stream_options', { type: 'object' }],
    ['top_logprobs', { type: 'integer', minimum: 0, maximum: 20 }],
  ])('%s', (name, wanted) => {
    expect(branches(properties[name] ?? {})[0]).toMatchObject(wanted)
    expect(properties[name]?.['x-documented-in']).toBe('reference')
  })
})
