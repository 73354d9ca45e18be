// A report of hostile content: whatever clients, providers and models say in it, it stays text.
import { describe, expect, it, onTestFinished } from 'vitest'
import { exportText } from '../support/exported'
import { startTestGateway } from '../support/gateway'
import { recordedSessions } from '../support/recorded'
import { answerJson, completedEvent, createdEvent, deltaEvent, sse, sseHead, startUpstream } from '../support/upstream'

const hostile = `</script></title></style><img src=x onerror="alert(1)">'"><svg onload=alert(2)>&lt;b&gt;<!--\u202e\u0000\ud800`

/** Every tag of a page, with its attributes. */
const tagsOf = (html: string): readonly string[] => html.match(/<[a-z!/][^>]*>/gi) ?? []

async function reportOf(play: 'refuse' | 'answer') {
  const upstream = await startUpstream((_request, response) => {
    if (play === 'refuse') return answerJson(response, 400, { error: { message: hostile, code: hostile } })
    response.writeHead(200, { ...sseHead, 'x-hostile': '<img src=x onerror=alert(1)>' })
    response.end([createdEvent, deltaEvent(hostile), completedEvent(hostile)].map(sse).join(''))
  })
  onTestFinished(upstream.close)
  const gateway = await startTestGateway({ openai: upstream.url })
  const headers = { 'x-hostile': '<script>alert(3)</script>' }
  const body = { model: 'openai/gpt-5-nano', input: hostile, stream: play === 'answer', metadata: { '<i>': hostile } }
  await (await gateway.post(body, { headers })).text()
  const [session] = await recordedSessions(gateway, 1)
  return exportText(gateway, { ids: [session?.id ?? ''], format: 'html' })
}

describe.each(['refuse', 'answer'] as const)('a report of a session whose provider would %s', (play) => {
  it('has no tag and no attribute that its own words made', async () => {
    const html = await reportOf(play)
    const tags = tagsOf(html)
    const names = new Set(tags.map((tag) => /^<\/?([a-z!]+)/i.exec(tag)?.[1]?.toLowerCase()))
    for (const name of ['script', 'img', 'iframe', 'object', 'link', 'b', 'i']) expect(names).not.toContain(name)
    expect(tags.filter((tag) => /\son\w+\s*=|javascript:|\bsrc=|\bhref=/i.test(tag))).toEqual([])
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;')
    expect(html).not.toMatch(/[\0\u202e]|[\ud800-\udbff](?![\udc00-\udfff])/)
  })
  it('loads nothing, and forbids it', async () => {
    const html = await reportOf(play)
    expect(html).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;`)
    const addresses = html.match(/https?:\/\/[^\s<"&]+/g) ?? []
    expect(addresses.filter((url) => !url.startsWith('http://127.0.0.1'))).toEqual([])
    expect(html).not.toMatch(/@import|url\(/)
  })
})

describe('a report', () => {
  it('tells what came of it, why, who was asked, what was sent and what was masked', async () => {
    const gateway = await startTestGateway()
    await (await gateway.post({ model: 'simulator/fallback', input: 'ask Jane', stream: true })).text()
    await (await gateway.post({ model: 'nobody/nothing', input: 'ask Jane' })).text()
    const ids = (await recordedSessions(gateway, 2)).map(({ id }) => id)
    const redact = { rules: [{ kind: 'literal' as const, text: 'Jane' }], texts: false, harmless: [] }
    const html = await exportText(gateway, { ids, format: 'html', redact })
    for (const title of ['Attempts', 'Time', 'Request', 'Output', 'Events', 'Redaction', 'Where the candidates went'])
      expect(html).toContain(`<h3>${title}`)
    expect(html).not.toContain('Jane')
    expect(html).toContain('× text')
    expect(html.match(/<article>/g)).toHaveLength(2)
    expect(html).toContain('<svg ')
  })
  it('of many events is still a page', async () => {
    const gateway = await startTestGateway()
    await (await gateway.post({ model: 'simulator/long-output', input: 'hi', stream: true })).text()
    const [session] = await recordedSessions(gateway, 1)
    const html = await exportText(gateway, { ids: [session?.id ?? ''], format: 'html' })
    expect(html).toMatch(/\d+ of \d+ events in the middle are left out here/)
    expect(html.length).toBeLessThan(2_000_000)
  })
})
