package tandem.gossipsub;

/// Bytes that are no [Rpc], or one beyond all bounds: the sender's fault.
public final class RpcException extends Exception {
  private static final long serialVersionUID = 1L;

  RpcException(String message) {
    super(message);
  }
}
