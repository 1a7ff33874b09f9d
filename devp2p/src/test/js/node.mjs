// An ethereumjs node for the tests. It speaks echo/1 of 4 codes: to code 0 it answers with code 1
// and the same payload; what else comes it names in a line.
//
// It listens on loopback and says where with the line {"listening": <port>, "id": <hex>}. Then it
// takes commands, a line each, and answers with JSON lines:
//   dial <id> <port>     connects
//   send <code> <bytes>  sends zeros to the peer
//   disconnect
//   exit
import { createHash, randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { Common, Mainnet } from '@ethereumjs/common'
import { RLPx } from '@ethereumjs/devp2p'
import snappy from 'snappyjs'

const say = (value) => process.stdout.write(JSON.stringify(value) + '\n')
const hex = (bytes) => Buffer.from(bytes).toString('hex')
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex')

let current = null

class Echo {
  constructor (version, peer, send) {
    this.send = (code, payload) => send(code, snappy.compress(payload))
    current = this
  }

  _handleMessage (code, payload) {
    say({ message: code, length: payload.length, digest: digest(payload) })
    if (code === 0) {
      this.send(1, Uint8Array.from(payload))
    }
  }
}

const node = new RLPx(Uint8Array.from(randomBytes(32)), {
  clientId: new TextEncoder().encode('js-oracle/1'),
  capabilities: [{ name: 'echo', version: 1, length: 4, constructor: Echo }],
  common: new Common({ chain: Mainnet })
})

node.events.on('peer:added', (peer) => {
  const { clientId, capabilities, protocolVersion } = peer.getHelloMessage()
  say({ added: hex(peer.getId()), clientId, capabilities, protocolVersion })
})
node.events.on('peer:removed', (peer, reason, byUs) => {
  say({ removed: hex(peer.getId()), reason, byUs })
})
node.events.on('peer:error', (peer, error) => say({ fault: String(error) }))
node.events.on('error', (error) => say({ fault: String(error) }))
node.events.on('listening', () => {
  say({ listening: node._server.address().port, id: hex(node.id) })
})
node.listen(0, '127.0.0.1')

const commands = {
  dial: (id, port) =>
    node.connect({ id: Uint8Array.from(Buffer.from(id, 'hex')), address: '127.0.0.1', tcpPort: Number(port) }),
  send: (code, length) => current.send(Number(code), new Uint8Array(Number(length))),
  disconnect: () => node.getPeers().forEach((peer) => node.disconnect(peer.getId())),
  exit: () => process.exit(0)
}

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const [name, ...words] = line.split(' ')
    try {
      await commands[name](...words)
    } catch (e) {
      say({ failed: String(e) })
    }
  })
  .on('close', () => process.exit(0))
