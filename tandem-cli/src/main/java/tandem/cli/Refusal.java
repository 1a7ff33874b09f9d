package tandem.cli;

/// The end of a command that cannot go on, for a reason that its user can understand: one sentence,
/// no stack trace.
final class Refusal extends RuntimeException {
  private final ExitCode code;

  Refusal(ExitCode code, String sentence) {
    super(sentence, null, false, false);
    this.code = code;
  }

  static Refusal failed(String sentence) {
    return new Refusal(ExitCode.FAILED, sentence);
  }

  ExitCode code() {
    return code;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }
}
