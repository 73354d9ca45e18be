// What a reader pastes into their own program: real address, real token.
export const languages = [
  { value: 'ts', label: 'openai TS' },
  { value: 'python', label: 'openai Python' },
  { value: 'fetch', label: 'fetch' },
  { value: 'curl', label: 'curl' },
] as const

export type Language = (typeof languages)[number]['value']

type Values = { readonly address: string; readonly token: string; readonly model: string }

const writers: Readonly<Record<Language, (values: Values) => string>> = {
  ts: ({ address, token, model }) => `import OpenAI from "openai";

const client = new OpenAI({
  baseURL: ${quote(address)},
  apiKey: ${quote(token)},
});
const stream = await client.responses.create({
  model: ${quote(model)}, input: "Hello", stream: true });
for await (const event of stream) console.log(event.type);`,
  python: ({ address, token, model }) => `from openai import OpenAI

client = OpenAI(
    base_url=${quote(address)},
    api_key=${quote(token)},
)
with client.responses.stream(
    model=${quote(model)}, input="Hello") as stream:
    for event in stream: print(event.type)`,
  fetch: ({ address, token, model }) => `const res = await fetch(${quote(`${address}/responses`)}, {
  method: "POST",
  headers: {
    "content-type": "application/json",
    authorization: ${quote(`Bearer ${token}`)},
  },
  body: JSON.stringify({ model: ${quote(model)}, input: "Hello" }),
});
console.log(await res.json());`,
  curl: ({ address, token, model }) => `curl -N ${address}/responses \\
  -H 'authorization: Bearer ${token}' \\
  -H 'content-type: application/json' \\
  -d '{"model": ${quote(model)}, "input": "Hello", "stream": true}'`,
}

export const writeSnippet = (language: Language, values: Values): string => writers[language](values)

const quote = (text: string): string => JSON.stringify(text)
