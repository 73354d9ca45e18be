// A suggested change applied to the text of a request, so that everything else in it stays as it was written.
import { applyEdits, modify } from 'jsonc-parser'
import { applyPatch, isContainer, type Patch, type PatchStep } from '#shared/diagnostics/patch'
import { parseJson } from '#shared/json'
import { formatBody, setAt, valueAt } from '../../views/document'
import { diffJson } from '#shared/json-diff'

/** Null when the patch does not fit the text. */
export function patchText(text: string, patch: Patch): string | null {
  const before = parseJson(text)
  if (!isContainer(before)) return null
  const patched = applyPatch(before, patch)
  if (!patched.ok) return null
  const written = patch.reduce(applyStep, text)
  // The text is edited by places; where that came to anything else, it is written anew.
  return diffJson(parseJson(written), patched.document).length === 0 ? written : formatBody(patched.document)
}

function applyStep(text: string, step: PatchStep): string {
  if (step.op === 'test') return text
  const path = pathOf(parseJson(text), step.path)
  return step.op === 'remove' ? applyEdits(text, modify(text, path, undefined, {})) : setAt(text, path, step.value)
}

/** What is a place in a list is a number there; `-` is the place behind its end. */
function pathOf(document: unknown, pointer: string): (string | number)[] {
  const path: (string | number)[] = []
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    const holder = valueAt(document, path)
    path.push(Array.isArray(holder) ? (key === '-' ? holder.length : Number(key)) : key)
  }
  return path
}
