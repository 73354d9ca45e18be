// The request as a form: one row a field, in the groups of the API's own documents. It edits the same document as the JSON
// beside it; what has no row of its own is shown and kept.
import { useState } from 'react'
import { draft } from '../../state/draft'
import { useStore } from '../../state/store'
import { Icon } from '../../ui/icons'
import { SearchInput } from '../../ui/search-input'
import { chooseScenario, writeAt } from './actions'
import type { Issue } from './check'
import { JsonBox } from './controls'
import { valueAt, type Json } from '../../views/document'
import { FieldRow, issuesAt, RowFrame } from './field-row'
import { matches, sayField, type FormField } from './fields'
import { InputEditor } from './input-editor'
import { readFields, useBody, useIssues, useSchema } from './reading'
import { ToolsEditor } from './tools-editor'

/** Open from the start; the others open by themselves when they hold something. */
const opened = new Set(['Model and input', 'Sampling', 'Reasoning', 'Tools', 'Output', 'Delivery'])

export const Form = () => {
  const [filter, setFilter] = useState('')
  const [looked, setLooked] = useState<FormField | null>(null)
  const fields = readFields(useSchema())
  const { body, rests } = useLastWhole()
  return (
    <section className="pane form" aria-label="Form">
      <FormBar fields={fields} body={body} filter={filter} onFilter={setFilter} />
      {rests && (
        <p className="form-rests">
          <Icon name="failed" size={11} />
          The JSON is not whole. The form shows the last that was, and rests until it is.
        </p>
      )}
      <div className="form-rows" role="group" aria-label="Fields" tabIndex={0} data-pane inert={rests} ref={startAtTop}>
        {body !== null && <Groups fields={fields} body={body} filter={filter} onLook={setLooked} />}
      </div>
      <footer className="foot form-doc">
        {looked === null ? (
          <span>A field that is not set is not sent.</span>
        ) : (
          <span>
            <code>{looked.wire}</code> {sayField(looked).join(' ')}
          </span>
        )}
      </footer>
    </section>
  )
}

type BarProps = {
  readonly fields: readonly FormField[]
  readonly body: Json | null
  readonly filter: string
  readonly onFilter: (filter: string) => void
}

const FormBar = ({ fields, body, filter, onFilter }: BarProps) => {
  const set = fields.filter((field) => valueAt(body, field.path) !== undefined).length
  const all = fields.filter((field) => field.aliasOf === null).length
  return (
    <div className="bar">
      <h2>Form</h2>
      <span className="note ellipsis">
        {set} of {all} fields set
      </span>
      <span className="grow" />
      <SearchInput label="Find a field" value={filter} className="form-filter" onChange={onFilter} />
    </div>
  )
}

type GroupsProps = {
  readonly fields: readonly FormField[]
  readonly body: Json
  readonly filter: string
  readonly onLook: (field: FormField) => void
}

const Groups = ({ fields, body, filter, onLook }: GroupsProps) => {
  const filtered = filter !== ''
  const shown = filtered ? fields.filter((field) => matches(field, filter)) : fields
  if (filtered && shown.length === 0) return <p className="empty-note">No field matches the filter.</p>
  return (
    <>
      {[...new Set(shown.map((field) => field.group))].map((group) => (
        <Group
          key={group}
          name={group}
          filtered={filtered}
          fields={shown.filter((field) => field.group === group)}
          body={body}
          onLook={onLook}
        />
      ))}
      {!filtered && <UnknownFields body={body} known={fields} />}
    </>
  )
}

/** While the text is half-written the form keeps what it showed: fields that come and go at every key help nobody. */
function useLastWhole(): { readonly body: Json | null; readonly rests: boolean } {
  const body = useBody()
  const [last, setLast] = useState(body)
  if (body !== null && body !== last) setLast(body)
  return { body: body ?? last, rests: body === null }
}

/** Another request is read from its beginning. */
function startAtTop(rows: HTMLElement | null): (() => void) | undefined {
  if (rows === null) return undefined
  return draft.subscribe((now, before) => {
    if (now.source !== before.source && now.body !== before.body) rows.scrollTo(0, 0)
  })
}

type GroupProps = {
  readonly name: string
  readonly filtered: boolean
  readonly fields: readonly FormField[]
  readonly body: Json
  readonly onLook: (field: FormField) => void
}

const Group = ({ name, filtered, fields, body, onLook }: GroupProps) => {
  const issues = useIssues()
  const isSet = (field: FormField) => valueAt(body, field.path) !== undefined
  const set = fields.filter(isSet).length
  const [open, setOpen] = useState<boolean | null>(null)
  const [whole, setWhole] = useState(false)
  const isOpen = filtered || (open ?? (opened.has(name) || set > 0))
  const wanted = (field: FormField) => filtered || whole || !field.rare || isSet(field)
  const rest = fields.filter((field) => !wanted(field)).length
  return (
    <div role="group" className="form-group" aria-label={name}>
      <h3>
        <button type="button" className="fold-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name={isOpen ? 'chevronDown' : 'chevron'} size={12} />
          {name}
          {set > 0 && <span className="note">{set} set</span>}
        </button>
      </h3>
      {isOpen && fields.filter(wanted).map((field) => <Row key={field.wire} {...{ field, body, issues, onLook }} />)}
      {isOpen && name === 'Model and input' && !filtered && <ScenarioRow body={body} />}
      {isOpen && !filtered && (rest > 0 || whole) && (
        <button type="button" className="button quiet small form-more" onClick={() => setWhole(!whole)}>
          {whole ? 'Fewer fields' : `${rest} more, beyond the API’s own document`}
        </button>
      )}
    </div>
  )
}

type RowProps = {
  readonly field: FormField
  readonly body: Json
  readonly issues: readonly Issue[]
  readonly onLook: (field: FormField) => void
}

const Row = ({ field, body, issues, onLook }: RowProps) => {
  const { kind } = field.control
  if (kind !== 'input' && kind !== 'tools') return <FieldRow {...{ field, body, issues, onLook }} />
  const value = body[field.wire]
  const own = issuesAt(issues, field.path)
  return (
    <div className="field-wide" onFocus={() => onLook(field)} onMouseEnter={() => onLook(field)}>
      <div className="field-name">
        {field.label}
        <code>{field.wire}</code>
      </div>
      {kind === 'input' ? <InputEditor value={value} /> : <ToolsEditor value={value} />}
      {own[0] && <p className="field-error">{own[0].message}</p>}
    </div>
  )
}

const ScenarioRow = ({ body }: { readonly body: Json }) => {
  const scenarios = useStore((state) => state.status?.scenarios) ?? []
  const path = ['metadata', 'gatescope_scenario']
  const now = valueAt(body, path)
  const chosen = typeof now === 'string' ? now : ''
  return (
    <RowFrame
      id="field-scenario"
      label="Scenario"
      wire={path.join('.')}
      isSet={now !== undefined}
      issues={[]}
      note={null}
      labels
      onLook={() => {}}
      onClear={() => chooseScenario(null)}
    >
      <select
        id="field-scenario"
        className="select"
        value={chosen}
        onChange={(event) => chooseScenario(event.target.value === '' ? null : event.target.value)}
      >
        <option value="">None: answer normally</option>
        {chosen !== '' && !scenarios.some(({ name }) => name === chosen) && <option value={chosen}>{chosen}</option>}
        {scenarios.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </RowFrame>
  )
}

const UnknownFields = ({ body, known }: { readonly body: Json; readonly known: readonly FormField[] }) => {
  const names = new Set(known.map(({ path }) => path[0]))
  const unknown = names.size === 0 ? [] : Object.keys(body).filter((key) => !names.has(key) && key !== 'type')
  if (unknown.length === 0) return null
  return (
    <div role="group" className="form-group" aria-label="Unknown fields">
      <h3 className="form-heading">Unknown fields</h3>
      {unknown.map((key) => (
        <RowFrame
          key={key}
          id={`field-${key}`}
          label="Unknown"
          wire={key}
          isSet
          issues={[{ path: [key], kind: 'unknown', message: `${key} is not a field of the API. It is kept and sent.` }]}
          note={null}
          labels
          onLook={() => {}}
          onClear={() => writeAt([key], undefined)}
        >
          <JsonBox id={`field-${key}`} value={body[key]} invalid onChange={(value) => writeAt([key], value)} />
        </RowFrame>
      ))}
    </div>
  )
}
