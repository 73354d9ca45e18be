import { describe, expect, it } from 'vitest'
import {
  answered,
  attempted,
  closed,
  ended,
  opened,
  rejected,
  responded,
  routed,
  sent,
  sse,
  type Moment,
} from '../support/frames'
import { runCli } from '../support/cli'
import { temporaryFolder } from '../support/gateway'
import { createLibrary } from '../support/library'

const begun: readonly Moment[] = [
  [0, opened()],
  [1, sent({ model: 'openai/gpt-5', input: 'hi', stream: true })],
  [2, routed()],
  [3, attempted('openai')],
]
const rest = (at: number, attempt: number, text: string): readonly Moment[] => [
  [at, answered(attempt)],
  [at + 1, responded(200, 'text/event-stream')],
  [at + 2, sse({ type: 'response.output_text.delta', delta: text } as { type: string })],
  [
    at + 9,
    sse({ type: 'response.completed', response: { status: 'completed', usage: { output_tokens: 7 } } } as {
      type: string
    }),
  ],
  [at + 10, ended('complete', '')],
  [at + 11, closed()],
]
const plain = [...begun, ...rest(50, 1, 'It left Rotterdam on Tuesday.')]
const fellBack = [
  ...begun,
  [40, rejected({ status: 401, code: 'invalid_api_key' })] as const,
  [41, attempted('anthropic', 2)] as const,
  ...rest(360, 2, 'It left Rotterdam on Monday.'),
]

function record() {
  const home = temporaryFolder()
  const library = createLibrary(home)
  library.leave('G-1', plain, 1_000)
  library.leave('G-2', fellBack, 2_000)
  library.leave('G-3', plain, 3_000)
  return { library, run: (...args: string[]) => runCli(['compare', '--data-dir', home, ...args], home) }
}

describe('compare', () => {
  it('says first what became of the second run, then what differs, then what is the same', async () => {
    const { code, stdout, stderr } = await record().run('G-1', 'G-2')
    expect([code, stderr]).toEqual([1, ''])
    expect(stdout.split('\n')[0]).toBe(
      'Run B was refused by openai (401) and answered by anthropic instead of openai; its text differs in 1 word; first token 310 ms later.',
    )
    expect(stdout).toContain('openai  - attempt 1 answered (200)  + attempt 1 refused the key (401)')
    expect(stdout).toContain('[-Tuesday.-] {+Monday.+}')
    expect(stdout).toMatch(/First token +52 ms +362 ms +\+310 ms/)
    expect(stdout).toMatch(/the same: request, events, tokens and cost\n$/)
  })
  it('takes files, and is content with two runs of the same', async () => {
    const { library, run } = record()
    const { code, stdout } = await run(library.fileOf('G-1'), 'G-3')
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toBe('Run B is the same as run A.')
  })
  it('tells programs all of it', async () => {
    const { stdout } = await record().run('G-1', 'G-2', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      a: 'G-1',
      b: 'G-2',
      same: false,
      turns: [{ turn: 1, request: { same: true }, text: { words: 1 }, routing: { same: false } }],
    })
  })
  it.each([
    [['G-1'], 'Say which two sessions to compare'],
    [['G-1', 'G-2', 'G-3'], 'Say which two sessions to compare'],
    [['G-1', 'G-9'], 'There is no session G-9'],
    [['G-1', '../G-2'], 'There is no session ../G-2'],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stderr } = await record().run(...args)
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  })
})
