// The JSON editor: CodeMirror with our tokens for colours. The draft store is the truth; the editor follows it.
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language'
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
import { sendDraft, writeBody } from './actions'

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
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--bad-bg)', color: 'var(--bad)' },
})

const send = { key: 'Mod-Enter', run: () => (void sendDraft(), true) }

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
        EditorView.contentAttributes.of({ 'aria-label': 'Request body, JSON', spellcheck: 'false' }),
        json(),
        syntaxHighlighting(highlight),
        look,
        keymap.of([send, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) writeBody(update.state.doc.toString())
        }),
      ],
    }),
  })
  const unsubscribe = draft.subscribe(({ body }) => {
    const doc = view.state.doc
    if (body !== doc.toString()) view.dispatch({ changes: { from: 0, to: doc.length, insert: body } })
  })
  return () => {
    unsubscribe()
    view.destroy()
  }
}

/** Named, so that it keeps its identity: a new function each render would mount a new editor at every key. */
const attach = (element: HTMLDivElement | null) => (element === null ? undefined : mountEditor(element))

export const BodyEditor = () => <div className="editor" data-pane ref={attach} />
