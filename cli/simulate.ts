// `gatescope simulate`: the simulator as a loopback server for anyone's tests, until SIGINT or SIGTERM.
import { faultKinds } from '#shared/fault/kinds'
import { scenarios, startSimulator } from '../gateway/index'
import { findRecorded } from './recorded'
import { stopSignal } from './stop'
import { parseFlags, parsePort, orUsageError, UsageError } from './usage'

const help = `gatescope simulate [--scenario NAME|--session S] [--dialect D] [--port N]: a simulated provider for your own tests

  --scenario NAME    what every request gets (default: what its model is called, else a plain reply)
  --session S        a recorded session instead of scenarios: its id, or its file
  --dialect D        responses (default), chat-completions, messages or generate-content
  --port N           port on 127.0.0.1 (default 0 = any free)
  --fault F          a fault on top: NAME[@event N][*times], or an HTTP status
  --list             print the scenarios
  --list-faults      print the faults
  --data-dir DIR     where a session is looked up by its id
  --json             first line of stdout is a JSON object; lists are JSON lines
`

export async function simulate(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, {
    scenario: { type: 'string' },
    session: { type: 'string' },
    'data-dir': { type: 'string' },
    dialect: { type: 'string' },
    port: { type: 'string' },
    fault: { type: 'string' },
    list: { type: 'boolean' },
    'list-faults': { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  })
  if (positionals.length > 0) throw new UsageError(`simulate takes no argument "${positionals[0]}".`)
  if (values.help) return print(help)
  if (values.list)
    return print(values.json ? jsonLines(scenarios.map(({ name, title }) => ({ name, title }))) : scenarioList())
  if (values['list-faults']) return print(values.json ? jsonLines(faultKinds) : faultList())

  if (values.scenario !== undefined && values.session !== undefined)
    throw new UsageError('--scenario and --session exclude each other.')
  const session = values.session === undefined ? null : await findRecorded(values.session, values['data-dir'])
  const { scenario = null, dialect = 'responses', fault = null } = values
  const port = parsePort('port', values.port) ?? 0
  // Listened for from here on: whoever started this may stop it the moment it says it is ready.
  const stopped = stopSignal()
  const simulator = await orUsageError(startSimulator({ scenario, session, dialect, fault, port }))
  const { url } = simulator
  const plays = session ? `session ${session.name}` : (scenario ?? 'the scenario its model is called')
  print(
    values.json
      ? jsonLines([
          { event: 'listening', url, dialect, scenario, session: session?.name ?? null, fault, pid: process.pid },
        ])
      : `Simulator  ${url}\nDialect    ${dialect}\nPlays      ${plays}${fault === null ? '' : `, with ${fault}`}\n`,
  )
  await stopped
  await simulator.close()
  if (values.json) print(jsonLines([{ event: 'stopped' }]))
  return 0
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

const jsonLines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('')

const scenarioList = (): string => scenarios.map(({ name, title }) => `${name.padEnd(20)}${title}\n`).join('')

function faultList(): string {
  const rows = faultKinds.map(({ name, title, does, event, parameters }) => {
    const place = event === null ? '' : ' [@event N]'
    return `${name}${place}: ${title}\n    ${does}\n    in the configuration: ${Object.keys(parameters).join(', ')}\n`
  })
  return `x-gatescope-fault: <provider>=<fault>[@event N][*times], …\n\n${rows.join('')}`
}
