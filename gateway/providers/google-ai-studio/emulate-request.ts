// Reads a request to Gemini as one of the Responses API: what a simulated answer is chosen and made from.
import { type Fields, isFields, listOf } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'
import type { EmulatedRequest, Emulator } from '../provider'
import { madeUpId } from './native'

export const readAskedRequest: Emulator['readRequest'] = ({ url, body }): EmulatedRequest => {
  const [, path = '', method = ''] = /\/((?:models|tunedModels)\/[^:?#]+):(\w+)/.exec(url) ?? []
  const value = parseJson(body)
  const asked = isFields(value) ? value : {}
  const config = isFields(asked['generationConfig']) ? asked['generationConfig'] : {}
  const request = {
    model: path
      .split('/')
      .map(decodeURIComponent)
      .join('/')
      .replace(/^models\//, ''),
    input: new ContentsReader().read(listOf(asked['contents'])),
    instructions: systemOf(asked['systemInstruction']),
    temperature: config['temperature'],
    top_p: config['topP'],
    max_output_tokens: config['maxOutputTokens'],
    tools: toolsOf(asked['tools']),
    tool_choice: choiceOf(asked['toolConfig']),
    text: formatOf(config),
  }
  return {
    stream: method === 'streamGenerateContent',
    request: Object.fromEntries(Object.entries(request).filter(([, field]) => field !== undefined)),
  }
}

function systemOf(instruction: unknown): string | undefined {
  if (!isFields(instruction)) return undefined
  return listOf(instruction['parts'])
    .map(({ text }) => (typeof text === 'string' ? text : ''))
    .join('\n')
}

function toolsOf(tools: unknown): Fields[] | undefined {
  const declared = listOf(tools).flatMap((tool) => listOf(tool['functionDeclarations']))
  if (declared.length === 0) return undefined
  return declared.map(({ name, description, parameters, parametersJsonSchema }) => ({
    type: 'function',
    name,
    description: description ?? null,
    parameters: parameters ?? parametersJsonSchema ?? { type: 'object', properties: {} },
  }))
}

function choiceOf(config: unknown): unknown {
  const calling = isFields(config) && isFields(config['functionCallingConfig']) ? config['functionCallingConfig'] : {}
  const { mode, allowedFunctionNames: names } = calling
  if (mode !== 'ANY') return mode === 'NONE' ? 'none' : undefined
  return Array.isArray(names) ? { type: 'function', name: (names as unknown[])[0] } : 'required'
}

function formatOf({ responseMimeType, responseSchema, responseJsonSchema }: Fields): Fields | undefined {
  if (responseMimeType !== 'application/json') return undefined
  const schema = responseSchema ?? responseJsonSchema
  return { format: schema === undefined ? { type: 'json_object' } : { type: 'json_schema', name: 'answer', schema } }
}

/** Results answer calls in their order, so counting both gives both the same made-up id. */
class ContentsReader {
  #calls = 0
  #results = 0

  read = (contents: readonly Fields[]): Fields[] =>
    contents.flatMap(({ role, parts }) => this.#content(role === 'model' ? 'assistant' : 'user', listOf(parts)))

  #content(role: 'assistant' | 'user', parts: readonly Fields[]): Fields[] {
    const items: Fields[] = []
    let message: Fields[] | null = null
    for (const part of parts) {
      const item = this.#item(part)
      if (item) {
        message = null
        items.push(item)
        continue
      }
      const said = readContentPart(part, role)
      if (!said) continue
      if (!message) {
        message = []
        items.push({ type: 'message', role, content: message })
      }
      message.push(said)
    }
    return items
  }

  #item({ functionCall: call, functionResponse: result }: Fields): Fields | null {
    if (isFields(call)) {
      const { id, name, args } = call
      const call_id = typeof id === 'string' ? id : madeUpId(String(name), this.#calls)
      this.#calls += 1
      return { type: 'function_call', call_id, name, arguments: JSON.stringify(args ?? {}) }
    }
    if (!isFields(result)) return null
    const { id, name, response } = result
    const call_id = typeof id === 'string' ? id : madeUpId(String(name), this.#results)
    this.#results += 1
    return { type: 'function_call_output', call_id, output: JSON.stringify(response ?? {}) }
  }
}

function readContentPart({ text, thought, inlineData, fileData }: Fields, role: string): Fields | null {
  if (thought === true) return null
  if (typeof text === 'string') return { type: role === 'assistant' ? 'output_text' : 'input_text', text }
  if (isFields(inlineData)) {
    const mime = String(inlineData['mimeType'])
    const url = `data:${mime};base64,${String(inlineData['data'])}`
    if (mime.startsWith('audio/')) return { type: 'input_audio', data: inlineData['data'], format: mime.slice(6) }
    return mime.startsWith('image/') ? { type: 'input_image', image_url: url } : { type: 'input_file', file_data: url }
  }
  return isFields(fileData) ? { type: 'input_file', file_url: fileData['fileUri'] } : null
}
