// The built command line as a process of its own, the way a user starts it.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
export const cliFile = path.join(root, 'dist/cli.js')

export type ReadyLine = {
  readonly event: 'listening'
  readonly gateway: string
  readonly console: string | null
  readonly token: string
  readonly data_dir: string
  readonly pid: number
}

export type Serving = ReadyLine &
  Omit<Started, 'line'> & {
    /** Milliseconds from the start of the process to its ready line. */
    readonly readyMs: number
  }

/** A clean environment: no keys, no settings, no home of the person who runs the tests. */
export const cleanEnv = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: home,
  XDG_CONFIG_HOME: home,
  XDG_DATA_HOME: home,
  NO_COLOR: '1',
})

export function spawnCli(args: readonly string[], home: string): ChildProcess {
  if (!existsSync(cliFile)) throw new Error('dist/cli.js is missing: run "npm run build" first')
  return spawn(process.execPath, [cliFile, ...args], {
    env: cleanEnv(home),
    cwd: home,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** Runs a command to its end. */
export async function runCli(
  args: readonly string[],
  home: string,
  input = '',
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnCli(args, home)
  const out = collect(child)
  child.stdin?.end(input)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, ...out() }
}

export type Started = {
  /** The first line it printed. */
  readonly line: string
  readonly process: ChildProcess
  readonly stderr: () => string
  /** Ends it with a signal and resolves with the exit code. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
}

/** Runs a command that stays, until it says in its first line that it is ready. */
export async function startCli(args: readonly string[], home: string): Promise<Started> {
  const child = spawnCli(args, home)
  const out = collect(child)
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const end = out().stdout.indexOf('\n')
      if (end >= 0) resolve(out().stdout.slice(0, end))
    })
    child.once('close', () => reject(new Error(`${args[0]} ended before it was ready: ${out().stderr}`)))
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    line,
    process: child,
    stderr: () => out().stderr,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal)
      return closed
    },
  }
}

export async function serveCli(dataDir: string, home: string, flags: readonly string[] = []): Promise<Serving> {
  const started = performance.now()
  const ports = ['--port', '0', '--console-port', '0']
  const { line, ...serving } = await startCli(['serve', ...ports, '--data-dir', dataDir, '--json', ...flags], home)
  return { ...(JSON.parse(line) as ReadyLine), ...serving, readyMs: performance.now() - started }
}

function collect(child: ChildProcess): () => { stdout: string; stderr: string } {
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk
    })
  }
  return () => text
}
