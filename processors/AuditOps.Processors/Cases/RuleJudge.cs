using AuditOps.Processors.Detect;

namespace AuditOps.Processors.Cases;

/// <summary>Judges the text of a rule before it is stored, beside all rules in force: correlations may name rules of other texts.</summary>
/// <param name="FaultOf">What is wrong with an owner's new text under an id, in sentences for whoever wrote it; null when it can be used.</param>
/// <param name="TextOf">The text that an owner has under an id so far, shipped ones included; null when there is none.</param>
internal sealed record RuleJudge(Func<string, string, string, string?> FaultOf, Func<string, string, string?> TextOf)
{
    public static RuleJudge Of(RuleView rules) => new(
        (owner, id, yaml) => rules.Book.Overlay.ClashOf(owner, id, yaml) ?? (rules.Book.Overlay.Judge(owner, yaml).Faults is { Count: > 0 } faults ? string.Join(' ', faults) : null),
        (owner, id) => rules.Book.Overlay.TextOf(owner, id));
}
