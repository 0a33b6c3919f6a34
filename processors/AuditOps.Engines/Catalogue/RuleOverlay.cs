using AuditOps.Engines.Sigma;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Catalogue;

/// <summary>
/// Whose rules are in force: the shipped ones, over them what holds for all tenants, over that a tenant's own. Whoever says the id of a rule below replaces it, status and
/// all; an empty text takes the replacement back.
/// </summary>
public sealed class RuleOverlay
{
    private readonly IReadOnlyList<RuleUnit> _shipped;
    private readonly Dictionary<(string Owner, string Id), RuleUnit> _documents = [];
    private readonly Dictionary<(string Owner, string Id), long> _revisions = [];
    private readonly Dictionary<string, List<RuleUnit>> _own = new(StringComparer.Ordinal);

    /// <param name="shipped">The pack.</param>
    /// <param name="documents">What people changed.</param>
    /// <param name="previous">Saves reading again what has not changed.</param>
    public RuleOverlay(IReadOnlyList<RuleUnit> shipped, IEnumerable<RuleDocument> documents, RuleOverlay? previous = null)
    {
        ArgumentNullException.ThrowIfNull(documents);
        _shipped = shipped;
        foreach (var document in documents)
        {
            Stamp += document.Revision;
            _revisions[(document.Tenant, document.RuleId)] = document.Revision;
            if (document.Yaml.Length == 0)
                continue;
            var key = (document.Tenant, document.RuleId);
            _documents[key] = previous?._documents.GetValueOrDefault(key) is { } known && known.Version == document.Revision ? known : RuleUnit.Of(document);
        }

        // In an order of their own, not in that of arrival: of two texts that claim the same name the same one wins everywhere.
        foreach (var unit in _documents.OrderBy(pair => pair.Key.Owner, StringComparer.Ordinal).ThenBy(pair => pair.Key.Id, StringComparer.Ordinal).Select(pair => pair.Value))
        {
            if (!_own.TryGetValue(unit.Owner, out var units))
                _own.Add(unit.Owner, units = []);
            units.Add(unit);
        }

        var changed = _own.GetValueOrDefault(RuleUnit.Everybody) ?? [];
        Common = [.. Without(shipped, changed), .. changed];
    }

    /// <summary>The revision at which an owner's text of an id is, removed ones included; 0 where nobody ever changed it.</summary>
    public long RevisionOf(string owner, string id) => _revisions.GetValueOrDefault((owner, id));

    /// <summary>Grows with every change of a document.</summary>
    public long Stamp { get; }

    /// <summary>What holds for all tenants, whatever its status.</summary>
    public IReadOnlyList<RuleUnit> Common { get; }

    /// <summary>Tenants with texts of their own.</summary>
    public IEnumerable<string> Tenants => _own.Keys.Where(owner => owner != RuleUnit.Everybody);

    /// <summary>A tenant's own texts, whatever their status.</summary>
    public IReadOnlyList<RuleUnit> Own(string tenant) => _own.GetValueOrDefault(tenant) ?? [];

    /// <summary>What is in force for an owner and runs.</summary>
    public IReadOnlyList<RuleUnit> Running(string owner)
    {
        if (owner == RuleUnit.Everybody)
            return [.. Common.Where(unit => unit.Runs)];
        var own = Own(owner);
        return [.. Without(Common, own).Concat(own).Where(unit => unit.Runs)];
    }

    /// <summary>What gives rules of an owner their meaning beside their own texts: the filters, watchlists and calendars that hold for it. To be loaded in front of a rule.</summary>
    public IReadOnlyList<SigmaFile> Surroundings(string owner) =>
        [.. Running(owner).Where(unit => unit.HasFilter || unit.HasSetting).Select(unit => new SigmaFile(unit.Name, unit.Text))];

    /// <summary>The text that an owner has under an id: its own, that of all, or the shipped one; null when there is none.</summary>
    public string? TextOf(string owner, string id) =>
        _documents.GetValueOrDefault((owner, id))?.Text ?? _documents.GetValueOrDefault((RuleUnit.Everybody, id))?.Text
        ?? _shipped.FirstOrDefault(unit => string.Equals(unit.Id, id, StringComparison.OrdinalIgnoreCase))?.Text;

    /// <summary>
    /// What another text of those that hold for an owner claims already: of two with the same id or name only one could be used. Whoever says the id of a rule below means
    /// to replace it; that of another text of the same owner nobody can mean.
    /// </summary>
    /// <param name="owner">A tenant, or <see cref="RuleUnit.Everybody"/>.</param>
    /// <param name="id">Id of the document with the text.</param>
    /// <param name="text">The text of a rule.</param>
    /// <returns>A sentence; null when nothing is.</returns>
    public string? ClashOf(string owner, string id, string text)
    {
        var unit = RuleUnit.Tried(owner, id, text);
        var own = (_own.GetValueOrDefault(owner) ?? []).Where(other => other.Id != id).ToList();
        foreach (var other in own)
        {
            if (other.Ids.FirstOrDefault(each => unit.Ids.Contains(each, StringComparer.OrdinalIgnoreCase)) is { } taken)
                return $"The id '{taken}' is taken: the rule '{other.Id}' has it.";
        }

        IReadOnlyList<RuleUnit> below = owner == RuleUnit.Everybody ? _shipped : Common;
        foreach (var other in Without(below, [unit, .. own]).Concat(own))
        {
            if (other.Names.FirstOrDefault(unit.Names.Contains) is { } taken)
                return $"The name '{taken}' is taken: the rule '{other.Id}' has it.";
        }

        return null;
    }

    /// <summary>Reads a text beside all that is in force for its owner: correlations may name rules of other texts.</summary>
    /// <param name="owner">A tenant, or <see cref="RuleUnit.Everybody"/>.</param>
    /// <param name="text">The text of a rule.</param>
    public RuleVerdict Judge(string owner, string text)
    {
        var alone = RuleVerdict.Of(SigmaRules.Load([new SigmaFile(RuleVerdict.File, text)]));
        if (alone.Faults.Count == 0 || !alone.DependsOnOthers)
            return alone;
        var others = Without(Running(owner), [RuleUnit.Shipped(RuleVerdict.File, text)]).Select(other => other.File);
        return RuleVerdict.Of(SigmaRules.Load([.. others, new SigmaFile(RuleVerdict.File, text)]));
    }

    /// <summary>Reads everything that runs for an owner together, which is much faster than one by one.</summary>
    /// <returns>By <see cref="RuleUnit.Name"/>.</returns>
    public IReadOnlyDictionary<string, RuleVerdict> JudgeRunning(string owner)
    {
        var units = Running(owner);
        var loaded = SigmaRules.Load(units.Select(unit => unit.File));
        return units.Select(unit => unit.Name).Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => RuleVerdict.Of(loaded, name), StringComparer.Ordinal);
    }

    internal static IEnumerable<RuleUnit> Without(IEnumerable<RuleUnit> units, IReadOnlyCollection<RuleUnit> replacements)
    {
        if (replacements.Count == 0)
            return units;
        var ids = new HashSet<string>(replacements.SelectMany(unit => unit.Ids), StringComparer.OrdinalIgnoreCase);
        return units.Where(unit => !unit.Ids.Any(ids.Contains));
    }
}
