package tandem.gwatcore;

/// The name of a connected peer, as its network adapter gives it. Ordered as text, so that whatever
/// is chosen among peers is chosen alike on every run.
public record PeerKey(String id) implements Comparable<PeerKey> {
  public PeerKey {
    if (id.isEmpty() || id.length() > 160) {
      throw new IllegalArgumentException("a peer's name has 1 to 160 characters: " + id.length());
    }
  }

  @Override
  public int compareTo(PeerKey other) {
    return id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return id;
  }
}
