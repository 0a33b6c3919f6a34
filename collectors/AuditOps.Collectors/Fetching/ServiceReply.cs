namespace AuditOps.Collectors.Fetching;

/// <summary>A whole answer of a service.</summary>
internal sealed record ServiceReply(int Status, byte[] Body, string? NextPage, TimeSpan? RetryAfter)
{
    /// <summary>Its place in memory; null when it was no success.</summary>
    public Lease? Lease { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The service's own error code: <c>error.code</c> of the body (Graph and the Management API agree on it).</summary>
    public string? ErrorCode { get; } = Status is >= 200 and < 300 ? null : ServiceErrors.CodeOf(Body);

    /// <summary>The token is worth nothing. The Management API also says 401, with a code of its own, for what a new token would not change: a missing permission, another tenant's token.</summary>
    public bool IsTokenRefused => Status == 401 && ErrorCode?.StartsWith("AF", StringComparison.Ordinal) != true;

    /// <summary>Too many requests. The Management API says it with 429 or with 403 and its own code.</summary>
    public bool IsThrottled => Status == 429 || ErrorCode is "AF429" or "TooManyRequests" || (Status == 503 && RetryAfter is not null);

    public bool IsFailure => Status >= 500 || Status == 408 || ErrorCode == "AF50000";
}
