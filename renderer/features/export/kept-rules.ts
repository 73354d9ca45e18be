// Rules outlive the window, except literals: a literal is the secret itself, and a secret is written nowhere.
import type { RedactionRule } from '#shared/redaction/rules'

const key = 'gatescope.redaction'

const isKept = (rule: Partial<RedactionRule> | null): rule is RedactionRule =>
  (rule?.kind === 'field' && 'path' in rule && typeof rule.path === 'string') ||
  (rule?.kind === 'pattern' && 'pattern' in rule && typeof rule.pattern === 'string')

export function restoreRules(): readonly RedactionRule[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(value) ? (value as (Partial<RedactionRule> | null)[]).filter(isKept) : []
  } catch {
    return []
  }
}

export function saveRules(rules: readonly RedactionRule[]): void {
  try {
    localStorage.setItem(key, JSON.stringify(rules.filter(isKept)))
  } catch {
    // Without storage they last as long as the window.
  }
}
