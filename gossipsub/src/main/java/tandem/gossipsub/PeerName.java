package tandem.gossipsub;

/// A connected peer, as its transport names it. Ordered as text, so that whatever is chosen among
/// peers is chosen alike on every run.
public record PeerName(String id) implements Comparable<PeerName> {
  @Override
  public int compareTo(PeerName other) {
    return id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return id;
  }
}
