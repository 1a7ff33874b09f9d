package tandem.devp2p;

/// A protocol that a node speaks, as its Hello names it.
///
/// @param version unsigned
public record Capability(String name, long version) {
  @Override
  public String toString() {
    return name + "/" + Long.toUnsignedString(version);
  }
}
