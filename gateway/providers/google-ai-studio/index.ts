// Google AI Studio: Gemini models over `generateContent` (GATEWAY.md 7.6, https://ai.google.dev/api/generate-content).
import type { Codec, ProviderAdapter } from '../provider'
import { emulator } from './emulate'
import { decodeError } from './error'
import { encodeRequest } from './request'
import { decodeResponse } from './response'
import { createStreamDecoder } from './stream'

const codec: Codec = {
  dialect: 'generate-content',
  unsupported: ['previous_response_id', 'conversation', 'prompt', 'provider_options.openai.context_management'],
  toolTypes: ['function'],
  encodeRequest,
  encodeHandshake: null,
  decodeResponse,
  createStreamDecoder,
  decodeError,
  emulator,
}

export const googleAiStudio: ProviderAdapter = {
  descriptor: {
    id: 'google-ai-studio',
    label: 'Google AI Studio',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    keyVariable: 'GEMINI_API_KEY',
    docs: 'https://ai.google.dev/api/generate-content',
    keyPrefixes: ['AIza'],
    isGateway: false,
  },
  codecFor: () => codec,
}
