using System.Text.Json.Serialization;

namespace AuditOps.Processors.Cases;

/// <summary>The JSON body of a command on a rule.</summary>
internal sealed record RuleBody
{
    /// <summary>The rule, as Sigma.</summary>
    [JsonPropertyName("yaml")]
    public string? Yaml { get; init; }

    /// <summary><c>draft</c>, <c>testing</c>, <c>enabled</c> or <c>disabled</c>.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; init; }

    /// <summary>Why it was changed.</summary>
    [JsonPropertyName("note")]
    public string? Note { get; init; }
}
