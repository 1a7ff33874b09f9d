// Node 20 lacks Promise.withResolvers, which libp2p uses. Load with --import.
Promise.withResolvers ??= function () {
  let resolve, reject
  const promise = new this((res, rej) => { resolve = res; reject = rej })
  return { promise, resolve, reject }
}
