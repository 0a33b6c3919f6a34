namespace AuditOps.Processors.Notify.Sending;

/// <summary>What came of one attempt.</summary>
/// <param name="Verdict">What follows from it.</param>
/// <param name="Code">Short name, for example http_503.</param>
/// <param name="Message">The same in a sentence, without secrets; null when it went well.</param>
/// <param name="RetryAfter">The receiver's own wish; null without one.</param>
internal sealed record SendOutcome(SendVerdict Verdict, string Code, string? Message = null, TimeSpan? RetryAfter = null)
{
    public static SendOutcome Delivered(string code) => new(SendVerdict.Delivered, code);

    public static SendOutcome Retry(string code, string message, TimeSpan? after = null) => new(SendVerdict.Retry, code, message, after);

    public static SendOutcome Refused(string code, string message) => new(SendVerdict.Refused, code, message);
}
