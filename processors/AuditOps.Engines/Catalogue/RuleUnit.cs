using AuditOps.Engines.Sigma;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Catalogue;

/// <summary>A text with rules that is replaced, switched and removed as one: a document of people, or one document of the shipped pack.</summary>
public sealed class RuleUnit
{
    /// <summary>Owner of what holds for all tenants.</summary>
    public const string Everybody = "_";

    private RuleUnit(string owner, string id, string text, long version, RuleStatus status)
    {
        (Owner, Id, Text, Version, Status) = (owner, id, text, version, status);
        File = new SigmaFile(Name, text);
        var alone = SigmaRules.Load([File]);
        // A correlation whose rules stand in other texts is refused here and carries its id all the same.
        Ids =
        [
            .. new HashSet<string>(
                [
                    id, .. alone.Rules.Select(rule => rule.Metadata.Id), .. alone.Correlations.Select(correlation => correlation.Metadata.Id),
                    .. alone.Filters.Select(filter => filter.Metadata.Id),
                    .. alone.Watchlists.Select(watchlist => watchlist.Metadata.Id), .. alone.Calendars.Select(calendar => calendar.Metadata.Id), .. alone.Refused.Select(refused => refused.Rule).OfType<string>(),
                ],
                StringComparer.OrdinalIgnoreCase),
        ];
        Names = [.. alone.Rules.Select(rule => rule.Metadata.Name).Concat(alone.Correlations.Select(correlation => correlation.Metadata.Name)).OfType<string>()];
        HasFilter = alone.Filters.Count > 0;
        HasSetting = alone.Watchlists.Count + alone.Calendars.Count > 0;
        HasCorrelation = alone.Correlations.Count + alone.Refused.Count > 0;
    }

    /// <summary>A tenant, or <see cref="Everybody"/>.</summary>
    public string Owner { get; }

    public string Id { get; }

    /// <summary>Sigma.</summary>
    public string Text { get; }

    /// <summary>Revision of the document; 0 for a shipped one.</summary>
    public long Version { get; }

    public RuleStatus Status { get; }

    /// <summary>Ids of all rules in the text; a text that says the same ids goes before.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>Names by which correlations may call its rules.</summary>
    public IReadOnlyList<string> Names { get; }

    public bool Runs => Status is RuleStatus.Testing or RuleStatus.Enabled;

    public bool IsSilent => Status == RuleStatus.Testing;

    public bool IsShipped => Version == 0;

    /// <summary>Name of the text in messages.</summary>
    public string Name => $"{Owner}/{Id}";

    /// <summary>The text by that name.</summary>
    internal SigmaFile File { get; }

    internal bool HasFilter { get; }

    /// <summary>It holds a watchlist or a calendar: rules mean something else with it.</summary>
    internal bool HasSetting { get; }

    /// <summary>It holds a filter, a watchlist or a calendar.</summary>
    public bool ChangesOthers => HasFilter || HasSetting;

    /// <summary>It may refer to rules of other texts.</summary>
    internal bool HasCorrelation { get; }

    public static RuleUnit Shipped(string id, string text) => new(Everybody, id, text, 0, RuleStatus.Enabled);

    /// <summary>A text that is not stored yet.</summary>
    public static RuleUnit Tried(string owner, string id, string text) => new(owner, id, text, 0, RuleStatus.Draft);

    public static RuleUnit Of(RuleDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new RuleUnit(document.Tenant, document.RuleId, document.Yaml, document.Revision, document.Status);
    }
}
