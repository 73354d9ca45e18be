// Finds and reads gatescope.config.json and fills in `${NAME}` from the environment. Nothing is ever written back.
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { parseConfig, type Config } from './schema'

export type Env = Readonly<Record<string, string | undefined>>

export class ConfigError extends Error {
  readonly code = 'config_invalid'
}

/** @throws ConfigError naming the file, the field and the rule */
export function loadConfig(file: string | undefined, env: Env, cwd: string): { config: Config; file: string | null } {
  const found = findConfig(file, env, cwd)
  return found
    ? { config: parseText(found.text, found.file), file: found.file }
    : { config: parseText('{}', ''), file: null }
}

/**
 * As it was written, before anything is filled in; null: there is none.
 * @throws ConfigError when the file that is named does not exist
 */
export function findConfig(
  file: string | undefined,
  env: Env,
  cwd: string,
): { readonly file: string; readonly text: string } | null {
  const candidates = file ? [path.resolve(cwd, file)] : [path.join(cwd, configName), userConfigFile(env)]
  for (const candidate of candidates) {
    const text = readText(candidate)
    if (text !== null) return { file: candidate, text }
  }
  if (file) throw new ConfigError(`${candidates[0]}: no such file`)
  return null
}

const configName = 'gatescope.config.json'

/** The user's own, whichever folder the gateway is started in. */
export const userConfigFile = (env: Env): string =>
  path.join(env['XDG_CONFIG_HOME'] ?? env['APPDATA'] ?? path.join(homedir(), '.config'), 'gatescope', configName)

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new ConfigError(`${file}: ${(error as Error).message}`)
  }
}

function parseText(text: string, file: string): Config {
  let value: unknown
  try {
    // Some editors begin a file with a byte order mark.
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new ConfigError(`${file}: not JSON: ${(error as Error).message}`)
  }
  const parsed = parseConfig(value)
  if (parsed.ok) return parsed.config
  throw new ConfigError(parsed.problems.map((p) => `${file}: ${p.path || '(root)'}: ${p.message}`).join('\n'))
}

/**
 * `${NAME}` becomes the variable's value; an unset or empty variable means there is no value, not an empty one. A line end
 * around a key comes from the file it was read from, and fits into no header.
 */
export function fromEnv(value: string | undefined, env: Env): string | null {
  const name = variableIn(value)
  return (name === null ? value : env[name])?.trim() || null
}

/** The variable that a value is read from; null: it stands for itself. */
export const variableIn = (value: string | undefined): string | null =>
  /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value ?? '')?.[1] ?? null
