using AuditOps.Engines.Sigma.Correlations;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Parsing;

namespace AuditOps.Engines.Sigma;

/// <summary>A loaded set of rules: what can be used, and what was refused with file, line and reason. Filters are already part of the rules they narrow.</summary>
public sealed class SigmaRules
{
    internal SigmaRules(IReadOnlyList<SigmaRule> rules, IReadOnlyList<SigmaCorrelation> correlations, IReadOnlyList<SigmaFilter> filters, IReadOnlyList<SigmaRefusal> refused, IReadOnlyList<SigmaNote> notes)
    {
        Rules = rules;
        Correlations = correlations;
        Filters = filters;
        Refused = refused;
        Notes = notes;
    }

    public IReadOnlyList<SigmaRule> Rules { get; }

    public IReadOnlyList<SigmaCorrelation> Correlations { get; }

    public IReadOnlyList<SigmaFilter> Filters { get; }

    /// <summary>The documents with watchlists; their values are already part of the rules that ask for them.</summary>
    public IReadOnlyList<SigmaWatchlist> Watchlists { get; init; } = [];

    /// <summary>The documents with calendars; the last one says when people work.</summary>
    public IReadOnlyList<SigmaCalendar> Calendars { get; init; } = [];

    /// <summary>When the first of the filters and exceptions expires that count now; null when none does.</summary>
    public DateTimeOffset? NextExpiry =>
        Rules.SelectMany(rule => rule.Metadata.Extras.Exceptions).Where(one => one.Counts(Options.Now)).Select(one => one.Expires)
            .Concat(Filters.Where(filter => filter.Counts(Options.Now)).Select(filter => filter.Metadata.Extras.Expires))
            .Min();

    public IReadOnlyList<SigmaRefusal> Refused { get; }

    public IReadOnlyList<SigmaNote> Notes { get; }

    /// <summary>Whether a rule or correlation only serves correlations that do not say <c>generate</c>: then it raises no alert of its own.</summary>
    public bool IsOnlyPart(string id)
    {
        var part = false;
        foreach (var correlation in Correlations)
        {
            if (!correlation.Rules.Contains(id, StringComparer.Ordinal))
                continue;
            if (correlation.Generate)
                return false;
            part = true;
        }

        return part;
    }

    /// <summary>A rule or correlation alone, with all it is built from; empty when there is none of that id.</summary>
    public SigmaRules Only(string id)
    {
        var wanted = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { id };
        for (var before = 0; before != wanted.Count;)
        {
            before = wanted.Count;
            wanted.UnionWith(Correlations.Where(correlation => wanted.Contains(correlation.Metadata.Id)).SelectMany(correlation => correlation.Rules));
        }

        return new SigmaRules([.. Rules.Where(rule => wanted.Contains(rule.Metadata.Id))], [.. Correlations.Where(correlation => wanted.Contains(correlation.Metadata.Id))], [], [], []) { Options = Options };
    }

    /// <summary>The options with which they were loaded.</summary>
    internal SigmaOptions Options { get; init; } = new();

    /// <summary>Loads every document of the files. Never throws for what is in them: what cannot be used is in <see cref="Refused"/>.</summary>
    public static SigmaRules Load(IEnumerable<SigmaFile> files, SigmaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var loader = new RuleLoader(options ?? new SigmaOptions());
        foreach (var file in files)
            loader.Add(file);
        return loader.Finish();
    }
}
