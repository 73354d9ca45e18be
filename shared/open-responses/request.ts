// The request of `POST /v1/responses`: the one schema. Validation, JSON Schema, the API's description, completion and the
// form are all read from it. Fields, ranges and aliases: GATEWAY.md 2.2 to 2.6 and the API's own OpenAPI document; texts are
// ours. Unknown nested keys are tolerated; unknown top-level keys are a later, separate check (GATEWAY.md 2.3).
import * as z from 'zod'
import { input, inputItem } from './request/input'
import { anyObject, besideFields, field, flag, text, tokens } from './request/notes'
import * as options from './request/options'
import { routing } from './request/routing'
import { tool, toolChoice } from './request/tools'

const maxTokens = tokens.min(1).nullish()
const modalities = z.array(z.enum(['text', 'image', 'audio'])).nullish()
const page = { documentedIn: 'reference' } as const
const gatewayOnly = { gatewayOnly: true } as const

const subject = {
  model: field('Model and input', text.min(1), 'The model, as author/name.', { examples: ['openai/gpt-5-nano'] }),
  input: field('Model and input', input.optional(), 'What to answer: a text, a list of items, or one item.'),
  input_items: field('Model and input', z.array(inputItem).optional(), 'The list of items under its other name.', {
    ...page,
    aliasOf: 'input',
  }),
  instructions: field('Model and input', text.nullish(), 'What the model is told before the input.'),
  previous_response_id: field('Model and input', text.nullish(), 'The response this turn continues.'),
  conversation: field(
    'Model and input',
    z.union([text, anyObject]).nullish(),
    'The stored conversation to join.',
    page,
  ),
  prompt: field('Model and input', options.prompt.nullish(), 'A prompt stored at the provider.', page),
}

const sampling = {
  temperature: field('Sampling', z.number().min(0).max(2).nullish(), 'How freely words are drawn: 0 hardly, 2 wildly.'),
  top_p: field('Sampling', z.number().min(0).max(1).nullish(), 'Draws only from the likeliest words up to this share.'),
  top_logprobs: field(
    'Sampling',
    tokens.min(0).max(20).nullish(),
    'How many likely words are told at each place.',
    page,
  ),
  reasoning: field('Reasoning', options.reasoning.nullish(), 'How the model thinks before it answers.'),
  thinking: field('Reasoning', options.thinking.nullish(), 'The same in other providers’ words; `reasoning` wins.', {
    ...page,
    aliasOf: 'reasoning',
  }),
}

const tools = {
  tools: field(
    'Tools',
    z.array(tool).nullish(),
    'What the model may call: functions of yours and the gateway’s clock.',
  ),
  tool_choice: field('Tools', toolChoice.nullish(), 'Which tool is called, if any.', { default: 'auto' }),
  parallel_tool_calls: field('Tools', flag.nullish(), 'Whether the model may ask for several calls at once.'),
  max_tool_calls: field('Tools', tokens.min(0).nullish(), 'The most calls in one response.', page),
}

const output = {
  max_output_tokens: field('Output', maxTokens, 'The most tokens of the answer, thinking included.'),
  max_completion_tokens: field('Output', maxTokens, 'Counts where `max_output_tokens` is absent.', {
    ...page,
    aliasOf: 'max_output_tokens',
  }),
  max_tokens: field('Output', maxTokens, 'Counts where neither of the other two is there.', {
    ...page,
    aliasOf: 'max_output_tokens',
  }),
  text: field('Output', options.textOptions.nullish(), 'The form of the text: free, or JSON by a schema.'),
  modalities: field('Output', modalities, 'What the answer may consist of.'),
  response_modalities: field('Output', modalities, 'Another spelling of `modalities`.', {
    ...page,
    aliasOf: 'modalities',
  }),
  responseModalities: field('Output', modalities, 'Another spelling of `modalities`.', {
    ...page,
    aliasOf: 'modalities',
  }),
  include: field('Output', z.array(text).nullish(), 'Extra parts of the answer to send.', {
    examples: [['reasoning.encrypted_content']],
  }),
  truncation: field('Output', z.enum(['auto', 'disabled']).nullish(), 'What happens when the input is too long.', {
    default: 'disabled',
  }),
  image_config: field('Images', options.imageConfig.optional(), 'Shape and sources of images the model makes.'),
  imageConfig: field('Images', options.imageConfig.optional(), 'Another spelling of `image_config`.', {
    ...page,
    aliasOf: 'image_config',
  }),
}

const delivery = {
  stream: field(
    'Delivery',
    flag.nullish(),
    'Sends the answer event by event. Best off when the gateway’s clock is used.',
  ),
  stream_options: field('Delivery', options.streamOptions.nullish(), 'What the stream carries besides.', page),
  background: field('Delivery', flag.nullish(), 'Lets the provider work on without you.'),
  service_tier: field(
    'Delivery',
    z.enum(['auto', 'default', 'flex', 'standard', 'priority']).nullish(),
    'How soon, and at what price, the provider serves.',
  ),
  speed: field('Delivery', text.nullish(), 'How fast a variant of the model serves.', page),
}

const keeping = {
  store: field('Caching and storage', flag.nullish(), 'Whether the provider keeps the response.'),
  prompt_cache_key: field('Caching and storage', text.nullish(), 'Requests with the same key share a prompt cache.'),
  prompt_cache_retention: field('Caching and storage', text.nullish(), 'How long the cached prompt is kept.', {
    ...page,
    examples: ['24h'],
  }),
  provider_options: field('Provider options', options.providerOptions.optional(), 'Options only one provider knows.'),
  providerOptions: field(
    'Provider options',
    options.providerOptions.optional(),
    'Another spelling of `provider_options`.',
    {
      ...page,
      aliasOf: 'provider_options',
    },
  ),
}

const forGateway = {
  provider: field('Provider routing', routing.optional(), 'Who may serve this request, and who first.', gatewayOnly),
  routing: field('Provider routing', routing.optional(), 'Merged over `provider`.', {
    ...gatewayOnly,
    aliasOf: 'provider',
    documentedIn: 'undocumented',
  }),
  debug: field('Debugging', options.debug.optional(), 'What the gateway tells about its own work.', gatewayOnly),
  meta: field('Debugging', flag.optional(), 'Adds timings and the chosen provider to the answer.', gatewayOnly),
  usage: field('Debugging', flag.optional(), 'Asks for token counts, which are always sent.', gatewayOnly),
  echo_upstream_request: field(
    'Debugging',
    flag.optional(),
    'Adds the request as it was sent to the provider.',
    gatewayOnly,
  ),
  session_id: field(
    'Metadata',
    text.trim().min(1).max(256).optional(),
    'Groups the requests of one conversation or job for whoever looks at them later.',
    gatewayOnly,
  ),
}

const about = {
  metadata: field('Metadata', z.record(text, text).nullish(), 'Your own notes, as texts by name.'),
  user: field('Metadata', text.nullish(), 'Your user, for the provider’s abuse checks.'),
  safety_identifier: field('Metadata', text.nullish(), 'The same without saying who it is.'),
}

/** Accepted and passed on as they are; what they may hold is the provider's to say (GATEWAY.md 2.2, last paragraph). */
const passed = (group: Parameters<typeof field>[0], description: string) =>
  field(group, z.unknown().optional(), description, { documentedIn: 'undocumented' })
const wider = {
  models: passed('Model and input', 'Models to fall back to.'),
  messages: passed('Model and input', 'Messages in the form of the chat API.'),
  frequency_penalty: passed('Sampling', 'Makes words rarer the more often they came.'),
  presence_penalty: passed('Sampling', 'Makes words rarer once they came.'),
  seed: passed('Sampling', 'Makes drawing repeatable where the provider can.'),
  top_k: passed('Sampling', 'Draws only from this many likeliest words.'),
  logit_bias: passed('Sampling', 'Makes single tokens likelier or rarer.'),
  logprobs: passed('Sampling', 'Asks how likely each word was.'),
  reasoning_split: passed('Reasoning', 'Keeps thinking apart from the answer.'),
  max_tools_calls: passed('Tools', 'A misspelling of `max_tool_calls` that some clients send.'),
  web_search_options: passed('Tools', 'Options of a web search, which is switched off.'),
  webSearchOptions: passed('Tools', 'Another spelling of `web_search_options`.'),
  plugins: passed('Tools', 'Plugins of the provider.'),
  response_format: passed('Output', 'The form of the answer in the words of the chat API.'),
  stop: passed('Output', 'Texts at which the answer ends.'),
  trace: passed('Metadata', 'Notes for a tracing service.'),
}

export const requestSchema = z
  .looseObject({
    ...subject,
    ...sampling,
    ...tools,
    ...output,
    ...delivery,
    ...keeping,
    ...forGateway,
    ...about,
    ...wider,
  })
  // The reference page lists `input_items` as a way to give the input, the OpenAPI document demands `input`: one of the two.
  .meta({ anyOf: [{ required: ['input'] }, { required: ['input_items'] }] })
  .superRefine((request, context) => {
    if (request.input !== undefined || request.input_items !== undefined) return
    context.addIssue({ code: 'invalid_union', errors: inputKinds, path: ['input'], input: undefined })
  }, besideFields)

const inputKinds = (['string', 'array', 'object'] as const).map((expected) => [
  { code: 'invalid_type' as const, expected, path: [], message: '' },
])

export type ResponsesRequest = z.output<typeof requestSchema>

/** Fields that speak to the gateway only and never go upstream (GATEWAY.md 3.9). */
export const gatewayFields: readonly string[] = Object.keys(forGateway)

export const unknownParameters = (request: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(request).filter((key) => !Object.hasOwn(requestSchema.shape, key))
