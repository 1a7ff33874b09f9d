package tandem.pairprotocol;

/// A call over the link, as the one who made or took it numbers it; unique within one process.
public record CallId(long value) {
  @Override
  public String toString() {
    return "#" + value;
  }
}
