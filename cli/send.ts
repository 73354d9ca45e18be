// `gatescope send`: one request through the running gateway, or through one started for it. The answer's text goes to
// stdout, everything else to stderr; an error envelope makes the exit code 1.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { IncomingHttpHeaders } from 'node:http'
import { defaultDataDir, readRunning, sendRequest, startGateway } from '../gateway/index'
import type { ErrorEnvelope } from '#shared/open-responses/envelope'
import type { StreamEvent } from '#shared/open-responses/events'
import { parseObject, readBodyFile } from './body'
import { parseFlags, UsageError } from './usage'

const help = `gatescope send [--model M] [--stream|--ws] [--body FILE|-] TEXT…: send one request and print the answer

  --model M        model id (default simulator/reply without a body)
  --stream         stream the answer over SSE
  --ws             stream the answer over a websocket
  --body FILE      the request as JSON, - for stdin; TEXT and --model are put over it
  --data-dir DIR   find the running gateway by this data folder
  --config FILE    configuration, when a gateway is started for this request

Uses the running gateway; without one, starts one for this request alone.
`

type Transport = 'json' | 'sse' | 'websocket'

export async function send(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, {
    model: { type: 'string' },
    stream: { type: 'boolean' },
    ws: { type: 'boolean' },
    body: { type: 'string' },
    'data-dir': { type: 'string' },
    config: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  if (values.stream && values.ws) throw new UsageError('--stream and --ws exclude each other.')
  const transport: Transport = values.ws ? 'websocket' : values.stream ? 'sse' : 'json'
  const body = requestBody(values.body, values.model, positionals.join(' '), transport)

  const running = readRunning(path.resolve(values['data-dir'] ?? defaultDataDir(process.env, process.platform)))
  if (running?.gateway) return deliver(running, transport, body)
  const dataDir = await mkdtemp(path.join(tmpdir(), 'gatescope-send-'))
  const gateway = await startGateway({
    port: 0,
    dataDir,
    configFile: values.config,
    env: process.env,
    version: __APP_VERSION__,
    log: (line) => process.stderr.write(`${line}\n`),
  })
  try {
    process.stderr.write('No gateway is running; started one for this request.\n')
    return await deliver(gateway.status(), transport, body)
  } finally {
    await gateway.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

function requestBody(file: string | undefined, model: string | undefined, text: string, transport: Transport): string {
  if (file === undefined && text === '') throw new UsageError('Say what to send: TEXT, or --body FILE.')
  const raw = file === undefined ? '{}' : readBodyFile(file)
  // A body that is not JSON is sent as it is: the gateway's answer to it may be what is wanted.
  const given = parseObject(raw)
  if (given === null) return raw
  const request: Record<string, unknown> = { ...given, ...(text === '' ? {} : { input: text }) }
  request['model'] = model ?? given['model'] ?? (transport === 'websocket' ? 'openai/gpt-5-nano' : 'simulator/reply')
  if (transport === 'websocket') return JSON.stringify({ type: 'response.create', ...request })
  return JSON.stringify({ ...request, ...(transport === 'sse' ? { stream: true } : {}) })
}

type Target = { readonly gateway: string; readonly token: string | null }

function deliver({ gateway, token }: Target, transport: Transport, body: string): Promise<number> {
  return new Promise((resolve) => {
    let failed = false
    let wroteText = false
    const note = (line: string) => process.stderr.write(`${line}\n`)
    sendRequest(
      { gateway, token, transport, body, requestId: randomUUID() },
      {
        head: (status, headers) => {
          failed = status >= 400
          note(describeHead(status, headers))
        },
        event: (event) => {
          const text = textOf(event)
          wroteText ||= text !== ''
          process.stdout.write(text)
          if (event.type === 'error' || event.type === 'response.failed') {
            failed = true
            note(JSON.stringify(event))
          }
        },
        body: (text) => {
          if (failed) note(describeError(text))
          else process.stdout.write(`${outputText(parseObject(text))}\n`)
        },
        done: (error) => {
          if (wroteText) process.stdout.write('\n')
          if (error) note(error.message)
          resolve(failed || error ? 1 : 0)
        },
      },
    )
  })
}

function describeHead(status: number, headers: IncomingHttpHeaders): string {
  const names = ['x-generation-id', 'x-gateway-provider', 'x-gateway-model', 'x-gateway-attempts']
  const shown = names.flatMap((name) => (headers[name] ? `${name}: ${String(headers[name])}` : []))
  const simulated = headers['x-gatescope-simulated'] ? ['simulated'] : []
  return [`HTTP ${status}`, ...shown, ...simulated].join('  ')
}

function describeError(text: string): string {
  const envelope = parseObject(text) as Partial<ErrorEnvelope> | null
  if (typeof envelope?.error !== 'string') return text
  const reason = envelope.reason ? ` (${envelope.reason})` : ''
  const details = (envelope.details ?? []).map((d) => `\n  ${d.path.join('.')}: ${d.message}`)
  return `${envelope.error}${reason}: ${envelope.description ?? ''}${details.join('')}`
}

function textOf(event: StreamEvent): string {
  const isText = event.type === 'response.output_text.delta' || event.type === 'response.refusal.delta'
  return isText && typeof event['delta'] === 'string' ? event['delta'] : ''
}

/** The text of a whole response; of anything else that came, the JSON. */
function outputText(response: Record<string, unknown> | null): string {
  const output = response?.['output']
  if (!Array.isArray(output)) return JSON.stringify(response)
  return output
    .flatMap((item: { content?: unknown; type?: string; name?: string; arguments?: string }) => {
      if (item.type === 'function_call') return [`${item.name ?? ''}(${item.arguments ?? ''})`]
      return Array.isArray(item.content)
        ? item.content.map((part: { text?: string; refusal?: string }) => part.text ?? part.refusal ?? '')
        : []
    })
    .join('\n')
}
