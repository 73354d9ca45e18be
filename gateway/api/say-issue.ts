// A schema issue in words for the person who wrote the request: the rule and what came. The field is the detail's path.
import { valueAt, type Issue } from './issues'

/** `given` is the whole request; the value the issue is about is looked up in it. */
export function sayIssue(issue: Issue, given: unknown): string {
  if (issue.code === 'unrecognized_keys') return `takes no ${(issue.keys ?? []).map((key) => `"${key}"`).join(' or ')}`
  const rule = sayRule(issue)
  if (rule === null || rule === '') return issue.message
  const value = valueAt(issue.path, given)
  return value === undefined ? `is required and must be ${rule}` : `must be ${rule}; you sent ${sayValue(value)}`
}

function sayRule({ code, expected, minimum, maximum, values, origin, format, errors }: Issue): string | null {
  const size = origin === 'string' ? ' characters long' : origin === 'array' ? ' items long' : ''
  switch (code) {
    case 'invalid_type':
      return kinds[String(expected)] ?? String(expected)
    case 'invalid_union':
      return [...new Set((errors ?? []).flatMap((branch) => branch.map((e) => sayRule(e))))].join(' or ')
    case 'invalid_value':
      return `one of: ${(values ?? []).map(String).join(', ')}`
    case 'invalid_format':
      return format === 'url' ? 'a URL' : null
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
