import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, fromEnv, loadConfig } from './load'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gatescope-config-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): string {
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}
const port = (n: number) => JSON.stringify({ gateway: { port: n } })

describe('where the configuration comes from', () => {
  const load = (file?: string) => {
    const { config, file: found } = loadConfig(file, { XDG_CONFIG_HOME: path.join(folder, 'user') }, folder)
    return [config.gateway.port, found === null ? null : path.relative(folder, found)]
  }
  it('the named file, before any other', () => {
    write('gatescope.config.json', port(1))
    write('other.json', port(3))
    expect(load('other.json')).toEqual([3, 'other.json'])
  })
  it('then the working folder, then the user folder, then none', () => {
    expect(load()).toEqual([undefined, null])
    write('user/gatescope/gatescope.config.json', port(2))
    expect(load()).toEqual([2, path.join('user', 'gatescope', 'gatescope.config.json')])
    write('gatescope.config.json', port(1))
    expect(load()).toEqual([1, 'gatescope.config.json'])
  })
})

describe('a configuration that cannot be used says which file and why', () => {
  const messageOf = (name: string): string => {
    try {
      loadConfig(name, {}, folder)
      return 'loaded'
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      return (error as Error).message.replaceAll(folder + path.sep, '')
    }
  }
  it('a named file that is missing', () => expect(messageOf('gone.json')).toBe('gone.json: no such file'))
  it('a folder', () => {
    mkdirSync(path.join(folder, 'dir.json'))
    expect(messageOf('dir.json')).toMatch(/^dir\.json: EISDIR/)
  })
  it('no JSON', () => {
    write('bad.json', '{ port: 1 }')
    expect(messageOf('bad.json')).toMatch(/^bad\.json: not JSON: ./)
  })
  it('one line for every problem, with its field', () => {
    write('bad.json', '{"gatway":{},"gateway":{"port":-1}}')
    expect(messageOf('bad.json').split('\n').sort()).toEqual([
      'bad.json: gateway.port: Too small: expected number to be >=0',
      'bad.json: gatway: unknown key; did you mean "gateway"?',
    ])
  })
  it('a value of the wrong kind altogether', () => {
    write('bad.json', '[]')
    expect(messageOf('bad.json')).toBe('bad.json: (root): Invalid input: expected object, received array')
  })
})

describe('${NAME} is the value of that variable', () => {
  it.each<readonly [string | undefined, string | null]>([
    ['${KEY}', 'secret'],
    ['${UNSET}', null],
    ['${EMPTY}', null],
    ['literal', 'literal'],
    ['', null],
    [undefined, null],
    ['${KEY} more', '${KEY} more'],
    ['$KEY', '$KEY'],
    ['${1KEY}', '${1KEY}'],
  ])('%s', (value, expected) => expect(fromEnv(value, { KEY: 'secret', EMPTY: '' })).toBe(expected))
})
