// `gatescope serve`: gateway and web console until SIGINT or SIGTERM.
import path from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { fileURLToPath } from 'node:url'
import { startGateway, type Gateway } from '../gateway/index'
import { stopSignal } from './stop'
import { parseFlags, parsePort, orUsageError, UsageError } from './usage'

const help = `gatescope serve: run the gateway and its console in the browser

  --port N           gateway port (default 4777; 0 = any free)
  --console-port N   console port (default 4778; 0 = any free)
  --no-console       gateway only
  --host ADDRESS     address to listen on (default 127.0.0.1; any other needs --allow-remote)
  --allow-remote     allow a --host that other machines can reach
  --data-dir DIR     where sessions and the token are kept
  --config FILE      configuration (default gatescope.config.json here, then in the user's config folder)
  --token T          use this token instead of the kept one
  --no-token         no token at all (loopback only)
  --simulate         every provider is simulated, even with a key
  --no-websocket     answer websocket upgrades as switched off
  --json             first line of stdout is a JSON object; everything after it is JSON lines
`

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])
const defaultConsolePort = 4778

export async function serve(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, {
    port: { type: 'string' },
    'console-port': { type: 'string' },
    'no-console': { type: 'boolean' },
    host: { type: 'string' },
    'allow-remote': { type: 'boolean' },
    'data-dir': { type: 'string' },
    config: { type: 'string' },
    token: { type: 'string' },
    'no-token': { type: 'boolean' },
    simulate: { type: 'boolean' },
    'no-websocket': { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  if (positionals.length > 0) throw new UsageError(`serve takes no argument "${positionals[0]}".`)
  const host = values.host ?? '127.0.0.1'
  const isRemote = !loopback.has(host)
  if (isRemote && !values['allow-remote'])
    throw new UsageError(
      `--host ${host} can be reached from other machines: add --allow-remote if that is what you want.`,
    )
  if (isRemote && values['no-token']) throw new UsageError('--no-token is for loopback only.')
  if (values.token === '') throw new UsageError('--token must not be empty; use --no-token to run without one.')

  keepHeapSmall()
  const built = path.dirname(fileURLToPath(import.meta.url))
  // Listened for from here on: whoever started this may stop it the moment it says it is ready.
  const stopped = stopSignal()
  const gateway = await orUsageError(
    startGateway({
      port: parsePort('port', values.port),
      host,
      console: values['no-console']
        ? undefined
        : {
            port: parsePort('console-port', values['console-port']) ?? defaultConsolePort,
            assets: path.join(built, 'renderer'),
          },
      searchWorker: path.join(built, 'search.cjs'),
      dataDir: values['data-dir'],
      configFile: values.config,
      token: values['no-token'] ? null : (values.token ?? process.env['GATESCOPE_TOKEN']),
      simulate: values.simulate,
      websocket: values['no-websocket'] ? false : undefined,
      env: process.env,
      version: __APP_VERSION__,
      log: (line) => process.stderr.write(`${line}\n`),
    }),
  )
  process.stdout.write(values.json ? readyLine(gateway) : readyText(gateway))
  await stopped
  await gateway.close()
  if (values.json) process.stdout.write(`${JSON.stringify({ event: 'stopped' })}\n`)
  return 0
}

/**
 * Most of a gateway's garbage is small and short-lived: a nursery that stays at 1 MiB (V8 lets it grow to 16) and a heap
 * that trebles at most between collections (V8: quadruples) halve what idle and slow websocket sessions hold, at the same
 * throughput (test/bench). Not for the desktop app: Chromium may have frozen its flags by the time they could be set.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=200')
}

function readyLine(gateway: Gateway): string {
  const { gateway: url, token, dataDir } = gateway.status()
  const line = {
    event: 'listening',
    gateway: url,
    console: gateway.console,
    token,
    data_dir: dataDir,
    pid: process.pid,
  }
  return `${JSON.stringify(line)}\n`
}

/** The token travels behind `#`: browsers keep that part to themselves. */
function readyText(gateway: Gateway): string {
  const { gateway: url, token, dataDir, providers } = gateway.status()
  const live = providers.filter((p) => p.mode === 'live').length
  return [
    `Gateway    ${url}`,
    `Token      ${token ?? 'none: every local program may use this gateway'}`,
    ...(gateway.console
      ? [`Console    ${gateway.console}${token === null ? '' : `#token=${encodeURIComponent(token)}`}`]
      : []),
    `Providers  ${live} live, ${providers.length - live} simulated`,
    `Sessions   ${dataDir}`,
    '',
  ].join('\n')
}
