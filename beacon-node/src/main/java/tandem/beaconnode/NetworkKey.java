package tandem.beaconnode;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import tandem.libp2p.Identity;
import tandem.primitives.Bytes;
import tandem.primitives.Hex;

/// The file that holds a node's identity in the network: 64 hexadecimal digits (coordinator-net.md
/// 1.4). It is made at the first start, so that the identity lasts.
final class NetworkKey {
  private static final String NAME = "network-key";
  private static final int BYTES_MAX = 256;

  private NetworkKey() {}

  /// The identity of the node with this data directory.
  ///
  /// @throws IOException if the file cannot be read or made, or holds something else
  static Identity load(Path dataDir) throws IOException {
    Path file = dataDir.resolve(NAME);
    if (!Files.exists(file)) {
      Identity identity = Identity.generate();
      save(file, identity.secret());
      return identity;
    }
    String text = new String(TextFiles.read(file, BYTES_MAX), US_ASCII).strip();
    try {
      return Identity.of(Bytes.fromHex(text));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + " does not hold a key of 64 hexadecimal digits; without it a new one is made");
    }
  }

  /// Readable by nobody but the owner from its first byte on, and whole or not there.
  private static void save(Path file, Bytes secret) throws IOException {
    FileAttribute<?> ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path fresh = file.resolveSibling(NAME + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel out =
        FileChannel.open(
            fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
      ByteBuffer digits =
          ByteBuffer.wrap(Hex.encode(secret.unsafeArray()).substring(2).getBytes(US_ASCII));
      while (digits.hasRemaining()) {
        out.write(digits);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
