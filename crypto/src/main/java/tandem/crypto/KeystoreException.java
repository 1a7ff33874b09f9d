package tandem.crypto;

/// A key file that cannot be used; the text says why in words for its owner.
public final class KeystoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean wrongPassword;

  private KeystoreException(String message, boolean wrongPassword) {
    super(message);
    this.wrongPassword = wrongPassword;
  }

  static KeystoreException badFile(String why) {
    return new KeystoreException("bad key file: " + why, false);
  }

  static KeystoreException wrongPassword() {
    return new KeystoreException("wrong password, or a damaged key file", true);
  }

  /// Whether the file has its form and the password does not fit.
  public boolean isWrongPassword() {
    return wrongPassword;
  }
}
