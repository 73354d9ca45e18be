// Faults by the hundred: every turn settles exactly once, and nothing is left behind.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { SessionSummary } from '#shared/session/summary'
import { startTestGateway, type TestGateway } from '../support/gateway'
import { runFaults, startFaultyProvider } from '../support/websocket-faults'

const sessions = Number(process.env['GATESCOPE_FAULT_SESSIONS'] ?? 150)
const seed = process.env['GATESCOPE_FAULT_SEED'] ?? 'faults'
const turns = 3

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

async function settledSessions(gateway: TestGateway, count: number): Promise<readonly SessionSummary[]> {
  for (;;) {
    const { sessions: all } = await gateway.handlers['sessions.list']({ limit: 10_000 })
    if (all.length >= count && all.every((s) => s.closed && s.stored === s.frames)) return all
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

type Resources = { readonly sockets: number; readonly timers: number; readonly heap: number }

/** Sockets and timers of this process, once those of finished connections are gone, or have had five seconds to go. */
async function resources(least: Omit<Resources, 'heap'> = { sockets: 0, timers: 0 }): Promise<Resources> {
  const count = (name: string) => process.getActiveResourcesInfo().filter((r) => r === name).length
  for (let waits = 0; ; waits += 1) {
    const now = { sockets: count('TCPSocketWrap'), timers: count('Timeout') }
    if ((now.sockets <= least.sockets && now.timers <= least.timers) || waits === 100) {
      collect()
      return { ...now, heap: process.memoryUsage().heapUsed }
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

describe('sessions in which everything goes wrong', () => {
  it(
    `settle each turn once and leave nothing behind: ${sessions} sessions of ${turns} turns`,
    { timeout: 600_000 },
    async () => {
      const provider = await startFaultyProvider()
      onTestFinished(provider.close)
      const gateway = await startTestGateway({
        config: {
          gateway: { total_timeout_ms: 1_500 },
          providers: [{ id: 'openai', base_url: provider.url, api_key: 'sk-upstream-secret-key' }],
        },
      })
      // Code that runs for the first time leaves its traces; they are no leak.
      await runFaults(gateway.url, Math.ceil(sessions / 3), turns, `${seed} warm-up`)
      await settledSessions(gateway, Math.ceil(sessions / 3))
      provider.sockets.length = 0
      const before = await resources()

      const counts = await runFaults(gateway.url, sessions, turns, seed)
      const all = await settledSessions(gateway, sessions + Math.ceil(sessions / 3))
      console.log(JSON.stringify(counts))
      expect(counts).toMatchObject({ duplicates: 0, missing: 0 })
      expect(counts.terminals + counts.vanished).toBe(counts.turns)

      const unsettled: string[] = []
      for (const { id } of all) {
        const frames = await gateway.frames(id)
        const accepted = frames.flatMap((f) => (f.kind === 'routed' ? [f.turn] : []))
        const ended = frames.flatMap((f) => (f.kind === 'ended' ? [f.turn] : []))
        if (JSON.stringify(accepted) !== JSON.stringify(ended))
          unsettled.push(`${id}: ${accepted.join()} / ${ended.join()}`)
      }
      expect(unsettled).toEqual([])
      expect(gateway.log.filter((line) => /\bat .*:\d+/.test(line))).toEqual([])

      while (provider.sockets.some((s) => s.readyState !== 3)) await new Promise((resolve) => setTimeout(resolve, 50))
      provider.sockets.length = 0
      const after = await resources(before)
      console.log(JSON.stringify({ before, after }))
      expect(after.sockets).toBeLessThanOrEqual(before.sockets + 2)
      expect(after.timers).toBeLessThanOrEqual(before.timers + 2)
      // A summary of each session stays in the list; two kilobytes are allowed for it.
      expect(after.heap).toBeLessThan(before.heap * 1.1 + sessions * 2048)
    },
  )
})
