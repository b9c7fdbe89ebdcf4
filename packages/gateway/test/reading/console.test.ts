import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { loadConfig, startGateway, welcome } from '../../src/index.ts'
import { folderWith, rehearsing } from '../house.ts'
import { folderOf, roomOf } from './rooms.ts'

const index = `<!doctype html><title>Bylaw</title><script type="module" src="/console/app-B7xQ2a_9.js"></script>`
const script = `${'export const a = 1\n'.repeat(100)}`
const files = {
  'index.html': index,
  'secret.txt': 'not part of the console',
  'console/app-B7xQ2a_9.js': script,
  'console/style-Ab12Cd34.css': 'a{}',
  'console/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'console/fonts/text-Zz0123-9.woff2': new Uint8Array([0, 1, 2, 255]),
}
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

describe('the console', () => {
  it('is what a browser gets at the address; a program gets the text', async () => {
    const room = await roomOf(true, folderOf(files))
    const shown = await room.ask('GET', '/', { headers: html })
    expect([shown.status, shown.text, shown.headers['content-type']]).toEqual([200, index, 'text/html; charset=utf-8'])
    expect([shown.headers['cache-control'], shown.headers.vary]).toEqual(['no-cache', 'accept, accept-encoding'])
    for (const headers of [{}, { accept: '*/*' }, { accept: 'application/json' }]) {
      const text = await room.ask('GET', '/', { headers })
      expect([text.status, text.text, text.headers.vary]).toEqual([200, 'the front page', 'accept'])
    }
  })

  it('is one page under every address of its own, and under no other', async () => {
    const room = await roomOf(true, folderOf(files))
    const screens = ['spec', 'matrix', 'play', 'analysis', 'compare', 'changes', 'traffic', 'incidents', 'conformance']
    const own = [
      ...screens.map((each) => `/${each}`),
      '/spec/3f2a/drugs?as=user',
      '/compare/a..b',
      '/d/dec_1',
      '/spec/..%2f',
    ]
    for (const path of own) expect((await room.ask('GET', path)).text, path).toBe(index)
    for (const path of [
      '/specs',
      '/d',
      '/d/',
      '/index.html',
      '/secret.txt',
      '/console',
      '/console/',
      '/SPEC',
      '//spec',
    ]) {
      const answer = await room.ask('GET', path, { headers: html })
      expect([answer.status, answer.json?.error.code], path).toEqual([404, 'not_found'])
    }
    expect((await room.ask('GET', '/healthz')).json).toEqual({ status: 'ok' })
    expect((await room.ask('GET', '/v1/policies', { headers: html })).status).toBe(401)
  })

  it('has its files with their types, kept for good where their names change with them', async () => {
    const room = await roomOf(false, folderOf(files))
    const kept = 'public, max-age=31536000, immutable'
    for (const [path, type, caching] of [
      ['/console/app-B7xQ2a_9.js', 'text/javascript; charset=utf-8', kept],
      ['/console/style-Ab12Cd34.css', 'text/css; charset=utf-8', kept],
      ['/console/fonts/text-Zz0123-9.woff2', 'font/woff2', kept],
      ['/console/icon.svg', 'image/svg+xml', 'no-cache'],
    ] as const) {
      const { status, headers, bytes } = await room.ask('GET', path)
      expect([status, headers['content-type'], headers['cache-control']], path).toEqual([200, type, caching])
      expect(bytes).toEqual(Buffer.from(files[path.slice(1) as keyof typeof files]))
    }
  })

  it('is compressed for clients that say they can read it', async () => {
    const room = await roomOf(false, folderOf(files))
    const ask = (encoding: string, path = '/console/app-B7xQ2a_9.js') =>
      room.ask('GET', path, { headers: { 'accept-encoding': encoding } })
    const br = await ask('gzip, deflate, br, zstd')
    expect(br.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(br.bytes).toString()).toBe(script)
    const gzip = await ask('gzip, br;q=0')
    expect([gzip.headers['content-encoding'], gzip.headers.vary]).toEqual(['gzip', 'accept-encoding'])
    expect(gunzipSync(gzip.bytes).toString()).toBe(script)
    for (const encoding of ['', 'identity', 'gzip;q=0, br; q=0.0', 'brx, xgzip']) {
      const plain = await ask(encoding)
      expect([plain.headers['content-encoding'], plain.text, plain.headers.vary]).toEqual([
        undefined,
        script,
        'accept-encoding',
      ])
    }
    expect((await ask('br, gzip', '/console/style-Ab12Cd34.css')).headers['content-encoding']).toBeUndefined()
  })

  it('says on each of its pages and files what a browser may do with it', async () => {
    const room = await roomOf(false, folderOf(files))
    for (const path of ['/', '/spec', '/console/app-B7xQ2a_9.js', '/console/icon.svg']) {
      const { headers } = await room.ask('GET', path, { headers: html })
      const policy = String(headers['content-security-policy']).split('; ')
      expect(policy, path).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
          "require-trusted-types-for 'script'",
          'trusted-types bylaw',
        ]),
      )
      expect(policy.join()).not.toMatch(/unsafe|\*|http/)
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      })
      expect(headers['permissions-policy']).toContain('camera=()')
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it('is sent again only where it changed, without a body to HEAD, and to no other method', async () => {
    const room = await roomOf(false, folderOf(files))
    const { headers } = await room.ask('GET', '/spec')
    const again = await room.ask('GET', '/spec', { headers: { 'if-none-match': String(headers.etag) } })
    expect([again.status, again.text]).toEqual([304, ''])
    const head = await room.ask('HEAD', '/', { headers: html })
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', `${index.length}`])
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      for (const path of ['/spec', '/console/app-B7xQ2a_9.js']) {
        const answer = await room.ask(method, path)
        expect([answer.status, answer.headers.allow], `${method} ${path}`).toEqual([405, 'GET, HEAD'])
      }
    }
  })

  it('is nothing but the files that were in its folder', async () => {
    const folder = folderOf(files)
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'console/link.txt'))
    const room = await roomOf(false, folder)
    expect((await room.ask('GET', '/console/icon.svg')).status).toBe(200)
    writeFileSync(join(folder, 'console/late.js'), 'late')
    const escapes = [
      '../secret.txt',
      '..%2fsecret.txt',
      '%2e%2e/secret.txt',
      './icon.svg',
      '..%5csecret.txt',
      '%2e%2e%2fsecret.txt',
    ]
    const others = [
      'link.txt',
      'late.js',
      'icon.svg/',
      'icon.svg%00',
      '/icon.svg',
      '__proto__',
      'fonts',
      'fonts/',
      'ICON.SVG',
      '\\icon.svg',
    ]
    for (const name of [...escapes, ...others, '../index.html', 'x'.repeat(8000)]) {
      expect((await room.ask('GET', `/console/${name}`)).status, name.slice(0, 30)).toBe(404)
    }
  })

  it('is looked for again where it could not be read', async () => {
    const folder = join(folderOf({}), 'app')
    const room = await roomOf(false, folder)
    expect((await room.ask('GET', '/', { headers: html })).text).toContain('npm run build:console')
    expect((await room.ask('GET', '/spec')).status).toBe(404)
    mkdirSync(folder)
    writeFileSync(join(folder, 'index.html'), index)
    expect((await room.ask('GET', '/', { headers: html })).text).toBe(index)
  })
})

describe('without a console', () => {
  it('a browser is told how to build it, and everything else is as before', async () => {
    const room = await roomOf(true)
    const { status, headers, text } = await room.ask('GET', '/', { headers: html })
    expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(text).toContain('npm run build:console')
    expect(text).not.toMatch(/<script|shop|desk/)
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect((await room.ask('GET', '/')).text).toBe('the front page')
    expect((await room.ask('GET', '/spec', { headers: html })).status).toBe(404)
    expect((await room.ask('GET', '/console/app.js')).status).toBe(404)
  })

  it('a gateway says so: it sends people to a browser only where there is one to see', async () => {
    const { config } = loadConfig(join(folderWith(rehearsing), 'bylaw.yaml'), {})
    for (const console of [null, folderOf(files)]) {
      const gateway = await startGateway(config!, { log: 'silent', console })
      const front = await (await fetch(gateway.url)).text()
      const shown = await (await fetch(gateway.url, { headers: html })).text()
      await gateway.close()
      const line = `Open ${gateway.url} in a browser`
      expect([gateway.console, front.includes(line), welcome(gateway).includes(line), shown === index]).toEqual(
        Array.from({ length: 4 }, () => console !== null),
      )
    }
  })
})
