// The data folder: where it is, who holds it, and the token kept in it.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Env } from './load'

/** Shared by the desktop app and the command line, so that both see the same sessions. */
export function defaultDataDir(env: Env, platform: NodeJS.Platform): string {
  if (env['GATESCOPE_DATA_DIR']) return env['GATESCOPE_DATA_DIR']
  if (platform === 'win32') return path.join(env['APPDATA'] ?? homedir(), 'Gatescope')
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', 'Gatescope')
  return path.join(env['XDG_DATA_HOME'] ?? path.join(homedir(), '.local', 'share'), 'gatescope')
}

/** What a running gateway leaves for `gatescope send` to find. */
export type Running = { readonly pid: number; readonly gateway: string; readonly token: string | null }

export class DataDirInUseError extends Error {
  readonly code = 'data_dir_in_use'
}

const lockFile = (dataDir: string): string => path.join(dataDir, 'running.json')

/**
 * Takes the folder for this process: two writers would take each other's sessions for broken ones. `isAlive` asks the
 * gateway that announced itself: its process id may by now be another program's.
 * @throws DataDirInUseError
 */
export async function claimDataDir(dataDir: string, isAlive: (gateway: string) => Promise<boolean>): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const holder = await findHolder(dataDir, isAlive)
  if (holder !== null) {
    throw new DataDirInUseError(
      `${dataDir} is in use by process ${holder.pid}${holder.gateway ? ` (${holder.gateway})` : ''}.`,
    )
  }
  announce(dataDir, { pid: process.pid, gateway: '', token: null })
}

/** The gateway of another process that records into this folder now. */
export async function findHolder(
  dataDir: string,
  isAlive: (gateway: string) => Promise<boolean>,
): Promise<Running | null> {
  const holder = readRunning(dataDir)
  if (holder === null || holder.pid === process.pid) return null
  return holder.gateway === '' || (await isAlive(holder.gateway)) ? holder : null
}

export function announce(dataDir: string, running: Running): void {
  writeFileSync(lockFile(dataDir), JSON.stringify(running), { mode: 0o600 })
}

export function releaseDataDir(dataDir: string): void {
  rmSync(lockFile(dataDir), { force: true })
}

/** The gateway that holds this folder now; null when there is none, or only what a dead one left. */
export function readRunning(dataDir: string): Running | null {
  try {
    const running = JSON.parse(readFileSync(lockFile(dataDir), 'utf8')) as Running
    // 0 and below name groups of processes, which always exist.
    if (running.pid <= 0) return null
    process.kill(running.pid, 0)
    return running
  } catch (error) {
    // EPERM: alive, but another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? { pid: -1, gateway: '', token: null } : null
  }
}

/** The kept token; made on first use: 256 bits, readable only by its owner. */
export function keptToken(dataDir: string): string {
  const file = path.join(dataDir, 'token')
  try {
    const token = readFileSync(file, 'utf8').trim()
    if (token !== '') return token
  } catch {
    // No token yet.
  }
  const token = `gs_${randomBytes(32).toString('base64url')}`
  writeFileSync(file, `${token}\n`, { mode: 0o600 })
  return token
}
