package tandem.devp2p;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tandem.crypto.Keccak256;
import tandem.primitives.Bytes;

/// The frames of RLPx, without the socket. One thread may seal while another opens.
///
/// ```
/// header 16, encrypted: length of the content 3 | c2 80 80 | zeros
/// tag of the header 16
/// content, encrypted, with zeros up to a multiple of 16
/// tag of the content 16
/// ```
///
/// Encryption is AES-256 in counter mode, one key stream for each direction and all of its life.
/// The tags are taken from a hash of everything that a direction has carried, so a frame that is
/// changed, left out, repeated or moved is found out.
final class FrameCipher {
  static final int HEADER_LENGTH = 32;
  static final int TAG_LENGTH = 16;

  /// Bytes of a content.
  static final int CONTENT_MAX = (1 << 24) - 1;

  private static final int BLOCK = 16;

  private final Half out;
  private final Half in;

  FrameCipher(Handshake.Secrets secrets) {
    this.out = new Half(secrets.aes(), secrets.mac(), secrets.egress());
    this.in = new Half(secrets.aes(), secrets.mac(), secrets.ingress());
  }

  /// Bytes of a frame after its header.
  static int bodyLength(int contentLength) {
    return paddedLength(contentLength) + TAG_LENGTH;
  }

  /// The next frame to send.
  ///
  /// @param head first part of the content
  byte[] seal(byte[] head, byte[] tail) {
    int length = head.length + tail.length;
    if (length > CONTENT_MAX) {
      throw new IllegalArgumentException("a frame of " + length + " bytes");
    }
    byte[] frame = new byte[HEADER_LENGTH + bodyLength(length)];
    frame[0] = (byte) (length >>> 16);
    frame[1] = (byte) (length >>> 8);
    frame[2] = (byte) length;
    frame[3] = (byte) 0xc2;
    frame[4] = (byte) 0x80;
    frame[5] = (byte) 0x80;
    out.crypt(frame, 0, BLOCK);
    System.arraycopy(out.headerTag(frame, 0), 0, frame, BLOCK, TAG_LENGTH);
    System.arraycopy(head, 0, frame, HEADER_LENGTH, head.length);
    System.arraycopy(tail, 0, frame, HEADER_LENGTH + head.length, tail.length);
    int tagAt = frame.length - TAG_LENGTH;
    out.crypt(frame, HEADER_LENGTH, tagAt - HEADER_LENGTH);
    System.arraycopy(out.bodyTag(frame, HEADER_LENGTH, tagAt), 0, frame, tagAt, TAG_LENGTH);
    return frame;
  }

  /// @param header [#HEADER_LENGTH] bytes as received
  /// @return length of the content
  int openHeader(byte[] header) throws RlpxException {
    byte[] tag = in.headerTag(header, 0);
    if (!isTag(tag, header, BLOCK)) {
      throw new RlpxException("a frame header with a wrong tag");
    }
    byte[] plain = Arrays.copyOf(header, BLOCK);
    in.crypt(plain, 0, BLOCK);
    return (plain[0] & 0xff) << 16 | (plain[1] & 0xff) << 8 | plain[2] & 0xff;
  }

  /// @param body as received after a header: [#bodyLength] bytes; it is overwritten
  byte[] openBody(byte[] body, int contentLength) throws RlpxException {
    int tagAt = body.length - TAG_LENGTH;
    if (!isTag(in.bodyTag(body, 0, tagAt), body, tagAt)) {
      throw new RlpxException("a frame with a wrong tag");
    }
    in.crypt(body, 0, tagAt);
    return Arrays.copyOf(body, contentLength);
  }

  private static boolean isTag(byte[] tag, byte[] bytes, int at) {
    return MessageDigest.isEqual(tag, Arrays.copyOfRange(bytes, at, at + TAG_LENGTH));
  }

  private static int paddedLength(int length) {
    return (length + BLOCK - 1) / BLOCK * BLOCK;
  }

  /// One direction.
  private static final class Half {
    private final Cipher stream;
    private final Cipher block;
    private final Keccak256 hash;

    Half(Bytes aes, Bytes mac, Keccak256 hash) {
      try {
        this.stream = Cipher.getInstance("AES/CTR/NoPadding");
        this.stream.init(
            Cipher.ENCRYPT_MODE,
            new SecretKeySpec(aes.unsafeArray(), "AES"),
            new IvParameterSpec(new byte[BLOCK]));
        this.block = Cipher.getInstance("AES/ECB/NoPadding");
        this.block.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(mac.unsafeArray(), "AES"));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("no AES in this Java", e);
      }
      this.hash = hash;
    }

    /// Encrypts or decrypts in place, as the next part of the key stream.
    void crypt(byte[] bytes, int from, int length) {
      try {
        int done = stream.update(bytes, from, length, bytes, from);
        if (done != length) {
          throw new IllegalStateException(done + " of " + length + " bytes were encrypted");
        }
      } catch (ShortBufferException e) {
        throw new IllegalStateException(e);
      }
    }

    byte[] headerTag(byte[] bytes, int from) {
      return tag(Arrays.copyOfRange(bytes, from, from + BLOCK));
    }

    byte[] bodyTag(byte[] bytes, int from, int to) {
      hash.update(bytes, from, to);
      return tag(hash.peek().toArray());
    }

    /// Mixes the hash, encrypted, with `seed` and gives the first half of what follows.
    private byte[] tag(byte[] seed) {
      try {
        byte[] mixed = block.doFinal(hash.peek().toArray(), 0, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
          mixed[i] ^= seed[i];
        }
        hash.update(mixed);
        return Arrays.copyOf(hash.peek().toArray(), TAG_LENGTH);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
