// The JSON editor: CodeMirror with our tokens for colours. The draft store is the truth; the editor follows it.
import { completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { lintKeymap } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { draft } from '../../state/draft'
import { requestSchema } from '../../state/request-schema'
import { writeBody } from './actions'
import { findChange } from './change'
import { refreshProblems, schemaSupport } from './editor-schema'

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--ink)' },
  { tag: tags.string, color: 'var(--k-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--k-tool)' },
  { tag: [tags.separator, tags.brace, tags.squareBracket, tags.punctuation], color: 'var(--ink-3)' },
  { tag: tags.invalid, color: 'var(--bad)' },
])

const look = EditorView.theme({
  '&': { height: '100%', fontSize: 'var(--fs-mono)', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '17px' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 12px 0 8px' },
  '.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '36px', padding: '0 4px 0 8px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--hover)', color: 'inherit' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--select)',
  },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--select)', outline: '1px solid var(--accent-line)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad) 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-lintPoint-error:after': { borderBottomColor: 'var(--bad)' },
  '.cm-gutterElement.cm-badLine': { color: 'var(--bad)', fontWeight: '600' },
  '.cm-tooltip': {
    border: 'none',
    borderRadius: 'var(--r2)',
    backgroundColor: 'var(--raised)',
    boxShadow: 'var(--shadow)',
    color: 'var(--ink)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    minWidth: '300px',
    maxHeight: '216px',
    padding: 'var(--s2)',
    fontFamily: 'var(--font-mono)',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: 'var(--s4)',
    justifyContent: 'space-between',
    padding: '0 var(--s3)',
    borderRadius: 'var(--r1)',
    lineHeight: '24px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--select)',
    boxShadow: 'inset 2px 0 var(--accent-line)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { margin: 0, color: 'var(--ink-2)', fontFamily: 'var(--font-ui)', fontStyle: 'normal' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-tooltip.cm-completionInfo, .cm-doc, .cm-diagnostic': {
    maxWidth: '300px',
    padding: '6px var(--s3)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--fs-11)',
    lineHeight: '15px',
    whiteSpace: 'normal',
  },
  '.cm-tooltip.cm-completionInfo.cm-infoBelow': {
    boxSizing: 'border-box',
    width: '100%',
    maxWidth: 'none',
    marginTop: '-2px',
    borderTop: '1px solid var(--line)',
    color: 'var(--ink-2)',
  },
  '.cm-diagnostic-error': { borderLeft: '2px solid var(--bad)' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--ink)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-panel.cm-panel-lint ul [aria-selected]': { backgroundColor: 'var(--select)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--bad-bg)', color: 'var(--bad)' },
})

/** Sending is the whole screen's key: the editor only lets it through, instead of writing a line. */
const send = { key: 'Mod-Enter', run: () => true }

/** Mounts the editor; React calls the returned function when the element goes. */
function mountEditor(parent: HTMLElement): () => void {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: draft.getState().body,
      extensions: [
        lineNumbers(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': 'Request body, JSON', spellcheck: 'false', tabindex: '0' }),
        json(),
        syntaxHighlighting(highlight),
        look,
        schemaSupport,
        keymap.of([send, ...completionKeymap, ...lintKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) writeBody(update.state.doc.toString())
        }),
      ],
    }),
  })
  const unsubscribe = draft.subscribe(({ body }) => {
    const change = findChange(view.state.doc.toString(), body)
    if (change) view.dispatch({ changes: change })
  })
  const forget = requestSchema.subscribe(() => view.dispatch({ effects: refreshProblems.of(null) }))
  return () => {
    unsubscribe()
    forget()
    view.destroy()
  }
}

/** Named, so that it keeps its identity: a new function each render would mount a new editor at every key. */
const attach = (element: HTMLDivElement | null) => (element === null ? undefined : mountEditor(element))

export const BodyEditor = () => <div className="editor" data-pane data-start ref={attach} />
