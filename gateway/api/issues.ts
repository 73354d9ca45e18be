// What the schema library reports, made fit for people: a union says only that nothing matched, so the branch that was
// meant is looked for, and its faults are the answer (GATEWAY.md 2.9).

/** The parts of a schema issue that are read here and when it is put into words. */
export type Issue = {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly input?: unknown
  readonly inst?: unknown
  readonly expected?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly values?: readonly unknown[]
  readonly keys?: readonly string[]
  readonly format?: string
  readonly origin?: string
  /** What each branch of a union missed. */
  readonly errors?: readonly (readonly Issue[])[]
}

/** `given` is the whole request; the value an issue is about is looked up in it. */
export const valueAt = (path: readonly PropertyKey[], given: unknown): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], given)

/** The value is not even of the kind asked for: a number where one of some words was wanted. */
export function missesKind({ code, values, path }: Issue, given: unknown): boolean {
  if (code === 'invalid_value') return !(values ?? []).some((value) => typeof value === typeof valueAt(path, given))
  return code === 'invalid_type' || code === 'invalid_union'
}

/** Every fault of the branch that was meant; the union itself when the value is of no branch's kind. */
export function expandUnion(issue: Issue, given: unknown): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const depth = issue.path.length
  const branches = (issue.errors ?? []).map((branch) =>
    branch.map((inner): Issue => ({ ...inner, path: [...issue.path, ...inner.path] })),
  )
  const ofKind = branches.filter((branch) => !branch.some((i) => i.path.length === depth && missesKind(i, given)))
  // Objects that say by `type` what they are mean the branch of that type.
  const meant = ofKind.find((branch) => !branch.some((i) => i.path[depth] === 'type')) ?? ofKind.at(-1)
  return meant?.flatMap((inner) => expandUnion(inner, given)) ?? [issue]
}
