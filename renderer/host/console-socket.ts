// The websocket under the browser's host: opens, reopens with growing pauses, and tells why it could not.
import { encodeToken } from './token'

export type SocketEvents = {
  readonly onOpen: () => void
  readonly onMessage: (text: string) => void
  readonly onClose: () => void
  /** The server answers HTTP but does not open the socket for this token. Nothing is tried again until `connect`. */
  readonly onRefused: () => void
}

export type ConsoleSocket = {
  readonly connect: (token: string) => void
  /** False when there is no open connection; the text is not kept. */
  readonly send: (text: string) => boolean
}

const longestPause = 5_000

export function createConsoleSocket(events: SocketEvents): ConsoleSocket {
  let socket: WebSocket | null = null
  let failures = 0

  function connect(token: string): void {
    const current = openSocket(token)
    let opened = false
    socket = current
    current.addEventListener('open', () => {
      opened = true
      failures = 0
      events.onOpen()
    })
    current.addEventListener('message', ({ data }) => events.onMessage(String(data)))
    current.addEventListener('close', () => {
      if (socket === current) void afterClose(token, opened)
    })
  }

  async function afterClose(token: string, opened: boolean): Promise<void> {
    socket = null
    events.onClose()
    if (!opened && (await isServerThere())) return events.onRefused()
    failures += 1
    setTimeout(() => connect(token), Math.min(longestPause, 150 * 2 ** failures))
  }

  return {
    connect,
    send(text) {
      if (socket?.readyState !== WebSocket.OPEN) return false
      socket.send(text)
      return true
    },
  }
}

function openSocket(token: string): WebSocket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  return new WebSocket(`${scheme}://${location.host}/console`, ['gatescope.console', `token.${encodeToken(token)}`])
}

/** A browser does not say why a websocket was not opened; a server that answers HTTP did refuse it. */
async function isServerThere(): Promise<boolean> {
  try {
    await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' })
    return true
  } catch {
    return false
  }
}
