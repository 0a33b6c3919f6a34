using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Api.Alerts;

/// <summary>What is done to each alert: exactly one of a status, an assignment and a remark.</summary>
internal sealed record BulkAction
{
    /// <inheritdoc cref="StatusChange.Status"/>
    public string? Status { get; init; }

    /// <inheritdoc cref="StatusChange.Verdict"/>
    public string? Verdict { get; init; }

    /// <inheritdoc cref="StatusChange.Reason"/>
    public string? Reason { get; init; }

    /// <summary>Who shall look at them; an empty text takes them from everybody.</summary>
    public string? Assignee { get; init; }

    /// <summary>A remark.</summary>
    public string? Text { get; init; }

    /// <summary>The command, or null when the action is not one of the three.</summary>
    public (string Kind, AlertBody Body)? AsCommand() => (Status, Assignee, Text) switch
    {
        ({ } status, null, null) when AlertChanges.KindOf(status) is { } kind => (kind, new AlertBody { Verdict = Verdict, Reason = Reason }),
        (null, { } assignee, null) when Verdict is null && Reason is null => (CommandKinds.Assign, new AlertBody { Assignee = assignee }),
        (null, null, { } text) when Verdict is null && Reason is null => (CommandKinds.Comment, new AlertBody { Text = text }),
        _ => null,
    };
}
