// `input` and its items (GATEWAY.md 2.6). Unknown keys of items are tolerated; only the role, the content's shape and the
// phase are held to the documents.
import * as z from 'zod'
import { anyObject, besideFields, note, text } from './notes'

/** `tool` is no role of the API, but clients of the older chat API send it. */
const role = z.enum(['user', 'assistant', 'system', 'developer', 'tool'])
const phases: readonly unknown[] = ['commentary', 'final_answer']

export const inputItem = note(
  z.looseObject({
    type: note(text.optional(), 'Kind of item. An item with a role and no type is a message.', {
      examples: ['message', 'function_call', 'function_call_output', 'custom_tool_call', 'reasoning'],
    }),
    role: note(role.optional(), 'Who speaks in this message.'),
    content: note(
      z.union([text, z.array(anyObject), anyObject]).nullish(),
      'A text, a list of content parts, or one part.',
    ),
    phase: note(
      z.unknown().optional(),
      'On assistant messages only: whether the message was an intermediate or a final one. Send back what you received.',
      { enum: ['commentary', 'final_answer'], documentedIn: 'reference' },
    ),
  }),
  'One item of the conversation: a message, a tool call, the output of a call, or a reasoning item.',
).superRefine(({ type, role: speaker, phase }, context) => {
  if (phase === undefined) return
  const isAssistant = speaker === 'assistant' && (type === undefined || type === 'message')
  if (!isAssistant) {
    context.addIssue({ code: 'custom', path: ['phase'], message: 'phase is only allowed on assistant message items' })
  } else if (!phases.includes(phase)) {
    context.addIssue({ code: 'custom', path: ['phase'], message: 'phase must be one of: commentary, final_answer' })
  }
}, besideFields)

export const input = z.union([text, z.array(inputItem), inputItem])
