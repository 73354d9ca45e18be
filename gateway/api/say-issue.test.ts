import { describe, expect, it } from 'vitest'
import { checkRequest } from './validate'

const messageOf = (fields: Record<string, unknown>) => {
  const checked = checkRequest(JSON.stringify({ model: 'a/b', input: 'x', ...fields }))
  return checked.ok ? null : checked.refusal.extra?.details?.[0]?.message
}

describe('a field error says the rule and what came', () => {
  it.each([
    [{ temperature: 2.4 }, 'must be at most 2; you sent 2.4'],
    [{ max_output_tokens: 0 }, 'must be at least 1; you sent 0'],
    [{ max_output_tokens: 1.5 }, 'must be a whole number; you sent 1.5'],
    [{ stream: 'yes' }, 'must be true or false; you sent "yes"'],
    [{ service_tier: 'gold' }, 'must be one of: auto, default, flex, standard, priority; you sent "gold"'],
    [{ model: '' }, 'must be not empty; you sent ""'],
    [{ model: undefined }, 'is required and must be a string'],
    [{ input: undefined }, 'is required and must be a string or a list or an object'],
    [{ input: 7 }, 'must be a string or a list or an object; you sent 7'],
    [{ tools: 'x'.repeat(80) }, 'must be a list; you sent a longer text'],
    [{ tool_choice: 'any' }, 'must be one of: auto, none, required, gateway:datetime; you sent "any"'],
    [{ tools: [{ type: 'gateway:datetime', zone: 1, at: 2 }] }, 'takes no "zone" or "at"'],
    [{ tools: [{ type: 'function' }] }, 'is required and must be a string'],
    [{ image_config: { font_inputs: [{ font_url: 'x' }] } }, 'must be a URL; you sent "x"'],
    [{ metadata: [1, 2] }, 'must be an object; you sent [1,2]'],
  ])('%j', (fields, message) => expect(messageOf(fields)).toBe(message))
})
