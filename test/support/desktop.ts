import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findElectron } from './electron.mjs'

export const projectDir = fileURLToPath(new URL('../..', import.meta.url))

/** Root needs it inside containers; the window's own renderer stays sandboxed in Electron's sense either way. */
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

export type Desktop = {
  readonly app: ElectronApplication
  readonly page: Page
  readonly close: () => Promise<void>
}

/** Starts the built app without provider keys, on a folder of its own or on one an earlier start left. */
export async function launchDesktop(kept?: string): Promise<Desktop> {
  const electron = findElectron()
  if (!electron) throw new Error('no Electron: run node test/support/prepare.mjs')
  const userData = kept ?? (await createUserData())
  const app = await _electron.launch({
    executablePath: electron.executable,
    args: [projectDir, ...appArguments(userData)],
    env: appEnvironment(userData),
  })
  const page = await app.firstWindow()
  await page.waitForLoadState()
  const close = async () => {
    await app.close()
    if (kept === undefined) await rm(userData, { recursive: true, force: true })
  }
  return { app, page, close }
}

export const createUserData = () => mkdtemp(join(tmpdir(), 'gatescope-e2e-'))

export const appArguments = (userData: string): string[] => [`--user-data-dir=${userData}`, '--disable-gpu', ...asRoot]

/** A developer's own keys must not make a test talk to a provider, nor a test write among their sessions. */
export function appEnvironment(userData: string): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name, value]) => value !== undefined && !name.endsWith('_KEY'))
  return { ...(Object.fromEntries(entries) as Record<string, string>), GATESCOPE_DATA_DIR: join(userData, 'data') }
}
