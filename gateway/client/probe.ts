// Is the gateway that left its address still there? A process id alone does not say: after a crash it may be another's.
import http from 'node:http'

const patienceMs = 1_000

/** False when nobody listens at `gateway` (ending in /v1), or something that is no gateway. A slow answer counts as one. */
export function isGateway(gateway: string): Promise<boolean> {
  return new Promise((resolve) => {
    // Answered before any token is asked for: 426, or 501 while websockets are off.
    const request = http.get(`${gateway}/responses/ws`, { timeout: patienceMs, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 426 || response.statusCode === 501)
    })
    request.on('timeout', () => {
      resolve(true)
      request.destroy()
    })
    request.on('error', () => resolve(false))
  })
}
