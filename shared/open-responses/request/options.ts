// The nested objects of a request that have rules of their own: reasoning, text, images, provider options, debugging and
// routing (GATEWAY.md 2.4, 2.5). Unknown keys inside are tolerated.
import * as z from 'zod'
import { alias, anyObject, flag, note, text, tokens } from './notes'

const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh'])
const budget = tokens.min(0)

export const reasoning = z.looseObject({
  effort: note(effort.nullish(), 'How hard the model thinks before it answers.', { default: 'medium' }),
  summary: note(z.enum(['auto', 'concise', 'detailed']).nullish(), 'How much of the thinking is told.', {
    default: 'auto',
  }),
  enabled: note(flag.nullish(), 'Switches thinking on or off where a provider has such a switch.'),
  max_tokens: note(budget.nullish(), 'The most tokens the model may think for.'),
})

export const thinking = z.looseObject({
  type: note(text.nullish(), 'Whether the model thinks.', { examples: ['enabled', 'disabled'] }),
  enabled: alias(flag.nullish(), 'reasoning.enabled'),
  include_thoughts: note(flag.nullish(), 'Asks for a summary of the thinking.', { documentedIn: 'reference' }),
  includeThoughts: alias(flag.nullish(), 'thinking.include_thoughts'),
  effort: alias(effort.nullish(), 'reasoning.effort'),
  max_tokens: alias(budget.nullish(), 'reasoning.max_tokens'),
  maxTokens: alias(budget.nullish(), 'reasoning.max_tokens'),
  budget_tokens: alias(budget.nullish(), 'reasoning.max_tokens'),
  budgetTokens: alias(budget.nullish(), 'reasoning.max_tokens'),
})

/** The format's own rules are the provider's: here it is only an object with a type. */
export const textOptions = z.looseObject({
  format: note(
    z
      .looseObject({
        type: note(text.optional(), 'Free text, any JSON, or JSON by a schema.', {
          examples: ['text', 'json_object', 'json_schema'],
          default: 'text',
        }),
        name: note(text.nullish(), 'Name of the schema.'),
        schema: note(anyObject.nullish(), 'The JSON Schema the answer must follow.'),
        strict: note(flag.nullish(), 'Whether it must follow the schema exactly.', { default: true }),
      })
      .nullish(),
    'The form of the answer.',
    { documentedIn: 'undocumented' },
  ),
  verbosity: note(text.nullish(), 'How long answers are.', {
    examples: ['low', 'medium', 'high'],
    documentedIn: 'undocumented',
  }),
})

export const streamOptions = z.looseObject({
  include_usage: note(flag.nullish(), 'Asks for token counts in the stream.', { documentedIn: 'undocumented' }),
  include_obfuscation: note(flag.nullish(), 'Pads events so that their size says nothing about the text.', {
    documentedIn: 'undocumented',
  }),
})

export const prompt = z.looseObject({
  id: note(text.optional(), 'Id of a prompt stored at the provider.'),
  variables: note(anyObject.nullish(), 'Values for its placeholders.'),
  version: note(text.nullish(), 'Version of the stored prompt; the newest without one.'),
})

const imageSize = z.enum(['0.5K', '1K', '2K', '4K'])
const fontUrl = z.url()
const fontText = note(text.optional(), 'The text drawn with the font.')

export const imageConfig = z.looseObject({
  aspect_ratio: note(text.optional(), 'Width to height.', { examples: ['1:1', '16:9'] }),
  aspectRatio: alias(text.optional(), 'image_config.aspect_ratio'),
  image_size: note(imageSize.optional(), 'Size class of the image.'),
  imageSize: alias(imageSize.optional(), 'image_config.image_size'),
  include_rai_reason: note(flag.optional(), 'Tells why an image was withheld.'),
  includeRaiReason: alias(flag.optional(), 'image_config.include_rai_reason'),
  font_inputs: note(
    z.array(z.looseObject({ font_url: note(fontUrl.optional(), 'Where the font is.'), text: fontText })).optional(),
    'Fonts and the texts to set in them.',
  ),
  fontInputs: alias(
    z.array(z.looseObject({ fontUrl: alias(fontUrl.optional(), 'font_inputs[].font_url'), text: fontText })).optional(),
    'image_config.font_inputs',
  ),
  super_resolution_references: note(z.array(text).optional(), 'Images to take detail from when enlarging.'),
  superResolutionReferences: alias(z.array(text).optional(), 'image_config.super_resolution_references'),
  reference_images: note(z.array(anyObject).optional(), 'Images to work from.'),
  referenceImages: alias(z.array(anyObject).optional(), 'image_config.reference_images'),
})

export const cacheControl = note(
  z.looseObject({
    type: note(text.optional(), 'Kind of cache entry.', { examples: ['ephemeral'] }),
    ttl: note(text.optional(), 'How long it is kept.', { examples: ['5m', '1h'] }),
    scope: note(text.optional(), 'Who shares it.'),
  }),
  'Marks the request for the provider’s prompt cache.',
)

const compactionType = note(z.enum(['compaction']), 'The only kind there is.')
const threshold = note(z.number().optional(), 'How full the context is when it is compacted.')
const contextManagement = note(
  z.looseObject({ type: compactionType, compact_threshold: threshold }).optional(),
  'Lets OpenAI compact a long conversation. Only OpenAI can, so other providers are passed over.',
)

export const providerOptions = z.looseObject({
  openai: note(
    z
      .looseObject({
        context_management: contextManagement,
        contextManagement: alias(
          z
            .looseObject({
              type: compactionType,
              compactThreshold: alias(threshold, 'context_management.compact_threshold'),
            })
            .optional(),
          'provider_options.openai.context_management',
        ),
        prompt_cache_retention: note(text.optional(), 'How long OpenAI keeps the cached prompt.'),
      })
      .optional(),
    'Options of OpenAI alone.',
  ),
  anthropic: note(z.looseObject({ cache_control: cacheControl.optional() }).optional(), 'Options of Anthropic alone.'),
  google: note(
    z
      .looseObject({
        cache_control: cacheControl.optional(),
        cached_content: note(text.optional(), 'Name of stored content to start from.'),
        cache_ttl: note(text.optional(), 'How long content is stored.'),
      })
      .optional(),
    'Options of Google alone.',
  ),
})

/** The words other tools send for "yes" count as well (GATEWAY.md 2.5). */
const debugFlag = z.union([flag, z.enum(['1', 'true', 'yes'])]).optional()
const traceLevel = z.enum(['summary', 'full'])

export const debug = z.looseObject({
  enabled: note(debugFlag, 'Adds the routing decision and timings to the answer.'),
  return_upstream_request: note(debugFlag, 'Adds the request as it was sent to the provider.'),
  returnUpstreamRequest: alias(debugFlag, 'debug.return_upstream_request', 'undocumented'),
  return_upstream_response: note(debugFlag, 'Adds the provider’s answer as it came; not with `stream`.'),
  returnUpstreamResponse: alias(debugFlag, 'debug.return_upstream_response', 'undocumented'),
  echo_upstream_body: alias(debugFlag, 'debug.return_upstream_request', 'undocumented'),
  trace: note(debugFlag, 'Writes more to the gateway’s own log; the answer stays as it is.'),
  trace_level: note(traceLevel.optional(), 'How much more.', { default: 'full' }),
  traceLevel: alias(traceLevel.optional(), 'debug.trace_level', 'undocumented'),
})
