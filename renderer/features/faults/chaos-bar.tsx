import { useRef } from 'react'
import { useStore } from '../../state/store'
import { formatCount, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { ModelPicker } from '../../views/model-picker'
import {
  chooseModel,
  chooseProvider,
  compareWith,
  firstModel,
  isRunning,
  runGrid,
  saveRun,
  stopRun,
  useChaos,
  type Run,
} from './chaos'

export const ChaosBar = () => {
  const run = useChaos((state) => state.run)
  const running = isRunning(run)
  return (
    <div className="bar chaos-bar" role="group" aria-label="Run">
      <Whom />
      {running ? (
        <button type="button" className="button" onClick={() => void stopRun()}>
          <Icon name="stop" size={12} />
          Stop
        </button>
      ) : (
        <button type="button" className="button primary" tabIndex={0} data-start onClick={() => void runGrid()}>
          <Icon name="play" size={12} />
          Run grid
        </button>
      )}
      <span className="grow chaos-progress">{run !== null && sayRun(run)}</span>
      <span className="unseen" role="status">
        {run !== null && (running ? 'Running' : sayRun(run))}
      </span>
      <CompareButton disabled={running} />
      <button
        type="button"
        className="button"
        disabled={running || !run?.grid || run.cells.size === 0}
        onClick={saveRun}
      >
        <Icon name="save" size={12} />
        Save results
      </button>
    </div>
  )
}

function sayRun({ done, total, state, expected, differences }: Run): string {
  const cells = total === 0 ? 'Starting' : `${formatCount(done)} of ${plural(total, 'cell')}`
  const ended = { running: '', finished: '', stopped: ', stopped', failed: ', given up: the gateway went away' }[state]
  const against = expected === null ? '' : `, ${plural(differences.size, 'cell')} unlike ${expected.file}`
  return `${cells}${ended}${against}`
}

const Whom = () => {
  const models = useStore((state) => state.models)
  const chosen = useChaos((state) => state.model)
  const provider = useChaos((state) => state.provider)
  const model = models.find(({ id }) => id === chosen) ?? firstModel(models)
  return (
    <>
      <div className="chaos-model">
        <ModelPicker model={model?.id ?? null} empty="No such model here." onChoose={chooseModel} />
      </div>
      <select
        className="select"
        aria-label="Provider the faults happen to"
        value={provider ?? ''}
        onChange={(event) => chooseProvider(event.target.value)}
      >
        <option value="">First provider</option>
        {model?.providers.map(({ id }) => (
          <option key={id} value={id}>
            {id}
          </option>
        ))}
      </select>
    </>
  )
}

const CompareButton = ({ disabled }: { readonly disabled: boolean }) => {
  const opener = useRef<HTMLInputElement>(null)
  return (
    <>
      <button
        type="button"
        className="button"
        disabled={disabled}
        title="Runs what a saved file has, and marks what comes of it now and did not then"
        onClick={() => opener.current?.click()}
      >
        <Icon name="file" size={12} />
        Compare with file
      </button>
      <input
        ref={opener}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="File to compare with"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) void compareWith(file)
          event.target.value = ''
        }}
      />
    </>
  )
}
