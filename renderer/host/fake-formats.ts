// Files of the fake host: what it exports is what its sessions say, and what it is given is played.
import type { CommandName, Params, Result } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { readJsonl } from '#shared/formats/jsonl'
import type { PortableSession, Skipped } from '#shared/formats/portable'
import { fileName, writeSessions } from '#shared/formats/write'
import { parseFrames } from '#shared/session/jsonl'
import type { SessionSummary } from '#shared/session/summary'
import type { Step } from './fake-frames'
import type { createPlayer } from './fake-player'

type Name = Extract<CommandName, 'session.export' | 'export.read' | 'import.write' | 'sessions.import'>
type FormatHandlers = { readonly [K in Name]: (params: Params<K>) => Result<K> | Promise<Result<K>> }

export function createFakeFormats(
  { play, list, read }: ReturnType<typeof createPlayer>,
  tell: (summary: SessionSummary) => void,
): FormatHandlers {
  const exports = new Map<string, string>()
  const uploads = new Map<string, string>()
  const open = (id: string): PortableSession => {
    const frames = parseFrames(read(id, 0).text)
    const startedAt = list().sessions.find((session) => session.id === id)?.startedAt ?? 0
    const header = { format: 'gatescope.session', version: 2, id, startedAt, app: 'fake', origin: null } as const
    return { header, frames: inTurn(frames) }
  }
  return {
    'session.export': async ({ ids, format }) => {
      let text = ''
      for await (const piece of writeSessions(format, inTurn(ids.map(open)), options)) text += piece
      const exportId = `export_${exports.size + 1}`
      exports.set(exportId, toBase64(text))
      return {
        exportId,
        name: fileName(format, ids),
        bytes: atob(toBase64(text)).length,
        masked: [],
        counts: {},
        blocked: [],
      }
    },
    'export.read': ({ exportId, from }) => {
      const base64 = exports.get(exportId)
      if (base64 === undefined) throw new HostError('not_found', `There is no export ${exportId}.`)
      const rest = atob(base64).slice(from)
      return { base64: btoa(rest), next: from + rest.length, atEnd: true }
    },
    'import.write': ({ uploadId, base64 }) => {
      uploads.set(uploadId, (uploads.get(uploadId) ?? '') + atob(base64))
      return null
    },
    'sessions.import': async ({ uploadId }) => {
      const bytes = Uint8Array.from(uploads.get(uploadId) ?? '', (char) => char.charCodeAt(0))
      uploads.delete(uploadId)
      const ids: string[] = []
      const skipped: Skipped[] = []
      for await (const found of readJsonl(inTurn([new TextDecoder().decode(bytes)]))) {
        if (found.kind === 'skipped') skipped.push({ what: found.what, why: found.why })
        else {
          play(await stepsOf(found.frames), found.startedAt, false)
          const played = list().sessions[0]
          if (!played) continue
          ids.push(played.id)
          tell(played)
        }
      }
      return { ids, skipped }
    },
  }
}

/** The program of a capsule is the gateway's: here it is only its sessions. */
const options = { version: '0.1.0', madeAt: 0, program: '', redaction: () => ({ masked: [], counts: {} }) }

async function* startOver<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values
}

const inTurn = <T>(values: readonly T[]): AsyncIterable<T> => ({ [Symbol.asyncIterator]: () => startOver(values) })

async function stepsOf(frames: PortableSession['frames']): Promise<readonly Step[]> {
  const steps: Step[] = []
  let last = 0
  for await (const { seq: _seq, at, ...body } of frames) {
    steps.push({ after: at - last, body })
    last = at
  }
  return steps
}

const toBase64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
