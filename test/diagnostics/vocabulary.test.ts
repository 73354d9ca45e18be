// Whatever the engine can say has words: a stage, a reason or a code that is added without them fails here.
import { describe, expect, it } from 'vitest'
import { codeWords, sayErrorReason } from '#shared/diagnostics/error-words'
import { explain } from '#shared/diagnostics/explain'
import { fixesFor } from '#shared/diagnostics/fixes'
import { hasReasonWords, hasStageWords, sayCode, sayReason, sayStage } from '#shared/diagnostics/words'
import { errorCodes, type CodeRow } from '../../gateway/api/errors'
import { inferFailure } from '../../gateway/api/failure-category'
import { sayFailure } from '#shared/diagnostics/attempt-words'
import { dropReasons } from '../../gateway/routing/reasons'
import { route } from '../../gateway/routing/route'
import { gateStages, hintStages } from '../../gateway/routing/stages'
import { poolOf } from '../support/catalogue'

const decided = route({ catalogue: poolOf([{ id: 'a' }]), model: 'm', endpoint: 'responses', seed: 's' })
const supportStages = decided.diagnostics.parameterSupport?.filteringStages ?? []
const stages = [...hintStages, ...supportStages, ...gateStages].map(({ stage }) => stage)
const rows: readonly (readonly [string, CodeRow])[] = Object.entries(errorCodes)

describe('the vocabulary covers the engine', () => {
  it.each(stages)('stage %s', (stage) => {
    expect(hasStageWords(stage)).toBe(true)
    expect(sayStage(stage)).not.toContain('_')
  })
  it('all three kinds of stages were looked at', () => expect(stages.length).toBeGreaterThan(9))
  it.each(dropReasons)('reason %s', (reason) => {
    expect(hasReasonWords(reason)).toBe(true)
    expect(sayReason(reason)).toMatch(/^[^_]+[^.]$/)
  })
  it.each(rows.map(([code]) => code))('error %s', (code) => {
    const words = codeWords(code)
    expect(words?.says).toMatch(/^[A-Z].*[^.]$/)
    expect(hasStageWords(words?.stage ?? '')).toBe(true)
  })
  it.each(rows.flatMap(([code, { reasons = [] }]) => reasons.map((reason) => [code, reason] as const)))(
    'reason of %s: %s',
    (_code, reason) => expect(sayErrorReason(reason)).toBeDefined(),
  )
  it('who is asked and fails, in each of the seven categories', () => {
    const failure = (status: number | null, code: string | null = null) =>
      inferFailure('a', {
        type: 'error',
        status,
        code,
        message: null,
        description: null,
        param: null,
        preview: null,
        retryAfterSeconds: null,
      })
    const categories = [
      failure(null, 'openai_key_missing'),
      failure(401),
      failure(403, 'PERMISSION_DENIED'),
      failure(403, 'region'),
      failure(404),
      failure(429),
      failure(500),
    ]
    expect(new Set(categories.map((found) => found?.category)).size).toBe(7)
    for (const found of categories) expect(sayFailure(found?.category ?? '')).not.toBeNull()
  })
})

describe('each drop reason has something to do about it', () => {
  const documents = {
    request: {
      model: 'm',
      service_tier: 'flex',
      temperature: 1,
      max_tokens: 9,
      provider: { only: ['b'], ignore: ['a'], require_parameters: true },
    },
    configuration: {
      providers: [{ id: 'a', simulate: false }],
      models: [{ id: 'm', providers: [{ provider: 'a', model: 'm' }] }],
      faults: [{ provider: 'a', breaker: 'open' }],
    },
  }
  it.each(dropReasons)('%s', (reason) => {
    const common = {
      documents,
      provider: 'a',
      model: 'm',
      requestedModel: 'm',
      endpoint: 'responses',
      slug: 'm',
      lacking: ['temperature'],
      longest: 5,
    }
    const fixes = fixesFor({ ...common, obstacle: { stage: 'x', reason } })
    const patched = fixes.filter(({ patch }) => patch.length > 0)
    const isElsewhere = reason === 'client_key_cannot_use_gateway_credentials'
    expect(patched.length > 0).toBe(!isElsewhere)
    for (const { words, providers } of patched) expect([words.endsWith('.'), providers]).toEqual([true, ['a']])
  })
})

describe('what an envelope of the gateway says is said with these words', () => {
  it.each(rows.map(([code]) => code))('%s', (code) => {
    const { verdict } = explain({ error: code, status_code: errorCodes[code as keyof typeof errorCodes].status })
    expect(verdict.sentence.startsWith(codeWords(code)?.says ?? '')).toBe(true)
    expect(verdict.sentence).not.toContain(sayCode(code) === code ? '\u0000' : code)
  })
})
