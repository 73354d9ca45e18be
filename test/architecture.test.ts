// The dependency rules of ARCHITECTURE.md. Each rule says why, is proven by a planted violation, and must apply to
// something: a check that looks at nothing passes for ever.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

type SourceFile = { readonly path: string; readonly text: string }
type Import = { readonly from: string; readonly isType: boolean }

type Rule = {
  readonly why: string
  readonly applies: (path: string) => boolean
  /** What breaks the rule in this file; empty when nothing does. */
  readonly violations: (file: SourceFile, imports: readonly Import[]) => readonly string[]
  /** A file that breaks the rule. */
  readonly planted: SourceFile
}

const root = path.resolve(import.meta.dirname, '..')
const folders = ['shared', 'gateway', 'renderer', 'electron', 'cli']

function readSources(folder: string): SourceFile[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs|css)$/.test(entry.name))
    .map((entry) => {
      const full = path.join(entry.parentPath, entry.name)
      return { path: path.relative(root, full).replaceAll('\\', '/'), text: readFileSync(full, 'utf8') }
    })
}

/** Packages as they are named; our own files as paths from the root, without extension. */
function importsOf({ path: file, text }: SourceFile): Import[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s(type\s)?[^'"`;]*?from\s*'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s*'([^']+)'/g,
  )
  return [...found].map(([, type, from, dynamic, bare]) => {
    const name = from ?? dynamic ?? bare ?? ''
    const own = name.startsWith('#shared/')
      ? name.slice(1)
      : name.startsWith('.')
        ? path.posix.join(path.posix.dirname(file), name)
        : name
    return { from: own.replace(/\.tsx?$/, ''), isType: type !== undefined }
  })
}

const under =
  (...prefixes: string[]) =>
  (file: string) =>
    prefixes.some((p) => file.startsWith(p))
const isTest = (file: string) => /\.test\.tsx?$/.test(file)
const isSource = (file: string) => /\.(ts|tsx)$/.test(file) && !isTest(file)
const isOwn = (from: string) => under(...folders.map((f) => `${f}/`), 'test/')(from)
const bad = (imports: readonly Import[], test: (i: Import) => boolean) => imports.filter(test).map((i) => i.from)
/** Who may open a connection; the snippets are code for the user to copy. */
const openers = [
  'gateway/upstream/',
  'gateway/client/',
  'renderer/host/',
  'renderer/views/snippets',
  'electron/tooling/',
]
const providerNames = readdirSync(path.join(root, 'gateway/providers'), { withFileTypes: true })
  .filter((d) => d.isDirectory())
  .map((d) => d.name)

const rules: readonly Rule[] = [
  {
    why: 'shared runs anywhere: it imports nothing but itself and the schema library',
    applies: under('shared/'),
    violations: (_f, imports) => bad(imports, ({ from }) => !from.startsWith('shared/') && from !== 'zod'),
    planted: { path: 'shared/session/x.ts', text: "import { readFile } from 'node:fs'\n" },
  },
  {
    why: 'the gateway runs without a screen: no electron, no react, nothing of its hosts or the window',
    applies: under('gateway/'),
    violations: (_f, imports) =>
      bad(
        imports,
        ({ from }) => /^(electron|react)/.test(from) || under('electron/', 'renderer/', 'cli/', 'test/')(from),
      ),
    planted: { path: 'gateway/api/x.ts', text: "import { app } from 'electron'\n" },
  },
  {
    why: 'routing and codecs are pure, so every step can be replayed and fuzzed: no node modules',
    applies: under('gateway/routing/', 'gateway/dialects/', 'gateway/providers/'),
    violations: (_f, imports) => bad(imports, ({ from }) => from.startsWith('node:') || /^(ws|undici)$/.test(from)),
    planted: { path: 'gateway/routing/x.ts', text: "import { createHash } from 'node:crypto'\n" },
  },
  {
    why: 'a provider is data to the router: routing names none',
    applies: under('gateway/routing/'),
    violations: ({ text }) => providerNames.filter((name) => new RegExp(`['"\`]${name}['"\`/]`).test(text)),
    planted: { path: 'gateway/routing/x.ts', text: "if (provider.id === 'openai') {}\n" },
  },
  {
    why: 'adding or deleting a provider is one folder: none imports another',
    applies: under('gateway/providers/'),
    violations: ({ path: file }, imports) => {
      const own = file.split('/')[2]
      return file.split('/').length < 4
        ? []
        : bad(imports, ({ from }) => /^gateway\/providers\/[^/]+\//.test(from) && from.split('/')[2] !== own)
    },
    planted: { path: 'gateway/providers/openai/x.ts', text: "import { simulator } from '../simulator/index'\n" },
  },
  {
    why: 'a replay goes nowhere and is no session: it has neither an upstream nor a recorder',
    applies: under('gateway/replay/'),
    violations: (_f, imports) =>
      bad(imports, ({ from }) =>
        under(
          'gateway/upstream/',
          'gateway/exchange/',
          'gateway/recording/',
          'gateway/providers/',
          'gateway/simulator/',
          'gateway/client/',
        )(from),
      ),
    planted: { path: 'gateway/replay/x.ts', text: "import { openAnswer } from '../exchange/answer'\n" },
  },
  {
    why: 'the contract is the window’s only door: the renderer imports only itself, shared and packages for browsers',
    applies: under('renderer/'),
    violations: (_f, imports) =>
      bad(
        imports,
        ({ from }) =>
          (isOwn(from) && !under('renderer/', 'shared/')(from)) || /^(node:|electron$|ws$|undici$)/.test(from),
      ),
    planted: { path: 'renderer/state/x.ts', text: "import { startGateway } from '../../gateway/index'\n" },
  },
  {
    why: 'the schema library stays out of the window’s bundle: the command table is imported as types',
    applies: under('renderer/'),
    violations: (_f, imports) =>
      bad(
        imports,
        ({ from, isType }) =>
          !isType &&
          (from === 'zod' ||
            /^shared\/contract\/(commands|sessions)$/.test(from) ||
            from.startsWith('shared/open-responses/request')),
      ),
    planted: { path: 'renderer/app/x.ts', text: "import { commands } from '#shared/contract/commands'\n" },
  },
  {
    why: 'features stand side by side: one never imports another',
    applies: under('renderer/features/'),
    violations: ({ path: file }, imports) =>
      bad(imports, ({ from }) => from.startsWith('renderer/features/') && from.split('/')[2] !== file.split('/')[2]),
    planted: { path: 'renderer/features/composer/x.tsx', text: "import { List } from '../sessions/list'\n" },
  },
  {
    why: 'primitives know no state, no host and no domain',
    applies: under('renderer/ui/'),
    violations: (_f, imports) =>
      bad(imports, ({ from }) =>
        under('renderer/state/', 'renderer/host/', 'renderer/app/', 'renderer/features/')(from),
      ),
    planted: { path: 'renderer/ui/x.tsx', text: "import { store } from '../state/store'\n" },
  },
  {
    why: 'hosts are leaves that know only the gateway’s public entry',
    applies: under('electron/', 'cli/'),
    violations: ({ path: file }, imports) => {
      const host = `${file.split('/')[0]}/`
      return bad(imports, ({ from }) => isOwn(from) && !under(host, 'shared/')(from) && from !== 'gateway/index')
    },
    planted: { path: 'cli/x.ts', text: "import { route } from '../gateway/routing/route'\n" },
  },
  {
    why: 'one place for time limits: only the upstream and the client open connections',
    applies: (file) => isSource(file) && !under(...openers)(file),
    violations: ({ text }, imports) => [
      ...bad(imports, ({ from }) => from === 'undici'),
      ...(/\bfetch\(|\bhttps?\.(request|get)\(|\bnew WebSocket\(|\bnet\.connect\(/.exec(text)?.slice(0, 1) ?? []),
    ],
    planted: { path: 'gateway/exchange/x.ts', text: "await fetch('http://example.com')\n" },
  },
  {
    why: 'one place for file formats and permissions: only sessions, configuration and the console’s assets touch files',
    applies: (file) =>
      isSource(file) &&
      under('gateway/')(file) &&
      !under('gateway/sessions/', 'gateway/config/', 'gateway/admin/server')(file),
    violations: (_f, imports) => bad(imports, ({ from }) => from.startsWith('node:fs')),
    planted: { path: 'gateway/recording/x.ts', text: "import { appendFile } from 'node:fs/promises'\n" },
  },
  {
    why: 'redaction happens at capture: what may record never passes headers on raw',
    applies: (file) => isSource(file) && under('gateway/')(file) && !under('gateway/upstream/')(file),
    violations: ({ text }) => text.match(/headers: (?:request|incoming|answer|upstreamRequest)\.headers\b/g) ?? [],
    planted: { path: 'gateway/api/x.ts', text: "recording.record({ kind: 'opened', headers: request.headers })\n" },
  },
  {
    why: 'what a model says is never markup',
    applies: under('renderer/'),
    violations: ({ text }) =>
      text.match(/dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|document\.write\b/g) ?? [],
    planted: { path: 'renderer/ui/x.tsx', text: '<p dangerouslySetInnerHTML={{ __html: text }} />\n' },
  },
  {
    why: 'a contract kept in step by hand is a missing type',
    applies: () => true,
    violations: ({ text }) => text.match(/keep(?: this)? in sync|don.t forget to (?:update|change)/gi) ?? [],
    planted: { path: 'shared/x.ts', text: '// keep in sync with the other file\n' },
  },
  {
    why: 'nothing shipped imports a test or its support',
    applies: isSource,
    violations: (_f, imports) => bad(imports, ({ from }) => from.startsWith('test/') || from.endsWith('.test')),
    planted: { path: 'gateway/x.ts', text: "import { startUpstream } from '../test/support/upstream'\n" },
  },
]

const sources = folders.flatMap(readSources).filter((file) => !isTest(file.path))
const check = (rule: Rule, file: SourceFile) =>
  rule.violations(file, importsOf(file)).map((what) => `${file.path}: ${what}`)

describe('the walk', () => {
  it('sees the tree it judges', () => {
    expect(sources.length).toBeGreaterThan(80)
    for (const folder of folders)
      expect(sources.filter((f) => f.path.startsWith(`${folder}/`)).length).toBeGreaterThan(2)
    expect(sources.flatMap(importsOf).length).toBeGreaterThan(300)
  })
})

describe.each(rules)('$why', (rule) => {
  it('holds, for files that exist', () => {
    const judged = sources.filter((file) => rule.applies(file.path))
    expect(judged.length).toBeGreaterThan(0)
    expect(judged.flatMap((file) => check(rule, file))).toEqual([])
  })
  it('is broken by the planted file', () => {
    expect(rule.applies(rule.planted.path)).toBe(true)
    expect(check(rule, rule.planted)).not.toEqual([])
  })
})

describe('the list of providers', () => {
  it('is the list of folders, under the same names', async () => {
    const { adapters } = await import('../gateway/providers/index')
    expect([...adapters.keys()].sort()).toEqual([...providerNames].sort())
  })
})
