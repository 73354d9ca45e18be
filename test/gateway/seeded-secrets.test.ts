// Credentials of every kind planted in headers, queries, subprotocols, bodies, answers and errors, and then looked for in every
// file the gateway wrote and every line it said.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { portableFormats } from '#shared/formats/write'
import { exportText } from '../support/exported'
import { startTestGateway, token } from '../support/gateway'
import { plantSecrets, startLeakyUpstream } from '../support/plant-secrets'
import { secretParts, seedSecrets } from '../support/seeded-secrets'

const seeds = seedSecrets()

function readAll(folder: string): readonly (readonly [name: string, text: string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => [file, readFileSync(file, 'utf8')] as const)
}

/** Kind and place of each credential that is in one of the texts. */
function findSecrets(texts: readonly (readonly [name: string, text: string])[]): readonly string[] {
  return seeds.flatMap((seed) =>
    texts
      .filter(([, text]) => secretParts(seed).some((part) => text.includes(part)))
      .map(([name]) => `${seed.kind} in ${path.basename(name)}`),
  )
}

it('no planted credential is in the store, in the log, in what the console is told or in an export', async () => {
  const upstream = await startLeakyUpstream(seeds)
  onTestFinished(upstream.close)
  const gateway = await startTestGateway({ openai: upstream.url })
  const told: string[] = []
  gateway.on('sessions.changed', (change) => told.push(JSON.stringify(change)))
  const places = await plantSecrets({ gateway: gateway.url, token }, seeds)
  const { sessions } = await gateway.handlers['sessions.list']({ limit: 10_000 })
  expect(sessions.length).toBeGreaterThanOrEqual(seeds.length * 4)
  const exported: (readonly [name: string, text: string])[] = []
  for (const format of portableFormats) {
    exported.push([format, await exportText(gateway, { ids: sessions.map(({ id }) => id), format })])
  }
  await gateway.close()
  const files = readAll(gateway.dataDir)
  const found = findSecrets([...files, ['log', gateway.log.join('\n')], ['events', told.join('\n')], ...exported])
  const where = `${files.length} files, ${exported.length} exports, ${gateway.log.length} lines of log`
  console.log(`found: ${found.length} of ${places} planted places (${seeds.length} kinds; ${where})`)
  expect(found).toEqual([])
  // They were there: nothing was lost on the way.
  expect(
    files
      .map(([, text]) => text)
      .join('')
      .split('[redacted]').length,
  ).toBeGreaterThan(places / 2)
}, 60_000)
