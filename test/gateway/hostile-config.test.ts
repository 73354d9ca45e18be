import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../gateway/config/load'
import { temporaryFolder } from '../support/gateway'

function load(text: string) {
  const file = path.join(temporaryFolder(), 'c.json')
  writeFileSync(file, text)
  return loadConfig(file, {}, '/').config
}

describe('a configuration file', () => {
  it('may begin with a byte order mark', () => expect(load('\uFEFF{"gateway":{"port":1}}').gateway.port).toBe(1))
  it.each(['attempt_timeout_ms', 'total_timeout_ms'])('has no %s that a timer cannot keep', (name) => {
    expect(() => load(`{"gateway":{"${name}":3000000000}}`)).toThrow(`gateway.${name}: Too big`)
  })
})
