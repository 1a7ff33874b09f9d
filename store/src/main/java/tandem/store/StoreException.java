package tandem.store;

/// The disk failed, is full, or holds what it should not. The text says what an operator can do.
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What went wrong.
  public enum Kind {
    /// No space left: nothing was written, and after space is back writing works again.
    FULL,
    /// The disk refused a read or a write.
    IO,
    /// The files are damaged.
    DAMAGED,
    /// Not a database of ours, or one of another version.
    FOREIGN,
    /// Another process has the database open.
    LOCKED
  }

  private final Kind kind;

  public StoreException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public StoreException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
