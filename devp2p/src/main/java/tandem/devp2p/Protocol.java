package tandem.devp2p;

/// The protocol that connections carry.
///
/// @param codes how many message codes it has, 1 to 240
/// @param messageBytesMax bytes of a message before compression, at most 10 MiB
public record Protocol(String name, int version, int codes, int messageBytesMax) {
  /// Codes below are the base protocol's. As we have one protocol to offer, it is the first of
  /// those that both ends have, and its codes begin here (gwat-net.md 1.2).
  static final int OFFSET = 0x10;

  public Protocol {
    if (codes < 1 || codes > 240) {
      throw new IllegalArgumentException(codes + " message codes");
    }
    if (messageBytesMax < Hello.BYTES_MAX || messageBytesMax > 10 << 20) {
      throw new IllegalArgumentException("messages of " + messageBytesMax + " bytes");
    }
  }

  Capability capability() {
    return new Capability(name, version);
  }
}
