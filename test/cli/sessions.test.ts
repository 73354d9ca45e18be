import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { attempted, closed, ended, opened, rejected, responded, sent, sse, type Moment } from '../support/frames'
import { runCli, serveCli, spawnCli } from '../support/cli'
import { temporaryFolder } from '../support/gateway'
import { createLibrary } from '../support/library'

const stream = (model: string, ...events: readonly Moment[]): readonly Moment[] => [
  [0, opened()],
  [1, sent({ model, stream: true })],
  [2, attempted('openai')],
  [3, responded(200, 'text/event-stream')],
  [4, sse({ type: 'response.created' })],
  ...events,
  [2000, closed()],
]
const good = stream(
  'openai/gpt-5',
  [
    900,
    {
      kind: 'received',
      turn: 1,
      out: 0,
      text: 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"Rotterdam"}\n\n',
    },
  ],
  [901, sse({ type: 'response.completed' })],
)
const cut = stream('openai/gpt-5-nano', [5, ended('cut', 'The upstream closed.')])
const refused: readonly Moment[] = [
  [0, opened()],
  [1, sent({ model: 'google/gemini' })],
  [2, attempted('google')],
  [3, rejected({ status: 429, code: 'rate_limited' })],
  [4, responded(502)],
  [5, { kind: 'received', turn: 1, out: 0, text: '{"error":"upstream_error"}' }],
  [6, closed()],
]

/** Three sessions, the middle one not in the index. */
function record() {
  const home = temporaryFolder()
  const library = createLibrary(home)
  for (const [id, moments, at] of [
    ['G-1', good, 1_000],
    ['G-2', cut, 2_000],
    ['G-3', refused, 3_000],
  ] as const) {
    library.leave(id, moments, at)
    if (id !== 'G-2') library.index(id, moments, at)
  }
  return { home, library, run: (...args: string[]) => runCli(['sessions', '--data-dir', home, ...args], home) }
}

const objects = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

describe('sessions', () => {
  it('lists the library newest first, one object a line', async () => {
    const { stdout, code, stderr } = await record().run('--json')
    expect([code, stderr]).toEqual([0, ''])
    expect(objects(stdout)).toMatchObject([
      {
        id: 'G-3',
        started_at: '1970-01-01T00:00:03.000Z',
        verdict: 'failed',
        model: 'google/gemini',
        provider: null,
        status: 502,
        frames: 7,
        error: 'upstream_error',
      },
      { id: 'G-2', verdict: 'truncated', model: 'openai/gpt-5-nano', provider: 'openai', status: 200, frames: 7 },
      { id: 'G-1', verdict: 'complete', model: 'openai/gpt-5', frames: 8, first_token_ms: 900 },
    ])
  })
  it('aligns what people read, and cuts nothing when piped', async () => {
    const { stdout } = await record().run()
    const lines = stdout.split('\n').slice(0, -1)
    expect(lines.map((line) => line.slice(0, 2))).toEqual(['id', 'G-', 'G-', 'G-'])
    const place = lines[0]?.indexOf('model')
    expect(lines.slice(1).map((line) => line.slice(place).split(' ')[0])).toEqual([
      'google/gemini',
      'openai/gpt-5-nano',
      'openai/gpt-5',
    ])
    expect(stdout).not.toContain('\u001b')
  })
  it.each([
    ['verdict:truncated,failed', ['G-3', 'G-2']],
    ['-verdict:failed model:nano', ['G-2']],
    ['status:429', ['G-3']],
    ['error:*', ['G-3']],
    ['ttft>500ms', ['G-1']],
    ['rate_limited', ['G-3']],
    ['"openai/gpt-5" provider:openai', ['G-2', 'G-1']],
    ['', ['G-3', 'G-2', 'G-1']],
  ])('finds by the words of the window: %s', async (query, ids) => {
    expect(objects((await record().run('--json', '--query', query)).stdout).map((s) => s['id'])).toEqual(ids)
  })
  it('says that nothing matches, and that there is nothing', async () => {
    const { run } = record()
    const none = { code: 0, stdout: '' }
    expect(await run('--query', 'nobody')).toEqual({ ...none, stderr: 'None of 3 sessions matches.\n' })
    const home = temporaryFolder()
    const empty = await runCli(['sessions', '--data-dir', path.join(home, 'no'), '--json'], home)
    expect(empty).toEqual({ ...none, stderr: `No sessions in ${path.join(home, 'no')}.\n` })
    expect(readdirSync(home)).toEqual([])
  })
  it('passes over terms that are not for sessions, and says so', async () => {
    const { stdout, stderr, code } = await record().run('--json', '--query', 'gap>1s verdict:failed')
    expect([objects(stdout).length, code]).toEqual([1, 0])
    expect(stderr).toBe('gap does not apply to sessions and is passed over.\n')
  })
  it('reads beside a gateway that records, and changes nothing', async () => {
    const home = temporaryFolder()
    const serving = await serveCli(path.join(home, 'data'), home)
    onTestFinished(async () => void (await serving.stop('SIGKILL')))
    const abort = new AbortController()
    onTestFinished(() => abort.abort())
    const asked = await fetch(`${serving.gateway}/responses`, {
      method: 'POST',
      headers: { authorization: `Bearer ${serving.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'simulator/stall', input: 'x', stream: true }),
      signal: abort.signal,
    })
    await asked.body?.getReader().read()
    const list = async () =>
      objects((await runCli(['sessions', '--data-dir', serving.data_dir, '--json'], home)).stdout)[0]
    let session = await list()
    while (session?.['model'] == null) session = await list()
    expect(session).toMatchObject({ verdict: 'streaming', model: 'simulator/stall', status: 200 })
    expect(readdirSync(path.join(serving.data_dir, 'sessions'))).not.toContain('set-aside')
    expect(await serving.stop()).toBe(0)
    expect(await list()).toMatchObject({ verdict: 'truncated' })
  })
  it('tells what it cannot read, leaves it where it is, and lists the rest', async () => {
    const { run, library } = record()
    writeFileSync(library.fileOf('G-9'), 'hello\n')
    const { stdout, stderr, code } = await run('--json')
    expect([objects(stdout).length, code]).toEqual([3, 0])
    expect(stderr).toContain('G-9.jsonl: The first line is not a Gatescope session header.')
    expect(readFileSync(library.fileOf('G-9'), 'utf8')).toBe('hello\n')
  })
  it('ends when nobody reads on', async () => {
    const { home, library } = record()
    for (let i = 10; i < 2000; i += 1) library.leave(`G-${i}`, refused)
    const child = spawnCli(['sessions', '--data-dir', home, '--json'], home)
    child.stdout?.once('data', () => child.stdout?.destroy())
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
  })
})

describe('what the reader wrote about sessions', () => {
  const labelled = () => {
    const { library, ...rest } = record()
    const label = { name: 'Slow start', tags: ['bug', 'stream'], note: 'Ask them.', pinned: true }
    writeFileSync(path.join(library.folder, 'labels.jsonl'), `${JSON.stringify({ id: 'G-1', label })}\n{"id":"G-2","la`)
    return { library, ...rest }
  }
  it('stands in the list where there is some', async () => {
    const { stdout, stderr } = await labelled().run()
    const lines = stdout.split('\n').slice(0, -1)
    expect([lines[0], lines[3]]).toEqual([
      expect.stringMatching(/ name +tags$/),
      expect.stringMatching(/ \* Slow start +bug, stream$/),
    ])
    expect(stderr).toBe('')
    expect((await record().run()).stdout).not.toContain('tags')
  })
  it('is in every object, and can be asked for', async () => {
    const { run } = labelled()
    expect(objects((await run('--json')).stdout)).toMatchObject([
      { id: 'G-3', name: null, tags: [], note: null, pinned: false, parent: null },
      { id: 'G-2', name: null },
      { id: 'G-1', name: 'Slow start', tags: ['bug', 'stream'], note: 'Ask them.', pinned: true },
    ])
    expect(objects((await run('--json', '--query', 'tag:bug pinned:yes')).stdout)).toHaveLength(1)
  })
})

describe('sessions --search', () => {
  it.each([
    ['rotterdam', ['G-1']],
    ['otter', ['G-1']],
    ['gemini upstream_error', ['G-3']],
    ['"The upstream" closed', ['G-2']],
    ['antwerp', []],
  ])('finds what was asked, answered or went wrong: %s', async (text, ids) => {
    expect(objects((await record().run('--json', '--search', text)).stdout).map((s) => s['id'])).toEqual(ids)
  })
  it('says where, beside what a query leaves', async () => {
    const { run } = record()
    const [found] = objects((await run('--json', '--search', 'rotterdam')).stdout)
    expect(found?.['found']).toEqual({ where: 'answer', excerpt: 'Rotterdam' })
    expect((await run('--search', 'rotterdam')).stdout).toMatch(/ found\n.* answer: Rotterdam\n$/)
    expect(await run('--search', 'rotterdam', '--query', 'verdict:failed')).toMatchObject({
      stdout: '',
      stderr: 'None of 3 sessions matches.\n',
    })
  })
})

describe('sessions show', () => {
  it('prints one frame a line: number, time, name and what was said', async () => {
    const { stdout, code } = await record().run('show', 'G-1')
    expect(code).toBe(0)
    const lines = stdout.split('\n').slice(0, -1)
    expect(lines[0]).toMatch(/^seq +ms +frame +text$/)
    expect(lines).toHaveLength(9)
    expect(lines[2]).toMatch(/^ +1 +1\.0 +sent +\{"model":"openai\/gpt-5","stream":true\}$/)
    expect(lines[6]).toMatch(/^ +5 +900\.0 +response\.output_text\.delta +\{.*"Rotterdam"\}$/)
  })
  it.each([
    ['type:delta', [5]],
    ['gap>500ms', [5, 7]],
    ['kind:rejected status:4xx', []],
    ['-kind:sent rotterdam', [5]],
    ['dir:up', [0, 1, 2]],
    ['kind:gateway -provider:openai', [0, 1]],
  ])('gives the frames that match: %s', async (filter, seqs) => {
    const { run, library } = record()
    const { stdout } = await run('show', 'G-1', '--json', '--filter', filter)
    expect(objects(stdout).map((frame) => frame['seq'])).toEqual(seqs)
    const recorded = readFileSync(library.fileOf('G-1'), 'utf8').split('\n')
    expect(
      stdout
        .split('\n')
        .slice(0, -1)
        .every((line) => recorded.includes(line)),
    ).toBe(true)
  })
  it('finds what lint found', async () => {
    const { stdout } = await record().run('show', 'G-2', '--json', '--filter', 'lint:missing_terminal')
    expect(objects(stdout).map((frame) => frame['kind'])).toEqual(['ended'])
  })
})

describe('a wrong call is explained and exits with 2', () => {
  it.each([
    [['--query', 'typ:x model:nano'], /--query typ:x: There is no filter typ; the nearest is type\./],
    [
      ['--query', 'ttft>soon "half'],
      /ttft>soon: ttft is compared with a number.*\n--query "half: This quote is never closed/,
    ],
    [['show', 'G-1', '--filter', 'dir:left'], /--filter dir:left: dir is up or down, not left\./],
    [['show'], /Say which session/],
    [['show', 'G-9'], /There is no session G-9 in /],
    [['show', '../token'], /There is no session \.\.\/token in /],
    [['show', 'G-1', 'G-2'], /no argument "G-2"/],
    [['shwo', 'G-1'], /no argument "shwo"/],
    [['--query'], /--query/],
    [['--filter', 'x'], /--filter is for the frames of one session/],
    [['show', 'G-1', '--query', 'x'], /--query searches the list/],
    [['show', 'G-1', '--search', 'x'], /--query searches the list, and so does --search/],
    [['--limt', '1'], /--limt/],
  ])('%j', async (args, message) => {
    expect(await record().run(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) })
  })
  it('a session that cannot be read is a failure, not a wrong call', async () => {
    const { run, library } = record()
    writeFileSync(library.fileOf('G-9'), 'hello\n')
    expect(await run('show', 'G-9')).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('G-9') })
  })
})
