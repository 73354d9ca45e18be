import type { ConfigurationReading } from '#shared/contract/commands'
import type { Action } from '#shared/diagnostics/explanation'
import { fragmentOf } from '#shared/diagnostics/fragment'
import { partsOf, valueAt, type Patch, type PatchStep } from '#shared/diagnostics/patch'
import { CopyButton } from '../../ui/copy-button'
import { CodeBlock, CodeTokens } from '../../ui/json-view'

const longest = 120

export const shortJson = (value: unknown): string => {
  const text = JSON.stringify(value) ?? ''
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

type Props = {
  readonly action: Action
  readonly request: unknown
  /** Null where the change is made for a file that has none of it yet. */
  readonly configuration: ConfigurationReading | null
  /** What comes of it, in words. */
  readonly outcome: string
}

/** The change itself: what goes, struck, and what comes. */
export const PatchView = ({ action: { target, patch }, request, configuration, outcome }: Props) => (
  <div className="patch">
    {target === 'configuration' ? (
      <ConfigurationPatch patch={patch} configuration={configuration} />
    ) : (
      <>
        <p className="patch-target note">
          In the request
          <span className="grow" />
          <CopyPatch patch={patch} />
        </p>
        <Steps patch={patch} document={request} />
      </>
    )}
    {outcome !== '' && <p className="note">{outcome}</p>}
  </div>
)

const CopyPatch = ({ patch }: { readonly patch: Patch }) => (
  <CopyButton text={JSON.stringify(patch, null, 2)} label="Copy the JSON patch" word="Copy patch" />
)

type ConfigurationProps = { readonly patch: Patch; readonly configuration: ConfigurationReading | null }

const ConfigurationPatch = ({ patch, configuration }: ConfigurationProps) => {
  const document = configuration?.document ?? {}
  const fragment = fragmentOf(document, patch)
  const text = fragment === undefined ? null : JSON.stringify(fragment, null, 2)
  return (
    <>
      <p className="patch-target note">
        <span className="patch-file">
          {sayPlace(configuration, text !== null)} <code>{configuration?.file ?? 'gatescope.config.json'}</code>
          {configuration === null && '; made for a file that has none of it yet'}
        </span>
        <span className="grow" />
        {text !== null && <CopyButton text={text} label="Copy the piece of configuration" word="Copy piece" />}
        <CopyPatch patch={patch} />
      </p>
      <Steps patch={patch} document={document} />
      {text !== null && (
        <div className="patch-piece">
          <CodeBlock text={text} numbered={false} />
        </div>
      )}
      <p className="note">
        It is read when Gatescope starts: restart it after the change.
        {configuration?.changed === true && ' It was changed since Gatescope read it.'}
      </p>
    </>
  )
}

function sayPlace(configuration: ConfigurationReading | null, hasPiece: boolean): string {
  if (configuration?.exists === false) return 'There is no configuration yet: save this as'
  return hasPiece ? 'Merge into' : 'In'
}

const Steps = ({ patch, document }: { readonly patch: Patch; readonly document: unknown }) => (
  <ul>
    {patch.map((step, index) => (
      <Step key={index} step={step} before={valueAt(document, partsOf(step.path))} />
    ))}
  </ul>
)

const Step = ({ step, before }: { readonly step: PatchStep; readonly before: unknown }) => (
  <li>
    <code className="patch-op">{step.op}</code> <code>{step.path}</code>{' '}
    {before !== undefined && step.op !== 'test' && (
      <del>
        <code>{shortJson(before)}</code>
      </del>
    )}{' '}
    {step.op === 'test' && <code className="note">{shortJson(step.value)}</code>}
    {(step.op === 'add' || step.op === 'replace') && (
      <ins>
        <code>
          <CodeTokens line={shortJson(step.value)} />
        </code>
      </ins>
    )}
  </li>
)
