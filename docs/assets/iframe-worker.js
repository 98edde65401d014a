// Search from disk: a browser starts no worker from a file, so a hidden frame stands for it.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(address) {
      super()
      this.onmessage = null
      this.waiting = []
      this.frame = document.createElement("iframe")
      this.frame.hidden = true
      const answer = "self.postMessage = (data) => parent.postMessage(data, '*')"
      const source = new URL(address, document.baseURI)
      this.frame.srcdoc = `<script>${answer}<\/script><script src="${source}"><\/script>`
      this.frame.addEventListener("load", () => {
        const waiting = this.waiting
        this.waiting = null
        waiting.forEach((data) => this.postMessage(data))
      })
      this.listener = (event) => {
        if (event.source !== this.frame.contentWindow) return
        const told = new MessageEvent("message", { data: event.data })
        if (this.onmessage) this.onmessage(told)
        this.dispatchEvent(told)
      }
      window.addEventListener("message", this.listener)
      document.body.append(this.frame)
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data)
      else this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }))
    }

    terminate() {
      window.removeEventListener("message", this.listener)
      this.frame.remove()
    }
  }
}
