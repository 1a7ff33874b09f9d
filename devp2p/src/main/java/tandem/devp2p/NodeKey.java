package tandem.devp2p;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import tandem.crypto.Secp256k1;
import tandem.primitives.Bytes;

/// The secret key of a node, by which peers know it. Its text form never shows it.
public final class NodeKey {
  private static final int DIGITS = 64;

  private final Bytes secret;
  private final NodeId id;

  private NodeKey(Bytes secret) {
    this.secret = secret;
    this.id = NodeId.ofPublicKey(Secp256k1.publicKey(secret, false));
  }

  /// @throws IllegalArgumentException if `secret` is no secret key of secp256k1
  public static NodeKey of(Bytes secret) {
    return new NodeKey(secret);
  }

  public static NodeKey generate() {
    return new NodeKey(randomSecret(new SecureRandom()));
  }

  /// The key in `file`, 64 hexadecimal digits as in an original's `nodekey`. If there is no such
  /// file it is made, readable for its owner only.
  ///
  /// @throws IOException if the file cannot be read or made, or holds something else
  public static NodeKey loadOrCreate(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(DIGITS + 16), US_ASCII).strip();
      if (!text.matches("[0-9A-Fa-f]{64}") || !Secp256k1.isSecret(Bytes.fromHex(text))) {
        throw new IOException(
            "node key file "
                + file
                + " does not hold a secret key of 64 hexadecimal digits: restore it, or delete it"
                + " to get a new key");
      }
      return new NodeKey(Bytes.fromHex(text));
    } catch (NoSuchFileException e) {
      NodeKey key = generate();
      key.create(file);
      return key;
    }
  }

  public NodeId id() {
    return id;
  }

  Bytes secret() {
    return secret;
  }

  static Bytes randomSecret(RandomGenerator random) {
    while (true) {
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      Bytes secret = Bytes.wrap(bytes);
      if (Secp256k1.isSecret(secret)) {
        return secret;
      }
    }
  }

  private void create(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    // Temporary files are for their owner only; the name is given when the content is whole.
    Path fresh = Files.createTempFile(directory, "nodekey", ".new");
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer text = ByteBuffer.wrap(secret.toHex().substring(2).getBytes(US_ASCII));
        while (text.hasRemaining()) {
          channel.write(text);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  @Override
  public String toString() {
    return "key of node " + id.brief();
  }
}
