// Which model a request means (GATEWAY.md 2.2): `:fast`, `:nitro` and `:cheap` choose a routing preset,
// `provider:author/model` pins a provider, and a bare name stands for `author/name` where the profile allows it (9.16).
import type { Catalogue } from '../config/catalogue'
import { normaliseId, type Priority } from './hints'

export type ResolvedModel = {
  readonly id: string
  readonly priority: Priority
  /** The one provider the name allows, normalised. */
  readonly pin: string | null
}

const suffix = /:(fast|nitro|cheap)$/

/** An id of the catalogue always means itself; a name nothing is found for stays as it was written. */
export function resolveModel(catalogue: Catalogue, asked: string, allowBareNames = false): ResolvedModel {
  const find = (name: string): string | null => {
    if (catalogue.models.has(name)) return name
    return allowBareNames ? findBare(catalogue, name) : null
  }
  const preset = suffix.exec(asked)
  const spellings: (readonly [string, Priority])[] = [[asked, 'default']]
  if (preset) spellings.push([asked.slice(0, preset.index), preset[1] as Priority])
  for (const [name, priority] of spellings) {
    const id = find(name)
    if (id !== null) return { id, priority, pin: null }
    const colon = name.indexOf(':')
    const pinned = colon > 0 ? find(name.slice(colon + 1)) : null
    if (pinned !== null) return { id: pinned, priority, pin: normaliseId(name.slice(0, colon)) }
  }
  return { id: asked, priority: 'default', pin: null }
}

/** The preferred author's model of that name, else the only one there is; of two nobody can say which was meant. */
function findBare({ models, bareNameAuthor }: Catalogue, name: string): string | null {
  if (name === '' || name.includes('/')) return null
  const preferred = `${bareNameAuthor}/${name}`
  if (models.has(preferred)) return preferred
  const matches = [...models.keys()].filter((id) => id.slice(id.indexOf('/') + 1) === name)
  return matches.length === 1 ? (matches[0] ?? null) : null
}
