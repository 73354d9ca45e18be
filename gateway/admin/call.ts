// One call of the console, from whatever wire it came: known name, right params, then the handler.
import { commands, type CommandName, type Handlers } from '#shared/contract/commands'
import { encodeError, HostError, type CallResult } from '#shared/contract/host'

/** Never rejects. Errors: `unknown_command`, `invalid_params` with the field in `details`, or the handler's own. */
export async function callCommand(handlers: Handlers, name: unknown, params: unknown): Promise<CallResult> {
  try {
    if (typeof name !== 'string' || !Object.hasOwn(commands, name)) {
      throw new HostError('unknown_command', `There is no command ${String(name)}.`)
    }
    const parsed = commands[name as CommandName].params.safeParse(params)
    if (!parsed.success) {
      const details = parsed.error.issues.map((issue) => ({ path: issue.path, message: issue.message }))
      throw new HostError('invalid_params', `${name}: ${details[0]?.message ?? 'invalid params'}`, details)
    }
    // The table ties each name to its params; TypeScript cannot follow the tie through a variable.
    const handler = handlers[name as CommandName] as (params: unknown) => Promise<unknown>
    return { ok: true, value: await handler(parsed.data) }
  } catch (error) {
    return { ok: false, error: encodeError(error) }
  }
}
