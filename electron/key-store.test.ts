import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKeyStore, type Vault } from './key-store'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatescope-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = () => join(folder, 'keys.bin')
const keys = [{ provider: 'openai', origin: 'https://api.openai.com', key: 'sk-planted-0123456789' }]
const turn = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x5a))

/** Either half of the API, as an older and a newer Electron have them. The cipher is only one by name. */
const sync = (available = true, backend = 'gnome_libsecret'): Vault => ({
  isEncryptionAvailable: () => available,
  encryptString: (text) => turn(Buffer.from(text)),
  decryptString: (bytes) => turn(bytes).toString(),
  getSelectedStorageBackend: () => backend as 'kwallet',
})
const asynchronous = (available = true, shouldReEncrypt = false): Vault => ({
  isAsyncEncryptionAvailable: () => Promise.resolve(available),
  encryptStringAsync: (text) => Promise.resolve(turn(Buffer.from(text))),
  decryptStringAsync: (bytes) => Promise.resolve({ result: turn(bytes).toString(), shouldReEncrypt }),
  getSelectedStorageBackend: () => 'kwallet6',
})

describe.each<readonly [string, () => Vault]>([
  ['the older, synchronous API', sync],
  ['the newer, asynchronous API', asynchronous],
  ['both, of which the newer one is not available', () => ({ ...sync(), ...asynchronous(false) })],
])('keys in the keychain by %s', (_, vault) => {
  it('come back, and lie in no file as they are', async () => {
    await createKeyStore(vault(), file(), 'linux').save(keys)
    expect(await createKeyStore(vault(), file(), 'linux').load()).toEqual(keys)
    const bytes = readFileSync(file(), 'latin1')
    expect(bytes).not.toContain('planted')
    expect(bytes).not.toContain('api.openai.com')
    expect(readdirSync(folder)).toEqual(['keys.bin'])
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600)
  })
  it('leave no file when the last one is gone', async () => {
    const store = createKeyStore(vault(), file(), 'linux')
    await store.save(keys)
    await store.save([])
    expect(readdirSync(folder)).toEqual([])
    expect(await store.load()).toEqual([])
  })
})

describe('what the system offers', () => {
  it.each<readonly [string, Vault, NodeJS.Platform, object]>([
    ['a keyring', sync(), 'linux', { kind: 'keychain', name: 'gnome_libsecret' }],
    ['a keyring, asynchronous', asynchronous(), 'linux', { kind: 'keychain', name: 'kwallet6' }],
    ['the Keychain', sync(), 'darwin', { kind: 'keychain', name: 'Keychain' }],
    ['Windows', asynchronous(), 'win32', { kind: 'keychain', name: 'Windows data protection' }],
    ['a password everybody knows', sync(true, 'basic_text'), 'linux', { kind: 'plain', name: 'basic_text' }],
    ['nothing', sync(false), 'linux', { kind: 'session', name: null }],
    ['nothing at all', {}, 'linux', { kind: 'session', name: null }],
  ])('is said: %s', async (_, vault, platform, storage) =>
    expect(await createKeyStore(vault, file(), platform).storage()).toEqual(storage),
  )

  it('without protection is used only when a key is to be kept all the same', async () => {
    let isPlain = false
    const vault: Vault = {
      ...sync(true, 'basic_text'),
      isEncryptionAvailable: () => isPlain,
      setUsePlainTextEncryption: (use) => {
        isPlain = use
      },
    }
    const store = createKeyStore(vault, file(), 'linux')
    await store.storage()
    await store.load()
    expect(isPlain).toBe(false)
    await store.save(keys)
    expect(await store.load()).toEqual(keys)
  })
  it('is not asked for when nothing was kept', async () => {
    const vault: Vault = { ...sync(), isEncryptionAvailable: () => expect.fail('asked') as never }
    expect(await createKeyStore(vault, file(), 'linux').load()).toEqual([])
  })
  it('is nothing: keeping a key fails, and no file is written', async () => {
    await expect(createKeyStore({}, file(), 'linux').save(keys)).rejects.toThrow('nothing to encrypt them with')
    expect(readdirSync(folder)).toEqual([])
  })
})

it('a secret that the system replaced is used from then on', async () => {
  await createKeyStore(asynchronous(), file(), 'linux').save(keys)
  const before = statSync(file()).ino
  expect(await createKeyStore(asynchronous(true, true), file(), 'linux').load()).toEqual(keys)
  expect(statSync(file()).ino).not.toBe(before)
})

it('a file that cannot be read is an error that repeats nothing of it', async () => {
  writeFileSync(file(), turn(Buffer.from('[{"key":"sk-planted-0123456789"')))
  const reading = createKeyStore(sync(), file(), 'linux').load()
  await expect(reading).rejects.toThrow('does not hold what was written to it')
  await expect(reading).rejects.not.toThrow('planted')
})
