// The app as it is shipped: packed, with its fuses blown, started from its own executable.
import { expect, test } from '@playwright/test'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appArguments, appEnvironment, projectDir } from '../support/desktop'
import { debugPage } from '../support/devtools'
import { findElectron } from '../support/electron.mjs'

test.skip(!findElectron(), 'no Electron could be had here (node test/support/prepare.mjs says why)')

let work: string
let executable: string
let running: ChildProcess | undefined
test.beforeAll(async () => {
  test.setTimeout(180_000)
  work = await mkdtemp(join(tmpdir(), 'gatescope-packed-'))
  executable = await pack(join(work, 'release'))
})
test.afterAll(async () => {
  running?.kill('SIGKILL')
  await rm(work, { recursive: true, force: true, maxRetries: 5 })
})

test('the packed app opens its window, answers and quits', async () => {
  const child = launch()
  const page = await debugPage(await readEndpoint(child))
  expect(page.url).toMatch(/^gatescope:\/\/app\//)
  await expect.poll(() => page.evaluate('document.title')).toMatch(/Gatescope/)
  await expect.poll(() => page.evaluate('document.body.innerText')).toContain('Gatescope')
  expect(await page.evaluate('window.gatescope.call("gateway.status", {})')).toMatchObject({
    ok: true,
    value: { dataDir: join(work, 'user', 'data') },
  })
  // Its search worker, packed beside the archive, has its native database.
  expect(await page.evaluate('window.gatescope.call("sessions.search", { text: "parcel", limit: 1 })')).toEqual({
    ok: true,
    value: { hits: [], more: false, indexed: true },
  })
  await writeFile(test.info().outputPath('packed.png'), await page.screenshot())
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number | null]
  expect(code).toBe(0)
})

test('the executable cannot be used as Node, nor be inspected', () => {
  const asNode = probe(['-p', '"ran as node"'], { ELECTRON_RUN_AS_NODE: '1' })
  expect(asNode.stdout).not.toContain('ran as node')
  const inspected = probe(['--inspect=0', ...appArguments(join(work, 'probe'))])
  expect(inspected.stderr).not.toContain('Debugger listening')
})

const probe = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  spawnSync(executable, args, {
    env: { ...appEnvironment(join(work, 'probe')), ...env },
    encoding: 'utf8',
    timeout: 3_000,
    killSignal: 'SIGKILL',
  })

/** Packing is the product's own script: what it makes here is what it makes for a release. */
async function pack(output: string): Promise<string> {
  const script = join(projectDir, 'electron/tooling/pack.mjs')
  const packed = spawnSync(process.execPath, [script, '--dir', `-c.directories.output=${output}`], {
    cwd: projectDir,
    env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false' },
    encoding: 'utf8',
  })
  expect(packed.status, packed.stdout + packed.stderr).toBe(0)
  const folders = await readdir(output)
  const candidates = folders.flatMap((folder) => [
    join(output, folder, 'gatescope'),
    join(output, folder, 'Gatescope.exe'),
    join(output, folder, 'Gatescope.app/Contents/MacOS/Gatescope'),
  ])
  const found = candidates.find((path) => existsSync(path))
  expect(found, `no executable in ${folders.join(', ')}`).toBeDefined()
  return found ?? ''
}

/**
 * Playwright drives an Electron app through Node's inspector, which the fuses switch off: this one is driven through
 * Chromium's own debugging port instead, so the tested package is exactly the shipped one.
 */
function launch(): ChildProcess {
  running = spawn(executable, ['--remote-debugging-port=0', ...appArguments(join(work, 'user'))], {
    env: appEnvironment(join(work, 'user')),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return running
}

function readEndpoint(child: ChildProcess): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      const endpoint = /DevTools listening on (ws:\S+)/.exec(text)?.[1]
      if (endpoint) resolve(endpoint)
    })
    child.once('exit', (code) => reject(new Error(`the packed app ended with code ${String(code)}:\n${text}`)))
  })
}
