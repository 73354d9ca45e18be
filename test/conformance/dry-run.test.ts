// What a gateway decided in every conformance case, decided again without a request: by another gateway, which knows
// nothing of the case but the recording.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DryRun, DryRunParams } from '#shared/contract/dry-run'
import type { Frame } from '#shared/session/frame'
import { parseFrames } from '#shared/session/jsonl'
import { startGateway, type Gateway } from '../../gateway/index'
import { isSocketCase, readCases, type Case } from './case'
import { play } from './run'

const dataDir = mkdtempSync(path.join(tmpdir(), 'gatescope-test-'))
let another: Gateway
beforeAll(async () => {
  another = await startGateway({ port: 0, dataDir, env: {}, version: 'test', log: () => {} })
})
afterAll(async () => {
  await another.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const dryRun = (params: DryRunParams): Promise<DryRun> => another.handlers['route.dryRun'](params)

type Frames = readonly Frame[]
type Kind<K extends Frame['kind']> = Extract<Frame, { kind: K }>
const ofKind = <K extends Frame['kind']>(frames: Frames, kind: K) =>
  frames.filter((frame): frame is Kind<K> => frame.kind === kind)

/** Every session of a case, as it is on disk once its gateway is gone. */
async function record(test: Case): Promise<readonly Frames[]> {
  const { gateway } = await play(test)
  await gateway.close()
  const folder = path.join(gateway.dataDir, 'sessions')
  const files = readdirSync(folder).filter((name) => name.includes('G-'))
  return files.map((name) => parseFrames(readFileSync(path.join(folder, name), 'utf8')))
}

const counts = { decisions: 0, refusals: 0 }

async function checkDecisions(frames: Frames, transport: DryRunParams['transport']): Promise<void> {
  for (const { turn, diagnostics, basis } of ofKind(frames, 'routed')) {
    const body = ofKind(frames, 'sent').find((sent) => sent.turn === turn)?.text ?? ''
    if (!basis) throw new Error('a decision without its basis')
    const again = await dryRun({ body, transport, basis })
    counts.decisions += 1
    expect(again.diagnostics).toEqual(diagnostics)
    expect(again.basis).toEqual(basis)
    const [first] = ofKind(frames, 'attempted').filter((frame) => frame.turn === turn)
    if (!first) continue
    expect(again.refusal).toBeNull()
    // A socket that is open already is kept, whoever is first in the plan.
    if (turn === 1) expect(again.plan[0]?.provider).toBe(first.provider)
  }
}

/** Answers that say something of how a request came, not of what it says. */
const ofTransport: ReadonlySet<unknown> = new Set(['unauthorised', 'unsupported_media_type', 'invalid_fault'])

const isDebugged = ({ request }: Case): boolean =>
  Object.keys(request.headers).some((name) => /^x-(gateway|phaseo)-debug$/i.test(name))

async function checkRefusal(frames: Frames, test: Case): Promise<void> {
  const [sent] = ofKind(frames, 'sent')
  const [answer] = ofKind(frames, 'received')
  if (!sent || !answer || ofKind(frames, 'attempted').length > 0 || isDebugged(test)) return
  const { generation_id: _id, ...told } = JSON.parse(answer.text) as Readonly<Record<string, unknown>>
  if (ofTransport.has(told['error'])) return
  const { profile } = (test.setup?.gateway ?? {}) as { readonly profile?: 'documented' | 'open-responses' }
  const basis = ofKind(frames, 'routed')[0]?.basis
  const { refusal, plan } = await dryRun({
    body: sent.text,
    transport: 'json',
    ...(basis ? { basis } : {}),
    ...(profile ? { switches: { profile } } : {}),
  })
  counts.refusals += 1
  const { generation_id: _dry, ...again } = refusal?.body ?? {}
  expect([again, plan]).toEqual([told, []])
}

describe('a dry run of a recorded session', () => {
  it.each(readCases().map((one) => [one.name, one] as const))('is the same: %s', async (_name, test) => {
    for (const frames of await record(test)) {
      await checkDecisions(frames, isSocketCase(test) ? 'websocket' : 'json')
      if (test.request.path === '/v1/responses') await checkRefusal(frames, test)
    }
  })
  it('decides nothing that is not recorded, and leaves no session itself', async () => {
    expect(counts.decisions).toBeGreaterThan(100)
    expect(counts.refusals).toBeGreaterThan(20)
    expect((await another.handlers['sessions.list']({ limit: 1 })).total).toBe(0)
  })
})
