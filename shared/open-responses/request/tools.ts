// Tools and the choice among them (GATEWAY.md 2.6 to 2.8). A function names itself, nested or flat; the gateway's own tool
// is closed; every other kind of tool is the provider's business and passes.
import * as z from 'zod'
import { anyObject, besideFields, flag, note, text } from './notes'

/** Known to the API, but switched off: refused by a rule of its own, later than the schema (GATEWAY.md 2.7). */
export const webSearchTools: readonly string[] = [
  'web_search',
  'web_search_2025_08_26',
  'web_search_preview',
  'web_search_preview_2025_03_11',
]

const functionName = note(text.min(1), 'Name the model calls the function by.')
const functionFields = {
  description: note(text.nullish(), 'What the function does, for the model.'),
  parameters: note(anyObject.nullish(), 'The arguments as a JSON Schema object.'),
  strict: note(flag.nullish(), 'Whether arguments must follow the schema exactly.', { documentedIn: 'undocumented' }),
}

export const functionTool = note(
  z.looseObject({
    type: note(z.enum(['function']), 'A function.'),
    function: note(
      z.looseObject({ name: functionName, ...functionFields }).optional(),
      'The function. Its fields may also stand beside `type`.',
    ),
    name: functionName.optional(),
    ...functionFields,
  }),
  'A function of yours: the model answers with a call, you run it and send the output back.',
).superRefine((tool, context) => {
  if (tool.function === undefined && tool.name === undefined) {
    context.addIssue({ code: 'invalid_type', expected: 'string', path: ['name'], input: undefined })
  }
}, besideFields)

const timezone = note(text.optional(), 'IANA name of the time zone answers are given in.', {
  examples: ['Europe/London'],
  default: 'UTC',
})

export const datetimeTool = note(
  z.strictObject({
    type: note(z.enum(['gateway:datetime']), 'The gateway’s clock.'),
    parameters: note(z.strictObject({ timezone }).optional(), 'What the clock is set to.'),
    timezone: note(text.optional(), 'Older place of `parameters.timezone`.', { aliasOf: 'parameters.timezone' }),
  }),
  'The current date and time, looked up by the gateway itself while the model waits.',
)

const ownTypes = ['function', 'gateway:datetime']
const otherTool = note(
  z.looseObject({
    type: note(
      // Aborts, so that a broken tool of a known type is never reported as a tool of a wrong type.
      text.refine((type) => !ownTypes.includes(type), { abort: true }),
      'Kind of tool.',
      { not: { enum: ownTypes } },
    ).optional(),
  }),
  'A tool of the provider. Web search tools are switched off.',
)

export const tool = z.union([functionTool, datetimeTool, otherTool])

const choices = ['auto', 'none', 'required', 'gateway:datetime']
const namedChoice = note(
  text.superRefine((choice, context) => {
    if (choices.includes(choice) || webSearchTools.includes(choice)) return
    context.addIssue({ code: 'invalid_value', values: choices, input: choice })
  }),
  'Let the model decide, forbid tools, demand one, or demand the gateway’s clock.',
  { enum: choices },
)

export const toolChoice = z.union([
  namedChoice,
  note(anyObject, 'One tool in particular, for example `{"type": "function", "name": "weather"}`.'),
])
