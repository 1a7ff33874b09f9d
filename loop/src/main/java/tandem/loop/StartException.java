package tandem.loop;

/// The node cannot start. Nothing of it runs, and the lock of its data directory is free.
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ExitReason reason;

  public StartException(ExitReason.Code code, String text) {
    super(text);
    this.reason = new ExitReason(code, text);
  }

  public StartException(ExitReason.Code code, String text, Throwable cause) {
    super(text, cause);
    this.reason = new ExitReason(code, text);
  }

  public ExitReason reason() {
    return reason;
  }
}
