// Every session the simulator can make is carried away without a question: nothing the API or this gateway writes is taken for a
// secret, and nothing of it is masked.
import { expect, it } from 'vitest'
import { planRedaction } from '#shared/redaction/plan'
import { compileRules, noRules } from '#shared/redaction/rules'
import { scenarios } from '../../gateway/index'
import { startTestGateway } from '../support/gateway'
import { recordedSessions } from '../support/recorded'
import { connectSocket, create } from '../support/socket'

/** They end when somebody gives up. */
const endless: ReadonlySet<string> = new Set(['stall', 'no-answer'])

const rules = compileRules(noRules, () => () => [])

it('no scenario, on no transport', async () => {
  const gateway = await startTestGateway()
  const names = scenarios.map(({ name }) => name).filter((name) => !endless.has(name))
  const requests = names.flatMap((name) =>
    [false, true].map((stream) => ({ model: `simulator/${name}`, input: 'Say something, please.', stream })),
  )
  const ask = async (body: unknown) => (await gateway.post(body)).text()
  await Promise.all(requests.map((body) => ask(body).catch(() => '')))
  const socket = await connectSocket(gateway.url)
  await socket.turn(create)
  socket.socket.close()
  const count = requests.length + 1
  const found: unknown[] = []
  let frames = 0
  for (const { id } of await recordedSessions(gateway, count)) {
    const recorded = await gateway.frames(id)
    frames += recorded.length
    const { blocked, counts } = await planRedaction(recorded, rules)
    found.push(...blocked.map(({ text, where }) => `${where}: ${text}`), ...Object.entries(counts))
  }
  expect(found).toEqual([])
  expect(frames).toBeGreaterThan(count * 4)
})
