// Which fields a request may hold, and under which other names: the gateway knows, and is asked once.
import { useEffect } from 'react'
import type { RequestField } from '#shared/open-responses/request/fields'
import { host } from '../../host/index'
import { requestSchema, useRequestSchema } from '../../state/request-schema'
import { sayFailure } from '../../state/store'

const none: readonly RequestField[] = []

export function useRequestFields(): readonly RequestField[] {
  const known = useRequestSchema()
  useEffect(() => {
    if (requestSchema.getState().current !== null) return
    host
      .call('request.schema', {})
      .then((current) => requestSchema.setState({ current }))
      .catch((error: unknown) => sayFailure('The fields of a request could not be read', error))
  }, [])
  return known?.fields ?? none
}
