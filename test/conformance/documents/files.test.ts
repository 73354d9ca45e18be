// Statements of the page on files that no conformance case holds.
import { expect, it } from 'vitest'
import { startTestGateway } from '../../support/gateway'

it.each([
  ['POST', '/files'],
  ['GET', '/files/file-1'],
  ['GET', '/files/file-1/content'],
  ['DELETE', '/files/file-1'],
])('everything below /v1/files answers the same: %s %s', async (method, path) => {
  const gateway = await startTestGateway()
  const answer = await fetch(gateway.url + path, { method })
  expect(answer.status).toBe(501)
  expect(await answer.json()).toMatchObject({ error: 'not_implemented', feature: 'files' })
})
