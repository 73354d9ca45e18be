// A request to Gemini (GATEWAY.md 7.1 and 7.6): the model and whether to stream are in the URL, settings in
// `generationConfig`.
import { type CanonicalRequest, defined, type Fields, isFields } from '#shared/open-responses/canonical'
import { readConversation, splitSystem } from '../../dialects/conversation'
import { readFormat, readToolChoice, readTools, type FunctionTool } from '../../dialects/settings'
import { jsonHeaders, versioned } from '../../dialects/wire'
import type { UpstreamRequest } from '../../upstream/upstream'
import type { Target } from '../provider'
import { encodeContents } from './contents'
import { generationOf } from './native'
import { toSchema } from './schema'

export function encodeRequest(request: CanonicalRequest, { provider, model, apiKey }: Target): UpstreamRequest {
  const stream = request.stream === true
  const base = versioned(provider.baseUrl, 'v1beta', ['v1', 'v1beta'])
  const name = /^(models|tunedModels)\//.test(model) ? model : `models/${model}`
  const path = name.split('/').map(encodeURIComponent).join('/')
  return {
    url: `${base}/${path}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    headers: { ...(apiKey === null ? {} : { 'x-goog-api-key': apiKey }), ...jsonHeaders(stream) },
    body: JSON.stringify(encodeBody(request, model)),
  }
}

export function encodeBody(request: CanonicalRequest, model: string): Fields {
  const { system, turns } = splitSystem(readConversation(request))
  const generationConfig = defined({
    ...encodeSettings(request),
    ...encodeFormat(request),
    thinkingConfig: encodeThinking(request.reasoning, model),
  })
  return defined({
    contents: encodeContents(turns, model),
    systemInstruction: system === '' ? undefined : { parts: [{ text: system }] },
    ...encodeTools(request),
    generationConfig: Object.keys(generationConfig).length > 0 ? generationConfig : undefined,
    cachedContent: request.provider_options?.['google']?.['cached_content'],
  })
}

function encodeSettings(request: CanonicalRequest): Fields {
  const { stop, modalities, image_config: image } = request
  const top = request['top_logprobs']
  const logprobs = typeof top === 'number' && top > 0 ? top : undefined
  return {
    temperature: request['temperature'],
    maxOutputTokens: request.max_output_tokens,
    topP: request['top_p'],
    topK: request['top_k'],
    stopSequences: typeof stop === 'string' ? [stop] : stop,
    seed: request['seed'],
    frequencyPenalty: request['frequency_penalty'],
    presencePenalty: request['presence_penalty'],
    responseModalities: modalities?.map((modality) => modality.toUpperCase()),
    imageConfig: image && defined({ aspectRatio: image['aspect_ratio'], imageSize: image['image_size'] }),
    responseLogprobs: logprobs !== undefined || request['logprobs'] === true ? true : undefined,
    logprobs,
  }
}

function encodeFormat(request: CanonicalRequest): Fields {
  const format = readFormat(request)
  if (format.type === 'text') return {}
  const json = { responseMimeType: 'application/json' }
  if (format.type === 'json_object') return json
  const responseSchema = toSchema(format.schema)
  return responseSchema ? { ...json, responseSchema } : { ...json, responseJsonSchema: format.schema }
}

/** The tokens an effort stands for where thinking is measured in tokens, as Google's own compatible API counts them. */
const budgets: Readonly<Record<string, number>> = {
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 24_576,
}

/** Up to the second generation a budget of tokens, then levels; never both. Whoever asks for reasoning gets to see it. */
function encodeThinking(reasoning: CanonicalRequest['reasoning'], model: string): Fields | undefined {
  if (!reasoning) return undefined
  const { effort, enabled, max_tokens: thinkingBudget } = reasoning
  const isPro = /\bpro\b/.test(model)
  const generation = generationOf(model)
  const least = isPro ? 'low' : 'minimal'
  if (effort === 'none' || (enabled === false && effort === undefined)) {
    if (generation !== null && generation >= 3) return { includeThoughts: false, thinkingLevel: least }
    // The second generation's Pro cannot do without.
    return { includeThoughts: false, thinkingBudget: generation === 2 && isPro ? 128 : 0 }
  }
  if (thinkingBudget !== undefined) return { includeThoughts: true, thinkingBudget }
  if (effort === undefined) return { includeThoughts: true }
  if (generation !== null && generation < 3) return { includeThoughts: true, thinkingBudget: budgets[effort] }
  const thinkingLevel = effort === 'minimal' ? least : effort === 'xhigh' ? 'high' : effort
  return { includeThoughts: true, thinkingLevel }
}

function encodeTools(request: CanonicalRequest): Fields {
  const choice = readToolChoice(request)
  const allowed = readAllowed(request.tool_choice)
  const tools = readTools(request).filter(({ name }) => !allowed || allowed.includes(name))
  // Without a function the API refuses a choice of functions.
  if (tools.length === 0) return {}
  return {
    tools: [{ functionDeclarations: tools.map(declareFunction) }],
    toolConfig: choice === null ? undefined : { functionCallingConfig: encodeChoice(choice) },
  }
}

function encodeChoice(choice: NonNullable<ReturnType<typeof readToolChoice>>): Fields {
  if (typeof choice === 'object') return { mode: 'ANY', allowedFunctionNames: [choice.name] }
  return { mode: choice === 'required' ? 'ANY' : choice.toUpperCase() }
}

/** `allowed_tools` names a set of functions; the model is not told of the others. */
function readAllowed(choice: CanonicalRequest['tool_choice']): unknown[] | null {
  if (!isFields(choice) || choice['type'] !== 'allowed_tools' || !Array.isArray(choice['tools'])) return null
  return choice['tools'].map((tool) => (isFields(tool) ? tool['name'] : null))
}

function declareFunction({ name, description, parameters }: FunctionTool): Fields {
  return defined({ name, description: description ?? undefined, ...encodeParameters(parameters) })
}

function encodeParameters(schema: Fields): Fields {
  const properties = schema['properties']
  const takesNothing = isFields(properties) && Object.keys(properties).length === 0
  const parameters = toSchema(schema)
  if (!parameters) return { parametersJsonSchema: schema }
  // The API refuses an object without properties; a function that takes nothing declares nothing.
  return takesNothing ? {} : { parameters }
}
