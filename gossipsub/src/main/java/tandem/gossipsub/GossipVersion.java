package tandem.gossipsub;

/// The protocols of a gossipsub stream, the better one first.
public enum GossipVersion {
  V1_1("/meshsub/1.1.0"),
  V1_0("/meshsub/1.0.0");

  private final String protocol;

  GossipVersion(String protocol) {
    this.protocol = protocol;
  }

  public String protocol() {
    return protocol;
  }
}
