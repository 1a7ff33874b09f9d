package tandem.devp2p;

import java.util.random.RandomGenerator;
import tandem.crypto.Keccak256;
import tandem.crypto.Secp256k1;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.rlp.RlpException;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// The key exchange of RLPx in the form of EIP-8, without the sockets: two messages, and the
/// secrets that follow from them.
///
/// ```
/// auth  initiator → recipient  [signature 65, initiator's id 64, nonce 32, version, …] padding
/// ack   recipient → initiator  [ephemeral key 64, nonce 32, version, …] padding
/// ```
///
/// Each is encrypted to the other's node key ([Ecies]), with its length, 2 bytes, in front. The
/// signature is the initiator's ephemeral key's, of the agreement of the node keys xor the nonce;
/// so it gives the ephemeral key and proves the node key. Versions, further elements and what
/// follows the list are ignored.
final class Handshake {
  /// Bytes of a message after its length; EIP-8 wants at least 1 KiB to be possible.
  static final int MESSAGE_MAX = 2_048;

  private static final int VERSION = 4;
  private static final int SIGNATURE_LENGTH = 65;
  private static final int PADDING_MIN = 100;
  private static final int PADDING_MAX = 300;

  private final NodeKey own;
  private final RandomGenerator random;
  private final Bytes ephemeralSecret;
  private final Bytes nonce;

  /// What both ends know after the two messages, and nobody else.
  ///
  /// @param remote whose node key the other end has
  /// @param egress of the frames that we send
  /// @param ingress of the frames that we receive
  record Secrets(NodeId remote, Bytes aes, Bytes mac, Keccak256 egress, Keccak256 ingress) {}

  record Auth(Secp256k1.Signature signature, NodeId initiator, Bytes nonce) {}

  record Ack(NodeId ephemeral, Bytes nonce) {}

  Handshake(NodeKey own, RandomGenerator random) {
    this(own, random, NodeKey.randomSecret(random), nonce(random));
  }

  /// With given chance, for known vectors.
  Handshake(NodeKey own, RandomGenerator random, Bytes ephemeralSecret, Bytes nonce) {
    this.own = own;
    this.random = random;
    this.ephemeralSecret = ephemeralSecret;
    this.nonce = nonce;
  }

  /// Begins as initiator.
  ///
  /// @throws RlpxException if `remote` is no key
  byte[] auth(NodeId remote) throws RlpxException {
    Secp256k1.Signature signature = Secp256k1.sign(challenge(remote, nonce), ephemeralSecret);
    RlpWriter out = new RlpWriter(256);
    int end = out.mark();
    out.number(VERSION).bytes(nonce).bytes(own.id().bytes());
    byte[] rsv = new byte[SIGNATURE_LENGTH];
    System.arraycopy(signature.rs().unsafeArray(), 0, rsv, 0, 64);
    rsv[64] = (byte) signature.recoveryId();
    return seal(out.bytes(rsv).list(end).toByteArray(), remote);
  }

  /// Answers as recipient.
  byte[] ack(Auth auth) {
    RlpWriter out = new RlpWriter(256);
    int end = out.mark();
    out.number(VERSION).bytes(nonce);
    out.bytes(NodeId.ofPublicKey(Secp256k1.publicKey(ephemeralSecret, false)).bytes());
    return seal(out.list(end).toByteArray(), auth.initiator());
  }

  /// @param packet with its length
  Auth readAuth(byte[] packet) throws RlpxException {
    try {
      RlpReader in = open(packet, "auth");
      byte[] rsv = in.fixed("signature", SIGNATURE_LENGTH);
      NodeId initiator = new NodeId(Bytes.wrap(in.fixed("initiator", NodeId.LENGTH)));
      Bytes theirNonce = Bytes.wrap(in.fixed("nonce", 32));
      if (rsv[64] < 0 || rsv[64] > 3) {
        throw new RlpxException("auth: recovery id " + rsv[64]);
      }
      Secp256k1.Signature signature = new Secp256k1.Signature(Bytes.of(rsv, 0, 64), rsv[64]);
      return new Auth(signature, initiator, theirNonce);
    } catch (RlpException e) {
      throw new RlpxException(String.valueOf(e.getMessage()));
    }
  }

  /// @param packet with its length
  Ack readAck(byte[] packet) throws RlpxException {
    try {
      RlpReader in = open(packet, "ack");
      NodeId ephemeral = new NodeId(Bytes.wrap(in.fixed("ephemeral key", NodeId.LENGTH)));
      return new Ack(ephemeral, Bytes.wrap(in.fixed("nonce", 32)));
    } catch (RlpException e) {
      throw new RlpxException(String.valueOf(e.getMessage()));
    }
  }

  /// The secrets of the initiator.
  Secrets asInitiator(NodeId remote, byte[] authPacket, byte[] ackPacket) throws RlpxException {
    Ack ack = readAck(ackPacket);
    Bytes agreed = agree(ephemeralSecret, ack.ephemeral(), "ack: ephemeral key");
    Exchange exchange = new Exchange(agreed, nonce, authPacket, ack.nonce(), ackPacket);
    return exchange.secrets(remote, true);
  }

  /// The secrets of the recipient.
  Secrets asRecipient(Auth auth, byte[] authPacket, byte[] ackPacket) throws RlpxException {
    Bytes signer = Secp256k1.recover(challenge(auth.initiator(), auth.nonce()), auth.signature());
    if (signer == null) {
      throw new RlpxException("auth: the signature is none");
    }
    Bytes agreed = agree(ephemeralSecret, NodeId.ofPublicKey(signer), "auth: ephemeral key");
    Exchange exchange = new Exchange(agreed, auth.nonce(), authPacket, nonce, ackPacket);
    return exchange.secrets(auth.initiator(), false);
  }

  /// What both messages have brought.
  ///
  /// @param agreed by the ephemeral keys
  private record Exchange(
      Bytes agreed, Bytes initiatorNonce, byte[] auth, Bytes recipientNonce, byte[] ack) {
    Secrets secrets(NodeId remote, boolean initiator) {
      Bytes nonces = hash(recipientNonce, initiatorNonce);
      Bytes shared = hash(agreed, nonces);
      Bytes aes = hash(agreed, shared);
      Bytes mac = hash(agreed, aes);
      // The hash of what one end sends begins with the other end's nonce.
      Keccak256 ofAuth = new Keccak256().update(xor(mac, recipientNonce)).update(auth);
      Keccak256 ofAck = new Keccak256().update(xor(mac, initiatorNonce)).update(ack);
      return initiator
          ? new Secrets(remote, aes, mac, ofAuth, ofAck)
          : new Secrets(remote, aes, mac, ofAck, ofAuth);
    }

    private static Bytes hash(Bytes a, Bytes b) {
      return Bytes.wrap(
          new Keccak256().update(a.unsafeArray()).update(b.unsafeArray()).digest().toArray());
    }
  }

  private Hash32 challenge(NodeId remote, Bytes initiatorNonce) throws RlpxException {
    return Hash32.wrap(xor(agree(own.secret(), remote, "node id"), initiatorNonce));
  }

  private static Bytes agree(Bytes secret, NodeId key, String what) throws RlpxException {
    Bytes shared = Secp256k1.sharedX(secret, key.publicKey());
    if (shared == null) {
      throw new RlpxException(DisconnectReason.INVALID_IDENTITY, what + " is no public key");
    }
    return shared;
  }

  private byte[] seal(byte[] body, NodeId to) {
    byte[] padded = new byte[body.length + random.nextInt(PADDING_MIN, PADDING_MAX)];
    random.nextBytes(padded);
    System.arraycopy(body, 0, padded, 0, body.length);
    int length = padded.length + Ecies.OVERHEAD;
    byte[] prefix = {(byte) (length >>> 8), (byte) length};
    byte[] sealed = Ecies.encrypt(to.publicKey(), padded, prefix, random);
    byte[] packet = new byte[2 + length];
    System.arraycopy(prefix, 0, packet, 0, 2);
    System.arraycopy(sealed, 0, packet, 2, length);
    return packet;
  }

  private RlpReader open(byte[] packet, String name) throws RlpxException {
    byte[] prefix = {packet[0], packet[1]};
    byte[] sealed = Bytes.of(packet, 2, packet.length).toArray();
    byte[] plain = Ecies.decrypt(own.secret(), sealed, prefix);
    if (plain == null) {
      throw new RlpxException(name + " is not encrypted to our key");
    }
    return RlpReader.of(plain, name).list(name);
  }

  private static byte[] xor(Bytes a, Bytes b) {
    byte[] result = a.toArray();
    for (int i = 0; i < result.length; i++) {
      result[i] ^= (byte) b.at(i);
    }
    return result;
  }

  private static Bytes nonce(RandomGenerator random) {
    byte[] nonce = new byte[32];
    random.nextBytes(nonce);
    return Bytes.wrap(nonce);
  }
}
