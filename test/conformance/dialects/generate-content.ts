// Gemini's generateContent as the provider speaks it (GATEWAY.md 7.6).
import { parseArguments, type Answer, type Dialect, type Stop } from './answer'

const reasons: Readonly<Record<Stop, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  content_filter: 'SAFETY',
  error: 'OTHER',
}

const reasonOf = ({ stop, given }: Answer): string => (given && given === given.toUpperCase() ? given : reasons[stop])

const usageOf = ({ usage }: Answer) => ({
  promptTokenCount: usage.input,
  candidatesTokenCount: usage.output,
  totalTokenCount: usage.total,
  thoughtsTokenCount: usage.thought,
  cachedContentTokenCount: usage.cached,
})

const partsOf = ({ reasoning, pieces, calls }: Answer) => [
  ...reasoning.map((text) => ({ text, thought: true })),
  ...pieces.map((text) => ({ text })),
  ...calls.map(({ name, arguments: args }) => ({ functionCall: { name, args: parseArguments(args) } })),
]

const chunkOf = (answer: Answer, parts: readonly object[], finishReason?: string) => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, ...(finishReason ? { finishReason } : {}) }],
  usageMetadata: usageOf(answer),
  modelVersion: answer.model,
  responseId: answer.id,
})

export const generateContent: Dialect = {
  blocks: (answer) => [
    ...partsOf(answer).map((part) => ({ data: chunkOf(answer, [part]), isContent: true })),
    { data: chunkOf(answer, [{ text: '' }], reasonOf(answer)) },
  ],
  body: (answer) => chunkOf(answer, partsOf(answer), reasonOf(answer)),
}
