// The command line: `gatescope <command>`. Every command is a file; this one only finds it.
import { chaos } from './chaos'
import { compare } from './compare'
import { exportSessions } from './export'
import { importSessions } from './import'
import { inspect } from './inspect'
import { replay } from './replay'
import { route } from './route'
import { send } from './send'
import { serve } from './serve'
import { sessions } from './sessions'
import { simulate } from './simulate'
import { UsageError } from './usage'

const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  serve,
  send,
  route,
  inspect,
  compare,
  sessions,
  replay,
  export: exportSessions,
  import: importSessions,
  simulate,
  chaos,
}

const help = `gatescope ${__APP_VERSION__}: the oscilloscope for LLM gateways

  gatescope serve      run the gateway and its console in the browser
  gatescope send       send one request and print the answer
  gatescope route      where a request would go, and why not elsewhere
  gatescope sessions   list and search what was recorded
  gatescope replay     play a recorded session as it happened, also to your own client
  gatescope export     recorded sessions as a file: JSON Lines, HAR or curl
  gatescope import     the sessions of such a file, or of a browser's HAR
  gatescope inspect    say why a request failed and what would make it work
  gatescope compare    two runs against each other: what differs, and what is the same
  gatescope simulate   a simulated provider for your own tests
  gatescope chaos      what comes of every fault, and whether it still does

Each command explains itself with --help.
`

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(help)
    return 0
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${__APP_VERSION__}\n`)
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) throw new UsageError(`There is no command "${name}". Commands: ${Object.keys(commands).join(', ')}.`)
  return command(args)
}

// Whoever read the output is gone (`| head`, a closed terminal): what is left to do does not need a reader.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: Error) => {
    process.stderr.write(`gatescope: ${error instanceof UsageError ? error.message : (error.stack ?? error.message)}\n`)
    process.exitCode = error instanceof UsageError ? 2 : 1
  },
)
