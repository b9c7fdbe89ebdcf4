import { parentPort, workerData } from 'node:worker_threads'
import type { BundleFiles } from './bundle.ts'
import type { CheckerData } from './checkers.ts'
import { quickBundle } from './quick.ts'

/** A thread that looks at bundles, in the order in which they come. */
const { check, seed } = workerData as CheckerData
parentPort!.on('message', (files: BundleFiles) => parentPort!.postMessage(quickBundle(files, check, seed)))
