// `x-gatescope-fault: <provider>=<fault>[@event N][*times]`, several separated by commas: faults for one request (CLI.md).
import { faultKinds } from '#shared/fault/kinds'
import { faultSchema, type Fault } from '#shared/fault/schema'
import { nearestFew } from '#shared/nearest'

export const faultHeader = 'x-gatescope-fault'

export type ParsedFaults =
  | { readonly ok: true; readonly faults: readonly Fault[] }
  | { readonly ok: false; readonly message: string }

type ParsedFault = { readonly ok: true; readonly fault: Fault } | { readonly ok: false; readonly message: string }

const grammar = '<provider>=<fault>[@event N][*times]'

/** With `providers`, a provider that is not among them is an error. */
export function parseFaultHeader(text: string, providers: readonly string[] | null = null): ParsedFaults {
  const faults: Fault[] = []
  const refuse = (part: string, message: string): ParsedFaults => ({
    ok: false,
    message: `${faultHeader}: "${part}": ${message}`,
  })
  for (const part of text.split(',').map((p) => p.trim())) {
    if (part === '') continue
    const at = part.indexOf('=')
    const provider = part.slice(0, at).trim()
    if (at < 1 || provider === '') return refuse(part, `write ${grammar}`)
    if (providers && provider !== 'gateway' && !providers.includes(provider)) {
      const near = nearestFew(provider, [...providers, 'gateway'], 3).join(', ')
      return refuse(part, `there is no provider "${provider}"; near: ${near}`)
    }
    const parsed = parseFault(provider, part.slice(at + 1))
    if (!parsed.ok) return refuse(part, parsed.message)
    faults.push(parsed.fault)
  }
  return { ok: true, faults }
}

/** `<fault>[@event N][*times]` */
export function parseFault(provider: string, text: string): ParsedFault {
  const match = /^\s*([\w-]+)\s*(?:@\s*event\s*(\d+)\s*)?(?:\*\s*(\d+)\s*)?$/i.exec(text)
  const name = match?.[1]
  if (!match || name === undefined) return { ok: false, message: `write ${grammar}` }
  const [, , event, times] = match
  const isStatus = /^\d+$/.test(name)
  const kind = faultKinds.find((k) => k.name === (isStatus ? 'status' : name.toLowerCase()))
  if (!kind) return { ok: false, message: `there is no fault "${name}"; near: ${nearNames(name, provider)}` }
  if (event !== undefined && kind.event === null) {
    const placed = faultKinds.filter((k) => k.event !== null).map((k) => k.name)
    return { ok: false, message: `"${name}" has no place in the stream; @event goes with ${placed.join(', ')}` }
  }
  const parsed = faultSchema.safeParse({
    provider,
    ...kind.sets,
    ...(isStatus ? { status: Number(name) } : {}),
    ...(event !== undefined && kind.event !== null ? { [kind.event]: Number(event) } : {}),
    ...(times === undefined ? {} : { times: Number(times) }),
  })
  if (parsed.success) return { ok: true, fault: parsed.data }
  const issue = parsed.error.issues[0]
  return { ok: false, message: [issue?.path.join('.') ?? '', issue?.message ?? ''].filter((t) => t !== '').join(': ') }
}

function nearNames(name: string, provider: string): string {
  const isGateway = provider === 'gateway'
  const names = faultKinds.filter(({ places }) => places.includes('gateway') === isGateway).map((k) => k.name)
  return `${nearestFew(name, names, 3).join(', ')} (or an HTTP status); all of them: gatescope simulate --list-faults`
}

/** Only programs on this machine may break a request; the gateway may be open to others. */
export const mayInjectFaults = (remoteAddress: string | undefined): boolean =>
  /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/i.test(remoteAddress ?? '')
