package tandem.beaconnode;

/// The node could not start. Nothing of it runs.
public final class NodeStartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final NodeExit.Code code;

  NodeStartException(NodeExit.Code code, String sentence) {
    super(sentence);
    this.code = code;
  }

  NodeStartException(NodeExit.Code code, String sentence, Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  public NodeExit exit() {
    return new NodeExit(code, String.valueOf(getMessage()));
  }
}
