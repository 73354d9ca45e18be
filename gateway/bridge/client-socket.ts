// A client's socket that gets a last word in: for a message beyond the library's limit the library closes by itself, and a
// bare 1009 explains nothing (GATEWAYS-RESEARCH 3, 4).
import { WebSocket } from 'ws'

/** Above the limit the gateway states itself, so that nearly every client gets its answer and keeps its socket. */
export const maxClientPayload = 64 << 20

export class ClientSocket extends WebSocket {
  beforeTooLarge: () => void = () => {}

  override close(code?: number, data?: string | Buffer): void {
    // Only the library gives no reason.
    if (code === 1009 && data === undefined) this.beforeTooLarge()
    super.close(code, data)
  }
}
