// The screens that show an explanation as they were given it: features stand side by side, so the inspector is handed to them.
import type { Explanation } from '#shared/diagnostics/explanation'
import { Diagnose } from '../features/diagnose/diagnose'
import { Faults } from '../features/faults/faults'
import { InspectorView } from '../features/inspector/inspector'

const inspect = (explanation: Explanation) => <InspectorView explanation={explanation} session={null} />

export const DiagnoseScreen = () => <Diagnose inspect={inspect} />
export const FaultsScreen = () => <Faults inspect={inspect} />
