// How a request wants to be answered, in the words every wire format is written from: its function tools, the choice among
// them, and the form of the text.
import { isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'
import { words } from './error'

export type FunctionTool = {
  readonly name: string
  readonly description: string | null
  /** A JSON Schema. */
  readonly parameters: Fields
  readonly strict: boolean | null
}

export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string }

/** `text.format`: how the answer has to look. */
export type OutputFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema'
      readonly name: string
      readonly description: string | null
      readonly schema: Fields
      readonly strict: boolean
    }

/** The function tools of a request; tools of other types are the router's business (Codec.toolTypes). */
export const readTools = (request: CanonicalRequest): FunctionTool[] =>
  (request.tools ?? []).flatMap((tool) =>
    tool['type'] !== 'function' || typeof tool['name'] !== 'string'
      ? []
      : [
          {
            name: tool['name'],
            description: words(tool['description']),
            parameters: isFields(tool['parameters']) ? tool['parameters'] : { type: 'object', properties: {} },
            strict: typeof tool['strict'] === 'boolean' ? tool['strict'] : null,
          },
        ],
  )

export function readToolChoice({ tool_choice: choice }: CanonicalRequest): ToolChoice | null {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice
  if (!isFields(choice)) return null
  if (typeof choice['name'] === 'string') return { name: choice['name'] }
  // `allowed_tools` names a set and a mode: the mode is what every format can say.
  const mode = choice['mode']
  return mode === 'auto' || mode === 'none' || mode === 'required' ? mode : null
}

export function readFormat({ text }: CanonicalRequest): OutputFormat {
  const format = isFields(text) ? text['format'] : undefined
  if (!isFields(format)) return { type: 'text' }
  if (format['type'] === 'json_object') return { type: 'json_object' }
  if (format['type'] !== 'json_schema') return { type: 'text' }
  // Some clients nest the schema as chat completions do.
  const inner = isFields(format['json_schema']) ? format['json_schema'] : format
  return {
    type: 'json_schema',
    name: words(inner['name']) ?? 'response',
    description: words(inner['description']),
    schema: isFields(inner['schema']) ? inner['schema'] : { type: 'object' },
    strict: typeof inner['strict'] === 'boolean' ? inner['strict'] : true,
  }
}
