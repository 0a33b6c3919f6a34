using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Rules;

/// <summary>What a template may name.</summary>
internal readonly record struct SummaryFacts(EventDraft Draft, Actor Actor, string Operation, string Workload, string Category)
{
    public string? Value(SummaryField field) => field switch
    {
        SummaryField.Actor => Actor.Display is { } display && Actor.Upn is null ? display : Actor.Upn ?? Actor.Display ?? Actor.Id ?? Draft.App?.Name,
        SummaryField.Operation => Operation,
        SummaryField.Target => First(),
        SummaryField.Targets => All(),
        SummaryField.TargetType => Draft.Targets.Count > 0 ? Draft.Targets[0].Type : null,
        SummaryField.Ip => Draft.Ip,
        SummaryField.Category => Category,
        SummaryField.Workload => Workload,
        SummaryField.Service => Draft.Attributes.GetValueOrDefault("service") ?? Workload,
        SummaryField.Result => Word(Draft.Outcome),
        SummaryField.Code => Draft.ResultCode,
        SummaryField.Reason => Draft.ResultReason,
        SummaryField.App => Draft.App?.Name ?? Draft.App?.Id,
        SummaryField.Resource => Draft.Resource?.Name ?? Draft.Resource?.Id,
        SummaryField.Device => Draft.Device?.Name,
        SummaryField.Country => Draft.Geo?.Country,
        SummaryField.City => Draft.Geo?.City,
        _ => null,
    };

    private string? First() => Draft.Targets.Count > 0 ? Name(Draft.Targets[0]) : null;

    private string? All()
    {
        // Three names make a sentence; more make a list.
        const int Shown = 3;
        if (Draft.Targets.Count == 0)
            return null;
        var text = Name(Draft.Targets[0]);
        for (var i = 1; i < Math.Min(Draft.Targets.Count, Shown); i++)
            text = $"{text}, {Name(Draft.Targets[i])}";
        return Draft.Targets.Count > Shown ? $"{text} and {Draft.Targets.Count - Shown} more" : text;
    }

    private static string? Name(Target target) => target.Name ?? target.Upn ?? target.Id;

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Success => "success",
        Outcome.Failure => "failure",
        Outcome.Partial => "partial",
        Outcome.Denied => "denied",
        _ => "unknown",
    };
}
