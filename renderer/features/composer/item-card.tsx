// One item of the input. Kinds that are not known here are shown as the JSON they are.
import type { ReactNode } from 'react'
import { Tag } from '../../ui/badges'
import { Icon } from '../../ui/icons'
import { moveAt, writeAt } from './actions'
import { JsonBox, spell } from './controls'
import { isObject, type Json, type Path } from '../../views/document'
import { sayImage } from './images'

type Props = {
  readonly item: unknown
  readonly path: Path
  readonly index: number
  readonly count: number
}

const roles = ['user', 'assistant', 'system', 'developer']

export const ItemCard = ({ item, path, index, count }: Props) => {
  const fields: Json = isObject(item) ? item : {}
  const type = typeof fields['type'] === 'string' ? fields['type'] : 'message'
  const name = `item ${index + 1}`
  return (
    <CardFrame {...{ path, index, count, name }} label={`${type}, ${name}`}>
      {[
        <Tag key="kind">{isObject(item) ? type : 'not an item'}</Tag>,
        <Heads key="head" {...{ fields, path, name, type }} />,
      ]}
      <Body {...{ item, fields, path, name, type }} />
    </CardFrame>
  )
}

type FrameProps = Omit<Props, 'item'> & {
  readonly name: string
  readonly label: string
  readonly children: readonly [ReactNode, ReactNode]
}

/** A card of a list: its head, its body, and the buttons that move it or take it out. */
export const CardFrame = ({ path, index, count, name, label, children: [head, body] }: FrameProps) => {
  const list = path.slice(0, -1)
  return (
    <li className="card" aria-label={label}>
      <div className="card-head">
        {head}
        <span className="grow" />
        {count > 1 && (
          <>
            <button
              type="button"
              className="button quiet icon-only"
              aria-label={`Move ${name} up`}
              disabled={index === 0}
              onClick={() => moveAt(list, index, index - 1)}
            >
              <Icon name="up" size={12} />
            </button>
            <button
              type="button"
              className="button quiet icon-only"
              aria-label={`Move ${name} down`}
              disabled={index === count - 1}
              onClick={() => moveAt(list, index, index + 1)}
            >
              <Icon name="down" size={12} />
            </button>
          </>
        )}
        <button
          type="button"
          className="button quiet icon-only"
          aria-label={`Delete ${name}`}
          onClick={() => writeAt(path, undefined)}
        >
          <Icon name="close" size={12} />
        </button>
      </div>
      {body}
    </li>
  )
}

type PartProps = { readonly fields: Json; readonly path: Path; readonly name: string; readonly type: string }

const Heads = ({ fields, path, name, type }: PartProps) => {
  if (type === 'message') {
    const role = spell(fields['role'])
    return (
      <select
        className="select small"
        aria-label={`Role of ${name}`}
        value={role}
        onChange={(event) => writeAt([...path, 'role'], event.target.value)}
      >
        {!roles.includes(role) && <option value={role}>{role === '' ? 'no role' : role}</option>}
        {roles.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    )
  }
  if (type !== 'function_call' && type !== 'function_call_output') return null
  return <Line {...{ fields, path }} field="call_id" label={`Call id of ${name}`} />
}

const Line = (props: { fields: Json; path: Path; field: string; label: string }) => (
  <div className="input small card-line">
    <input
      className="mono"
      value={spell(props.fields[props.field])}
      placeholder={props.field}
      aria-label={props.label}
      spellCheck={false}
      onChange={(event) => writeAt([...props.path, props.field], event.target.value)}
    />
  </div>
)

const Body = ({ item, fields, path, name, type }: PartProps & { readonly item: unknown }) => {
  if (type === 'message' && isObject(item)) return <Content {...{ path, name }} value={fields['content']} />
  if (type === 'function_call') {
    return (
      <div className="card-body">
        <Line {...{ fields, path }} field="name" label={`Function of ${name}`} />
        <Text path={[...path, 'arguments']} value={fields['arguments']} label={`Arguments of ${name}`} mono />
      </div>
    )
  }
  if (type === 'function_call_output') {
    return <Text path={[...path, 'output']} value={fields['output']} label={`Result in ${name}`} mono />
  }
  return (
    <div className="card-body">
      <JsonBox
        id={`json-${path.join('-')}`}
        value={item}
        invalid={false}
        label={`JSON of ${name}`}
        onChange={(next) => next !== undefined && writeAt(path, next)}
      />
    </div>
  )
}

type TextProps = { readonly path: Path; readonly value: unknown; readonly label: string; readonly mono?: boolean }

const Text = ({ path, value, label, mono = false }: TextProps) => {
  const text = spell(value)
  return (
    <textarea
      className={mono ? 'card-text mono' : 'card-text prose'}
      aria-label={label}
      rows={Math.min(8, Math.max(1, Math.ceil(text.length / 64), text.split('\n').length))}
      value={text}
      spellCheck={!mono}
      onChange={(event) => writeAt(path, event.target.value)}
    />
  )
}

const Content = ({ path, name, value }: { readonly path: Path; readonly name: string; readonly value: unknown }) => {
  const at = [...path, 'content']
  if (!Array.isArray(value)) return <Text path={at} value={value} label={`Text of ${name}`} />
  return (
    <div>
      {(value as unknown[]).map((part, index) => (
        <ContentPart key={index} part={part} path={[...at, index]} name={`part ${index + 1} of ${name}`} />
      ))}
    </div>
  )
}

const ContentPart = ({ part, path, name }: { readonly part: unknown; readonly path: Path; readonly name: string }) => {
  const fields: Json = isObject(part) ? part : {}
  if (typeof fields['text'] === 'string') {
    return <Text path={[...path, 'text']} value={fields['text']} label={`Text, ${name}`} />
  }
  const url = fields['image_url']
  if (typeof url === 'string') {
    return (
      <div className="card-image">
        {/* Only what the request carries itself is drawn: looking at a request fetches nothing. */}
        {url.startsWith('data:image/') ? <img src={url} alt={`Image, ${name}`} /> : <Icon name="unknown" />}
        <code className="grow ellipsis">{sayImage(url)}</code>
        <button
          type="button"
          className="button quiet icon-only"
          aria-label={`Delete image, ${name}`}
          onClick={() => writeAt(path, undefined)}
        >
          <Icon name="close" size={12} />
        </button>
      </div>
    )
  }
  return (
    <div className="card-body">
      <JsonBox
        id={`json-${path.join('-')}`}
        value={part}
        invalid={false}
        label={`JSON, ${name}`}
        onChange={(next) => next !== undefined && writeAt(path, next)}
      />
    </div>
  )
}
