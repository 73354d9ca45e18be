import { describe, expect, it } from 'vitest'
import { readBaseUrl } from './base-url'

describe('a base URL', () => {
  it.each([
    ['https://api.phaseo.app/v1', 'https://api.phaseo.app/v1', 'https://api.phaseo.app', 'api.phaseo.app'],
    [' HTTP://LocalHost:8787/ ', 'http://localhost:8787', 'http://localhost:8787', 'localhost:8787'],
    ['http://[::1]:8787/a/v1//', 'http://[::1]:8787/a/v1', 'http://[::1]:8787', '[::1]:8787'],
  ])('%s is read', (text, url, origin, host) =>
    expect(readBaseUrl(text)).toEqual({ ok: true, baseUrl: { url, origin, host } }),
  )
  it.each([
    ['', 'Base URL is missing.'],
    ['   ', 'Base URL is missing.'],
    ['api.phaseo.app/v1', 'Base URL must begin with http:// or https://.'],
    ['ftp://host/v1', 'Base URL must begin with http:// or https://.'],
    ['file:///etc/passwd', 'Base URL must begin with http:// or https://.'],
    ['javascript:alert(1)', 'Base URL must begin with http:// or https://.'],
    ['http://', 'Base URL is no URL: after http:// or https:// come a host, a port and a path.'],
    ['http://host:99999', 'Base URL is no URL: after http:// or https:// come a host, a port and a path.'],
    ['http://me:word@host/v1', 'Base URL must not hold a user name or password; use the key.'],
    ['http://host/v1?key=word', 'Base URL must end with its path: no ? and no #.'],
    ['http://host/v1#word', 'Base URL must end with its path: no ? and no #.'],
  ])('%j is refused by the rule it breaks', (text, message) =>
    expect(readBaseUrl(text)).toEqual({ ok: false, message }),
  )
})
