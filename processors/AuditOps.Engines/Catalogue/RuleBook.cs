using AuditOps.Engines.Correlation;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Catalogue;

/// <summary>
/// All rules that are in force, compiled: one set for all tenants, which they share, and one for each tenant that has rules of its own. Immutable; a change makes a new book
/// that takes over the sets that did not change.
/// </summary>
public sealed class RuleBook
{
    private readonly Dictionary<string, (RuleSet Set, string Stamp)> _own = new(StringComparer.Ordinal);
    private readonly string _stamp;
    private readonly IReadOnlySet<RuleKey> _off;

    private RuleBook(RuleOverlay overlay, RuleBook? previous, DateTimeOffset now, IReadOnlySet<RuleKey> off)
    {
        Overlay = overlay;
        _off = off;
        var expired = previous?.NextExpiry <= now;
        _stamp = StampOf(overlay.Running(RuleUnit.Everybody), RuleUnit.Everybody, off);
        Common = !expired && previous is not null && previous._stamp == _stamp ? previous.Common : CompileCommon(now);
        // A change for all tenants concerns each tenant that has rules of its own: side by side, or it would take long to be in force for many. This thread takes part, so that
        // nothing waits for the pool to have a free one.
        var tenants = overlay.Tenants.ToArray();
        var sets = new (RuleSet, string)[tenants.Length];
        Parallel.For(0, tenants.Length, at => sets[at] = OwnOf(tenants[at], previous, expired, now));
        for (var at = 0; at < tenants.Length; at++)
            _own.Add(tenants[at], sets[at]);

        NextExpiry = _own.Values.Select(own => own.Set.NextExpiry).Append(Common.NextExpiry).Min();
    }

    public RuleOverlay Overlay { get; }

    /// <summary>The set of all tenants.</summary>
    public RuleSet Common { get; }

    /// <summary>When a new book is due although nobody changed anything; null for never.</summary>
    public DateTimeOffset? NextExpiry { get; }

    /// <summary>Texts that could not be loaded, by owner; among a tenant's those of all that only its own watchlists or calendar make unusable.</summary>
    public IEnumerable<(string Owner, SigmaRefusal Refusal)> Refused
    {
        get
        {
            var common = new HashSet<(string, int)>(Common.Refused.Select(refused => (refused.File, refused.Line)));
            return Common.Refused.Select(refused => (RuleUnit.Everybody, refused)).Concat(_own.SelectMany(own => own.Value.Set.Refused
                .Where(refused => refused.File.StartsWith(own.Key + "/", StringComparison.Ordinal) || (!refused.DependsOnOthers && !common.Contains((refused.File, refused.Line))))
                .Select(refused => (own.Key, refused))));
        }
    }

    /// <param name="overlay">The texts in force.</param>
    /// <param name="previous">The book before.</param>
    /// <param name="now">Decides which exceptions have expired.</param>
    /// <param name="off">Rules that must not run.</param>
    public static RuleBook Compile(RuleOverlay overlay, RuleBook? previous, DateTimeOffset now, IReadOnlySet<RuleKey> off)
    {
        ArgumentNullException.ThrowIfNull(overlay);
        ArgumentNullException.ThrowIfNull(off);
        return new RuleBook(overlay, previous, now, off);
    }

    /// <summary>The set of a tenant with rules of its own; null for the others.</summary>
    public RuleSet? Own(string tenant) => _own.TryGetValue(tenant, out var own) ? own.Set : null;

    /// <summary>The correlation of that id for a tenant; null when there is none that runs.</summary>
    public CorrelationPlan? Find(string tenant, string id)
    {
        if (Own(tenant) is not { } own)
            return Common.Find(id);
        return own.Find(id) ?? (own.Replaces(id) ? null : Common.Find(id));
    }

    /// <summary>Whether a rule should run, in that version, and does not because it must not.</summary>
    public bool Misses(RuleKey rule) =>
        _off.Contains(rule) && Overlay.Running(rule.Owner).Any(unit => unit.Owner == rule.Owner && unit.Version == rule.Version && unit.Ids.Contains(rule.RuleId, StringComparer.OrdinalIgnoreCase));

    private RuleSet CompileCommon(DateTimeOffset now)
    {
        var units = Overlay.Running(RuleUnit.Everybody);
        return new RuleSet(Load(units, now), units, IsOn);
    }

    private (RuleSet Set, string Stamp) OwnOf(string tenant, RuleBook? previous, bool expired, DateTimeOffset now)
    {
        var stamp = $"{_stamp}\n{StampOf(Overlay.Own(tenant), tenant, _off)}";
        var known = previous?._own.GetValueOrDefault(tenant);
        return !expired && known is { Set: not null } same && same.Stamp == stamp ? same : (CompileOwn(tenant, now), stamp);
    }

    /// <summary>
    /// A tenant's own rules, and those of all tenants that have to do with them: rules that its correlations look at, correlations that look at its rules, rules that its
    /// filters narrow, and rules to which its watchlists or its calendar give another meaning. These then stand in its set instead of the common one; the filters of all tenants narrow its own rules too.
    /// </summary>
    private RuleSet CompileOwn(string tenant, DateTimeOffset now)
    {
        var own = Overlay.Own(tenant);
        var commonIds = new HashSet<string>(Overlay.Common.Where(unit => unit.Runs).SelectMany(unit => unit.Ids), StringComparer.OrdinalIgnoreCase);
        var meets = own.Any(unit => unit.HasCorrelation || unit.HasFilter || unit.HasSetting || unit.Ids.Any(commonIds.Contains));
        var all = Overlay.Running(tenant);
        IReadOnlyList<RuleUnit> units = meets ? all : [.. all.Where(unit => unit.HasFilter || unit.HasSetting || unit.Owner == tenant)];
        var rules = Load(units, now);
        var kept = Related(rules, tenant);
        var replaced = new HashSet<string>(kept, StringComparer.Ordinal);
        replaced.UnionWith(own.SelectMany(unit => unit.Ids));
        if (meets)
        {
            // What leaned on a rule that this tenant has switched off or changed, and cannot be used any more.
            var loaded = new HashSet<string>(rules.Rules.Select(rule => rule.Metadata.Id).Concat(rules.Correlations.Select(one => one.Metadata.Id)), StringComparer.Ordinal);
            replaced.UnionWith(Common.Engine.Rules.Select(rule => rule.Metadata.Id).Concat(Common.Correlations.Select(plan => plan.RuleId)).Where(id => !loaded.Contains(id)));
        }

        return new RuleSet(rules, units, (metadata, unit) => kept.Contains(metadata.Id) && IsOn(metadata, unit)) { Replaced = replaced };
    }

    private static HashSet<string> Related(SigmaRules rules, string tenant)
    {
        bool IsOwn(RuleMetadata metadata) => metadata.File.StartsWith(tenant + "/", StringComparison.Ordinal);
        var filters = new HashSet<string>(rules.Filters.Where(filter => IsOwn(filter.Metadata)).Select(filter => filter.Metadata.Id), StringComparer.Ordinal);
        var related = new HashSet<string>(StringComparer.Ordinal);
        var lists = new HashSet<string>(rules.Watchlists.Where(list => IsOwn(list.Metadata)).SelectMany(list => list.Lists.Keys), StringComparer.Ordinal);
        var hasHours = rules.Calendars.Any(calendar => IsOwn(calendar.Metadata));
        related.UnionWith(rules.Rules
            .Where(rule => IsOwn(rule.Metadata) || rule.Filters.Any(filters.Contains) || rule.Placeholders.Any(lists.Contains) || (hasHours && HoursUse.In(rule)))
            .Select(rule => rule.Metadata.Id));
        related.UnionWith(rules.Correlations.Where(one => IsOwn(one.Metadata)).Select(one => one.Metadata.Id));
        for (var before = -1; before != related.Count;)
        {
            before = related.Count;
            foreach (var correlation in rules.Correlations.Where(one => related.Contains(one.Metadata.Id) || one.Rules.Any(related.Contains)))
            {
                related.Add(correlation.Metadata.Id);
                related.UnionWith(correlation.Rules);
            }
        }

        return related;
    }

    private bool IsOn(RuleMetadata metadata, RuleUnit unit) => !_off.Contains(new RuleKey(unit.Owner, metadata.Id, unit.Version));

    private static SigmaRules Load(IReadOnlyList<RuleUnit> units, DateTimeOffset now) =>
        SigmaRules.Load(units.Select(unit => unit.File), new SigmaOptions { Now = now });

    private static string StampOf(IEnumerable<RuleUnit> units, string owner, IReadOnlySet<RuleKey> off) =>
        string.Join('\n', units.Select(unit => $"{unit.Id} {unit.Version} {unit.Status}").Concat(off.Where(key => key.Owner == owner).Select(key => key.ToString()).Order(StringComparer.Ordinal)));
}
