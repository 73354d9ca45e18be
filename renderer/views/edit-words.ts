// What was done to a frame of a tape, in two words.
import type { TapeEdit } from '#shared/replay/edits'
import { formatCount } from '../ui/format'

export const sayEdit = (edit: TapeEdit): string => {
  switch (edit.kind) {
    case 'drop':
      return 'dropped'
    case 'duplicate':
      return 'twice'
    case 'delay':
      return `${formatCount(edit.ms)} ms later`
    case 'replace':
      return 'replaced'
    case 'cut':
      return 'cut here'
  }
}
