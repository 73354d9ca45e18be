// The simulator as a provider of its own: keyless, always there, it speaks the Responses dialect.
import { responsesAdapter } from '../../dialects/responses/index'

export const simulator = responsesAdapter('simulator')
