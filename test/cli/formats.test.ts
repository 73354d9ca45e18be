import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli, serveCli } from '../support/cli'
import { closed, opened, received, responded, sent, type Moment } from '../support/frames'
import { temporaryFolder } from '../support/gateway'
import { createLibrary } from '../support/library'

const moments: readonly Moment[] = [
  [0, opened('http', { host: 'gateway.test' })],
  [1, sent({ model: 'openai/gpt-5' })],
  [2, responded(200)],
  [3, received('{"usage":{"total_tokens":7}}')],
  [4, closed()],
]

function setUp() {
  const home = temporaryFolder()
  const library = createLibrary(home)
  for (const id of ['G-1', 'G-2']) library.leave(id, moments, Number(id.slice(2)) * 1000)
  const other = path.join(home, 'other')
  return {
    home,
    library,
    other,
    run: (...args: readonly string[]) => runCli(args, home),
    exporting: (...args: readonly string[]) => runCli(['export', '--data-dir', home, ...args], home),
    importing: (...args: readonly string[]) => runCli(['import', '--data-dir', other, ...args], home),
  }
}

describe('export', () => {
  it('writes session files one after another to stdout', async () => {
    const { exporting, library } = setUp()
    const { code, stdout, stderr } = await exporting('G-2', 'G-1', '--format', 'jsonl')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(readFileSync(library.fileOf('G-2'), 'utf8') + readFileSync(library.fileOf('G-1'), 'utf8'))
  })
  it('finds a session by its file too', async () => {
    const { exporting, library } = setUp()
    const { stdout } = await exporting(library.fileOf('G-1'), '--format', 'jsonl')
    expect(stdout).toBe(readFileSync(library.fileOf('G-1'), 'utf8'))
  })
  it('writes HAR and curl, also into a file', async () => {
    const { exporting, home } = setUp()
    const out = path.join(home, 'out.har')
    expect(await exporting('G-1', '--format', 'har', '--out', out)).toMatchObject({ code: 0, stdout: '' })
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ log: { version: '1.2', entries: [{ time: 4 }] } })
    expect((await exporting('G-1', '--format', 'curl')).stdout).toContain('curl -sN http://gateway.test/v1/responses')
  })
  it('says what is wrong by name, and writes nothing', async () => {
    const { exporting, home } = setUp()
    for (const [args, message] of [
      [['G-1'], '--format must be one of jsonl, har, html, capsule, curl.'],
      [['G-1', '--format', 'pdf'], 'You gave "pdf".'],
      [['--format', 'har'], 'Say which session to export'],
      [['G-1', 'G-9', '--format', 'har', '--out', 'x.har'], 'There is no session G-9'],
      [['G-1', '--format', 'har', '--out', path.join('no', 'x.har')], 'ENOENT'],
    ] as const) {
      const { code, stderr, stdout } = await exporting(...args)
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain(message)
    }
    expect(readdirSync(home)).not.toContain('x.har')
  })
})

describe('what is exported is masked', () => {
  const token = 'q8Zt3vN1xLw0RkYc7Fd2Hs4Bm6'
  function withToken() {
    const setting = setUp()
    const [head, , ...rest] = moments
    if (head) setting.library.leave('G-3', [head, [1, sent({ model: 'm', input: `Jane: ${token}` })], ...rest], 3_000)
    return setting
  }
  it('not at all while a token is left that nobody explained: it is named', async () => {
    const { exporting } = withToken()
    const { code, stdout, stderr } = await exporting('G-3', '--format', 'jsonl')
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(`${token}  (frame 1, text.input)`)
  })
  it('by text, pattern and field, and says how much', async () => {
    const { exporting } = withToken()
    const flags = ['--mask-text', token, '--mask-pattern', 'J[a-z]+', '--mask-field', 'model']
    const { code, stdout, stderr } = await exporting('G-3', '--format', 'jsonl', ...flags)
    expect([code, stderr]).toEqual([0, 'Masked: 1 × field model, 1 × pattern J[a-z]+, 1 × text.\n'])
    expect(stdout).toContain('"text":"{\\"model\\":\\"[redacted]\\",\\"input\\":\\"[redacted]: [redacted]\\"}"')
  })
  it('not where it is called harmless', async () => {
    const { exporting } = withToken()
    const { code, stdout } = await exporting('G-3', '--format', 'jsonl', '--harmless', token)
    expect([code, stdout.includes(token)]).toEqual([0, true])
  })
  it('by no pattern that could take for ever, or is none', async () => {
    const { exporting } = withToken()
    for (const pattern of ['(', 'a(?=b)', '(a)\\1']) {
      const { code, stderr } = await exporting('G-3', '--format', 'jsonl', '--mask-pattern', pattern)
      expect([code, stderr]).toEqual([2, expect.stringContaining('The pattern cannot be used')])
    }
  })
})

describe('import', () => {
  it('takes in what export wrote, once, and prints the ids', async () => {
    const { exporting, importing, run, home, other } = setUp()
    for (const format of ['jsonl', 'har']) {
      const file = path.join(home, `file.${format}`)
      await exporting('G-1', 'G-2', '--format', format, '--out', file)
      const first = await importing(file, '--json')
      const already = { ids: [], skipped: [{ knownAs: 'G-1' }, { knownAs: 'G-2' }] }
      expect(JSON.parse(first.stdout)).toMatchObject(
        format === 'jsonl' ? { ids: ['G-1', 'G-2'], skipped: [] } : already,
      )
      const second = await importing(file)
      expect([second.code, second.stdout]).toEqual([0, ''])
      expect(second.stderr).toMatch(/session G-1 \(.*\): It is here already, as G-1\.\n/)
    }
    const listed = await run('sessions', '--data-dir', other, '--json')
    expect(listed.stdout.match(/"id":"G-[12]"/g)).toEqual(['"id":"G-2"', '"id":"G-1"'])
  })
  it('says what is wrong by name', async () => {
    const { importing, home } = setUp()
    writeFileSync(path.join(home, 'request.sh'), "curl -d '{}' http://127.0.0.1:4777/v1/responses\n")
    for (const [args, message] of [
      [[], 'Say which file to import'],
      [['nowhere.har'], 'There is no file nowhere.har.'],
      [['request.sh'], 'request.sh holds a curl command'],
    ] as const) {
      const { code, stderr } = await importing(...args)
      expect(code).toBe(2)
      expect(stderr).toContain(message)
    }
  })
  it('fails when nothing of a file is a session, and says why', async () => {
    const { importing, home } = setUp()
    writeFileSync(path.join(home, 'page.har'), '{"log":{"entries":[{"startedDateTime":"x"}]}}')
    expect(await importing('page.har')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('log.entries[0]: log.entries[0].startedDateTime must be a date'),
    })
  })
  it('leaves a folder alone that a gateway records into; export reads from it', async () => {
    const { home, library, run } = setUp()
    const serving = await serveCli(home, home)
    try {
      const refused = await run('import', '--data-dir', home, library.fileOf('G-1'))
      expect(refused.code).toBe(2)
      expect(refused.stderr).toMatch(
        /is in use by process \d+ \(http.*\)\. Import the file in its console, or stop it first\./,
      )
      expect((await run('export', 'G-1', '--data-dir', home, '--format', 'jsonl')).code).toBe(0)
    } finally {
      await serving.stop()
    }
  })
})
