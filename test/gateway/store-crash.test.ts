// A gateway killed in the middle of recording, and the store it leaves. The long form is test/bench/store-crash.mjs.
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/gateway'
import { checkStore, crash, startStream } from '../support/store-crash.mjs'

describe('a gateway that is killed while it records', () => {
  it('leaves whole frames in their order, and a store that opens', async () => {
    const dataDir = temporaryFolder()
    const stream = await startStream(5_000)
    try {
      for (const afterMs of [60, 170, 290]) {
        const { got, stored } = await crash({ dataDir, stream, afterMs })
        expect(got).toBeGreaterThan(0)
        expect(stored).toBeGreaterThan(0)
      }
      expect(await checkStore({ dataDir, stream, sessions: 3 })).toEqual([])
    } finally {
      stream.stop()
    }
  })
})
