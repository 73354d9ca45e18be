// A gateway for one test: its own folder, free ports, quiet, closed and removed afterwards.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { parseFrames } from '#shared/session/jsonl'
import type { SessionSummary } from '#shared/session/summary'
import { startGateway, type Gateway, type GatewayOptions } from '../../gateway/index'

export const token = 'test-token-0123456789'

export type TestGateway = Gateway & {
  readonly url: string
  readonly dataDir: string
  readonly log: string[]
  /** POSTs a JSON body (or exact text) to /v1/responses with the token. */
  readonly post: (body: unknown, init?: RequestInit) => Promise<Response>
  /** Resolves when a session is closed and stored, and satisfies `wanted`. */
  readonly settled: (wanted?: (s: SessionSummary) => boolean) => Promise<SessionSummary>
  readonly frames: (id: string) => Promise<Frame[]>
}

export type Setup = {
  /** Base URL of a live `openai`; simulated without one. */
  readonly openai?: string
  readonly config?: Record<string, unknown>
  readonly options?: Partial<GatewayOptions>
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatescope-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export async function startTestGateway({ openai, config = {}, options = {} }: Setup = {}): Promise<TestGateway> {
  const dataDir = options.dataDir ?? temporaryFolder()
  const configFile = path.join(temporaryFolder(), 'gatescope.config.json')
  const live = openai ? { providers: [{ id: 'openai', base_url: openai, api_key: 'sk-upstream-secret-key' }] } : {}
  writeFileSync(configFile, JSON.stringify({ ...live, ...config }))
  const log: string[] = []
  const gateway = await startGateway({
    port: 0,
    configFile,
    token,
    env: {},
    version: 'test',
    log: (line) => log.push(line),
    ...options,
    dataDir,
  })
  let open = true
  const close = async () => {
    if (open) await gateway.close()
    open = false
  }
  onTestFinished(close)
  const url = gateway.status().gateway
  return {
    ...gateway,
    close,
    url,
    dataDir,
    log,
    post: (body, init = {}) =>
      fetch(`${url}/responses`, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...init,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...(init.headers as Record<string, string>),
        },
      }),
    settled: (wanted = () => true) => waitForSession(gateway, (s) => s.closed && s.stored === s.frames && wanted(s)),
    frames: (id) => readFrames(gateway, id),
  }
}

/** The first session, present or to come, for which `wanted` holds. */
export async function waitForSession(
  gateway: Gateway,
  wanted: (s: SessionSummary) => boolean,
): Promise<SessionSummary> {
  return new Promise((resolve) => {
    const look = (sessions: readonly SessionSummary[]) => {
      const hit = sessions.find(wanted)
      if (!hit) return
      stop()
      resolve(hit)
    }
    const stop = gateway.on('sessions.changed', ({ sessions }) => look(sessions))
    void gateway.handlers['sessions.list']({ limit: 100 }).then(({ sessions }) => look(sessions))
  })
}

async function readFrames(gateway: Gateway, id: string): Promise<Frame[]> {
  const frames: Frame[] = []
  for (let from = 0; ;) {
    const { text, next, atEnd } = await gateway.handlers['session.read']({ id, from })
    frames.push(...parseFrames(text))
    from = next
    if (atEnd) return frames
  }
}

/** Events of a whole event stream, in order. */
export const eventsOf = (text: string): { type: string; [key: string]: unknown }[] =>
  text
    .split('\n\n')
    .filter((block) => block.includes('data: '))
    .map((block) => JSON.parse(block.slice(block.indexOf('data: ') + 6)) as { type: string })
