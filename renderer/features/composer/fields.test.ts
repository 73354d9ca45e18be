import { describe, expect, it } from 'vitest'
import { requestFields } from '#shared/open-responses/request/fields'
import { formFields, matches, sayField } from './fields'

const rows = formFields(requestFields())
const row = (wire: string) => rows.find((one) => one.wire === wire)

describe('the rows of the form', () => {
  it('cover every field of the request, nested ones as rows of their own', () => {
    const tops = new Set(rows.map((one) => one.path[0]))
    expect([...tops]).toEqual(requestFields().map((field) => field.name))
    expect(rows.map((one) => one.wire)).toEqual(
      expect.arrayContaining(['reasoning.effort', 'text.format.type', 'provider.only', 'debug.trace_level']),
    )
    expect(new Set(rows.map((one) => one.wire)).size).toBe(rows.length)
  })
  it('have the control that suits their type', () => {
    expect(row('temperature')?.control).toEqual({ kind: 'number' })
    expect(row('store')?.control).toEqual({ kind: 'flag' })
    expect(row('truncation')?.control).toEqual({ kind: 'choice', values: ['auto', 'disabled'] })
    expect(row('provider.only')?.control).toEqual({ kind: 'texts' })
    expect(row('instructions')?.control).toEqual({ kind: 'text' })
    expect(row('metadata')?.control).toEqual({ kind: 'json' })
    expect(row('tool_choice')?.control).toEqual({ kind: 'json' })
    expect(row('input')?.control).toEqual({ kind: 'input' })
  })
  it('say label, rule, default and alias', () => {
    expect(row('reasoning.effort')).toMatchObject({ label: 'Reasoning effort', fallback: 'medium' })
    expect(row('previous_response_id')?.label).toBe('Previous response ID')
    expect(row('provider.only')?.label).toBe('Only')
    expect(row('max_tokens')).toMatchObject({ aliasOf: 'max_output_tokens', rare: true })
    expect(sayField(rows.find((one) => one.wire === 'temperature') ?? rows[0]!).join(' ')).toBe(
      'How freely words are drawn: 0 hardly, 2 wildly. Must be between 0 and 2.',
    )
  })
  it('are found by words, wire name and alias', () => {
    const found = (filter: string) => rows.filter((one) => matches(one, filter)).map((one) => one.wire)
    expect(found('max output')).toContain('max_output_tokens')
    expect(found('max_output_tokens')).toContain('max_tokens')
    expect(found('likeliest share')).toEqual(['top_p'])
    expect(found('nothing like it')).toEqual([])
  })
})
