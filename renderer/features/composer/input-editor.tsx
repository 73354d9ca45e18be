// `input` as a list of items: messages with texts and images, calls of functions and their results. Images are pasted,
// dropped or chosen; everything is done by buttons too.
import { useRef, type ClipboardEvent, type DragEvent } from 'react'
import { draft } from '../../state/draft'
import { Icon } from '../../ui/icons'
import { appendAt, writeAt } from './actions'
import { isObject, valueAt } from '../../views/document'
import { addImage, isImage, readImage } from './images'
import { ItemCard } from './item-card'

async function addFiles(files: Iterable<File>): Promise<void> {
  for (const file of files) {
    if (!isImage(file)) continue
    const url = await readImage(file)
    if (url !== null) draft.setState(({ body }) => ({ body: addImage(body, url) }))
  }
}

const asItems = (value: unknown): unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : typeof value === 'string' ? [{ role: 'user', content: value }] : [value]

export const InputEditor = ({ value }: { readonly value: unknown }) => {
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files].filter(isImage)
    if (files.length === 0) return
    event.preventDefault()
    void addFiles(files)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    void addFiles(event.dataTransfer.files)
  }
  return (
    <div onPaste={onPaste} onDrop={onDrop} onDragOver={(event) => event.preventDefault()}>
      {Array.isArray(value) || isObject(value) ? <Items value={value} /> : <PlainText value={value} />}
      <AddButtons value={value} />
    </div>
  )
}

const PlainText = ({ value }: { readonly value: unknown }) => (
  <textarea
    className="input text-box prose"
    aria-label="Input, as one text"
    rows={3}
    value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
    placeholder="What to answer"
    onChange={(event) => writeAt(['input'], event.target.value)}
  />
)

const Items = ({ value }: { readonly value: unknown }) => {
  const list = Array.isArray(value)
  const items = asItems(value)
  if (items.length === 0) return <p className="field-note">An empty list of items.</p>
  return (
    <ol className="items" aria-label="Input items">
      {items.map((item, index) => (
        <ItemCard
          key={index}
          item={item}
          path={list ? ['input', index] : ['input']}
          index={index}
          count={list ? items.length : 1}
        />
      ))}
    </ol>
  )
}

const AddButtons = ({ value }: { readonly value: unknown }) => {
  const file = useRef<HTMLInputElement>(null)
  const add = (item: Record<string, unknown>) => {
    if (value !== undefined && value !== '' && !Array.isArray(value)) writeAt(['input'], asItems(value))
    appendAt(['input'], item)
  }
  const lastCall = asItems(value)
    .filter((item) => valueAt(item, ['type']) === 'function_call')
    .at(-1)
  const callId = isObject(lastCall) && typeof lastCall['call_id'] === 'string' ? lastCall['call_id'] : 'call_1'
  return (
    <div className="add-buttons">
      <button type="button" className="button small" onClick={() => add({ role: 'user', content: '' })}>
        <Icon name="plus" size={12} /> Add message
      </button>
      <button type="button" className="button quiet small" onClick={() => file.current?.click()}>
        Image
      </button>
      <button
        type="button"
        className="button quiet small"
        onClick={() => add({ type: 'function_call', call_id: 'call_1', name: '', arguments: '{}' })}
      >
        Tool call
      </button>
      <button
        type="button"
        className="button quiet small"
        onClick={() => add({ type: 'function_call_output', call_id: callId, output: '' })}
      >
        Tool result
      </button>
      <input
        ref={file}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label="Choose images"
        onChange={(event) => {
          void addFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
    </div>
  )
}
