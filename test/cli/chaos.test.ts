import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { regressionOf, type ChaosRegression } from '#shared/chaos/regression'
import { runCli } from '../support/cli'
import { temporaryFolder } from '../support/gateway'

describe('chaos', () => {
  it(
    'prints what comes of each fault; keeps it as a file; finds no difference, then the one there is',
    { timeout: 60_000 },
    async () => {
      const folder = temporaryFolder()
      const run = (...args: string[]) => runCli(['chaos', '--data-dir', path.join(folder, 'data'), ...args], folder)
      const { code, stdout } = await run('--json')
      const kept = JSON.parse(stdout) as ChaosRegression
      expect([code, kept.format, kept.version, kept.model]).toEqual([0, 'gatescope.chaos', 1, 'openai/gpt-5-nano'])
      const small = { ...kept, rows: kept.rows.filter(({ name }) => ['none', '429', 'cut', 'close'].includes(name)) }
      const file = path.join(folder, 'chaos.json')
      const write = (value: unknown) => writeFileSync(file, JSON.stringify(value))

      write(small)
      expect(await run(file)).toEqual({
        code: 0,
        stderr: '',
        stdout: '10 cells of openai/gpt-5-nano, 0 differences.\n',
      })
      expect(JSON.parse((await run(file, '--json')).stdout)).toEqual(small)

      write(JSON.parse(readFileSync(file, 'utf8').replace('"verdict":"complete"', '"verdict":"failed"')))
      const other = await run(file)
      expect([other.code, other.stdout.split('\n')]).toEqual([
        1,
        ['none, json: verdict is complete, was failed', '10 cells of openai/gpt-5-nano, 1 difference.', ''],
      ])

      write({
        ...regressionOf({ ...small, modes: [] }, []),
        rows: [{ name: 'x', fault: null, expect: { json: { status: 200 } } }],
      })
      expect((await run(file)).stdout).toBe('1 cell of openai/gpt-5-nano, 0 differences.\n')
      for (const broken of [
        { ...small, version: 2 },
        { ...small, rows: [...small.rows, ...small.rows] },
        { ...small, extra: 1 },
      ]) {
        write(broken)
        expect((await run(file)).code).toBe(2)
      }
    },
  )
  it('says what is wrong with how it was asked', async () => {
    const run = (...args: string[]) => runCli(['chaos', ...args], temporaryFolder())
    expect((await run('no-such-file.json')).stderr).toContain('no-such-file.json')
    expect((await run('a', 'b')).stderr).toContain('takes one file')
    expect((await run('a', '--model', 'm')).stderr).toContain('The file says which model')
    expect((await run('--model', 'x/y')).stderr).toContain('There is no model x/y')
    expect((await run('--help')).stdout).toContain('--json')
  })
})
