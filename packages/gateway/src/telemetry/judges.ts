import type { Detection, Detector, Judge, NamedJudge } from '@bylaw/judge'
import type { Metrics } from './metrics.ts'

/** A judge of which is counted what comes of its judgements, and how long they take. */
export function timed(name: string, named: NamedJudge, metrics: Metrics): NamedJudge {
  if (named.kind === 'detector') return { ...named, detector: timedDetector(name, named.detector, metrics) }
  return { ...named, judge: timedJudge(name, named.judge, metrics) }
}

function timedJudge(name: string, judge: Judge, metrics: Metrics): Judge {
  return {
    ...judge,
    async judge(asked, signal) {
      const began = performance.now()
      const judgements = await judge.judge(asked, signal)
      metrics.judging.observe({ judge: name }, (performance.now() - began) / 1000)
      for (const { state } of judgements) metrics.judgements.inc({ judge: name, state })
      return judgements
    },
  }
}

function timedDetector(name: string, detector: Detector, metrics: Metrics): Detector {
  const told = (state: Detection['state'] | 'error', began: number) => {
    metrics.judging.observe({ judge: name }, (performance.now() - began) / 1000)
    metrics.judgements.inc({ judge: name, state })
  }
  return {
    ...detector,
    async find(text) {
      const began = performance.now()
      try {
        const detection = await detector.find(text)
        told(detection.state, began)
        return detection
      } catch (error) {
        told('error', began)
        throw error
      }
    },
  }
}
