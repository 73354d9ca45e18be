/** Why a gateway did not start, in words for the person who started it. */
export class GatewayStartError extends Error {
  readonly code: 'port_in_use' | 'config_invalid' | 'data_dir_in_use' | 'data_dir_unusable'
  constructor(code: GatewayStartError['code'], message: string) {
    super(message)
    this.name = 'GatewayStartError'
    this.code = code
  }
}
