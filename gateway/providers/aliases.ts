// Other names a provider goes by, in requests and configurations (GATEWAY.md 3.2).

export const providerAliases: ReadonlyMap<string, string> = new Map([
  ['novitaai', 'novita'],
  ['xai', 'x-ai'],
  ['zai', 'z-ai'],
  ['bedrock', 'amazon-bedrock'],
])
