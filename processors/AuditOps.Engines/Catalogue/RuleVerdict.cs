using System.Globalization;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Model;

namespace AuditOps.Engines.Catalogue;

/// <summary>What a text of a rule says, and what is wrong with it.</summary>
public sealed record RuleVerdict
{
    /// <summary>Name of the text while it is read. No id of a rule begins so: it tells ids that are written from those that are made up for want of one.</summary>
    internal const string File = "\u0001";

    // More would not be read by whoever has to mend it.
    private const int MostReasons = 10;

    /// <summary>The first rule of the text that can be used; null when there is none.</summary>
    public RuleMetadata? Rule { get; private init; }

    /// <summary>The id of the first rule of the text, usable or not; null when none is written there.</summary>
    public string? Id { get; private init; }

    /// <summary>In sentences for whoever wrote it; empty when it can be used.</summary>
    public IReadOnlyList<string> Faults { get; private init; } = [];

    /// <summary>Beside other rules there may be no faults.</summary>
    public bool DependsOnOthers { get; private init; }

    /// <summary>The text read alone.</summary>
    public static RuleVerdict Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Of(SigmaRules.Load([new SigmaFile(File, text)]));
    }

    internal static RuleVerdict Of(SigmaRules loaded, string file = File)
    {
        var rule = loaded.Rules.Select(one => one.Metadata).Concat(loaded.Correlations.Select(one => one.Metadata)).Concat(loaded.Filters.Select(one => one.Metadata))
            .Concat(loaded.Watchlists.Select(one => one.Metadata)).Concat(loaded.Calendars.Select(one => one.Metadata))
            .Where(one => one.File == file).OrderBy(one => one.Line).FirstOrDefault();
        var refused = loaded.Refused.Where(one => one.File == file).ToList();
        var id = rule?.Id ?? refused.FirstOrDefault(one => one.DependsOnOthers)?.Rule;
        return new RuleVerdict
        {
            Rule = rule,
            Id = id is null || id.StartsWith(file, StringComparison.Ordinal) ? null : id,
            Faults =
            [
                .. refused.Take(MostReasons).Select(one => string.Create(CultureInfo.InvariantCulture, $"Line {one.Line}: {one.Reason.Replace(file, "this text", StringComparison.Ordinal)}")),
                .. rule is null && refused.Count == 0 ? (string[])["The text holds no rule."] : [],
            ],
            DependsOnOthers = refused.Count > 0 && refused.TrueForAll(one => one.DependsOnOthers),
        };
    }
}
