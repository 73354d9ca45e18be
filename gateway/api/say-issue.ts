// A schema issue in words for the person who wrote the request: the rule and what came. The field is the detail's path.

/** The parts of a schema issue this needs; the library's own texts do not say what came. */
export type Issue = {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly expected?: unknown
  readonly minimum?: unknown
  readonly maximum?: unknown
  readonly values?: readonly unknown[]
  readonly origin?: string
  /** What each branch of a union missed. */
  readonly errors?: readonly (readonly Issue[])[]
}

/** `given` is the whole request; the value the issue is about is looked up in it. */
export function sayIssue(issue: Issue, given: unknown): string {
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], given)
  const rule = sayRule(issue)
  if (rule === null || rule === '') return issue.message
  return value === undefined ? `is required and must be ${rule}` : `must be ${rule}; you sent ${sayValue(value)}`
}

function sayRule({ code, expected, minimum, maximum, values, origin, errors }: Issue): string | null {
  const size = origin === 'string' ? ' characters long' : origin === 'array' ? ' items long' : ''
  switch (code) {
    case 'invalid_type':
      return kinds[String(expected)] ?? String(expected)
    case 'invalid_union':
      return [...new Set((errors ?? []).flatMap((branch) => branch.map((e) => sayRule(e))))].join(' or ')
    case 'invalid_value':
      return `one of: ${(values ?? []).map(String).join(', ')}`
    case 'too_small':
      return minimum === 1 && size !== '' ? 'not empty' : `at least ${String(minimum)}${size}`
    case 'too_big':
      return `at most ${String(maximum)}${size}`
    default:
      return null
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const longest = 60

/** Short values as they were written, long ones by what they are. */
function sayValue(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length <= longest
    ? text
    : Array.isArray(value)
      ? 'a longer list'
      : typeof value === 'string'
        ? 'a longer text'
        : 'a longer object'
}
