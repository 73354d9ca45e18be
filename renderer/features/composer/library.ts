// What the list of kept requests does: opening, keeping, renaming, deleting with a way back.
import { draft, type Transport } from '../../state/draft'
import { changeLibrary, library, remember, removeKept, replaceKept, star, undoRemove } from '../../state/library'
import type { Kept, ListName } from '../../state/library'
import { store } from '../../state/store'
import { shortModel } from '../../ui/format'
import { formatBody, parseBody, readModel } from '../../views/document'
import { templates } from './templates'

type Request = { readonly transport: Transport; readonly body: string }

const undoForMs = 10_000
const keptId = (): string => `kept-${crypto.randomUUID()}`

const full = (): void =>
  store.setState({ notice: 'This window’s storage is full: the request is kept until the window closes.' })

const noRoom = (): void =>
  store.setState({ notice: 'Not starred: there is no more room. Delete a starred request first.' })

const isStarred = (kept: Kept): boolean => library.getState().starred.includes(kept)

export function keepSent({ transport, body }: Request): void {
  const kept = { id: keptId(), name: nameOf(body), transport, body, at: Date.now() }
  changeLibrary((before) => remember(before, kept))
}

const nameOf = (body: string): string => {
  const model = readModel(body)
  return model === null || model === '' ? 'Without a model' : shortModel(model)
}

/** In words of its own, for a request that is kept by hand. */
function describe(body: string): string {
  const input = parseBody(body)?.['input']
  const said =
    typeof input === 'string' ? input : JSON.stringify(input ?? '').match(/"(?:text|content)":"([^"\\]+)/)?.[1]
  return said === undefined || said === '' ? nameOf(body) : said.slice(0, 40)
}

/** A draft that began as a starred request updates it; any other becomes a new one. */
export function keepDraft(): void {
  const { transport, body, source } = draft.getState()
  const old = library.getState().starred.find(({ id }) => id === source)
  if (old) {
    const kept = { ...old, transport, body }
    if (!changeLibrary((before) => replaceKept(before, kept))) full()
    if (!isStarred(kept)) noRoom()
  } else keepStarred({ name: templates.find(({ id }) => id === source)?.name ?? describe(body), transport, body })
}

function keepStarred(request: Request & { readonly name: string }): void {
  const kept = { ...request, id: keptId(), at: Date.now() }
  if (!changeLibrary((before) => star(before, kept))) full()
  if (!isStarred(kept)) noRoom()
  else if (draft.getState().body === request.body) draft.setState({ source: kept.id })
}

export const starKept = ({ name, transport, body }: Omit<Kept, 'id' | 'at'>): void =>
  keepStarred({ name, transport, body })

export function openKept({ id, transport, body }: Omit<Kept, 'at'>): void {
  draft.setState({ transport, body, source: id })
  store.setState({ listOpen: false })
}

export const openNew = (): void =>
  draft.setState({ transport: 'json', body: formatBody({ model: '', input: '' }), source: null })

export function renameKept(kept: Kept, name: string): void {
  if (name.trim() !== '') changeLibrary((before) => replaceKept(before, { ...kept, name: name.trim() }))
}

let forgetting: ReturnType<typeof setTimeout> | undefined

export function deleteKept(list: ListName, id: string): void {
  changeLibrary((before) => removeKept(before, list, id))
  clearTimeout(forgetting)
  forgetting = setTimeout(() => library.setState({ removed: null }), undoForMs)
}

export const undoDelete = (): void => void changeLibrary(undoRemove)
