// Every conformance case, as a test of its name.
import { describe, expect, it } from 'vitest'
import { readCases } from './case'
import { run } from './run'

const cases = readCases()

describe.each([...new Set(cases.map(({ area }) => area))])('%s', (area) => {
  it.each(cases.filter((one) => one.area === area).map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    expect(await run(one)).toBeNull()
  })
})
