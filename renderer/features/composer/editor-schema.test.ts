import { EditorState } from '@codemirror/state'
import { CompletionContext } from '@codemirror/autocomplete'
import { beforeAll, describe, expect, it } from 'vitest'
import { requestFields, requestJsonSchema } from '#shared/open-responses/request/fields'
import { requestSchema } from '../../state/request-schema'
import { store } from '../../state/store'
import { complete, findProblems } from './editor-schema'

beforeAll(() => {
  requestSchema.setState({ current: { fields: requestFields(), schema: requestJsonSchema() } })
  store.setState({ models: [{ id: 'openai/gpt-5-nano', name: '', endpoints: [], providers: [] }] })
})

/** The cursor is at the bar. */
function completions(marked: string): Record<string, string> {
  const at = marked.indexOf('|')
  const state = EditorState.create({ doc: marked.replace('|', '') })
  const result = complete(new CompletionContext(state, at, true))
  const text = state.doc.toString()
  return Object.fromEntries(
    (result?.options ?? []).map(({ label, apply }) => [
      label,
      text.slice(0, result?.from) + (typeof apply === 'string' ? apply : label) + text.slice(result?.to),
    ]),
  )
}

describe('completion', () => {
  it('offers the fields that are not there yet, and writes key and value', () => {
    const offered = completions('{"model":"m", "tool_ch|"}')
    expect(offered['tool_choice']).toBe('{"model":"m", "tool_choice": "auto"}')
    expect(offered['model']).toBeUndefined()
    expect(completions('{ tem| }')['temperature']).toBe('{ "temperature":  }')
  })
  it('offers the fields of nested objects', () => {
    expect(completions('{"reasoning": {"|"}}')['effort']).toBe('{"reasoning": {"effort": "none"}}')
    expect(Object.keys(completions('{"tools":[{"type":"function","|"}]}'))).toContain('parameters')
  })
  it('offers words where there is a choice, models for the model, true and false', () => {
    expect(completions('{"truncation": "|"}')['auto']).toBe('{"truncation": "auto"}')
    expect(completions('{"truncation": |}')['disabled']).toBe('{"truncation": "disabled"}')
    expect(Object.keys(completions('{"model": "|"}'))).toContain('openai/gpt-5-nano')
    expect(completions('{"store": |}')['false']).toBe('{"store": false}')
  })
  it('offers nothing where anything goes', () => expect(completions('{"user": "|"}')).toEqual({}))
})

describe('what is wrong', () => {
  it('is marked at the field, or at the brace it is missing in', () => {
    const text = '{"model":"m","input":"x","temperature":2.4}'
    const [problem] = findProblems(text)
    expect(text.slice(problem?.from, problem?.to)).toBe('"temperature":2.4')
    expect(findProblems('{"model":"m"}')).toMatchObject([{ from: 0, to: 1, message: 'input is missing.' }])
  })
  it('is said in words where the text is no JSON', () => {
    expect(findProblems('{"a" 1}').map(({ message }) => message)).toContain('A colon belongs here.')
    expect(findProblems('').length).toBeGreaterThan(0)
    for (const { from, to } of findProblems('{')) expect([from >= 0, to <= 1]).toEqual([true, true])
  })
})
