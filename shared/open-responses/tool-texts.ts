// What a call of a tool says to the tool, and what the tool said back, by the type of its item (PROTOCOL.md 4).
import { field } from '#shared/json'

type Read = (item: unknown) => unknown

const arguments_: Read = (item) => field(item, 'arguments')

const texts: Readonly<Record<string, Read>> = {
  function_call: arguments_,
  mcp_call: arguments_,
  custom_tool_call: (item) => field(item, 'input'),
  code_interpreter_call: (item) => field(item, 'code'),
  shell_call: (item) => field(field(item, 'action'), 'commands'),
  apply_patch_call: (item) => field(field(item, 'operation'), 'diff'),
}

export const isTool = (type: string): boolean => Object.hasOwn(texts, type)

/** One text; of a shell call one for each command. */
export function toolTexts(type: string, item: unknown): readonly unknown[] {
  const told = isTool(type) ? texts[type]?.(item) : undefined
  return Array.isArray(told) ? (told as unknown[]) : [told]
}

/** What a hosted tool answered, which its own item carries; null while it has not. */
export function toolResult(item: unknown): string | null {
  const result = field(item, 'error') ?? field(item, 'output') ?? field(item, 'outputs') ?? null
  if (result === null || typeof result === 'string') return result
  return JSON.stringify(result, null, 2)
}
