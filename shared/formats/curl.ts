// A request as a curl command, for a POSIX shell. The body is the exact text.
import { parseJson } from '#shared/json'
import type { PortableSession } from '#shared/formats/portable'
import type { Headers, RequestHead } from '#shared/session/frame'

export type CurlCommand = {
  readonly method?: string
  readonly url: string
  /** Arguments as they stand in the shell. */
  readonly headers: readonly string[]
  readonly body: string | null
}

export const shellQuote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** `--data-raw`, because `-d` takes a text that begins with `@` for the name of a file. */
export function formatCurl({ method = 'POST', url, headers, body }: CurlCommand): string {
  const usual = body === null ? 'GET' : 'POST'
  const address = /^[\w:/.-]+$/.test(url) ? url : shellQuote(url)
  const lines = [
    `curl -sN ${method === usual ? '' : `-X ${method} `}${address}`,
    ...headers.map((header) => `  -H ${header}`),
    ...(body === null ? [] : [`  --data-raw ${shellQuote(body)}`]),
  ]
  return lines.join(' \\\n')
}

/** curl has no way to send a message on a socket: the same request goes over events. */
export const socketNote = '# curl cannot speak on a websocket. The same request, streamed over SSE:'

export function overEvents(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { type: _type, ...rest } = fields
  return { ...rest, stream: true }
}

/** Every request of the sessions, each turn of a socket as one of its own. */
export async function* writeCurl(sessions: AsyncIterable<PortableSession>): AsyncGenerator<string> {
  for await (const { header, frames } of sessions) {
    const key = header.origin?.kind === 'import' && header.origin.id === null ? '$API_KEY' : '$GATESCOPE_TOKEN'
    yield `# ${header.id}, ${new Date(header.startedAt).toISOString()}\n`
    let head: RequestHead | null = null
    let isSocket = false
    let sent = 0
    for await (const frame of frames) {
      if (frame.kind === 'opened') {
        head = frame.request
        isSocket = frame.transport === 'websocket'
      } else if (frame.kind === 'sent' && head !== null) {
        sent += 1
        yield isSocket ? turnCommand(head, frame.text, key) : requestCommand(head, frame.text, key)
      }
    }
    if (sent === 0 && head !== null)
      yield isSocket ? '# Nothing was sent on this socket.\n' : requestCommand(head, null, key)
  }
}

function requestCommand(head: RequestHead, body: string | null, key: string): string {
  const { args, notes } = headerArguments(head.headers, key)
  return `${notes}${formatCurl({ method: head.method, url: addressOf(head, 'http'), headers: args, body })}\n\n`
}

function turnCommand(head: RequestHead, text: string, key: string): string {
  const message = parseJson(text)
  const isRequest = typeof message === 'object' && message !== null && !Array.isArray(message)
  const body = isRequest ? JSON.stringify(overEvents(message as Readonly<Record<string, unknown>>)) : text
  const { args, notes } = headerArguments({ ...head.headers, 'content-type': 'application/json' }, key)
  const url = addressOf({ ...head, path: head.path.replace(/\/ws(?=$|\?)/, '') }, 'http')
  return `${socketNote}\n${notes}${formatCurl({ url, headers: args, body })}\n\n`
}

/** HTTP/2's own word for it; a request without one came over plain HTTP. */
export const schemeHeader = ':scheme'

/** The address a client asked for: a recording has the path and the host apart. */
export function addressOf({ path, headers }: Pick<RequestHead, 'path' | 'headers'>, protocol: 'http' | 'ws'): string {
  const secure = headers[schemeHeader] === 'https' ? 's' : ''
  return `${protocol}${secure}://${headers['host'] ?? '127.0.0.1'}${path}`
}

/** Of the connection, or worked out by curl itself. */
const unsaid =
  /^(:.*|host|content-length|connection|accept-encoding|transfer-encoding|keep-alive|upgrade|sec-websocket-.*|x-gatescope-parent)$/

/** `key` names the variable of the shell that has what was redacted: this gateway's token is for this gateway alone. */
function headerArguments(headers: Headers, key: string): { args: readonly string[]; notes: string } {
  const args: string[] = []
  let notes = ''
  for (const [name, value] of Object.entries(headers)) {
    if (unsaid.test(name)) continue
    if (!value.includes('[redacted]')) args.push(shellQuote(`${name}: ${value}`))
    else if (name === 'authorization') args.push(`"authorization: Bearer ${key}"`)
    else notes += `# ${name} is left out: its value was redacted.\n`
  }
  return { args, notes }
}
