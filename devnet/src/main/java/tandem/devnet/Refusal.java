package tandem.devnet;

/// The end of a command that cannot go on, for a reason that its user can understand: one sentence,
/// no stack trace.
public final class Refusal extends RuntimeException {
  private final ExitCode code;

  public Refusal(ExitCode code, String sentence) {
    super(sentence, null, false, false);
    this.code = code;
  }

  public static Refusal failed(String sentence) {
    return new Refusal(ExitCode.FAILED, sentence);
  }

  public ExitCode code() {
    return code;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
