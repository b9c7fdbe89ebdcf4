// Runs in the page that is measured, before its own scripts.
globalThis.bench = {
  readyAt: undefined,
  tasks: [],
  took: undefined,

  /** Notes when something is there and was painted, and every task over 50 ms. */
  watch(selector) {
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) this.tasks.push({ at: startTime, took: duration })
    }).observe({ type: 'longtask', buffered: true })
    const look = () => {
      if (document.querySelector(selector) === null) return requestAnimationFrame(look)
      requestAnimationFrame(() => {
        this.readyAt = performance.now()
      })
    }
    requestAnimationFrame(look)
  },

  /** Notes how long it takes from the next key until something about these elements changed and was painted. */
  next(selector) {
    this.took = undefined
    let from
    const began = ({ timeStamp }) => {
      from = timeStamp
    }
    addEventListener('keydown', began, { capture: true, once: true })
    const observer = new MutationObserver(() => {
      if (from === undefined) return
      observer.disconnect()
      requestAnimationFrame(() => {
        this.took = performance.now() - from
      })
    })
    const options = { childList: true, characterData: true, attributes: true, subtree: true }
    for (const each of document.querySelectorAll(selector)) observer.observe(each, options)
  },
}
