// Every snippet the console shows, run as the program it is, against a real gateway. Python runs over a stand-in for its SDK
// that only knows how a request is sent, because the real one is not a package of this project.
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { field, parseJson } from '#shared/json'
import { templates } from '../../renderer/features/composer/templates'
import { languages, writeSnippet, type Language } from '../../renderer/views/snippets'
import { startTestGateway, temporaryFolder, token } from '../support/gateway'

const run = promisify(execFile)

function found(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const standIn = `
import json, urllib.request
class Event:
    def __init__(self, fields): self.__dict__.update(fields)
class Responses:
    def __init__(self, client): self.client = client
    def create(self, extra_body={}, **fields):
        request = urllib.request.Request(self.client.base_url + "/responses", json.dumps({**fields, **extra_body}).encode(),
            {"content-type": "application/json", "authorization": "Bearer " + self.client.api_key})
        answer = urllib.request.urlopen(request)
        if fields.get("stream"): return (Event(json.loads(line[6:])) for line in answer if line.startswith(b"data: {"))
        output = json.loads(answer.read())["output"]
        return Event({"output_text": "".join(p["text"] for item in output for p in item.get("content") or [] if "text" in p)})
class OpenAI:
    def __init__(self, base_url, api_key): self.base_url, self.api_key, self.responses = base_url, api_key, Responses(self)
`

async function execute(language: Language, code: string): Promise<string> {
  const options = { cwd: path.resolve(import.meta.dirname, '../..'), timeout: 15_000 }
  if (language === 'curl') return (await run('bash', ['-c', code], options)).stdout
  if (language !== 'python') return (await run(process.execPath, ['--input-type=module', '-e', code], options)).stdout
  const folder = temporaryFolder()
  mkdirSync(path.join(folder, 'openai'))
  writeFileSync(path.join(folder, 'openai/__init__.py'), standIn)
  const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' }
  return (await run('python3', ['-c', code], { ...options, env })).stdout
}

const missing = { curl: !found('curl') || !found('bash'), python: !found('python3'), fetch: false, ts: false }
/** One for each way a request is sent. */
const shown = templates.filter(({ id }) => /-(text|stream|structured|socket)$/.test(id))
const odd = { metadata: { note: 'it\'s "odd" \\ $HOME `x`\n– 100 %' } }

describe.each(languages)('the $label snippet', ({ value: language }) => {
  it.skipIf(missing[language]).each(shown)('runs "$name"', async ({ transport, body }) => {
    const gateway = await startTestGateway()
    const whole = JSON.stringify({ ...(JSON.parse(body) as object), ...odd }, null, 2)
    const code = writeSnippet(language, { address: gateway.url, token, transport, body: whole }) ?? ''
    if (language === 'python' && transport === 'websocket') {
      await run('python3', ['-c', 'import sys; compile(sys.argv[1], "snippet", "exec")', code])
      return
    }
    const said = await execute(language, code)
    const streamed = transport !== 'json'
    expect(said).toMatch(streamed ? /response\.completed/ : /\S/)
    const session = await gateway.settled()
    expect(session.verdict).toBe('complete')
    const sent = (await gateway.frames(session.id)).flatMap((frame) =>
      frame.kind === 'sent' ? [field(parseJson(frame.text), 'metadata')] : [],
    )
    expect(sent).toContainEqual(odd.metadata)
  })
})
