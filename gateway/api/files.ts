// `/v1/files` is mounted and switched off (the API's own page on it; GATEWAY.md 6.1). No token needed.
import type { ServerResponse } from 'node:http'
import { sendJson } from './http'

export function handleFiles(response: ServerResponse): void {
  const body = {
    error: 'not_implemented',
    reason: 'feature_temporarily_disabled',
    feature: 'files',
    message: 'files endpoints are temporarily disabled.',
    ok: false,
    status_code: 501,
    error_type: 'system',
    error_origin: 'gateway',
  }
  // The openai SDK would retry a 501 otherwise.
  sendJson(response, 501, body, { 'x-should-retry': 'false' })
}
