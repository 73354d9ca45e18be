/** Why a gateway or a simulator did not start, in words for the person who started it. */
export class GatewayStartError extends Error {
  readonly code: 'port_in_use' | 'config_invalid' | 'data_dir_in_use' | 'data_dir_unusable' | 'option_invalid'
  constructor(code: GatewayStartError['code'], message: string) {
    super(message)
    this.name = 'GatewayStartError'
    this.code = code
  }
}
