package tandem.gwattypes;

/// genesis.json cannot be used. The text is one sentence that begins with the place, such as
/// `genesis.json alloc.0x71…f7.balance: missing`.
public final class GenesisException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GenesisException(String path, String what) {
    super("genesis.json" + (path.isEmpty() ? "" : " " + path) + ": " + what);
  }
}
