// The server tool `gateway:datetime` (GATEWAY.md 2.8), pure: what the provider is told of it, and what a call of it
// answers. The loop around it is gateway/exchange/tool-loop.ts.
import { isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'

const toolType = 'gateway:datetime'
const functionName = 'gateway_datetime'

export type DatetimeTool = {
  /** The request as the provider gets it: the tool is a function. */
  readonly request: CanonicalRequest
  /** IANA name, for calls that name none. */
  readonly timezone: string
}

export type Prepared =
  | { readonly ok: true; /** null: the request does not use the tool. */ readonly tool: DatetimeTool | null }
  | { readonly ok: false; readonly description: string }

export function prepareDatetime(request: CanonicalRequest): Prepared {
  const tools = request.tools ?? []
  const own = tools.filter((tool) => tool['type'] === toolType)
  const last = own.at(-1)
  if (!last) return { ok: true, tool: null }
  const timezone = defaultTimezone(last)
  if (!isTimezone(timezone)) {
    const description = `Invalid datetime tool timezone "${timezone}". Use a valid IANA timezone name.`
    return { ok: false, description }
  }
  const others = tools.filter((tool) => tool['type'] !== toolType)
  const isNamed = others.some((tool) => tool['name'] === functionName)
  const choice = namesTool(request.tool_choice) ? { tool_choice: { type: 'function', name: functionName } } : {}
  return {
    ok: true,
    tool: { timezone, request: { ...request, tools: isNamed ? others : [...others, functionTool], ...choice } },
  }
}

/** The calls of one answer when all of them are for this tool; null when there are none, or others too. */
export function datetimeCalls(response: Fields): readonly Fields[] | null {
  const items = Array.isArray(response['output']) ? response['output'].filter(isFields) : []
  const calls = items.filter((item) => item['type'] === 'function_call')
  return calls.length > 0 && calls.every((call) => call['name'] === functionName) ? calls : null
}

/** The request that carries the calls and their results back to the model, which may then choose freely. */
export function followUp(request: CanonicalRequest, response: Fields, results: readonly Fields[]): CanonicalRequest {
  const asked = typeof request.input === 'string' ? [{ role: 'user', content: request.input }] : request.input
  const said = Array.isArray(response['output']) ? response['output'].filter(isFields) : []
  return { ...request, input: [...asked, ...said, ...results], tool_choice: 'auto' }
}

/** `now` is Unix time in milliseconds. A timezone the call made up is the model's mistake to mend, not the end. */
export function answerCall(call: Fields, timezone: string, now: number): Fields {
  const parsed = typeof call['arguments'] === 'string' ? parseJson(call['arguments']) : undefined
  const given = isFields(parsed) ? parsed['timezone'] : undefined
  const zone = typeof given === 'string' && given.trim() !== '' ? given.trim() : timezone
  const output = isTimezone(zone)
    ? { datetime: formatLocal(now, zone), timezone: zone }
    : { error: 'invalid_timezone', timezone: zone, message: 'timezone must be a valid IANA timezone name' }
  return {
    type: 'function_call_output',
    call_id: call['call_id'],
    output: JSON.stringify(output),
    ...('error' in output ? { status: 'failed' } : {}),
  }
}

const functionTool: Fields = {
  type: 'function',
  name: functionName,
  description: 'Tells the current date and time, in a timezone of your choice when you give one (an IANA name).',
  parameters: {
    type: 'object',
    properties: { timezone: { type: 'string', description: 'IANA timezone name, such as Europe/London.' } },
    additionalProperties: false,
  },
}

function defaultTimezone(tool: Fields): string {
  const parameters = tool['parameters']
  const given = (isFields(parameters) ? parameters['timezone'] : undefined) ?? tool['timezone']
  return (typeof given === 'string' ? given.trim() : '') || 'UTC'
}

function namesTool(choice: CanonicalRequest['tool_choice']): boolean {
  if (!isFields(choice)) return choice === toolType
  return choice['type'] === toolType || choice['name'] === toolType
}

function isTimezone(name: string): boolean {
  try {
    Intl.DateTimeFormat('en-US', { timeZone: name })
    // An offset such as +02:00 is no name, whatever the platform makes of it.
    return !/^[+-]/.test(name)
  } catch {
    return false
  }
}

/** Local time with milliseconds and offset: `2026-05-06T21:04:05.123+09:00`. */
function formatLocal(now: number, timezone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(now)
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  const [year, month, day] = [part('year'), part('month'), part('day')]
  const time = `${part('hour')}:${part('minute')}:${part('second')}`
  const whole = Math.floor(now / 1000) * 1000
  const minutes = Math.round((Date.parse(`${year}-${month}-${day}T${time}Z`) - whole) / 60_000)
  const two = (n: number) => String(n).padStart(2, '0')
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
  return `${year}-${month}-${day}T${time}.${String(now - whole).padStart(3, '0')}${offset}`
}
