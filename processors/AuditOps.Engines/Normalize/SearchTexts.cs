using System.Buffers;
using System.Text;
using AuditOps.Engines.Normalize.Rules;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize;

/// <summary>The lower-cased text that full-text search runs over: what a person would remember of an event. Cut at its limit; the rest is found through the raw record.</summary>
internal static class SearchTexts
{
    [ThreadStatic]
    private static StringBuilder? t_text;

    public static string Build(in SummaryFacts facts, string? organization, string summary)
    {
        var text = (t_text ??= new StringBuilder(1024)).Clear();
        var draft = facts.Draft;
        Add(text, summary);
        Add(text, facts.Operation);
        Add(text, facts.Category);
        Add(text, facts.Workload);
        Add(text, facts.Actor.Upn);
        Add(text, facts.Actor.Id);
        Add(text, facts.Actor.Display);
        Add(text, draft.Ip ?? draft.ClientAddress);
        foreach (var target in draft.Targets)
        {
            Add(text, target.Name);
            Add(text, target.Upn);
            Add(text, target.Id);
        }

        Add(text, draft.App?.Name);
        Add(text, draft.App?.Id);
        Add(text, draft.Resource?.Name);
        Add(text, draft.Device?.Name);
        Add(text, draft.ResultCode);
        Add(text, draft.ResultReason);
        Add(text, draft.UserAgent);
        Add(text, draft.CorrelationId);
        Add(text, organization);
        foreach (var change in draft.Changes)
            AddChange(text, change);
        foreach (var attribute in draft.Attributes)
            Add(text, attribute.Value);
        return Lower(text);
    }

    private static void AddChange(StringBuilder text, PropertyChange change)
    {
        Add(text, change.Property);
        Add(text, change.Old);
        Add(text, change.New);
    }

    private static void Add(StringBuilder text, string? part)
    {
        // One-letter values ("0", "1") only bloat the index.
        if (part is null || part.Length < 2 || text.Length >= NormalizeLimits.SearchText)
            return;
        if (text.Length > 0)
            text.Append(' ');
        text.Append(part.AsSpan(0, Math.Min(part.Length, NormalizeLimits.SearchText - text.Length)));
    }

    private static string Lower(StringBuilder text) => string.Create(text.Length, text, static (span, source) =>
    {
        source.CopyTo(0, span, span.Length);

        // Stretches of ASCII, which is nearly everything, many letters at a time.
        while (!span.IsEmpty)
        {
            if (Ascii.ToLowerInPlace(span, out var done) == OperationStatus.Done)
                return;
            span[done] = char.ToLowerInvariant(span[done]);
            span = span[(done + 1)..];
        }
    });
}
