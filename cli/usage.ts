import { parseArgs, type ParseArgsConfig } from 'node:util'
import { GatewayStartError } from '../gateway/index'

/** Something the person at the keyboard can mend: printed without a stack, exit code 2. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>

/** Node's own parser, with its complaints as usage errors. */
export function parseFlags<O extends Options>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** Gives a flag the word after it, also one that begins with a dash: a filter may. */
export const glueValue = (args: readonly string[], flag: string): string[] =>
  args.flatMap((arg, index) => {
    if (args[index - 1] === flag) return []
    return arg === flag && index + 1 < args.length ? [`${flag}=${args[index + 1]}`] : [arg]
  })

/** @throws UsageError naming the flag */
export function parsePort(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--${flag} must be a whole number from 0 to 65535. You gave "${text}".`)
  }
  return port
}

/** Why something did not start is the person's to mend. */
export async function orUsageError<T>(started: Promise<T>): Promise<T> {
  try {
    return await started
  } catch (error) {
    throw error instanceof GatewayStartError ? new UsageError(error.message) : error
  }
}
