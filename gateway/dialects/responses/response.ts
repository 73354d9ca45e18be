// What the gateway changes in a response object on its way to the client (GATEWAY.md 3.10 and 4.2): it carries the
// generation id, the model the client asked for, and both spellings of what the documents spell twice.

export type Served = {
  readonly generationId: string
  /** As the client wrote it. */
  readonly model: string
  readonly provider: string
}

type Fields = Readonly<Record<string, unknown>>

export function decorateResponse(response: Fields, served: Served, extra: Fields = {}): Fields {
  const created = response['created_at'] ?? response['created']
  return {
    ...response,
    id: served.generationId,
    nativeResponseId: response['id'] ?? null,
    model: served.model,
    provider: served.provider,
    ...(created === undefined ? {} : { created_at: created, created }),
    ...(response['output'] === undefined ? {} : { output_items: response['output'] }),
    ...(isFields(response['usage']) ? { usage: decorateUsage(response['usage']) } : {}),
    ...extra,
  }
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

function decorateUsage(usage: Fields): Fields {
  const input = usage['input_tokens'] ?? usage['prompt_tokens'] ?? 0
  const output = usage['output_tokens'] ?? usage['completion_tokens'] ?? 0
  return { ...usage, input_tokens: input, prompt_tokens: input, output_tokens: output, completion_tokens: output }
}
