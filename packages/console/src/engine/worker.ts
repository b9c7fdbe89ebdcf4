import { type Asked, reply } from './serve.ts'

self.addEventListener('message', async ({ data }: MessageEvent<Asked>) => self.postMessage(await reply(data)))
