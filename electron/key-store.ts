// Keys that outlive the app: one file, encrypted by what the system has for secrets (GATEWAYS-RESEARCH 6, control 7). The
// origin of each key lies inside the encryption, so nobody sends a key elsewhere by editing the file.
import type { SafeStorage } from 'electron'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import type { KeyStorage } from '#shared/contract/providers'
import type { GivenKey, KeyStore } from '../gateway/index'

/** Older and newer Electrons have one half of it each, or both. */
export type Vault = Partial<SafeStorage>

type Cipher = {
  readonly encrypt: (text: string) => Promise<Buffer>
  /** `isStale`: the system has a better secret by now than the one this was encrypted with. */
  readonly decrypt: (bytes: Buffer) => Promise<{ readonly text: string; readonly isStale: boolean }>
}

const systemNames: Readonly<Record<string, string>> = { darwin: 'Keychain', win32: 'Windows data protection' }
/** On Linux, without a keyring: a password that is the same on every machine. */
const unprotected = 'basic_text'

/** The app has to be ready. */
export function createKeyStore(vault: Vault, file: string, platform: string = process.platform): KeyStore {
  const backend = () => (platform === 'linux' ? (vault.getSelectedStorageBackend?.() ?? null) : null)

  const storage = async (): Promise<KeyStorage> => {
    const name = backend()
    if (name === unprotected) return { kind: 'plain', name }
    if ((await openCipher(vault)) === null) return { kind: 'session', name: null }
    return { kind: 'keychain', name: systemNames[platform] ?? name }
  }

  const cipher = async (): Promise<Cipher> => {
    // Whoever gets here without protection was told, and wants it all the same.
    if (backend() === unprotected) vault.setUsePlainTextEncryption?.(true)
    const found = await openCipher(vault)
    if (found === null) throw new Error('the system offers nothing to encrypt them with')
    return found
  }

  const save = async (keys: readonly GivenKey[]): Promise<void> => {
    if (keys.length === 0) return rm(file, { force: true })
    const { encrypt } = await cipher()
    const unfinished = `${file}.part`
    await writeFile(unfinished, await encrypt(JSON.stringify(keys)), { mode: 0o600 })
    await rename(unfinished, file)
  }

  const load = async (): Promise<readonly GivenKey[]> => {
    const bytes = await readIfThere(file)
    // The system may ask the user before it opens its keychain: not for nothing.
    if (bytes === null) return []
    const { text, isStale } = await (await cipher()).decrypt(bytes)
    const keys = parseKeys(text)
    if (isStale) await save(keys)
    return keys
  }

  return { storage, load, save }
}

async function openCipher(vault: Vault): Promise<Cipher | null> {
  const { isAsyncEncryptionAvailable, encryptStringAsync, decryptStringAsync } = vault
  if (isAsyncEncryptionAvailable && encryptStringAsync && decryptStringAsync) {
    if (await isAsyncEncryptionAvailable.call(vault)) {
      return {
        encrypt: (text) => encryptStringAsync.call(vault, text),
        decrypt: async (bytes) => {
          const { result, shouldReEncrypt } = await decryptStringAsync.call(vault, bytes)
          return { text: result, isStale: shouldReEncrypt }
        },
      }
    }
  }
  const { isEncryptionAvailable, encryptString, decryptString } = vault
  if (!isEncryptionAvailable || !encryptString || !decryptString || !isEncryptionAvailable.call(vault)) return null
  return {
    encrypt: async (text) => encryptString.call(vault, text),
    decrypt: async (bytes) => ({ text: decryptString.call(vault, bytes), isStale: false }),
  }
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** What a parser says of a text that it cannot read begins with the text. */
function parseKeys(text: string): readonly GivenKey[] {
  try {
    return JSON.parse(text) as readonly GivenKey[]
  } catch {
    throw new Error('the file does not hold what was written to it')
  }
}
