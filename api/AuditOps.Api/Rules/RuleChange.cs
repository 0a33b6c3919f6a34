namespace AuditOps.Api.Rules;

/// <summary>The body of a new or changed rule.</summary>
internal sealed record RuleChange
{
    /// <summary>Sigma, with an id; when an existing rule is changed, absent keeps the text.</summary>
    public string? Yaml { get; init; }

    /// <summary>draft, testing (it works and nobody is told), enabled or disabled. A new rule is draft when absent; a draft has to be tested before it is enabled.</summary>
    public string? Status { get; init; }

    /// <summary>Why.</summary>
    public string? Note { get; init; }

    /// <summary>Whose rule it is; _ for all tenants. Absent: of the key's only tenant, or of all for a key for all tenants.</summary>
    public string? Tenant { get; init; }

    /// <summary>Revision that the change was made on; absent for whatever it is.</summary>
    public long? Revision { get; init; }
}
