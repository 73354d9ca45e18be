// The data plane described in OpenAPI 3.1, from the schemas that check requests and the table errors are answered by. It
// says nothing about this installation, so it is served without a token.
import * as z from 'zod'
import { requestSchema } from '#shared/open-responses/request'
import { inputItem } from '#shared/open-responses/request/input'
import * as options from '#shared/open-responses/request/options'
import { routing } from '#shared/open-responses/request/routing'
import { datetimeTool, functionTool, tool, toolChoice } from '#shared/open-responses/request/tools'
import { errorCodes } from './errors'
import * as answers from './openapi-schemas'

const schemas = {
  ResponsesRequest: requestSchema,
  ResponsesInputItem: inputItem,
  ReasoningConfig: options.reasoning,
  TextToolChoice: toolChoice,
  TextGenerateTool: tool,
  FunctionToolDefinition: functionTool,
  GatewayDatetimeToolDefinition: datetimeTool,
  ImageConfig: options.imageConfig,
  ProviderOptions: options.providerOptions,
  CacheControl: options.cacheControl,
  DebugOptions: options.debug,
  ProviderRoutingOptions: routing,
  ResponsesResponse: answers.response,
  ...answers.parts,
  ErrorEnvelope: answers.errorEnvelope,
  HandshakeRefusal: answers.handshakeRefusal,
  HandshakeUnauthorised: answers.handshakeUnauthorised,
  ResponsesCompaction: answers.compaction,
  FilesDisabled: answers.filesDisabled,
  ModelList: answers.modelList,
  ModelNames: answers.modelNames,
  ModelsError: answers.modelsError,
} as const satisfies Record<string, z.ZodType>

const reference = (name: keyof typeof schemas) => ({ $ref: `#/components/schemas/${name}` })

function describeSchemas() {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id })
  const described = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` }).schemas
  return Object.fromEntries(
    Object.entries(described).map(([name, { $schema: _schema, $id: _id, ...schema }]) => [name, schema]),
  )
}

const json = (name: keyof typeof schemas) => ({ 'application/json': { schema: reference(name) } })
const answer = (description: string, name: keyof typeof schemas) => ({ description, content: json(name) })

/** One answer for each status the table of error codes knows. */
function describeErrors() {
  const byStatus = new Map<number, string[]>()
  for (const [code, { status }] of Object.entries(errorCodes)) {
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${code}\``])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [String(status), answer(codes.join(', '), 'ErrorEnvelope')]),
  )
}

const post = (operationId: string, summary: string, ok: Readonly<Record<string, unknown>>) => ({
  operationId,
  summary,
  requestBody: { required: true, content: json('ResponsesRequest') },
  responses: { '200': ok, ...describeErrors() },
})

const stream = {
  'text/event-stream': {
    schema: { type: 'string', description: 'Events of the Responses API, one JSON object each.' },
  },
}

const upgrade = (operationId: string, off: Readonly<Record<string, unknown>>) => ({
  operationId,
  summary: 'Open a websocket session of the Responses API (OpenAI models only).',
  responses: {
    '101': { description: 'The connection is a websocket now. Later failures are `error` events on it.' },
    '401': answer('The token is missing or wrong.', 'HandshakeUnauthorised'),
    '403': answer('Host or origin are not those of this gateway.', 'ErrorEnvelope'),
    '426': answer('The request is no websocket upgrade.', 'HandshakeRefusal'),
    ...off,
  },
})

const query = (name: string, description: string, schema: Readonly<Record<string, unknown>>) => ({
  name,
  in: 'query',
  description,
  schema,
})

const models = {
  operationId: 'listModels',
  summary: 'List models and who serves them.',
  parameters: [
    query('limit', 'How many.', { type: 'integer', minimum: 1, maximum: 250, default: 50 }),
    query('offset', 'How many to skip.', { type: 'integer', minimum: 0, maximum: 5000, default: 0 }),
    query('model_id', 'One model in particular.', { type: 'string' }),
    query('endpoints', 'Models that serve one of these endpoints.', { type: 'string' }),
    query('provider', 'Models one of these providers serves.', { type: 'string' }),
    query('availability', 'Only what can be used now, or everything.', { enum: ['active', 'all'], default: 'active' }),
    query('format', 'Form of the answer.', { enum: ['json', 'rss', 'atom'], default: 'json' }),
  ],
  responses: {
    '200': answer('Models.', 'ModelList'),
    '400': answer('A parameter is out of range.', 'ModelsError'),
    '401': answer('The token is missing or wrong.', 'ModelsError'),
    '403': answer('Host or origin are not those of this gateway.', 'ErrorEnvelope'),
  },
}

const websocketOff = {
  '501': answer('Websockets are switched off; said before the token is looked at.', 'HandshakeRefusal'),
}

const buildDocument = () => ({
  openapi: '3.1.0',
  info: { title: 'Gatescope gateway', version: '1.0.0', description: 'A local gateway for the Responses API.' },
  servers: [{ url: '/v1' }],
  security: [{ BearerAuth: [] }],
  paths: {
    '/responses': {
      post: post('createResponse', 'Create a response, whole or event by event.', {
        description: 'The response.',
        content: { ...json('ResponsesResponse'), ...stream },
      }),
      get: upgrade('connectResponsesHere', {}),
    },
    '/responses/ws': { get: upgrade('connectResponses', websocketOff) },
    '/responses/compact': {
      post: post(
        'compactResponse',
        'Compact a conversation into fewer items.',
        answer('The items.', 'ResponsesCompaction'),
      ),
    },
    '/files': {
      get: {
        operationId: 'listFiles',
        summary: 'Mounted, and switched off.',
        security: [],
        responses: { '501': answer('Always.', 'FilesDisabled') },
      },
    },
    '/gateway/models': { get: models },
    '/models': {
      get: {
        operationId: 'listModelNames',
        summary: 'List the models that can be used now, for third-party clients: in the profile open-responses.',
        responses: {
          '200': answer('Models.', 'ModelNames'),
          '401': answer('The token is missing or wrong.', 'ErrorEnvelope'),
          '403': answer('Host or origin are not those of this gateway.', 'ErrorEnvelope'),
        },
      },
    },
  },
  components: {
    schemas: describeSchemas(),
    securitySchemes: { BearerAuth: { type: 'http', scheme: 'bearer', description: 'The token of this gateway.' } },
  },
})

let built: ReturnType<typeof buildDocument> | null = null

/** Built when it is first asked for. */
export const describeApi = () => (built ??= buildDocument())
