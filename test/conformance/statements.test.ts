// Every statement of the API's documents is held by a test that exists.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCases } from './case'
import { statements } from './statements'

const cases = new Set(readCases().map(({ name }) => name))

describe.each(Object.entries(statements))('%s', (_document, list) => {
  it.each(list)('%s (%s)', (_says, heldBy) => {
    const [, name] = /^case (.+)$/.exec(heldBy) ?? []
    if (name !== undefined) return expect([...cases]).toContain(name)
    const [file = '', words = ''] = heldBy.split(/: (.*)/)
    expect(words).not.toBe('')
    expect(readFileSync(path.join(import.meta.dirname, file), 'utf8')).toContain(words)
  })
})
