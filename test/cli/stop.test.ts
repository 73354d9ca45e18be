// How a gateway is stopped by people: twice, and from terminals that are gone.
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runCli, serveCli } from '../support/cli'
import { temporaryFolder } from '../support/gateway'

async function serve() {
  const serving = await serveCli(temporaryFolder(), temporaryFolder())
  onTestFinished(async () => void (await serving.stop('SIGKILL')))
  return serving
}
const released = (dataDir: string) => !existsSync(path.join(dataDir, 'running.json'))

describe('serve', () => {
  it('stops cleanly when the signal comes twice, as npm sends it', async () => {
    const serving = await serve()
    const response = await fetch(`${serving.gateway}/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${serving.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'simulator/long-output', input: 'x', stream: true }),
    })
    const left = response.text().catch(() => '')
    serving.process.kill('SIGINT')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await serving.stop('SIGINT')).toBe(0)
    expect(released(serving.data_dir)).toBe(true)
    await left
  })
  it('goes on when nobody reads what it prints', async () => {
    const serving = await serve()
    serving.process.stdout?.destroy()
    serving.process.stderr?.destroy()
    // Each of these is logged.
    for (let i = 0; i < 3; i += 1) {
      const response = await fetch(`${serving.gateway}/files`, { headers: { origin: 'http://elsewhere' } })
      expect(response.status).toBe(403)
    }
    expect(await serving.stop()).toBe(0)
    expect(released(serving.data_dir)).toBe(true)
  })
  it('says in one line that it cannot use a data folder', async () => {
    const file = path.join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    const { code, stderr } = await runCli(['serve', '--data-dir', file], temporaryFolder())
    expect(code).toBe(2)
    expect(stderr).toMatch(/^gatescope: .*file cannot be used: EEXIST.*\n$/)
  })
})
