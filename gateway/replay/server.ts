// One recorded session served on loopback by itself, for anybody's client or test, without a gateway (CLI.md, replay
// --to-client).
import http from 'node:http'
import type { Duplex } from 'node:stream'
import { checkDoors, loopbackHosts } from '../api/guard'
import { bodyFor, buildEnvelope, type Refusal } from '../api/errors'
import { sendRefusal } from '../api/http'
import { refuseUpgrade } from '../api/responses-ws'
import { createIds } from '../ids'
import { createDoors, listen } from '../listen'
import { systemClock, type Log } from '../ports'
import type { SessionSource } from '../sessions/browse'
import { GatewayStartError } from '../start-error'
import { replayUrl } from './address'
import { createReplays } from './replays'

export type ReplayServer = {
  /** Base URL for clients, ending in `/v1`. */
  readonly url: string
  readonly close: () => Promise<void>
}

const host = '127.0.0.1'
const profile = 'documented'

/** @throws GatewayStartError */
export async function startReplayServer(source: SessionSource, port: number, log: Log): Promise<ReplayServer> {
  const id = await readId(source)
  const ids = createIds(Date.now)
  const engine = { clock: systemClock, ids, log, settings: { profile } as const, token: null }
  const replays = createReplays(engine, () => source.pieces())
  const doors = createDoors()
  const notFound: Refusal = { code: 'not_found', description: `There is only /replay/${id}/v1 here.` }
  const server = http.createServer({ noDelay: true }, (request, response) => {
    response.on('error', () => response.destroy())
    const refusal = checkDoors(request, doors.of())
    if (!refusal && replays.answer(request, response)) return
    request.resume()
    sendRefusal(response, refusal ?? notFound, { generationId: ids.generation(), profile })
  })
  server.on('upgrade', (request, socket: Duplex, head) => {
    const refusal = checkDoors(request, doors.of())
    if (!refusal && replays.upgrade(request, socket, head)) return
    const envelope = buildEnvelope(refusal ?? notFound, ids.generation())
    refuseUpgrade(socket, { status: envelope.status_code, body: bodyFor(profile, envelope), headers: {} })
  })
  const listener = await listen(server, port, host)
  doors.set(loopbackHosts(listener.port, host), [])
  return {
    url: replayUrl(`http://${host}:${listener.port}/v1`, id),
    close: async () => {
      replays.close()
      const closed = listener.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A file that is no session is told at once, and not to whoever asks first. */
async function readId(source: SessionSource): Promise<string> {
  try {
    const first = await source.pieces().next()
    return first.done ? source.name : first.value.header.id
  } catch (error) {
    throw new GatewayStartError('option_invalid', (error as Error).message)
  }
}
