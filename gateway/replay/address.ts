// Where a recorded session is played to whoever asks: `/replay/<session>/v1`, a base URL for any client, at the speed it was
// recorded, or at another one: `/replay/<session>/max/v1`, `…/0.5x/v1`, `…/v1/responses?speed=10`.
import { readSpeed } from '#shared/replay/clock'

export type ReplayAddress = {
  readonly id: string
  readonly speed: number
  /** What is asked for at that base, from `/v1` on. */
  readonly path: string
}

/** On every answer of a replay: the session it is. */
export const replayHeader = 'x-gatescope-replay'

/** null: it is no address of a replay. An `id` of '' and a `speed` of NaN are none of a session and none at all. */
export function readReplayAddress(url: string): ReplayAddress | null {
  const { pathname, searchParams } = new URL(url, 'http://gateway')
  const [, first, id = '', ...rest] = pathname.split('/')
  if (first !== 'replay') return null
  const isVersion = (part: string | undefined) => part === undefined || /^v\d/.test(part)
  const asked = isVersion(rest[0]) ? searchParams.get('speed') : rest.shift()
  const speed = typeof asked === 'string' ? (readSpeed(asked) ?? Number.NaN) : 1
  return { id, speed, path: `/${rest.join('/')}` }
}

/** The base URL of a session, beside that of the gateway, which ends in `/v1`. */
export const replayUrl = (gateway: string, id: string): string => gateway.replace(/\/v1$/, `/replay/${id}/v1`)
