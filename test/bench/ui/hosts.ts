// Starts the built product as its two hosts do, with a loopback provider behind it, and opens its window to be measured.
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { GatewayStatus } from '#shared/contract/commands'
import { findChromium } from '../../support/chromium.mjs'
import { serveCli } from '../../support/cli'
import { appArguments, appEnvironment, projectDir } from '../../support/desktop'
import { findElectron } from '../../support/electron.mjs'
import { EventCounter } from '../load.mjs'
import { openPage, type Page } from './page'

export const hostNames = ['chromium', 'electron'] as const
export type HostName = (typeof hostNames)[number]

export type Opened = {
  readonly page: Page
  readonly dataDir: string
  /** One streamed request; resolves with the number of its events once the last one came. */
  readonly ask: (model: string, input: string) => Promise<number>
  readonly close: () => Promise<void>
}

type Target = { readonly gateway: string; readonly token: string }
type Running = Target & { readonly page: Page }
/** Something to end or remove, once there is no more to measure or when starting fails. */
type Later = (close: () => unknown) => void

/** @param library a data folder to begin with */
export async function openHost(name: HostName, library: string | null = null): Promise<Opened> {
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const one of closers.splice(0).reverse()) await one()
  }
  try {
    const home = mkdtempSync(path.join(tmpdir(), 'gatescope-bench-'))
    closers.push(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))
    const dataDir = path.join(home, 'data')
    if (library) cpSync(library, dataDir, { recursive: true })
    await startUpstream(home, (closer) => closers.push(closer))
    const start = { chromium: openChromium, electron: openElectron }[name]
    const { page, ...target } = await start(home, dataDir, (closer) => closers.push(closer))
    return { page, dataDir, ask: (model, input) => stream(target, model, input), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Both hosts look for their configuration below the folder that XDG_CONFIG_HOME names. */
async function startUpstream(home: string, later: Later): Promise<void> {
  const child = fork(path.join(projectDir, 'test/bench/upstream.mjs'))
  later(() => end(child))
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  mkdirSync(path.join(home, 'gatescope'))
  const openai = { id: 'openai', base_url: `http://127.0.0.1:${port}/v1`, api_key: 'sk-bench-0123456789' }
  writeFileSync(path.join(home, 'gatescope/gatescope.config.json'), JSON.stringify({ providers: [openai] }))
}

const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
/** The heap is told as it is, not rounded; a window that nobody looks at is painted like any other. */
const measurable = [
  '--remote-debugging-port=0',
  '--enable-precise-memory-info',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

async function openChromium(home: string, dataDir: string, later: Later): Promise<Running> {
  const browser = findChromium()
  if (!browser) throw new Error('no Chromium: run node test/support/prepare.mjs')
  const serving = await serveCli(dataDir, home)
  later(() => serving.stop())
  const address = `${serving.console}#token=${encodeURIComponent(serving.token)}`
  const own = [`--user-data-dir=${path.join(home, 'browser')}`, '--headless=new', '--window-size=1440,900']
  const quiet = [
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-extensions',
  ]
  const child = spawn(browser.executable, [...own, ...quiet, ...measurable, '--disable-gpu', ...asRoot, address], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  later(() => end(child))
  return { gateway: serving.gateway, token: serving.token, page: await openPage(await readEndpoint(child)) }
}

type Bridged = { gatescope: { call: (name: string, params: object) => Promise<{ value: GatewayStatus }> } }

async function openElectron(home: string, _dataDir: string, later: Later): Promise<Running> {
  const electron = findElectron()
  if (!electron) throw new Error('no Electron: run node test/support/prepare.mjs')
  const child = spawn(electron.executable, [...measurable, projectDir, ...appArguments(home)], {
    env: { ...appEnvironment(home), XDG_CONFIG_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  later(() => end(child))
  const page = await openPage(await readEndpoint(child))
  const status = await page.run(
    async () => (await (window as unknown as Bridged).gatescope.call('gateway.status', {})).value,
  )
  return { gateway: status.gateway, token: status.token ?? '', page }
}

function readEndpoint(child: ChildProcess): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const endpoint = /DevTools listening on (ws:\S+)/.exec(text)?.[1]
      if (endpoint) resolve(endpoint)
    })
    child.once('exit', (code) => reject(new Error(`the window ended with code ${String(code)}:\n${text}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

/** Reads the answer without keeping it: the client must not be what is measured. */
function stream({ gateway, token }: Target, model: string, input: string): Promise<number> {
  const body = JSON.stringify({ model, input, stream: true })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const counter = new EventCounter()
  return new Promise((resolve, reject) => {
    const request = http.request(`${gateway}/responses`, { method: 'POST', headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`answered with ${response.statusCode}`))
      response.on('data', (chunk: Buffer) => counter.feed(chunk))
      response.on('end', () => resolve(counter.count))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}
