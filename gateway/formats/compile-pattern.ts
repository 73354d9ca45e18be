// A user's pattern over megabytes that others wrote. JavaScript's own engine may take years for it; this one takes time that
// grows with the text alone, for which it has neither look-around nor back-references.
import { RE2JS } from 're2js'
import { HostError } from '#shared/contract/host'
import type { FindPattern } from '#shared/redaction/rules'

/** @throws HostError `invalid_pattern` */
export function compilePattern(pattern: string): FindPattern {
  const compiled = compile(pattern)
  return (text) => {
    const matcher = compiled.matcher(text)
    const found: { start: number; end: number }[] = []
    while (matcher.find()) found.push({ start: matcher.start(), end: matcher.end() })
    return found
  }
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern)
  } catch (error) {
    throw new HostError('invalid_pattern', `The pattern cannot be used: ${(error as Error).message}.`)
  }
}
