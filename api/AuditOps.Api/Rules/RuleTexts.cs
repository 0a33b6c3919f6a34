using AuditOps.Engines.Catalogue;
using AuditOps.Engines.Sigma;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse.Client;
using AuditOps.Warehouse.Queries;

namespace AuditOps.Api.Rules;

/// <summary>What rules say, read by the engine that runs them, and beside the rules that are in force with them.</summary>
internal sealed class RuleTexts(ClickHouseClient warehouse)
{
    // Above what anybody has; what lies beyond is told as if it were not there.
    private const int MostRules = 10_000;

    /// <summary>Name in messages of a text that is only tried.</summary>
    public const string Tried = "yaml";

    private readonly Dictionary<string, (RuleOverlay Overlay, IReadOnlyDictionary<string, RuleVerdict> Verdicts)> _owners = new(StringComparer.Ordinal);

    public async Task<RuleItem> ItemAsync(RuleRow row, CancellationToken cancellation)
    {
        var verdict = row.Yaml.Length == 0 ? null : await ReadAsync(row.Tenant, row.RuleId, row.Yaml, cancellation);
        return new RuleItem
        {
            RuleId = row.RuleId,
            Tenant = row.Tenant,
            Revision = row.Revision,
            Origin = RuleItem.Changed,
            Status = row.Status,
            Title = verdict?.Rule?.Title,
            Level = verdict?.Rule?.Level?.ToString().ToLowerInvariant(),
            Tags = verdict?.Rule?.Tags ?? [],
            Techniques = verdict?.Rule?.Techniques ?? [],
            Faults = verdict?.Faults ?? [],
            ChangedBy = row.ChangedBy,
            ChangedAt = row.ChangedAt,
            Note = row.Note.Length == 0 ? null : row.Note,
        };
    }

    public async Task<RuleItem> ItemAsync(RuleUnit shipped, CancellationToken cancellation)
    {
        var verdict = await ReadAsync(RuleTarget.Everybody, shipped.Id, shipped.Text, cancellation);
        return new RuleItem
        {
            RuleId = shipped.Id,
            Tenant = RuleTarget.Everybody,
            Revision = 0,
            Origin = RuleItem.Shipped,
            Status = "enabled",
            Title = verdict.Rule?.Title,
            Level = verdict.Rule?.Level?.ToString().ToLowerInvariant(),
            Tags = verdict.Rule?.Tags ?? [],
            Techniques = verdict.Rule?.Techniques ?? [],
            Faults = verdict.Faults,
        };
    }

    /// <summary>The texts that hold for an owner, whatever their status, with a text that is only tried in the place of the rule of that id.</summary>
    public async Task<IReadOnlyList<SigmaFile>> FilesAsync(string owner, string id, string? tried, CancellationToken cancellation)
    {
        var overlay = await OverlayAsync(owner, cancellation);
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (tried is not null) taken.UnionWith(RuleUnit.Tried(owner, id, tried).Ids);
        IReadOnlyList<RuleUnit> own = owner == RuleTarget.Everybody ? [] : overlay.Own(owner);
        var ownFiles = Taken(own, id, taken);
        // Of two watchlists or calendars the later one counts: a tenant's own, as in the stream.
        return [.. Taken(overlay.Common, id, taken), .. ownFiles, .. tried is null ? (SigmaFile[])[] : [new SigmaFile(Tried, tried)]];
    }

    /// <summary>Texts of which no id is taken yet. What changes the meaning of other rules has to run to do so; rules themselves are tried whatever their status.</summary>
    private static List<SigmaFile> Taken(IReadOnlyList<RuleUnit> units, string id, HashSet<string> taken)
    {
        var files = new List<SigmaFile>();
        foreach (var unit in units)
        {
            if (unit.Ids.Any(taken.Contains)) continue;
            taken.UnionWith(unit.Ids);
            if (unit.Runs || !unit.ChangesOthers || unit.Ids.Contains(id, StringComparer.OrdinalIgnoreCase)) files.Add(new SigmaFile(unit.Name, unit.Text));
        }

        return files;
    }

    /// <summary>Reads a text alone, and only where it refers to others beside all that its owner has.</summary>
    private async Task<RuleVerdict> ReadAsync(string owner, string id, string text, CancellationToken cancellation)
    {
        var alone = RuleVerdict.Of(text);
        if (!alone.DependsOnOthers)
            return alone;
        if (!_owners.TryGetValue(owner, out var known))
        {
            var overlay = await OverlayAsync(owner, cancellation);
            _owners.Add(owner, known = (overlay, overlay.JudgeRunning(owner)));
        }

        // What does not run, or an older version, was not among them.
        return known.Overlay.TextOf(owner, id) == text && known.Verdicts.TryGetValue($"{owner}/{id}", out var verdict) ? verdict : known.Overlay.Judge(owner, text);
    }

    /// <summary>All rules that an owner has, so that one that refers to others can be read.</summary>
    private async Task<RuleOverlay> OverlayAsync(string owner, CancellationToken cancellation)
    {
        var rows = await new RulesQuery([owner, RuleTarget.Everybody], null, null, MostRules).RunAsync(warehouse, cancellation);
        return new RuleOverlay(ShippedRules.All, rows.Select(row => new RuleDocument
        {
            Tenant = row.Tenant,
            RuleId = row.RuleId,
            Revision = row.Revision,
            Status = Enum.TryParse<RuleStatus>(row.Status, ignoreCase: true, out var status) ? status : RuleStatus.Disabled,
            Origin = row.Origin,
            Yaml = row.Yaml,
            ChangedBy = row.ChangedBy,
            ChangedAt = row.ChangedAt,
        }));
    }
}
