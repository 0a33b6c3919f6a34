using System.Globalization;
using AuditOps.Engines.Sigma.Conditions;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Yaml;

namespace AuditOps.Engines.Sigma.Parsing;

/// <summary>Reads the <c>auditops</c> block of a rule.</summary>
internal sealed class ExtrasReader(SigmaOptions options)
{
    private readonly ItemReader _items = new(options);

    public RuleExtras Read(SigmaMap document)
    {
        switch (document.Entry("auditops"))
        {
            case null:
                return RuleExtras.None;
            case { Value: SigmaMap map }:
                return Read(map, document.Line);
            case var entry:
                throw new SigmaSyntaxException(entry.Line, "'auditops' must be a map.");
        }
    }

    private RuleExtras Read(SigmaMap map, int line)
    {
        foreach (var entry in map.Entries)
        {
            if (entry.Key is not ("dedupe" or "group-by" or "runbook" or "suppress" or "exceptions" or "correlation"))
                throw new SigmaSyntaxException(entry.Line, $"'auditops' has an unknown key '{entry.Key}'.");
        }

        return new RuleExtras
        {
            Dedupe = Timespans.Read(map, "dedupe"),
            GroupBy = MetadataReader.Texts(map, "group-by"),
            Runbook = MetadataReader.Text(map, "runbook"),
            Suppress = Suppress(map),
            Exceptions = Exceptions(map, line),
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

    private List<RuleException> Exceptions(SigmaMap map, int line)
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
        var items = new List<Expr>();
        foreach (var entry in map.Entries)
        {
            if (entry.Key is not ("owner" or "reason" or "expires"))
                items.Add(_items.Read(entry));
        }

        if (items.Count == 0)
            throw new SigmaSyntaxException(map.Line, "the exception names no fields; it would leave out everything.");
        var owner = MetadataReader.Text(map, "owner") ?? throw new SigmaSyntaxException(map.Line, "the exception has no owner.");
        return new RuleException(owner, MetadataReader.Text(map, "reason"), Expires(map), Expr.All(items));
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
