// The Codex CLI without a terminal (PROTOCOL 7), in a home of its own, with a trap where the rest of the world would be: it
// reaches the gateway directly, and anybody else only by way of a proxy that writes down who was asked for and refuses.
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { cleanEnv } from './cli'
import { findCodex } from './codex.mjs'
import { temporaryFolder, token } from './gateway'

export type CodexRun = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  /** Whom it asked for besides the gateway. */
  readonly strays: readonly string[]
}

type CodexEvent = {
  readonly type: string
  readonly message?: string
  readonly item?: { readonly type: string; readonly text?: string; readonly command?: string }
}

export type CodexSetup = {
  readonly transport: 'sse' | 'websocket'
  readonly model?: string
  readonly key?: string
  /** Top of its configuration; by default nothing that asks the makers of Codex for something. */
  readonly settings?: string
}

/** Written as dotted keys: what follows in the file is a table. */
export const quietSettings = `
check_for_update_on_startup = false
analytics.enabled = false
feedback.enabled = false
otel.exporter = "none"
otel.metrics_exporter = "none"
features.plugins = false
features.apps = false
`

const limitMs = 45_000

/** A Codex that talks to this gateway; every call is one process, and they share their home. */
export function openCodex(
  gateway: string,
  { transport, model = 'openai/gpt-5-nano', key = token, settings = quietSettings }: CodexSetup,
): (...args: readonly string[]) => Promise<CodexRun> {
  const folder = temporaryFolder()
  const home = path.join(folder, 'home')
  mkdirSync(home)
  const config = `
model = "${model}"
model_provider = "gateway"
approval_policy = "never"
sandbox_mode = "danger-full-access"
${settings}
[model_providers.gateway]
name = "Gateway"
base_url = "${gateway}"
env_key = "GATEWAY_KEY"
wire_api = "responses"
supports_websockets = ${transport === 'websocket'}
`
  writeFileSync(path.join(home, 'config.toml'), config)
  return async (...args) => {
    const trap = await openTrap()
    const env = { ...cleanEnv(folder), ...trap.env, CODEX_HOME: home, GATEWAY_KEY: key }
    const child = spawn(findCodex() ?? '', args, {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += String(chunk)))
    child.stderr.on('data', (chunk) => (stderr += String(chunk)))
    const code = await new Promise<number | null>((resolve, reject) =>
      child.once('close', resolve).once('error', reject),
    )
    return { code, stdout, stderr, strays: trap.asked }
  }
}

/** One prompt in a new conversation. */
export const askCodex = (gateway: string, prompt: string, setup: CodexSetup): Promise<CodexRun> =>
  openCodex(gateway, setup)(...exec, prompt)

export const exec = ['exec', '--skip-git-repo-check', '--strict-config', '--json'] as const

/** What it printed for machines, in order. */
export const eventsOf = ({ stdout }: CodexRun): readonly CodexEvent[] =>
  stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as CodexEvent]))

/** What the person is told in the end. */
export const messageOf = (run: CodexRun): string | undefined =>
  eventsOf(run)
    .filter(({ item }) => item?.type === 'agent_message')
    .at(-1)?.item?.text

export const errorsOf = (run: CodexRun): readonly string[] =>
  eventsOf(run).flatMap(({ type, message }) => (type === 'error' && message !== undefined ? [message] : []))

async function openTrap(): Promise<{ readonly env: NodeJS.ProcessEnv; readonly asked: readonly string[] }> {
  const asked: string[] = []
  const trap = http.createServer(({ url = '' }, response) => {
    asked.push(url)
    response.writeHead(502).end()
  })
  trap.on('connect', ({ url = '' }, socket) => {
    asked.push(url)
    socket.on('error', () => socket.destroy()).end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void trap.close())
  const proxy = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`
  return { env: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy, NO_PROXY: '127.0.0.1' }, asked }
}
