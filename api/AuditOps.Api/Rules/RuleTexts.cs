using System.Globalization;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Rules;

/// <summary>What a rule's text says, read by the engine that runs it.</summary>
internal static class RuleTexts
{
    // No id of a rule begins so: it tells ids that are written from those that are made up for want of one.
    private const string Unnamed = "\u0001";
    private const int MostFaults = 10;

    /// <summary>The first rule of the text; null when there is none that can be used.</summary>
    public static (RuleMetadata? Rule, bool HasId, IReadOnlyList<string> Faults) Read(string yaml)
    {
        var loaded = SigmaRules.Load([new SigmaFile(Unnamed, yaml)]);
        var rule = loaded.Rules.Select(one => one.Metadata).Concat(loaded.Correlations.Select(one => one.Metadata)).Concat(loaded.Filters.Select(one => one.Metadata)).FirstOrDefault();
        string[] faults =
        [
            .. loaded.Refused.Take(MostFaults).Select(refused => string.Create(CultureInfo.InvariantCulture, $"Line {refused.Line}: {refused.Reason.Replace(Unnamed, "this text", StringComparison.Ordinal)}")),
            .. rule is null && loaded.Refused.Count == 0 ? (string[])["The text holds no rule."] : [],
        ];
        return (rule, rule is not null && !rule.Id.StartsWith(Unnamed, StringComparison.Ordinal), faults);
    }

    public static RuleItem Item(RuleRow row)
    {
        var (rule, _, faults) = row.Yaml.Length == 0 ? (null, false, []) : Read(row.Yaml);
        return new RuleItem
        {
            RuleId = row.RuleId,
            Tenant = row.Tenant,
            Revision = row.Revision,
            Status = row.Status,
            Title = rule?.Title,
            Level = rule?.Level?.ToString().ToLowerInvariant(),
            Tags = rule?.Tags ?? [],
            Techniques = rule?.Techniques ?? [],
            Faults = faults,
            ChangedBy = row.ChangedBy,
            ChangedAt = row.ChangedAt,
            Note = row.Note.Length == 0 ? null : row.Note,
        };
    }
}
