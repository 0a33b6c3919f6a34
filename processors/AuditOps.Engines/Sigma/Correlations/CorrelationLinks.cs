using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Sigma.Correlations;

/// <summary>Turns the names by which correlations refer to rules into ids. Refused: references to nothing, to correlations that were refused, and circles.</summary>
internal sealed class CorrelationLinks
{
    private readonly IReadOnlyList<SigmaCorrelation> _correlations;
    private readonly List<SigmaRefusal> _refused;
    private readonly Dictionary<string, string> _handles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SigmaCorrelation> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _states = new(StringComparer.Ordinal);
    private readonly List<SigmaCorrelation> _resolved = [];
    private int _depth;

    public CorrelationLinks(IReadOnlyList<SigmaRule> rules, IReadOnlyList<SigmaCorrelation> correlations, List<SigmaRefusal> refused)
    {
        _correlations = correlations;
        _refused = refused;
        foreach (var rule in rules)
            Handle(rule.Metadata);
        foreach (var correlation in correlations)
        {
            Handle(correlation.Metadata);
            _byId[correlation.Metadata.Id] = correlation;
        }
    }

    /// <summary>The usable correlations, each after those it builds on.</summary>
    public IReadOnlyList<SigmaCorrelation> Resolve()
    {
        foreach (var correlation in _correlations)
        {
            _depth = 0;
            Visit(correlation);
        }

        return _resolved;
    }

    private void Handle(RuleMetadata metadata)
    {
        _handles[metadata.Id] = metadata.Id;
        if (metadata.Name is { } name)
            _handles[name] = metadata.Id;
    }

    /// <summary>Whether the correlation can be used; while it is being looked at it is in the table as unusable, which is what a circle finds.</summary>
    private bool Visit(SigmaCorrelation correlation)
    {
        var id = correlation.Metadata.Id;
        if (_states.TryGetValue(id, out var usable))
            return usable;
        _states[id] = false;
        if (++_depth > SigmaLimits.CorrelationDepth)
            return Refuse(correlation, $"correlations build on each other over more than {SigmaLimits.CorrelationDepth} steps.");
        var ids = new List<string>(correlation.Rules.Count);
        foreach (var name in correlation.Rules)
        {
            if (!_handles.TryGetValue(name, out var target))
                return Refuse(correlation, $"the correlation names '{name}', which is no loaded rule.");
            if (_byId.TryGetValue(target, out var inner) && !Visit(inner))
                return Refuse(correlation, $"the correlation builds on '{name}', which cannot be used or leads back to it.");
            ids.Add(target);
            foreach (var group in correlation.GroupBy)
            {
                if (inner is not null && !inner.GroupBy.Contains(Field(correlation, group, name), StringComparer.Ordinal))
                    return Refuse(correlation, $"the correlation groups by '{Field(correlation, group, name)}', which is no group field of '{name}'; a correlation tells others only its group.");
            }
        }

        _depth--;
        _states[id] = true;
        _resolved.Add(WithIds(correlation, ids));
        return true;
    }

    private static string Field(SigmaCorrelation correlation, string group, string rule) => correlation.FieldOf(group, rule);

    private bool Refuse(SigmaCorrelation correlation, string reason)
    {
        _refused.Add(new SigmaRefusal(correlation.Metadata.File, correlation.Metadata.Line, reason, correlation.Metadata.Id) { DependsOnOthers = true });
        return false;
    }

    private static SigmaCorrelation WithIds(SigmaCorrelation named, List<string> ids)
    {
        var aliases = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (alias, fields) in named.Aliases)
        {
            var byId = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < ids.Count; i++)
            {
                if (fields.TryGetValue(named.Rules[i], out var field))
                    byId[ids[i]] = field;
            }

            aliases.Add(alias, byId);
        }

        return named with { Rules = ids, Aliases = aliases };
    }
}
