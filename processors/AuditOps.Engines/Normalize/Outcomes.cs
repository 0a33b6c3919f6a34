using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize;

/// <summary>The words of all sources for how it went, in one vocabulary.</summary>
internal static class Outcomes
{
    private const int LongestWord = 32;

    public static Outcome OfWord(ReadOnlySpan<char> word)
    {
        word = word.Trim();
        if (word.Length is 0 or > LongestWord)
            return Outcome.Unknown;
        Span<char> lower = stackalloc char[LongestWord];
        lower = lower[..word.ToLowerInvariant(lower)];
        return lower switch
        {
            "success" or "succeeded" or "successful" or "succeed" or "true" or "ok" or "allowed" or "completed" or "passed" or "0" or "delivered" or "created" => Outcome.Success,
            "failure" or "failed" or "fail" or "false" or "error" or "faulted" or "notdelivered" => Outcome.Failure,
            "partiallysucceeded" or "partial" or "partialsuccess" or "partiallysuccessful" or "partiallycompleted" => Outcome.Partial,
            "denied" or "blocked" or "accessdenied" or "unauthorized" or "forbidden" or "rejected" or "quarantined" => Outcome.Denied,
            _ => Outcome.Unknown,
        };
    }
}
