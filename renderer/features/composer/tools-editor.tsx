// `tools` as a list: functions with name, description and parameters, the gateway's clock, and other tools as their JSON.
import { Tag } from '../../ui/badges'
import { Icon } from '../../ui/icons'
import { appendAt, writeAt } from './actions'
import { JsonBox, spell } from './controls'
import { isObject, valueAt, type Json, type Path } from '../../views/document'
import { CardFrame } from './item-card'

const newFunction = {
  type: 'function',
  name: 'my_function',
  description: '',
  parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
}

export const ToolsEditor = ({ value }: { readonly value: unknown }) => {
  const tools = Array.isArray(value) ? (value as unknown[]) : []
  return (
    <>
      {tools.length > 0 && (
        <ol className="items" aria-label="Tools">
          {tools.map((tool, index) => (
            <ToolCard key={index} tool={tool} index={index} count={tools.length} />
          ))}
        </ol>
      )}
      <div className="add-buttons">
        <button type="button" className="button small" onClick={() => appendAt(['tools'], newFunction)}>
          <Icon name="plus" size={12} /> Add function
        </button>
        <button
          type="button"
          className="button quiet small"
          onClick={() => appendAt(['tools'], { type: 'gateway:datetime', parameters: { timezone: 'UTC' } })}
        >
          Clock
        </button>
        {value !== undefined && (
          <button type="button" className="button quiet small" onClick={() => writeAt(['tools'], undefined)}>
            Clear tools
          </button>
        )}
      </div>
    </>
  )
}

type CardProps = { readonly tool: unknown; readonly index: number; readonly count: number }

const ToolCard = ({ tool, index, count }: CardProps) => {
  const path = ['tools', index]
  const type = valueAt(tool, ['type'])
  const name = `tool ${index + 1}`
  return (
    <CardFrame {...{ path, index, count, name }} label={`${spell(type)}, ${name}`}>
      <Tag>{typeof type === 'string' ? type : 'tool'}</Tag>
      {isObject(tool) && type === 'function' ? (
        <FunctionBody tool={tool} path={path} name={name} />
      ) : type === 'gateway:datetime' ? (
        <ClockBody tool={tool} path={path} name={name} />
      ) : (
        <div className="card-body">
          <JsonBox
            id={`json-${path.join('-')}`}
            value={tool}
            invalid={false}
            label={`JSON of ${name}`}
            onChange={(next) => next !== undefined && writeAt(path, next)}
          />
        </div>
      )}
    </CardFrame>
  )
}

/** The function's fields stand in `function`, or beside `type`; they are edited where they are. */
const FunctionBody = ({ tool, path, name }: { readonly tool: Json; readonly path: Path; readonly name: string }) => {
  const nested = isObject(tool['function']) ? tool['function'] : null
  const at = nested === null ? path : [...path, 'function']
  const fields = nested ?? tool
  const line = (field: 'name' | 'description', label: string) => (
    <label className="card-field">
      <span>{label}</span>
      <div className="input small">
        <input
          className={field === 'name' ? 'mono' : undefined}
          value={spell(fields[field])}
          aria-label={`${label} of ${name}`}
          onChange={(event) => writeAt([...at, field], event.target.value)}
        />
      </div>
    </label>
  )
  return (
    <div className="card-body">
      {line('name', 'Name')}
      {line('description', 'Description')}
      <div className="card-field">
        <span>Parameters</span>
        <div>
          <JsonBox
            id={`parameters-${path.join('-')}`}
            value={fields['parameters']}
            invalid={fields['parameters'] !== undefined && !isObject(fields['parameters'])}
            label={`Parameters of ${name}, a JSON Schema`}
            rows={3}
            onChange={(next) => writeAt([...at, 'parameters'], next)}
          />
        </div>
      </div>
    </div>
  )
}

const ClockBody = ({ tool, path, name }: { readonly tool: unknown; readonly path: Path; readonly name: string }) => {
  const older = valueAt(tool, ['timezone'])
  const at = older === undefined ? [...path, 'parameters', 'timezone'] : [...path, 'timezone']
  return (
    <div className="card-body">
      <label className="card-field">
        <span>Time zone</span>
        <div className="input small">
          <input
            className="mono"
            value={spell(older ?? valueAt(tool, ['parameters', 'timezone']))}
            placeholder="Default UTC"
            aria-label={`Time zone of ${name}`}
            onChange={(event) => writeAt(at, event.target.value === '' ? undefined : event.target.value)}
          />
        </div>
      </label>
    </div>
  )
}
