using System.Globalization;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Reads the <c>auditops</c> block of a document. What a kind of document cannot honour is refused there, never read and forgotten.</summary>
internal sealed class ExtrasReader(ItemReader items)
{
    private static readonly string[] OfDetection = ["dedupe", "group-by", "runbook", "suppress", "exceptions"];
    private static readonly string[] OfCorrelation = ["dedupe", "group-by", "runbook", "suppress", "correlation"];
    private static readonly string[] OfFilter = ["owner", "reason", "expires"];

    /// <param name="document">The document.</param>
    /// <param name="kind">detection, correlation, filter or watchlist.</param>
    public RuleExtras Read(SigmaMap document, string kind)
    {
        switch (document.Entry("auditops"))
        {
            case null:
                return RuleExtras.None;
            case { Value: SigmaMap map }:
                return ReadBlock(map, kind);
            case var entry:
                throw new SigmaSyntaxException(entry.Line, "'auditops' must be a map.");
        }
    }

    private RuleExtras ReadBlock(SigmaMap map, string kind)
    {
        var known = kind switch { "detection" => OfDetection, "correlation" => OfCorrelation, "filter" => OfFilter, _ => [] };
        foreach (var entry in map.Entries)
        {
            if (known.Contains(entry.Key))
                continue;
            throw new SigmaSyntaxException(entry.Line, entry.Key switch
            {
                "exceptions" => $"a {kind} has no exceptions; they belong to the rule that looks at the events.",
                "owner" or "reason" or "expires" when kind != "filter" => $"'{entry.Key}' belongs to a filter or to one of the 'exceptions'.",
                _ => $"'auditops' has an unknown key '{entry.Key}'.",
            });
        }

        return new RuleExtras
        {
            Dedupe = Timespans.Read(map, "dedupe"),
            GroupBy = MetadataReader.Texts(map, "group-by"),
            Runbook = MetadataReader.Text(map, "runbook"),
            Suppress = Suppress(map),
            Exceptions = Exceptions(map),
            Owner = MetadataReader.Text(map, "owner"),
            Reason = MetadataReader.Text(map, "reason"),
            Expires = Expires(map),
        };
    }

    private static RuleSuppression? Suppress(SigmaMap map)
    {
        if (map.Entry("suppress") is not { } entry)
            return null;
        if (entry.Value is not SigmaMap suppress || suppress.Entries.Any(each => each.Key is not ("fields" or "timespan")) || Timespans.Read(suppress, "timespan") is not { } time)
            throw new SigmaSyntaxException(entry.Line, "'suppress' must be a map with 'timespan' and 'fields'.");
        return new RuleSuppression(MetadataReader.Texts(suppress, "fields"), time);
    }

    private List<RuleException> Exceptions(SigmaMap map)
    {
        var exceptions = new List<RuleException>();
        if (map.Entry("exceptions") is not { } entry)
            return exceptions;
        if (entry.Value is not SigmaList list)
            throw new SigmaSyntaxException(entry.Line, "'exceptions' must be a list of maps.");
        foreach (var item in list.Items)
            exceptions.Add(item is SigmaMap exception ? Exception(exception) : throw new SigmaSyntaxException(item.Line, "an exception must be a map."));
        return exceptions;
    }

    private RuleException Exception(SigmaMap map)
    {
        var tests = new List<Expr>();
        foreach (var entry in map.Entries)
        {
            if (entry.Key is not ("owner" or "reason" or "expires"))
                tests.Add(items.Read(entry));
        }

        if (tests.Count == 0)
            throw new SigmaSyntaxException(map.Line, "the exception names no fields; it would leave out everything.");
        var owner = MetadataReader.Text(map, "owner") ?? throw new SigmaSyntaxException(map.Line, "the exception has no owner.");
        return new RuleException(owner, MetadataReader.Text(map, "reason"), Expires(map), Expr.All(tests));
    }

    private static DateTimeOffset? Expires(SigmaMap map)
    {
        if (MetadataReader.Text(map, "expires") is not { } text)
            return null;
        return DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssZ"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new SigmaSyntaxException(map.Entry("expires")!.Line, $"'{text}' is no day such as 2026-01-31 (UTC).");
    }
}
