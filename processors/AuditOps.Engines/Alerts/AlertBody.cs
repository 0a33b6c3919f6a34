using System.Text.Json.Serialization;

namespace AuditOps.Engines.Alerts;

/// <summary>The JSON body of a person's command on an alert. Which fields count depends on the command's kind.</summary>
public sealed record AlertBody
{
    /// <summary>An OCSF verdict (<see cref="OcsfVerdicts"/>); for resolving.</summary>
    [JsonPropertyName("verdict")]
    public string? Verdict { get; init; }

    /// <summary>Why; needed for closing.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; init; }

    /// <summary>Who shall look at it; null takes it from everybody.</summary>
    [JsonPropertyName("assignee")]
    public string? Assignee { get; init; }

    /// <summary>The remark.</summary>
    [JsonPropertyName("text")]
    public string? Text { get; init; }
}
