import type { ReactNode } from 'react'
import { Icon } from '../../ui/icons'
import { ModelPicker } from '../../views/model-picker'
import { chooseModel, writeAt } from './actions'
import type { Issue } from './check'
import { Control } from './controls'
import { valueAt, type Json } from '../../views/document'
import type { FormField } from './fields'

type Props = {
  readonly field: FormField
  readonly body: Json
  readonly issues: readonly Issue[]
  readonly onLook: (field: FormField) => void
}

export const issuesAt = (issues: readonly Issue[], path: readonly string[]): readonly Issue[] =>
  issues.filter((issue) => path.every((key, depth) => issue.path[depth] === key))

export const FieldRow = ({ field, body, issues, onLook }: Props) => {
  const id = `field-${field.wire}`
  const value = valueAt(body, field.path)
  const own = issuesAt(issues, field.path)
  const isModel = field.control.kind === 'model'
  return (
    <RowFrame
      id={id}
      label={field.label}
      wire={field.wire}
      isSet={value !== undefined}
      issues={own}
      note={field.aliasOf === null ? null : `Another name of ${field.aliasOf}.`}
      labels={!isModel && field.control.kind !== 'flag' && field.control.kind !== 'choice'}
      onLook={() => onLook(field)}
      onClear={() => writeAt(field.path, undefined)}
    >
      {isModel ? (
        <ModelPicker
          model={typeof value === 'string' ? value : null}
          empty="No such model here. You may still write it in the JSON."
          onChoose={chooseModel}
        />
      ) : (
        <Control
          id={id}
          field={field}
          value={value}
          invalid={own.length > 0}
          onChange={(next) => writeAt(field.path, next)}
        />
      )}
      <span id={`${id}-doc`} className="unseen">
        {field.doc}
      </span>
    </RowFrame>
  )
}

type FrameProps = {
  readonly id: string
  readonly label: string
  readonly wire: string
  readonly isSet: boolean
  readonly issues: readonly Issue[]
  readonly note: string | null
  /** Whether the words label one control; several name themselves. */
  readonly labels: boolean
  readonly onLook: () => void
  readonly onClear: (() => void) | null
  readonly children: ReactNode
}

export const RowFrame = (props: FrameProps) => {
  const { id, label, wire, isSet, issues, note, labels, onLook, onClear, children } = props
  const [first, ...others] = issues
  const words = (
    <>
      {label}
      <code>{wire}</code>
    </>
  )
  return (
    <div className={isSet ? 'field-row set' : 'field-row'} onFocus={onLook} onMouseEnter={onLook}>
      {labels ? (
        <label className="field-name" htmlFor={id}>
          {words}
        </label>
      ) : (
        <div className="field-name">{words}</div>
      )}
      <div className="field-value">
        {children}
        {first && (
          <p className="field-error">
            {first.message}
            {others.length > 0 && ` ${others.length} more.`}
          </p>
        )}
        {!first && note !== null && <p className="field-note">{note}</p>}
      </div>
      {isSet && onClear !== null ? (
        <button type="button" className="button quiet icon-only" aria-label={`Clear ${wire}`} onClick={onClear}>
          <Icon name="close" size={12} />
        </button>
      ) : (
        <span />
      )}
    </div>
  )
}
