// What the editor knows of a request: completion, documentation under the pointer, and what is wrong on which line. All of
// it from the same schema the form and the gateway read.
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { type Diagnostic, linter } from '@codemirror/lint'
import { RangeSet, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state'
import { GutterMarker, gutterLineClass, hoverTooltip } from '@codemirror/view'
import {
  findNodeAtLocation,
  getLocation,
  parse,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser'
import type { JsonSchema } from '#shared/open-responses/request/fields'
import { requestSchema } from '../../state/request-schema'
import { store } from '../../state/store'
import { writePath, type Issue } from './check'
import { parseBody, valueAt, isObject } from '../../views/document'
import { readIssues } from './reading'
import { choicesOf, propertiesOf, saySchema, schemasAt, shapes, textOf } from './schema'

const rootSchema = (): JsonSchema => requestSchema.getState().current?.schema ?? {}

/** In the words of JSON, not of its parser. */
const parserWords: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is no JSON value.',
  InvalidNumberFormat: 'This is no number.',
  PropertyNameExpected: 'A field’s name in double quotes belongs here.',
  ValueExpected: 'A value belongs here.',
  ColonExpected: 'A colon belongs here.',
  CommaExpected: 'A comma belongs here.',
  CloseBraceExpected: 'A closing brace is missing.',
  CloseBracketExpected: 'A closing bracket is missing.',
  EndOfFileExpected: 'The request ends before this.',
  InvalidCommentToken: 'JSON has no comments.',
  UnexpectedEndOfString: 'The closing quote is missing.',
}

/** Where an issue is drawn: a wrong value with its key, a missing field at the brace it is missing in. */
function placeOf(root: Node | undefined, issue: Issue): { from: number; to: number } {
  if (!root) return { from: 0, to: 0 }
  const node = findNodeAtLocation(root, [...issue.path])
  if (!node) {
    const parent = findNodeAtLocation(root, issue.path.slice(0, -1)) ?? root
    return { from: parent.offset, to: parent.offset + 1 }
  }
  const whole = node.parent?.type === 'property' ? node.parent : node
  const isLong = node.type === 'object' || node.type === 'array'
  const end = isLong ? node.offset + 1 : node.offset + node.length
  return { from: whole.offset, to: Math.min(end, whole.offset + 400) }
}

export function findProblems(text: string): Diagnostic[] {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true })
  const broken = errors.slice(0, 20).map(({ error, offset, length }): Diagnostic => {
    const from = Math.min(offset, Math.max(0, text.length - 1))
    const code = printParseErrorCode(error)
    return {
      from,
      to: Math.min(text.length, from + Math.max(1, length)),
      severity: 'error',
      message: parserWords[code] ?? 'This is not JSON.',
    }
  })
  if (broken.length > 0 || parseBody(text) === null) return broken
  const { current } = requestSchema.getState()
  if (current === null) return []
  return readIssues(text, current).map((issue) => ({
    ...placeOf(root, issue),
    severity: 'error',
    message: issue.message,
  }))
}

/** Sent to the editor when the schema has come. */
export const refreshProblems = StateEffect.define<null>()

const problems = StateField.define<readonly Diagnostic[]>({
  create: (state) => findProblems(state.doc.toString()),
  update: (before, transaction) =>
    transaction.docChanged || transaction.effects.some((effect) => effect.is(refreshProblems))
      ? findProblems(transaction.newDoc.toString())
      : before,
})

const badLine = new (class extends GutterMarker {
  override elementClass = 'cm-badLine'
})()

function badLines(state: EditorState): RangeSet<GutterMarker> {
  const starts = new Set(state.field(problems).map(({ from }) => state.doc.lineAt(from).from))
  return RangeSet.of([...starts].sort((a, b) => a - b).map((at) => badLine.range(at)))
}

type Place = {
  readonly path: readonly (string | number)[]
  readonly isKey: boolean
  readonly from: number
  readonly to: number
}

/** The string or word under the cursor, and where in the document it is. */
function readPlace(text: string, at: number): Place {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, at)
  const inside = previousNode && previousNode.offset <= at && at <= previousNode.offset + previousNode.length
  if (inside) {
    const isWhole = text.charAt(previousNode.offset + previousNode.length - 1) === '"' && previousNode.length > 1
    const end = isWhole ? previousNode.offset + previousNode.length : at
    return { path, isKey: isAtPropertyKey, from: previousNode.offset, to: Math.max(at, end) }
  }
  const word = /[\w."-]*$/.exec(text.slice(Math.max(0, at - 80), at))?.[0] ?? ''
  return { path, isKey: isAtPropertyKey, from: at - word.length, to: at }
}

const stubs: Readonly<Record<string, string>> = { string: '""', array: '[]', object: '{}', boolean: 'true' }

/** "text", or "choice or object": enough to tell fields apart in a list. */
const sayKind = (schema: JsonSchema): string =>
  [
    ...new Set(
      shapes(schema).map((shape) => (choicesOf(shape).length > 0 ? 'choice' : (textOf(shape, 'type') ?? 'any'))),
    ),
  ].join(' or ')

function completeKeys(text: string, place: Place): Completion[] {
  const parent = place.path.slice(0, -1)
  // Half-written as it is: what is there already is not offered again.
  const there = valueAt(parse(text), parent)
  const rest = text.slice(place.to)
  const all = schemasAt(rootSchema(), parent).flatMap((schema) =>
    [schema, ...shapes(schema)].flatMap((shape) => Object.entries(propertiesOf(shape))),
  )
  return [...new Map(all)].flatMap(([name, schema]): Completion[] => {
    if (isObject(there) && Object.hasOwn(there, name) && name !== place.path.at(-1)) return []
    const [first] = shapes(schema)
    const values = choicesOf(schema)
    const value = values[0] === undefined ? (stubs[textOf(first ?? {}, 'type') ?? ''] ?? '') : `"${values[0]}"`
    const isAlias = textOf(schema, 'x-alias-of') !== null
    return [
      {
        label: name,
        type: 'property',
        detail: sayKind(schema),
        apply: /^\s*:/.test(rest) ? `"${name}"` : `"${name}": ${value}`,
        boost: isAlias ? -10 : 0,
        info: sayDoc(schema),
      },
    ]
  })
}

function completeValues(place: Place): Completion[] {
  const schemas = schemasAt(rootSchema(), place.path)
  const models = place.path.length === 1 && place.path[0] === 'model' ? store.getState().models.map(({ id }) => id) : []
  const examples = schemas.flatMap((schema) =>
    Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : [],
  )
  const texts = [...models, ...schemas.flatMap(choicesOf), ...examples.filter((one) => typeof one === 'string')]
  const flags = schemas.some((schema) => shapes(schema).some((shape) => shape['type'] === 'boolean'))
  const info = schemas[0] ? sayDoc(schemas[0]) : ''
  return [
    ...[...new Set(texts)].map((text) => ({ label: text, type: 'enum', apply: JSON.stringify(text), info })),
    ...(flags ? ['true', 'false'].map((label) => ({ label, type: 'keyword', info })) : []),
  ]
}

export function complete(context: CompletionContext): CompletionResult | null {
  const text = context.state.doc.toString()
  const place = readPlace(text, context.pos)
  if (!context.explicit && place.from === context.pos) return null
  const options = place.isKey ? completeKeys(text, place) : completeValues(place)
  if (options.length === 0) return null
  // The quote is part of what is replaced, but not of what is searched for.
  const quoted = text.charAt(place.from) === '"'
  const from = quoted ? place.from + 1 : place.from
  return {
    from,
    to: place.to,
    options: options.map((option) => ({
      ...option,
      apply:
        quoted && typeof option.apply === 'string' ? option.apply.replace(/^"/, '') : (option.apply ?? option.label),
    })),
    validFor: /^[\w./:-]*$/,
  }
}

function sayDoc(schema: JsonSchema): string {
  const alias = textOf(schema, 'x-alias-of')
  const fallback = schema['default'] === undefined ? '' : ` Default ${JSON.stringify(schema['default'])}.`
  const doc = textOf(schema, 'description') ?? ''
  return `${doc} Must be ${saySchema(schema)}.${fallback}${alias === null ? '' : ` Another name of ${alias}.`}`.trim()
}

const documentation = hoverTooltip((view, at) => {
  const place = readPlace(view.state.doc.toString(), at)
  const schema = schemasAt(rootSchema(), place.path).find((one) => textOf(one, 'description') !== null)
  if (!schema || place.from === place.to) return null
  return {
    pos: place.from,
    end: place.to,
    above: true,
    create: () => {
      const dom = document.createElement('div')
      dom.className = 'cm-doc'
      const name = document.createElement('b')
      name.textContent = writePath(place.path)
      dom.append(name, ` ${sayDoc(schema)}`)
      return { dom }
    },
  }
})

/** One documentation line below the list, where it hides none of the request. */
const placeBelow = (_view: unknown, list: { readonly top: number; readonly bottom: number }) => ({
  style: `top: ${list.bottom - list.top}px; left: 0; right: 0`,
  class: 'cm-infoBelow',
})

export const schemaSupport: Extension = [
  problems,
  gutterLineClass.compute([problems], badLines),
  linter((view) => view.state.field(problems), {
    delay: 200,
    needsRefresh: (update) => update.startState.field(problems) !== update.state.field(problems),
  }),
  // In JSON nobody breaks a line within a name: Enter takes what is offered, however fast it comes.
  autocompletion({ override: [complete], icons: false, interactionDelay: 0, positionInfo: placeBelow }),
  documentation,
]
