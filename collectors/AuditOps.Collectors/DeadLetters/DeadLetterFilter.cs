using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.DeadLetters;

/// <summary>Which letters are meant; what is null does not matter.</summary>
public sealed record DeadLetterFilter
{
    public string? Tenant { get; init; }

    public DeadLetterCode? Code { get; init; }

    public string? Stage { get; init; }

    /// <summary>Failed at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>These letters and no others; null = all.</summary>
    public IReadOnlySet<string>? Ids { get; init; }

    /// <summary>Letters whose id begins so.</summary>
    public string? IdPrefix { get; init; }

    internal bool Matches(DeadLetter letter) =>
        (Tenant is null || Tenant == letter.Tenant) && (Code is null || Code == letter.Code) && (Stage is null || Stage == letter.Stage)
        && (Since is null || letter.FailedAt >= Since) && (Ids is null || Ids.Contains(letter.Id))
        && (IdPrefix is null || letter.Id.StartsWith(IdPrefix, StringComparison.Ordinal));
}
