// The configuration file as it is written, for a window that suggests changes of it. Whatever may be a secret stays here: a key
// is masked, the name of a variable that holds one is not.
import type { ConfigurationReading } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { redacted } from '#shared/redaction/spans'
import { ConfigError, findConfig, userConfigFile, variableIn, type Env } from '../config/load'
import { redactText } from '../recording/redact'

export type ConfigurationSource = {
  readonly configFile?: string | undefined
  readonly env: Env
  /** Values that nobody may see, wherever they stand. */
  readonly secrets: readonly string[]
}

/** Made when the gateway has read its configuration: what differs from then on, it does not know of. */
export function createConfigurationReader(source: ConfigurationSource): () => ConfigurationReading {
  const { configFile, env, secrets } = source
  const find = () => findConfig(configFile ?? env['GATESCOPE_CONFIG'], env, process.cwd())
  const atStart = find()?.text ?? null
  return () => {
    try {
      const found = find()
      const changed = (found?.text ?? null) !== atStart
      if (found === null) return { file: userConfigFile(env), exists: false, document: {}, changed }
      const document = parseMasked(found.text, secrets)
      return { file: found.file, exists: true, document, changed }
    } catch (error) {
      if (error instanceof ConfigError || error instanceof SyntaxError)
        throw new HostError('configuration_unreadable', `The configuration cannot be read now: ${error.message}`)
      throw error
    }
  }
}

const parseMasked = (text: string, secrets: readonly string[]): unknown =>
  JSON.parse(text.replace(/^\uFEFF/, ''), (name, value: unknown) => {
    if (typeof value !== 'string') return value
    return name === 'api_key' ? maskKey(value) : redactText(value, secrets)
  })

/** `pass-through` is a word of the configuration, and no key. */
const maskKey = (value: string): string =>
  variableIn(value) !== null || value === 'pass-through' || value.trim() === '' ? value : redacted
