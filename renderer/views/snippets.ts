// A request as a program: what a reader pastes into their own code, with this gateway's address and token. The body is the
// text as it was edited; only over the SDKs does it become an object of theirs.
import { formatCurl, overEvents, shellQuote, socketNote } from '#shared/formats/curl'
import { parseJson } from '#shared/json'

export const languages = [
  { value: 'curl', label: 'curl' },
  { value: 'fetch', label: 'fetch' },
  { value: 'ts', label: 'openai TS' },
  { value: 'python', label: 'openai Python' },
] as const

export type Language = (typeof languages)[number]['value']

export type Snippet = {
  readonly address: string
  readonly token: string
  readonly transport: 'json' | 'sse' | 'websocket'
  readonly body: string
}

type Fields = Readonly<Record<string, unknown>>
type Writer = (snippet: Snippet, fields: Fields) => string

const quote = (text: string): string => JSON.stringify(text)
const indent = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`)
const literal = (fields: Fields, by = ''): string => indent(JSON.stringify(fields, null, 2), by)
const socketAddress = ({ address }: Snippet): string => `${address.replace(/^http/, 'ws')}/responses/ws`

function curl(snippet: Snippet, fields: Fields): string {
  const onSocket = snippet.transport === 'websocket'
  const body = onSocket ? literal(overEvents(fields)) : snippet.body
  const headers = [shellQuote(`authorization: Bearer ${snippet.token}`), shellQuote('content-type: application/json')]
  const command = formatCurl({ url: `${snippet.address}/responses`, headers, body })
  return onSocket ? `${socketNote}\n${command}` : command
}

const ends = 'response.completed|response.incomplete|response.failed|error'

const writers: Readonly<Record<Language, { readonly http: Writer; readonly socket: Writer }>> = {
  curl: { http: curl, socket: curl },
  fetch: {
    http: ({ address, token, transport }, fields) => `const res = await fetch(${quote(`${address}/responses`)}, {
  method: "POST",
  headers: {
    "content-type": "application/json",
    authorization: ${quote(`Bearer ${token}`)},
  },
  body: JSON.stringify(${literal(fields, '  ')}),
});
${transport === 'sse' ? readStream : 'console.log(await res.json());'}`,
    socket: (snippet, fields) => `import WebSocket from "ws";

const ws = new WebSocket(${quote(socketAddress(snippet))}, {
  headers: { authorization: ${quote(`Bearer ${snippet.token}`)} },
});
ws.on("open", () => ws.send(JSON.stringify(${literal(fields)})));
ws.on("message", (data) => {
  const event = JSON.parse(String(data));
  console.log(event.type);
  if (/^(${ends})$/.test(event.type)) ws.close();
});`,
  },
  ts: {
    http: ({ address, token, transport }, fields) => `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${quote(address)},
  apiKey: ${quote(token)},
});
const ${transport === 'sse' ? 'stream' : 'response'} = await client.responses.create(${literal(fields)});
${transport === 'sse' ? 'for await (const event of stream) console.log(event.type);' : 'console.log(response.output_text);'}`,
    socket: ({ address, token }, fields) => `import OpenAI from "openai";
import { ResponsesWS } from "openai/resources/responses/ws";

const client = new OpenAI({
  baseURL: ${quote(address)},
  apiKey: ${quote(token)},
});
const ws = new ResponsesWS(client);
ws.on("event", (event) => {
  console.log(event.type);
  if (/^(${ends})$/.test(event.type)) ws.close();
});
ws.send(${literal(fields)});`,
  },
  python: {
    http: ({ address, token, transport }, fields) => `from openai import OpenAI

client = OpenAI(
    base_url=${quote(address)},
    api_key=${quote(token)},
)
${transport === 'sse' ? 'stream' : 'response'} = client.responses.create(
${pythonArguments(fields)}
)
${transport === 'sse' ? 'for event in stream:\n    print(event.type)' : 'print(response.output_text)'}`,
    socket: (snippet, fields) => `import json
from websockets.sync.client import connect

headers = {"authorization": ${quote(`Bearer ${snippet.token}`)}}
with connect(${quote(socketAddress(snippet))}, additional_headers=headers) as ws:
    ws.send(json.dumps(${indent(python(fields, '    '), '')}))
    for message in ws:
        event = json.loads(message)
        print(event["type"])
        if event["type"] in ${python(ends.split('|'), '')}:
            break`,
  },
}

const readStream = `for await (const chunk of res.body.pipeThrough(new TextDecoderStream())) console.log(chunk);`

/** What the SDK's create takes by name; everything else goes in by its extra_body. */
const pythonNames = new Set(
  (
    'background conversation include input instructions max_output_tokens max_tool_calls metadata model parallel_tool_calls ' +
    'previous_response_id prompt prompt_cache_key prompt_cache_retention reasoning safety_identifier service_tier store ' +
    'stream stream_options temperature text tool_choice tools top_logprobs top_p truncation user'
  ).split(' '),
)

function pythonArguments(fields: Fields): string {
  const entries = Object.entries(fields)
  const own = entries.filter(([name]) => pythonNames.has(name))
  const others = entries.filter(([name]) => !pythonNames.has(name))
  const rest: [string, unknown][] = others.length === 0 ? [] : [['extra_body', Object.fromEntries(others)]]
  return [...own, ...rest].map(([name, value]) => `    ${name}=${python(value, '    ')},`).join('\n')
}

const constants: Readonly<Record<string, string>> = { true: 'True', false: 'False', null: 'None' }

function python(value: unknown, by: string): string {
  if (typeof value !== 'object' || value === null) {
    const text = JSON.stringify(value)
    return constants[text] ?? text
  }
  const inner = `${by}    `
  const [open, close, parts] = Array.isArray(value)
    ? ['[', ']', value.map((one) => python(one, inner))]
    : ['{', '}', Object.entries(value).map(([key, one]) => `${quote(key)}: ${python(one, inner)}`)]
  const line = `${open}${parts.join(', ')}${close}`
  return line.length < 60 && !line.includes('\n')
    ? line
    : `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${by}${close}`
}

/** Null where the body is no JSON object: then only curl can send it. */
export function writeSnippet(language: Language, snippet: Snippet): string | null {
  const value = parseJson(snippet.body)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return writers[language][snippet.transport === 'websocket' ? 'socket' : 'http'](snippet, value as Fields)
  }
  return language === 'curl' ? curl({ ...snippet, transport: 'json' }, {}) : null
}
